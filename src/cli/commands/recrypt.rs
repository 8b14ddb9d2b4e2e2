//! `encrypt`, `rekey` and `decrypt`: one work under three names.

use crate::cli::args::Global;
use crate::cli::desk::{absolute, workspace};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::runs::under_bar;
use crate::config::{Settings, Words};
use crate::service;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Encrypt {}

#[derive(Debug, clap::Args)]
pub struct Rekey {
    /// The file with the new key; it is asked for, if left out
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct Decrypt {}

impl Encrypt {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        recrypt(global, &service::Recrypt::Encrypt, "cli.encrypted")
    }
}

impl Rekey {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let key_file = self.key_file.as_deref().map(absolute).transpose()?;
        recrypt(global, &service::Recrypt::Rekey { key_file }, "cli.rekeyed")
    }
}

impl Decrypt {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        recrypt(global, &service::Recrypt::Decrypt, "cli.decrypted")
    }
}

/// Works on the file itself: nobody else may have it meanwhile.
fn recrypt(global: &Global, what: &service::Recrypt, said: &str) -> Result<(), Failure> {
    let workspace = workspace(global)?;
    let settings = Settings::load(&workspace)?;
    let output = Output::new(global, Words::load(settings.language)?, settings.currency);
    under_bar(global, |goes_on| what.run(&workspace, goes_on))?;
    output.note(output.words.text(said));
    Ok(())
}
