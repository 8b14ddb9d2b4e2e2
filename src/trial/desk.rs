//! Files come in, and the service over them is asked as clients ask it.

use super::joined;
use crate::config::Workspace;
use crate::jobs::Progress;
use crate::service::{Event, Local, Relation, Request, Response, Service};
use crate::value::{Args, Page, Scope, Table};
use tempfile::TempDir;

pub(crate) struct Desk {
    pub service: Local,
    pub dir: TempDir,
}

impl Desk {
    /// A fresh workspace with these sources and files.
    pub fn new(sources: &str, files: &[(&str, &str)]) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        for (name, text) in [("sources.toml", sources)].iter().chain(files) {
            std::fs::write(workspace.file(name), text).unwrap();
        }
        Desk { service: Local::open(workspace).unwrap(), dir }
    }

    pub fn put(&self, name: &str, text: &str) {
        std::fs::write(self.dir.path().join(name), text).unwrap();
    }

    pub fn ask(&self, request: Request) -> Response {
        self.service.call(1, request).unwrap()
    }

    /// How the run ends that a request leads to.
    pub fn end_of(&self, request: Request) -> Progress {
        let events = self.service.events();
        self.ask(request);
        let ended = |event| match event {
            Event::Job(news) if news.progress.has_ended() => Some(news.progress),
            _ => None,
        };
        events.iter().find_map(ended).unwrap()
    }

    pub fn run(&self, job: &str, args: Args) -> Progress {
        self.end_of(Request::Run { job: job.into(), args })
    }

    pub fn import(&self) -> Progress {
        self.run("sources.import", Args::new())
    }

    /// All rows that there are.
    pub fn all(&self, relation: Relation) -> Table {
        match self.ask(Request::Rows { relation, scope: Scope::default(), page: Page::all() }) {
            Response::Rows(table) => table,
            other => panic!("{other:?}"),
        }
    }

    pub fn sql(&self, sql: &str) -> Table {
        self.all(Relation::Console { sql: sql.into() })
    }

    /// A query's rows as text, cells parted by `|`, as what stands in files may have spaces.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        joined(&self.sql(sql), "|")
    }

    /// A view's rows in the same way.
    pub fn view(&self, name: &str) -> Vec<String> {
        joined(&self.all(Relation::view(name)), "|")
    }
}
