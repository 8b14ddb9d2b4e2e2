use super::args::Global;
use super::desk::workspace;
use super::failure::Failure;
use super::output::tell;
use super::signals;
use crate::config::{Settings, Workspace};
use crate::service::{Remote, Request, Service, attach};
use crate::tui::{self, Look};
use std::io::{IsTerminal, stdin, stdout};
use std::sync::Arc;

/// What the service is told that it is.
const CLIENT: &str = "workbench";

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

/// Draws the first frame at once; the service is attached to behind it, and goes on with what was begun afterwards.
pub fn run(workspace: &Workspace) -> Result<(), Failure> {
    signals::leave_to_others();
    let is_guest = attach::host(workspace).is_some();
    let own = if is_guest { Workspace::of_user() } else { workspace.clone() };
    if is_guest {
        // Where it cannot be made, the console's history is not kept.
        let _ = std::fs::create_dir_all(own.dir());
    }
    let settings = Settings::load(&own)?;
    let look = Look { workspace: workspace.name(), ..Look::load(&own, &settings)? };
    // Who serves a team watches the inbox themselves.
    let watches = settings.inbox.watch && !is_guest;
    let words = look.words.clone();
    let workspace = workspace.clone();
    let open = move |may_start: bool| {
        let service = if may_start {
            attach::attach(&workspace, CLIENT)?
        } else {
            let Some(service) = Remote::attach(&workspace, CLIENT)? else { return Ok(None) };
            Arc::new(service)
        };
        if watches {
            service.call(0, Request::Watch)?;
        }
        Ok(Some(service as Arc<dyn Service>))
    };
    for run in tui::run(open, look)? {
        let title = words.text(&format!("job.{}.title", run.job)).to_owned();
        tell(&words.say("cli.goes_on", &[("title", &title)]));
    }
    Ok(())
}
