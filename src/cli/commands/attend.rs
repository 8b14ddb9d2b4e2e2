use crate::cli::args::Global;
use crate::cli::desk::workspace;
use crate::cli::failure::Failure;
use crate::cli::signals;
use crate::service::attach;

#[derive(Debug, clap::Args)]
pub struct Attend {}

impl Attend {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        signals::leave_to_others();
        Ok(attach::attend(workspace(global)?)?)
    }
}
