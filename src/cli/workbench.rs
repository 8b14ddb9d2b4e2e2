use super::args::Global;
use super::desk::workspace;
use super::failure::Failure;
use super::signals;
use crate::config::{Settings, Workspace};
use crate::service::{Local, Request, Service};
use crate::tui::{self, Look};
use std::io::{IsTerminal, stdin, stdout};
use std::sync::Arc;

/// Whether someone sits there.
pub fn has_terminal() -> bool {
    stdin().is_terminal() && stdout().is_terminal()
}

/// Opens the workbench on the workspace that is meant.
pub fn open(global: &Global) -> Result<(), Failure> {
    let workspace = workspace(global)?;
    if !has_terminal() {
        return Err(Failure::usage("the workbench needs a terminal", "in a script, use a command: `foureye --help`"));
    }
    run(&workspace)
}

/// Draws the first frame at once; the file is opened behind it.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    signals::leave_to_screen();
    let settings = Settings::load(workspace)?;
    let look = Look::load(workspace, &settings)?;
    let workspace = workspace.clone();
    let open = move || {
        let local = Local::open(workspace)?;
        if settings.inbox.watch {
            local.call(0, Request::Watch)?;
        }
        Ok(Arc::new(local) as Arc<dyn Service>)
    };
    Ok(tui::run(open, look)?)
}
