use crate::cli::args::Global;
use crate::cli::desk::workspace;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::runs::under_bar;
use crate::config::{Settings, Words};
use crate::service::{self, Restored};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The backup's name, as `foureye backups` has it; `latest`, which is the newest verified one; or the path of its folder
    backup: String,
    /// Make a workspace in this folder, and leave the one that there is as it is
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Put the configuration's files back, too; those that there are stay beside them
    #[arg(long, conflicts_with = "into")]
    configuration: bool,
    /// The file with the key that the backup was encrypted with, if it is not the workspace's
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl Restore {
    /// Works on the file itself: nobody else may have it meanwhile.
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        // A backup on another disk is restored where there is no workspace any more.
        let workspace = workspace(global);
        let workspace = if self.into.is_some() { workspace.ok() } else { Some(workspace?) };
        let settings = workspace.as_ref().map(Settings::load).transpose()?.unwrap_or_default();
        let output = Output::new(global, Words::load(settings.language)?, settings.currency);
        let restore = service::Restore {
            backup: self.backup,
            workspace,
            into: self.into,
            configuration: self.configuration,
            key_file: self.key_file,
        };
        tell(&output, &under_bar(global, |goes_on| restore.run(goes_on))?);
        Ok(())
    }
}

fn tell(output: &Output, restored: &Restored) {
    let rows = crate::value::figure::grouped(restored.rows as f64, 0);
    let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| output.note(&output.words.say(key, values));
    say(
        "cli.restored",
        &[
            ("backup", &restored.backup),
            ("made_at", &restored.made_at.strftime("%Y-%m-%d %H:%M")),
            ("rows", &rows),
            ("dir", &restored.workspace.dir().display()),
        ],
    );
    if let Some(aside) = &restored.aside {
        say("cli.kept_aside", &[("file", &aside.display())]);
    }
    if !restored.differing.is_empty() {
        say("cli.configuration_differs", &[("files", &restored.differing.join(", "))]);
    }
}
