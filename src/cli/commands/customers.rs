use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known_customer};
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
        let (view, customer) = match self.part {
            Part::Search { text } => return desk.show("crm.search", args![text => text], &self.filters),
            Part::Profile { customer } => ("crm.profile", customer),
            Part::Keys { customer } => ("crm.keys", customer),
            Part::Orders { customer } => ("crm.orders", customer),
            Part::Timeline { customer } => ("crm.timeline", customer),
        };
        known_customer(desk, customer)?;
        desk.show(view, args![customer => customer], &self.filters)
    }
}
