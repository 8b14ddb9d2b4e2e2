use crate::cli::args::Global;
use crate::cli::desk::{absolute, workspace};
use crate::cli::failure::Failure;
use crate::cli::output::tell;
use crate::cli::signals;
use crate::config::{Settings, Words};
use crate::service::{self, Door, Listen, Plan};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Where the socket is made [default: FOUREYE_SOCKET, or foureye.sock in the workspace]
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,
    /// Take the socket from standard input, where systemd has put it
    #[arg(long, conflicts_with = "socket")]
    inherit: bool,
}

impl Serve {
    /// Serves in the foreground until a signal comes. A run that is under way is then cancelled, not awaited: it is rolled
    /// back at once and told apart from a failed one, and whoever stops a machine waits for no import.
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        signals::leave_to_others();
        let workspace = workspace(global)?;
        let words = Words::load(Settings::load(&workspace)?.language)?;
        let socket = match self.socket {
            Some(path) => Listen::At(absolute(&path)?),
            None if self.inherit => Listen::Inherited,
            None => Listen::Here,
        };
        let plan = Plan { door: Door::Team, socket, grace: None };
        let name = workspace.name();
        let ready = |opened: &Result<(), service::Fault>| {
            if opened.is_ok() && !global.quiet {
                tell(&words.say("cli.serving", &[("workspace", &name)]));
            }
        };
        Ok(service::serve(workspace, &plan, ready)?)
    }
}
