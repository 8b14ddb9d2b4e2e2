use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::known_customer;
use crate::crm::NewInteraction;
use crate::service::Request;
use clap::{Subcommand, ValueEnum};
use std::io::Read;

#[derive(Debug, clap::Args)]
pub struct Interaction {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Note a contact with a customer
    Add(Add),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// The customer's number, as `foureye customers search` finds it
    #[arg(long)]
    customer: i64,
    #[arg(long, value_enum)]
    kind: Kind,
    #[arg(long)]
    subject: String,
    /// What was said; `-` reads it from stdin
    #[arg(long, default_value = "")]
    body: String,
    /// The channel that it came through
    #[arg(long)]
    channel: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Inquiry,
    Complaint,
    Call,
    Visit,
    Note,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Inquiry => "inquiry",
            Kind::Complaint => "complaint",
            Kind::Call => "call",
            Kind::Visit => "visit",
            Kind::Note => "note",
        }
    }
}

impl Interaction {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let What::Add(add) = self.what;
        let customer = add.customer;
        known_customer(desk, customer)?;
        desk.call(Request::AddInteraction(add.interaction()?))?;
        desk.say("cli.interaction_added", &[("customer", &customer)]);
        Ok(())
    }
}

impl Add {
    fn interaction(self) -> Result<NewInteraction, Failure> {
        let body = match self.body.as_str() {
            "-" => read_stdin()?,
            _ => self.body,
        };
        Ok(NewInteraction {
            customer: self.customer,
            kind: self.kind.name().to_owned(),
            channel: self.channel,
            subject: self.subject,
            body,
        })
    }
}

fn read_stdin() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(text.trim_end().to_owned())
}
