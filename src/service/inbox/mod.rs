//! The watch: files that have come into the inbox whole are imported and moved aside, sources whose time has come are read,
//! and what follows from them is brought up to date. What a person should know of it is told to all who listen, written to
//! the log, and handed to a command.

mod notify;
mod outcome;
mod told;

pub(super) use outcome::Outcome;
pub(super) use told::Unread;

use self::notify::notify;
use self::told::Told;
use super::listeners::Listeners;
use super::{Event, Local, News, Response, access, backups, schedule};
use crate::args;
use crate::config::{Config, Source, Workspace};
use crate::jobs::Runner;
use crate::sources::import_of;
use crate::sources::inbox::{Inbox, files_in, source_of};
use crate::sync::locked;
use crate::value::{Args, Cell};
use crate::warehouse::Warehouse;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the folder is looked at: seldom enough to cost nothing, often enough to be taken for at once.
const LOOK: Duration = Duration::from_secs(2);

/// How often it is asked whether a source's time has come.
const GLANCE: Duration = Duration::from_secs(5);

/// How often it is asked whether a delivery is late.
const ASK: Duration = Duration::from_secs(600);

/// Ends the watch when it is dropped.
pub(super) struct Watch {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Local {
    pub(super) fn watch(&self) -> Response {
        locked(&self.watch).get_or_insert_with(|| {
            self.watcher().start(Duration::from_secs(self.config().settings.inbox.settle_seconds.into()))
        });
        Response::Done
    }

    pub(super) fn watcher(&self) -> Watcher {
        Watcher {
            workspace: self.workspace.clone(),
            warehouse: Arc::clone(&self.warehouse),
            runner: Arc::clone(&self.runner),
            listeners: Arc::clone(&self.listeners),
            user: self.owner.user.clone(),
        }
    }
}

/// What the watch works with.
pub(super) struct Watcher {
    pub workspace: Workspace,
    pub warehouse: Arc<Warehouse>,
    pub runner: Arc<Runner>,
    pub listeners: Arc<Listeners>,
    pub user: String,
}

impl Watcher {
    pub fn start(self, settle: Duration) -> Watch {
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || self.watch(settle, &stopped));
        Watch { stop: Some(stop), thread: Some(thread) }
    }

    fn watch(&self, settle: Duration, stopped: &Receiver<()>) {
        let mut inbox = self.inbox(settle);
        let mut told = Told::default();
        let (mut asked, mut glanced): (Option<Instant>, Option<Instant>) = (None, None);
        let since = Timestamp::now();
        loop {
            let whole = inbox.settled(&files_in(&self.workspace.inbox()), Instant::now());
            if !whole.is_empty() {
                self.take(whole, stopped);
                asked = None;
            }
            if glanced.is_none_or(|at| at.elapsed() >= GLANCE) {
                if self.read_what_is_due(since, &mut told, stopped) {
                    asked = None;
                }
                self.back_up_when_due(since, &mut told, stopped);
                glanced = Some(Instant::now());
            }
            if asked.is_none_or(|at| at.elapsed() >= ASK) {
                self.tell_what_is_wrong(&mut told);
                asked = Some(Instant::now());
            }
            if let Ok(()) | Err(RecvTimeoutError::Disconnected) = stopped.recv_timeout(LOOK) {
                return;
            }
        }
    }

    /// The inbox, in which files that were imported before the watch began are left where they are.
    fn inbox(&self, settle: Duration) -> Inbox {
        let mut inbox = Inbox::new(settle);
        let session = self.warehouse.session();
        let sql = "SELECT file, bytes FROM ops.batch WHERE status = 'imported'";
        let Ok(known) = session.and_then(|session| session.query(sql, &Args::new())) else { return inbox };
        let is_known = |file: &str, bytes: u64| {
            (0..known.rows.len()).any(|row| {
                known.text(row, "file") == file && known.cell(row, "bytes").integer() == i64::try_from(bytes).ok()
            })
        };
        for (path, stamp) in files_in(&self.workspace.inbox()) {
            if is_known(&self.workspace.shown(&path), stamp.bytes) {
                inbox.know(path, stamp);
            }
        }
        inbox
    }

    /// Imports files by the sources whose patterns they fit, one after the other, and then refreshes.
    fn take(&self, files: Vec<PathBuf>, stopped: &Receiver<()>) {
        let config = match Config::load(&self.workspace) {
            Ok(config) => config,
            Err(error) => return self.tell(None, &News::Failed { what: "inbox".into(), message: error.to_string() }),
        };
        let mut of_source: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
        for file in files {
            match source_of(&config.sources, self.workspace.dir(), &file) {
                Some(source) => of_source.entry(source).or_default().push(file),
                None => self.tell(Some(&config), &News::Unclaimed { file: self.workspace.shown(&file) }),
            }
        }
        let mut has_imported = false;
        for (source, files) in of_source {
            for file in files {
                let import = args![source => source, file => file.display().to_string(), aside => true];
                match self.outcome("sources.import", &import, stopped) {
                    Outcome::Done { figures, .. } => {
                        has_imported = true;
                        self.tell_arrival(&config, source, self.workspace.shown(&file), &figures);
                    }
                    Outcome::Failed(message) => {
                        self.tell(Some(&config), &News::Failed { what: self.workspace.shown(&file), message });
                    }
                    Outcome::Stopped => return,
                }
            }
        }
        if has_imported {
            self.refresh(Some(&config));
        }
    }

    /// Reads the sources whose time has come; says whether anything has come of it.
    fn read_what_is_due(&self, since: Timestamp, told: &mut Told, stopped: &Receiver<()>) -> bool {
        let Ok(config) = Config::load(&self.workspace) else { return false };
        let session = self.warehouse.session();
        let due = session.and_then(|session| schedule::due(&config, &session, since, Timestamp::now()));
        let due = due.unwrap_or_else(|error| {
            tracing::warn!(%error, "it could not be asked which sources are due");
            Vec::new()
        });
        let mut has_imported = false;
        for name in due {
            let (job, args) = import_of(&config.sources, &name);
            let message = match self.outcome(job, &args, stopped) {
                Outcome::Done { rows: 0, .. } => None,
                Outcome::Done { figures, .. } => {
                    has_imported = true;
                    let origin = config.sources.sources.get(&name).map(Source::origin).unwrap_or_default();
                    self.tell_arrival(&config, &name, origin, &figures);
                    None
                }
                Outcome::Failed(message) => Some(message),
                Outcome::Stopped => return has_imported,
            };
            if let Some(message) = told.unread.renew(&name, message) {
                self.tell(Some(&config), &News::Failed { what: name, message });
            }
        }
        if has_imported {
            self.refresh(Some(&config));
        }
        has_imported
    }

    fn back_up_when_due(&self, since: Timestamp, told: &mut Told, stopped: &Receiver<()>) {
        let Ok(config) = Config::load(&self.workspace) else { return };
        let is_due = self
            .warehouse
            .session()
            .and_then(|session| schedule::is_backup_due(&config, &session, since, Timestamp::now()));
        if !is_due.unwrap_or_default() {
            return;
        }
        let message = match self.outcome(backups::BACKUP, &Args::new(), stopped) {
            Outcome::Failed(message) => Some(message),
            Outcome::Done { .. } | Outcome::Stopped => None,
        };
        if let Some(message) = told.unread.renew(backups::BACKUP, message) {
            self.tell(Some(&config), &News::Failed { what: backups::BACKUP.into(), message });
        }
    }

    /// Brings up to date what follows from what was imported.
    pub fn refresh(&self, config: Option<&Config>) {
        if let Err(error) = self.runner.refresh(&self.user) {
            self.tell(config, &News::Failed { what: "refresh".into(), message: error.to_string() });
        }
    }

    fn tell_arrival(&self, config: &Config, source: &str, file: String, figures: &[(String, Cell)]) {
        let figure = |name: &str| figures.iter().find(|(known, _)| known == name).and_then(|(_, cell)| cell.integer());
        let count = |name: &str| figure(name).unwrap_or_default().unsigned_abs();
        let (accepted, rejected) = (count("accepted"), count("rejected"));
        self.tell(None, &News::Arrived { file, source: source.to_owned(), accepted, rejected });
        if count("drifted_columns") > 0 {
            let columns = count("drifted_columns");
            self.tell(Some(config), &News::Drifted { source: source.to_owned(), columns });
        }
    }

    /// Late deliveries and failed checks, each told once until it is mended.
    fn tell_what_is_wrong(&self, told: &mut Told) {
        let Ok(config) = Config::load(&self.workspace) else { return };
        let names = |sql: &str, args: &Args| -> BTreeSet<String> {
            let session = self.warehouse.session();
            let rows = session.and_then(|session| session.query(sql, args));
            let rows = rows.unwrap_or_else(|error| {
                tracing::warn!(%error, "the state of the deliveries could not be asked");
                crate::value::Table::default()
            });
            rows.texts("name").map(str::to_owned).collect()
        };
        for source in told.late.renew(names(include_str!("../sql/late.sql"), &args![now => crate::jobs::now()])) {
            self.tell(Some(&config), &News::Late { source });
        }
        for check in told.failed.renew(names(include_str!("../sql/failed_checks.sql"), &Args::new())) {
            self.tell(Some(&config), &News::CheckFailed { check });
        }
    }

    /// Tells everyone; where a configuration is given it is worth the command that it names. What is noted and what leaves the
    /// program quotes nothing of the data.
    pub fn tell(&self, config: Option<&Config>, news: &News) {
        let told = access::news_without_quotes(news);
        tracing::info!(news = ?told, "inbox");
        self.listeners.tell(&Event::News(news.clone()));
        if let Some(command) = config.and_then(|config| config.settings.inbox.notify.as_ref()) {
            notify(command, &told, self.workspace.dir());
        }
    }
}
