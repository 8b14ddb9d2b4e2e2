//! A workspace in a temporary folder, for tests that run jobs and read views.

use super::{Job, JobEvent, Progress, Runner};
use crate::args;
use crate::config::{Config, Workspace};
use crate::value::{Args, Cell, Table};
use crate::warehouse::{Limits, Session, View, Warehouse};
use jiff::civil::Date;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

pub(crate) struct Trial {
    events: Receiver<JobEvent>,
    runner: Runner,
    pub session: Session,
    views: &'static [View],
    _folder: tempfile::TempDir,
}

impl Trial {
    /// A new workspace with the default configuration, but `as_of` for its day, and one capability's jobs and views.
    pub fn new(jobs: &'static [Job], views: &'static [View], as_of: Date) -> Trial {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(folder.path()).unwrap();
        let mut config = Config::load(&workspace).unwrap();
        config.settings.as_of = crate::config::AsOf::Day(as_of);
        let limits = Limits { memory: "1GB".into(), threads: 2 };
        let warehouse = Arc::new(Warehouse::open(&workspace.warehouse(), &limits).unwrap());
        let session = warehouse.session().unwrap();
        // A run is never more than two events ahead of the test, so that a test can cancel it in time.
        let (tell, events) = sync_channel(1);
        let tell = move |event| drop(tell.send(event));
        let runner = Runner::start(warehouse, workspace, Arc::new(config), jobs, tell).unwrap();
        Trial { runner, session, events, views, _folder: folder }
    }

    pub fn sql(&self, sql: &str) {
        self.session.batch(sql).unwrap();
    }

    /// Runs a job to its end, which is returned.
    pub fn run(&self, job: &str, args: Args) -> Progress {
        let run = self.runner.submit(job, &args, "test").unwrap();
        self.ended(run)
    }

    /// Runs a job, and cancels it as soon as it says how far it is.
    pub fn run_and_cancel(&self, job: &str, args: Args) -> Progress {
        let run = self.runner.submit(job, &args, "test").unwrap();
        let begun =
            |event: &JobEvent| event.run == run && matches!(event.progress, Progress::Running { done } if done > 0.0);
        self.events.iter().find(begun).unwrap();
        assert!(self.runner.cancel(run));
        self.ended(run)
    }

    fn ended(&self, run: super::RunId) -> Progress {
        self.events.iter().find(|event| event.run == run && event.progress.has_ended()).unwrap().progress
    }

    /// A view's rows under an empty filter, with `args` in place of its own and the filter's.
    pub fn view(&self, name: &str, args: Args) -> Table {
        let view = self.views.iter().find(|view| view.name == name).unwrap();
        let as_of = self.runner.as_of().unwrap();
        let mut all = args![
            as_of => as_of, to => as_of, from => Cell::Null, grain => "month",
            channel => Cell::Null, store => Cell::Null, segment => Cell::Null,
        ];
        all.extend(args);
        self.session.page(view.sql, &all, &crate::value::Page::all()).unwrap()
    }

    /// A query's rows as text, a row a line.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        lines(&self.session.query(sql, &Args::new()).unwrap())
    }
}

/// A table's rows as text: cells with a space between.
pub(crate) fn lines(table: &Table) -> Vec<String> {
    let line = |row: &Vec<Cell>| row.iter().map(Cell::to_string).collect::<Vec<_>>().join(" ");
    table.rows.iter().map(line).collect()
}
