use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::runs::table_of;
use crate::value::Cell;
use clap::builder::PossibleValuesParser;

#[derive(Debug, clap::Args)]
pub struct Run {
    /// The job; `foureye jobs` lists them
    #[arg(value_parser = job_names())]
    job: String,
    /// A parameter; `foureye jobs show JOB` lists them
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
}

impl Run {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let args = self.set.into_iter().map(|(name, value)| (name, Cell::Text(value))).collect();
        let ended = desk.run(&self.job, args)?;
        desk.output.table(&table_of(&[ended]))
    }
}

pub fn job_names() -> PossibleValuesParser {
    crate::service::jobs().iter().map(|job| job.name).collect::<Vec<_>>().into()
}

/// `name=value`.
pub fn assignment(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}
