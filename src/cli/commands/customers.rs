use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known_customer};
use crate::cli::runs::table_of;
use crate::identity::{Party, Verdict};
use crate::service::Request;
use crate::value::Args;
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Customers {
    #[command(subcommand)]
    part: Part,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Find customers by the beginning of a name (陈 finds 陳), a phone, an e-mail or an id
    Search { text: String },
    /// What is known of one customer
    Profile { customer: i64 },
    /// A customer's keys in each source
    Keys { customer: i64 },
    /// What a customer's keys say of consent and addresses, and whose word holds
    Consent { customer: i64 },
    /// A customer's orders
    Orders { customer: i64 },
    /// A customer's orders, touchpoints, interactions and feedback in one line of time
    Timeline { customer: i64 },
    /// Pairs of records that may or may not be one customer, the most doubtful first
    Review,
    /// What each field of a pair of records tells for and against their being one customer
    Compare(Pair),
    /// Make one customer of two records or customers, for good
    Merge(Pair),
    /// Keep two records or customers apart, whatever they have in common
    Never(Pair),
    /// Take back what was decided about two records
    Reopen(Pair),
    /// What was decided about records, the newest first
    Decisions,
    /// How often the linkage says what people decided
    Accuracy,
}

/// Each a record as SYSTEM/KEY, or a customer's id, which stands for all their records.
#[derive(Debug, clap::Args)]
struct Pair {
    #[arg(value_name = "KEY")]
    left: Party,
    #[arg(value_name = "KEY")]
    right: Party,
}

impl Customers {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let (view, customer) = match self.part {
            Part::Search { text } => return desk.show("crm.search", args![text => text], &self.filters),
            Part::Review => return desk.show("identity.review", Args::new(), &self.filters),
            Part::Decisions => return desk.show("identity.decisions", Args::new(), &self.filters),
            Part::Accuracy => return desk.show("identity.accuracy", Args::new(), &self.filters),
            Part::Compare(pair) => return desk.show("identity.pair", pair.args()?, &self.filters),
            Part::Merge(pair) => return pair.decide(desk, Verdict::Same),
            Part::Never(pair) => return pair.decide(desk, Verdict::Never),
            Part::Reopen(pair) => return pair.decide(desk, Verdict::Reopen),
            Part::Profile { customer } => ("crm.profile", customer),
            Part::Keys { customer } => ("crm.keys", customer),
            Part::Consent { customer } => ("identity.survivors", customer),
            Part::Orders { customer } => ("crm.orders", customer),
            Part::Timeline { customer } => ("crm.timeline", customer),
        };
        known_customer(desk, customer)?;
        desk.show(view, args![customer => customer], &self.filters)
    }
}

impl Pair {
    /// Decides, and waits until the customers have been unified again.
    fn decide(self, desk: &Desk, verdict: Verdict) -> Result<(), Failure> {
        desk.call(Request::Identify { left: self.left, right: self.right, verdict })?;
        desk.output.table(&table_of(&[desk.run("identity.unify", Args::new())?]))
    }

    fn args(self) -> Result<Args, Failure> {
        match (self.left, self.right) {
            (Party::Key { system, customer_key }, Party::Key { system: right_system, customer_key: right_key }) => {
                Ok(args![
                    left_system => system, left_key => customer_key, right_system => right_system, right_key => right_key
                ])
            }
            _ => Err(Failure::usage(
                "two records are compared, not two customers",
                "name them as SYSTEM/KEY; `foureye customers keys ID` lists a customer's",
            )),
        }
    }
}
