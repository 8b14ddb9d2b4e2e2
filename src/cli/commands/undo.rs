use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::runs::table_of;

#[derive(Debug, clap::Args)]
pub struct Undo {
    /// The batch's number, as `foureye sources batches` has it
    batch: i64,
}

impl Undo {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        if !desk.names("sources.batches", "batch_id")?.contains(&self.batch.to_string()) {
            let hint = "`foureye sources batches` lists them";
            return Err(Failure::usage(format!("there is no batch {}", self.batch), hint));
        }
        let ended = desk.run("sources.undo", args![batch => self.batch])?;
        desk.output.table(&table_of(&[ended]))
    }
}
