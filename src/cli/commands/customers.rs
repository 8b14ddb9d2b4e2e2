use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::Filters;
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
    /// A customer's orders
    Orders { customer: i64 },
    /// A customer's orders, touchpoints, interactions and feedback in one line of time
    Timeline { customer: i64 },
}

impl Customers {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let (view, args) = match self.part {
            Part::Search { text } => ("crm.search", args![text => text]),
            Part::Profile { customer } => ("crm.profile", args![customer => customer]),
            Part::Keys { customer } => ("crm.keys", args![customer => customer]),
            Part::Orders { customer } => ("crm.orders", args![customer => customer]),
            Part::Timeline { customer } => ("crm.timeline", args![customer => customer]),
        };
        desk.show(view, args, &self.filters)
    }
}
