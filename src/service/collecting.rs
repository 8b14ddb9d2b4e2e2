//! The collector in the service: it listens as the configuration says, and what it has stored is imported.
//!
//! Only a process that serves others listens; a single command does not.

use super::inbox::{Outcome, Unread, Watcher};
use super::{Fault, Local, News};
use crate::args;
use crate::collector::{Collector, Spooled, Standing};
use crate::config::{self, Config, Workspace};
use crate::sync::locked;
use crate::value::Args;
use crate::warehouse::Warehouse;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

/// How often it is looked whether there is something to import.
const LOOK: Duration = Duration::from_millis(500);

/// How long it waits after what could not be done, before it tries again.
const AGAIN: Duration = Duration::from_secs(10);

/// How often files that are past their time are looked for.
const TIDY: Duration = Duration::from_secs(3600);

/// The collector of this process, if it has one.
#[derive(Default)]
pub(super) struct Collecting(Mutex<State>);

#[derive(Default)]
struct State {
    running: Option<Running>,
    /// Why it does not listen although it should, and when it was tried.
    fault: Option<(Plan, String, Instant)>,
}

/// What it is to do.
#[derive(Clone, PartialEq, Eq)]
struct Plan {
    settings: config::Collector,
    time_zone: String,
}

struct Running {
    plan: Plan,
    /// Stands before the collector, of which it takes what it imports.
    _intake: Intake,
    collector: Arc<Collector>,
}

impl Collecting {
    /// Lets it listen as the configuration says by now.
    pub fn tend(&self, config: &Config, watcher: impl FnOnce() -> Watcher) {
        let mut state = self.state();
        let settings = config.collector.clone();
        let plan = Plan { settings, time_zone: config.settings.time_zone.clone() };
        let is_wanted = plan.settings.listen().is_some();
        if state.running.as_ref().is_some_and(|running| !is_wanted || running.plan != plan) {
            state.running = None;
        }
        if !is_wanted {
            state.fault = None;
            return;
        }
        let is_tried = |(tried, _, at): &(Plan, String, Instant)| *tried == plan && at.elapsed() < AGAIN;
        if state.running.is_some() || state.fault.as_ref().is_some_and(is_tried) {
            return;
        }
        match Running::start(plan.clone(), watcher()) {
            Ok(running) => (state.running, state.fault) = (Some(running), None),
            Err(fault) => {
                let said = fault.hint.map_or(fault.message.clone(), |hint| format!("{}; {hint}", fault.message));
                if state.fault.as_ref().is_none_or(|(_, before, _)| *before != said) {
                    tracing::error!("{said}");
                }
                state.fault = Some((plan, said, Instant::now()));
            }
        }
    }

    /// Ends it: what was acknowledged is stored, and its port is free.
    pub fn end(&self) {
        *self.state() = State::default();
    }

    /// None where it is off.
    pub fn standing(&self) -> Option<Standing> {
        let state = self.state();
        let running = state.running.as_ref().map(|running| running.collector.standing());
        running.or_else(|| state.fault.as_ref().map(|(_, said, _)| Standing::silent(said.clone())))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.0)
    }
}

impl Local {
    /// Lets the collector listen as the configuration says by now.
    pub(super) fn collect(&self) {
        self.collecting.tend(&self.config(), || self.watcher());
    }
}

impl Running {
    fn start(plan: Plan, watcher: Watcher) -> Result<Running, Fault> {
        let settings = &plan.settings;
        if settings.keys.is_empty() {
            return Err(Fault {
                hint: Some("`foureye collector key web_events` makes one".into()),
                ..Fault::failed("the collector does not listen, as no write key could be right")
            });
        }
        let Some(listen) = settings.listen() else { return Err(Fault::failed("the collector is off")) };
        let zone = TimeZone::get(&plan.time_zone).unwrap_or(TimeZone::UTC);
        let known = imported(&watcher.warehouse)?;
        let workspace = watcher.workspace.clone();
        let is_imported = |file: &Path| known.contains(&workspace.shown(file));
        let collector = Collector::start(listen, settings, &workspace.collector(), zone, is_imported);
        let collector = Arc::new(
            collector.map_err(|error| Fault { hint: Some(error.hint().into()), ..Fault::failed(error.to_string()) })?,
        );
        let intake = Intake::start(Arc::clone(&collector), watcher, settings.clone());
        Ok(Running { _intake: intake, collector, plan })
    }
}

/// Files that have come before, by their names: one that was taken out again does not come back by itself.
fn imported(warehouse: &Warehouse) -> Result<BTreeSet<String>, Fault> {
    let rows = warehouse.session()?.query(include_str!("sql/collected.sql"), &Args::new())?;
    Ok(rows.texts("file").map(str::to_owned).collect())
}

/// Imports what the collector has stored, until it is dropped.
struct Intake {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Intake {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Intake {
    fn start(collector: Arc<Collector>, watcher: Watcher, settings: config::Collector) -> Intake {
        let (stop, stopped) = channel();
        let importer = Importer {
            collector,
            watcher,
            settings,
            unread: Unread::default(),
            tried: None,
            is_behind: false,
            refreshed: None,
            tidied: None,
        };
        Intake { stop: Some(stop), thread: Some(std::thread::spawn(move || importer.work(&stopped))) }
    }
}

struct Importer {
    collector: Arc<Collector>,
    watcher: Watcher,
    settings: config::Collector,
    unread: Unread,
    /// When something could not be imported.
    tried: Option<Instant>,
    /// Whether something has been imported that nothing has followed from yet.
    is_behind: bool,
    refreshed: Option<Instant>,
    tidied: Option<Instant>,
}

impl Importer {
    fn work(mut self, stopped: &Receiver<()>) {
        loop {
            if self.tried.is_none_or(|at| at.elapsed() >= AGAIN) && self.import(stopped) {
                return;
            }
            self.refresh();
            if self.tidied.is_none_or(|at| at.elapsed() >= TIDY) {
                self.tidied = Some(Instant::now());
                self.tidy();
            }
            if let Ok(()) | Err(RecvTimeoutError::Disconnected) = stopped.recv_timeout(LOOK) {
                return;
            }
        }
    }

    /// Imports what is complete; true where it was stopped in the middle.
    fn import(&mut self, stopped: &Receiver<()>) -> bool {
        self.tried = None;
        for file in self.collector.complete() {
            let args = args![source => &file.source, file => file.path.display().to_string()];
            let message = match self.watcher.outcome("sources.import", &args, stopped) {
                Outcome::Done { .. } => {
                    self.collector.imported(&file.path);
                    self.is_behind = true;
                    None
                }
                Outcome::Failed(message) => Some(message),
                Outcome::Stopped => return true,
            };
            if message.is_some() {
                self.tried = Some(Instant::now());
            }
            self.tell(&file, message);
        }
        false
    }

    /// Says once why a source's events are not imported.
    fn tell(&mut self, file: &Spooled, message: Option<String>) {
        if let Some(message) = self.unread.renew(&file.source, message) {
            let config = Config::load(&self.watcher.workspace).ok();
            let what = self.watcher.workspace.shown(&file.path);
            self.watcher.tell(config.as_ref(), &News::Failed { what, message });
        }
    }

    fn refresh(&mut self) {
        let every = Duration::from_secs(u64::from(self.settings.refresh_minutes) * 60);
        if !self.is_behind || self.refreshed.is_some_and(|at| at.elapsed() < every) {
            return;
        }
        (self.is_behind, self.refreshed) = (false, Some(Instant::now()));
        self.watcher.refresh(None);
    }

    /// Deletes files that have been imported, when they have been kept for long enough.
    fn tidy(&self) {
        let kept = Duration::from_secs(u64::from(self.settings.keep_days) * 24 * 3600);
        let Ok(known) = imported(&self.watcher.warehouse) else { return };
        let waiting: BTreeSet<_> = self.collector.complete().into_iter().map(|it| it.path).collect();
        for path in files(&self.watcher.workspace) {
            let age = path.metadata().and_then(|data| data.modified()).map(|at| SystemTime::now().duration_since(at));
            let is_old = matches!(age, Ok(Ok(age)) if age > kept);
            if is_old && !waiting.contains(&path) && known.contains(&self.watcher.workspace.shown(&path)) {
                tracing::info!(file = %path.display(), "a file of events was deleted after its time");
                if let Err(error) = std::fs::remove_file(&path) {
                    tracing::warn!(%error, file = %path.display(), "a file of events could not be deleted");
                }
            }
        }
    }
}

/// All files of events that are complete.
fn files(workspace: &Workspace) -> Vec<std::path::PathBuf> {
    let pattern = workspace.file(&config::Collector::files("*")).display().to_string();
    glob::glob(&pattern).into_iter().flatten().flatten().collect()
}
