use crate::cli::args::Global;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::config::{Config, Words, Workspace};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Init {
    /// The folder, which may hold other files
    #[arg(default_value = ".")]
    dir: PathBuf,
}

impl Init {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let workspace = Workspace::init(&self.dir)?;
        let settings = Config::load(&workspace)?.settings;
        let output = Output::new(global, Words::load(settings.language)?, settings.currency);
        output.note(&output.words.say("cli.init_done", &[("dir", &workspace.dir().display())]));
        Ok(())
    }
}
