use crate::cli::args::Cli;
use crate::cli::failure::Failure;
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

#[derive(Debug, clap::Args)]
pub struct Completions {
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "foureye", &mut script);
        Ok(std::io::stdout().write_all(&script)?)
    }
}
