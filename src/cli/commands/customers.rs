use super::retention;
use crate::args;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known_customer};
use crate::cli::runs::table_of;
use crate::identity::{Party, Verdict};
use crate::privacy::Fate;
use crate::service::{Request, Response};
use crate::value::{Args, Page, Scope};
use clap::Subcommand;
use std::fs::OpenOptions;
use std::io::{BufRead, IsTerminal, Write, stdin};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

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
    /// Write all that the data has of a customer, for that customer, as JSON
    Export {
        customer: i64,
        /// The file, which only you may read; stdout if none is named
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Erase a customer for good, and keep them out of every import to come
    Forget {
        customer: i64,
        /// The same number again, instead of being asked for it
        #[arg(long, value_name = "ID")]
        confirm: Option<i64>,
    },
    /// What was erased when a customer was forgotten, and by whom; the newest, if none is named
    Receipt { receipt: Option<i64> },
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
            Part::Export { customer, out } => return export(desk, customer, out.as_deref()),
            Part::Forget { customer, confirm } => return forget(desk, customer, confirm),
            Part::Receipt { receipt } => return retention::told(desk, receipt),
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

fn export(desk: &Desk, customer: i64, out: Option<&Path>) -> Result<(), Failure> {
    known_customer(desk, customer)?;
    let text = match desk.call(Request::Person { customer })? {
        Response::Text(text) => text + "\n",
        other => return Err(unexpected(&other)),
    };
    let Some(path) = out else { return desk.output.text(&text) };
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| Failure::file(path, &error))?;
    desk.say("cli.person_written", &[("customer", &customer), ("path", &path.display())]);
    Ok(())
}

/// Forgets a customer, brings all figures up to date, and prints the receipt.
fn forget(desk: &Desk, customer: i64, confirm: Option<i64>) -> Result<(), Failure> {
    known_customer(desk, customer)?;
    let confirmed = match confirm {
        Some(number) => Some(number),
        None if stdin().is_terminal() => {
            desk.say("cli.ask_forget", &[("customer", &customer)]);
            let mut line = String::new();
            stdin().lock().read_line(&mut line)?;
            line.trim().parse().ok()
        }
        None => None,
    };
    if confirmed != Some(customer) {
        return Err(Failure::usage(
            format!("customer {customer} was not forgotten: it cannot be undone, and was not confirmed"),
            format!("`--confirm {customer}` confirms it"),
        ));
    }
    desk.run("privacy.forget", args![customer => customer])?;
    desk.refresh()?;
    let receipt = desk.rows("privacy.receipt", Args::new(), &Scope::default(), Page::all())?;
    desk.output.table(&receipt)?;
    if receipt.texts("fate").any(|fate| fate == Fate::PutAway.name()) {
        desk.say("cli.backups_left", &[]);
    }
    Ok(())
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
