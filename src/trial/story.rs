//! Rows come in by SQL, jobs run as they always do, and views are asked as the service asks them.

use super::lines;
use crate::config::{AsOf, Config, Workspace};
use crate::jobs::{JobEvent, Progress, Runner};
use crate::service::{jobs, views};
use crate::value::{Args, Cell, Table};
use crate::warehouse::{Limits, Session, Warehouse};
use jiff::civil::Date;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};

pub(crate) struct Trial {
    // Dropped in this order: a runner waits for its last event to be taken, and the folder goes last.
    events: Mutex<Receiver<JobEvent>>,
    runner: Runner,
    pub config: Arc<Config>,
    pub session: Session,
    dir: tempfile::TempDir,
}

impl Trial {
    /// An empty warehouse with the default configuration.
    pub fn new() -> Trial {
        Trial::with(|_| ())
    }

    /// The same on a given day, whatever the data's latest is.
    pub fn on(day: Date) -> Trial {
        Trial::with(|config| config.settings.as_of = AsOf::Day(day))
    }

    fn with(change: impl FnOnce(&mut Config)) -> Trial {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        let mut config = Config::load(&workspace).unwrap();
        change(&mut config);
        let config = Arc::new(config);
        let limits = Limits { memory: "1GB".into(), threads: 2, key: None };
        let warehouse = Arc::new(Warehouse::open(&workspace.warehouse(), &limits).unwrap());
        let session = warehouse.session().unwrap();
        // A run is never more than two events ahead of the test, so that a test can cancel it in time.
        let (tell, events) = sync_channel(1);
        let tell = move |event| {
            let _ = tell.send(event);
        };
        let runner = Runner::start(warehouse, workspace, Arc::clone(&config), jobs(), tell).unwrap();
        Trial { runner, events: Mutex::new(events), config, session, dir }
    }

    pub fn sql(&self, sql: &str) {
        self.session.batch(sql).unwrap();
    }

    /// A copy of a file where the engine may read it.
    pub fn readable(&self, file: &std::path::Path) -> std::path::PathBuf {
        let copy = self.dir.path().join("exports").join(file.file_name().unwrap());
        std::fs::copy(file, &copy).unwrap();
        copy
    }

    /// Runs a job to its end, and gives its figures by name.
    pub fn run(&self, job: &str, args: &Args) -> Args {
        match self.end_of(job, args) {
            Progress::Done { figures, .. } => figures.into_iter().collect(),
            other => panic!("{job} ended with {other:?}"),
        }
    }

    /// How a job ends that may fail.
    pub fn end_of(&self, job: &str, args: &Args) -> Progress {
        let run = self.runner.submit(job, args, "tester").unwrap();
        let events = self.events.lock().unwrap();
        events.iter().find(|event| event.run == run && event.progress.has_ended()).unwrap().progress
    }

    /// How a job ends that is cancelled as soon as it has begun.
    pub fn end_of_cancelled(&self, job: &str, args: &Args) -> Progress {
        let run = self.runner.submit(job, args, "tester").unwrap();
        let events = self.events.lock().unwrap();
        events.iter().find(|event| event.run == run && event.progress != Progress::Queued).unwrap();
        assert!(self.runner.cancel(run));
        events.iter().find(|event| event.run == run && event.progress.has_ended()).unwrap().progress
    }

    /// All rows of a view, over the whole time of the data.
    pub fn view(&self, name: &str, args: Args) -> Table {
        let view = views().find(|view| view.name == name).unwrap_or_else(|| panic!("there is no view {name}"));
        let as_of = self.runner.as_of().unwrap();
        let none = Cell::Null;
        let mut all = crate::args![
            as_of => as_of, to => as_of, from => none.clone(), grain => "month",
            channel => none.clone(), store => none.clone(), segment => none, language => "en"
        ];
        all.extend(args);
        self.session.query(view.sql, &all).unwrap()
    }

    /// A query's rows as text, cells parted by spaces: what a reader of the test compares.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        lines(&self.session.query(sql, &Args::new()).unwrap())
    }
}
