use crate::cli::args::Global;
use crate::cli::failure::Failure;
use crate::cli::output::tell;
use crate::cli::runs::plain_bar;
use crate::generator;
use indicatif::ProgressBar;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Generate {
    #[arg(long, default_value_t = 2000)]
    customers: u64,
    /// Ending with June 2026
    #[arg(long, default_value_t = 18)]
    months: u32,
    /// The same seed makes the same bytes
    #[arg(long, default_value_t = 4)]
    seed: u64,
    /// The folder that the files are written to
    #[arg(long)]
    out: PathBuf,
}

impl Generate {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let bar = if global.quiet || !stderr().is_terminal() { ProgressBar::hidden() } else { plain_bar(1000) };
        let plan = generator::Plan { customers: self.customers, months: self.months, seed: self.seed };
        let records = generated(&plan, &self.out, &bar)?;
        if !global.quiet {
            tell(&format!("{records} records in {}", self.out.display()));
        }
        Ok(())
    }
}

/// Makes an invented retailer's files in a folder; returns how many records they hold.
pub fn generated(plan: &generator::Plan, out: &Path, bar: &ProgressBar) -> Result<u64, Failure> {
    let made = generator::generate(plan, out, &mut |done: f64| bar.set_position((done * 1000.0) as u64));
    bar.finish_and_clear();
    let made =
        made.map_err(|error| Failure::failed(error.to_string(), "see `foureye generate --help` for the bounds"))?;
    Ok(made.records())
}
