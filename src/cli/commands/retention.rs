use crate::args;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::service::{Request, Response};
use crate::value::{Args, Page, Scope};
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Retention {
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Remove what has been kept for long enough
    Run,
    /// What was erased, newest first; or what one receipt tells, place by place
    Receipts { receipt: Option<i64> },
}

impl Retention {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self.part {
            None => match desk.call(Request::Retention)? {
                Response::Rows(due) => {
                    desk.output.table(&due)?;
                    desk.say(if due.is_empty() { "cli.nothing_expires" } else { "cli.retention_due" }, &[]);
                    Ok(())
                }
                other => Err(unexpected(&other)),
            },
            Some(Part::Run) => {
                desk.run("privacy.retain", Args::new())?;
                told(desk, None)?;
                desk.say("cli.then_refresh", &[]);
                Ok(())
            }
            Some(Part::Receipts { receipt: None }) => {
                let receipts = desk.rows("privacy.receipts", Args::new(), &Scope::default(), Page::all())?;
                desk.output.table(&receipts)
            }
            Some(Part::Receipts { receipt }) => told(desk, receipt),
        }
    }
}

/// Prints a receipt, the newest if none is named.
pub fn told(desk: &Desk, receipt: Option<i64>) -> Result<(), Failure> {
    let args = args![receipt => receipt];
    desk.output.table(&desk.rows("privacy.receipt", args, &Scope::default(), Page::all())?)
}
