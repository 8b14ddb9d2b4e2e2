use crate::cli::args::Global;
use crate::cli::desk::{Desk, unexpected, workspace};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::config::{Settings, Words};
use crate::service::{Request, Response, backups};

#[derive(Debug, clap::Args)]
pub struct Backups {}

impl Backups {
    /// Lists them although the database may be damaged: without a service only their folder is read.
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        if let Some(desk) = Desk::if_served(global)? {
            return match desk.call(Request::Backups)? {
                Response::Rows(table) => desk.output.table(&table),
                other => Err(unexpected(&other)),
            };
        }
        let workspace = workspace(global)?;
        let settings = Settings::load(&workspace)?;
        let output = Output::new(global, Words::load(settings.language)?, settings.currency);
        output.table(&backups::list(&workspace)?)
    }
}
