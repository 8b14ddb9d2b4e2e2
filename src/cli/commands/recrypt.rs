//! `encrypt`, `rekey` and `decrypt`: one work under three names.

use crate::cli::args::Global;
use crate::cli::desk::{absolute, workspace};
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::runs::plain_bar;
use crate::cli::signals;
use crate::config::{Settings, Words};
use crate::service;
use indicatif::ProgressBar;
use std::io::{IsTerminal, stderr};
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
    let is_shown = !global.quiet && stderr().is_terminal();
    let bar = if is_shown { plain_bar(1000) } else { ProgressBar::hidden() };
    signals::on_stop(|| ());
    let done = what.run(&workspace, &|done| {
        bar.set_position((done * 1000.0) as u64);
        !signals::asked()
    });
    bar.finish_and_clear();
    done?;
    output.note(output.words.text(said));
    Ok(())
}
