use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::service::{Request, Response};

#[derive(Debug, clap::Args)]
pub struct Doctor {}

impl Doctor {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let table = match desk.call(Request::Doctor)? {
            Response::Rows(table) => table,
            other => return Err(unexpected(&other)),
        };
        Failure::unless_reader_left(desk.output.table(&table))?;
        let broken = (0..table.rows.len()).filter(|row| table.number(*row, "broken") != Some(0.0)).count();
        if broken == 0 {
            desk.say("cli.doctor_well", &[]);
            return Ok(());
        }
        desk.say_count("cli.doctor_broken", broken as u64, &[]);
        Err(Failure::Found)
    }
}
