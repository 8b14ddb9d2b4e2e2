use super::args::{Format, Global};
use super::failure::Failure;
use super::filters::{Filters, RowArgs};
use super::output::Output;
use super::{sending, signals};
use crate::config::{Config, Settings, Words, Workspace};
use crate::service::{Event, Overview, Relation, Remote, Request, Response, Service, Ticket, attach};
use crate::value::{Args, Page, Scope, Table};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;

/// So many rows of a table are shown unless another limit is asked for.
const SCREENFUL: u64 = 100;

/// What a command works at: an opened workspace, its words, and where its answers go.
pub struct Desk {
    pub workspace: Workspace,
    pub words: Words,
    pub output: Output,
    service: Arc<dyn Service>,
    ticket: Arc<AtomicU64>,
    /// Whether the workspace's files are another user's, and not to be read from here.
    is_guest: bool,
}

impl Desk {
    /// Opens the workspace that is meant, through its service if one runs; from here on a signal stops what is under way.
    pub fn open(global: &Global) -> Result<Desk, Failure> {
        Desk::at(workspace(global)?, global)
    }

    pub fn at(workspace: Workspace, global: &Global) -> Result<Desk, Failure> {
        Desk::with(workspace, global, |workspace| Ok(attach::open(workspace, &global.client)?))
    }

    /// The same through the workspace's service, which is started if none runs.
    pub fn attached(global: &Global) -> Result<Desk, Failure> {
        Desk::with(workspace(global)?, global, |workspace| Ok(attach::attach(workspace, &global.client)?))
    }

    /// The same through the workspace's service; none where none runs.
    pub fn if_served(global: &Global) -> Result<Option<Desk>, Failure> {
        let workspace = workspace(global)?;
        let Some(remote) = Remote::attach(&workspace, &global.client)? else { return Ok(None) };
        Desk::with(workspace, global, |_| Ok(Arc::new(remote))).map(Some)
    }

    fn with(
        workspace: Workspace,
        global: &Global,
        open: impl FnOnce(&Workspace) -> Result<Arc<dyn Service>, Failure>,
    ) -> Result<Desk, Failure> {
        let is_guest = attach::host(&workspace).is_some();
        let settings =
            if is_guest { Settings::load(&Workspace::of_user())? } else { Config::load(&workspace)?.settings };
        let words = Words::load(settings.language)?;
        let service = open(&workspace)?;
        let mut output = Output::new(global, words.clone(), settings.currency);
        if is_guest && let Response::Overview(overview) = service.call(0, Request::Overview)? {
            output.currency = overview.currency;
        }
        if let Some(reason) = global.unmask.clone() {
            service.call(0, Request::Unmask { reason })?;
        }
        if service.outlives_its_callers() {
            signals::let_go_on();
        }
        let ticket = Arc::new(AtomicU64::new(0));
        let stopped = (Arc::downgrade(&service), Arc::clone(&ticket));
        signals::on_stop(move || {
            if let Some(service) = stopped.0.upgrade() {
                service.cancel(stopped.1.load(Ordering::Relaxed));
            }
        });
        Ok(Desk { workspace, words, output, service, ticket, is_guest })
    }

    /// The workspace's files; none for a guest, who has only what the service says.
    pub fn config(&self) -> Result<Option<Config>, Failure> {
        Ok(if self.is_guest { None } else { Some(Config::load(&self.workspace)?) })
    }

    /// Where this user's own files are: the workspace, or for a guest the folder of what they bring to it.
    pub fn own(&self) -> Result<Workspace, Failure> {
        if !self.is_guest {
            return Ok(self.workspace.clone());
        }
        let own = Workspace::of_user();
        std::fs::create_dir_all(own.dir()).map_err(|error| Failure::file(own.dir(), &error))?;
        Ok(own)
    }

    /// Where exports go of which nothing else is said: for a guest it is where they are.
    pub fn exports(&self) -> PathBuf {
        if self.is_guest { PathBuf::new() } else { self.workspace.exports() }
    }

    /// Asks the service; a signal stops the call. Where it is about a file that has to be sent, it is shown how far that is.
    pub fn call(&self, mut request: Request) -> Result<Response, Failure> {
        if signals::asked() {
            return Err(Failure::Interrupted);
        }
        if request.input().is_some() { sending::shown(self, request) } else { self.call_anyway(request) }
    }

    /// Asks the service although a signal has come: what stops a run is a request too.
    pub fn call_anyway(&self, request: Request) -> Result<Response, Failure> {
        let ticket: Ticket = self.ticket.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(self.service.call(ticket, request)?)
    }

    pub fn events(&self) -> Receiver<Event> {
        self.service.events()
    }

    /// Waits until the service has gone.
    pub fn until_gone(&self) {
        self.events().iter().for_each(drop);
    }

    pub fn overview(&self) -> Result<Overview, Failure> {
        match self.call(Request::Overview)? {
            Response::Overview(overview) => Ok(*overview),
            other => Err(unexpected(&other)),
        }
    }

    /// Rows of a view as they are, for a command that reads them itself.
    pub fn rows(&self, view: &str, args: Args, scope: &Scope, page: Page) -> Result<Table, Failure> {
        self.relation(Relation::View { name: view.to_owned(), args }, scope.clone(), page)
    }

    pub fn relation(&self, relation: Relation, scope: Scope, page: Page) -> Result<Table, Failure> {
        match self.call(Request::Rows { relation, scope, page })? {
            Response::Rows(table) => Ok(table),
            other => Err(unexpected(&other)),
        }
    }

    /// Prints the rows of a view that are wanted.
    pub fn show(&self, view: &str, args: Args, filters: &Filters) -> Result<(), Failure> {
        let table = self.rows(view, args, &filters.scope.resolve(self)?, self.page(&filters.rows))?;
        self.output.table(&table)
    }

    /// The names in a view's column: what a command may be asked for.
    pub fn names(&self, view: &str, column: &str) -> Result<Vec<String>, Failure> {
        let table = self.rows(view, Args::new(), &Scope::default(), Page::all())?;
        Ok((0..table.rows.len()).map(|row| table.cell(row, column).to_string()).collect())
    }

    pub fn page(&self, rows: &RowArgs) -> Page {
        rows.page((self.output.format == Format::Table).then_some(SCREENFUL))
    }

    /// Tells something on stderr, in the reader's language.
    pub fn say(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) {
        self.output.note(&self.words.say(key, values));
    }

    /// The same of a number of things; of one alone it is said in words of its own, under `KEY_one`.
    pub fn say_count(&self, key: &str, count: u64, values: &[(&str, &dyn std::fmt::Display)]) {
        self.output.note(&counted(&self.words, key, count, values));
    }
}

/// A text with its `{count}`, in the singular where the count is one.
pub fn counted(words: &Words, key: &str, count: u64, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let grouped = crate::value::figure::grouped(count as f64, 0);
    let all: Vec<(&str, &dyn std::fmt::Display)> =
        std::iter::once(("count", &grouped as _)).chain(values.iter().copied()).collect();
    let key = if count == 1 { format!("{key}_one") } else { key.to_owned() };
    words.say(&key, &all)
}

/// The workspace that is meant: the one named, here or in the environment, or the nearest one upward.
///
/// The environment is not left to clap, whose usage lines would show what it holds as something to type.
pub fn workspace(global: &Global) -> Result<Workspace, Failure> {
    let stated = std::env::var_os("FOUREYE_WORKSPACE").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    Ok(match global.workspace.clone().or(stated) {
        Some(dir) => Workspace::at(&dir)?,
        None => Workspace::around(&std::env::current_dir()?)?,
    })
}

/// A path as the service takes it, which may stand in another folder.
pub fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::file(path, &error))
}

/// The service answered something else than what was asked: a mistake of the program's.
pub fn unexpected(response: &Response) -> Failure {
    Failure::failed(format!("the service answered out of turn: {response:?}"), "please report this message")
}
