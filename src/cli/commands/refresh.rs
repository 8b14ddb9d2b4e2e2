use crate::cli::args::Format;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::runs::table_of;

#[derive(Debug, clap::Args)]
pub struct Refresh {}

impl Refresh {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let ended = desk.refresh()?;
        if ended.is_empty() {
            desk.say("cli.nothing_stale", &[]);
            if desk.output.format == Format::Table {
                return Ok(());
            }
        }
        desk.output.table(&table_of(&ended))
    }
}
