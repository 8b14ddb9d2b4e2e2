use crate::args;
use crate::cli::args::Format;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::Filters;
use crate::service::{Request, Response};
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Audit {
    #[command(subcommand)]
    part: Option<Part>,
    /// Only what this user did
    #[arg(long)]
    user: Option<String>,
    /// Only this, such as export or run
    #[arg(long)]
    action: Option<String>,
    /// Only about this, such as a view, a job or 'customer 12'
    #[arg(long)]
    subject: Option<String>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Look for an entry that was changed, is missing or has been moved
    Verify,
}

impl Audit {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self.part {
            Some(Part::Verify) => verify(desk),
            None => {
                let args = args![user => self.user, action => self.action, subject => self.subject];
                desk.show("audit.list", args, &self.filters)
            }
        }
    }
}

fn verify(desk: &Desk) -> Result<(), Failure> {
    let found = match desk.call(Request::Verify)? {
        Response::Audit(found) => found,
        other => return Err(unexpected(&other)),
    };
    if desk.output.format == Format::Json {
        desk.output.json(&serde_json::to_value(&found).unwrap_or_default())?;
    }
    let newest = found.newest.map_or_else(String::new, |(number, hash)| format!("{number}:{hash}"));
    match found.flaw {
        None => {
            desk.say_count("cli.audit_whole", found.entries, &[("newest", &newest)]);
            Ok(())
        }
        Some((number, flaw)) => {
            let flaw = desk.words.value(flaw.name());
            desk.say("cli.audit_broken", &[("number", &number), ("flaw", &flaw)]);
            Err(Failure::Found)
        }
    }
}
