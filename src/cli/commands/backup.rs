use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::runs::table_of;
use crate::value::Args;
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Backup {
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Read a backup back, and compare it with what was backed up
    Verify {
        /// The backup's name, as `foureye backups` has it; the newest verified one, if left out
        backup: Option<String>,
    },
}

impl Backup {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let ended = match self.part {
            None => desk.run("warehouse.backup", Args::new())?,
            Some(Part::Verify { backup: Some(name) }) => desk.run("warehouse.verify_backup", args![backup => name])?,
            Some(Part::Verify { backup: None }) => desk.run("warehouse.verify_backup", Args::new())?,
        };
        desk.output.table(&table_of(&[ended]))
    }
}
