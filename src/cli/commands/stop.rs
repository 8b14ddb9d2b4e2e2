use super::status::{none_runs, of};
use crate::cli::args::Global;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::service::{Request, Response};

#[derive(Debug, clap::Args)]
pub struct Stop {}

impl Stop {
    /// Ends the service; where none runs there is nothing to do.
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let Some(desk) = Desk::if_served(global)? else { return none_runs(global) };
        let status = of(&desk)?;
        match desk.call(Request::Stop)? {
            Response::Done => {
                desk.until_gone();
                desk.say("cli.stopped", &[("process", &status.process)]);
                Ok(())
            }
            other => Err(unexpected(&other)),
        }
    }
}
