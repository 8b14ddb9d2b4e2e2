use super::args::Global;
use super::desk::workspace;
use super::failure::Failure;
use super::signals;
use crate::config::Workspace;
use std::io::{IsTerminal, stdin, stdout};

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

pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    signals::leave_to_screen();
    let _ = workspace;
    Err(Failure::usage("the workbench needs a terminal that it can draw on", "use a command: `foureye --help`"))
}
