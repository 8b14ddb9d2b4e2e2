//! A workspace in a folder of its own, to run jobs in and to ask views: for the tests of the capabilities.

use super::{Job, JobEvent, Progress, Runner};
use crate::config::{Config, Language, Words, Workspace};
use crate::value::{Args, Cell, Table};
use crate::warehouse::{Limits, Session, View, Warehouse};
use std::sync::{Arc, mpsc};

pub(crate) struct Bench {
    pub config: Arc<Config>,
    workspace: Workspace,
    warehouse: Arc<Warehouse>,
    _dir: tempfile::TempDir,
}

impl Bench {
    /// A new workspace with these files in place of their defaults.
    pub fn new(files: &[(&str, &str)]) -> Bench {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        if !dir.path().join("foureye.toml").exists() {
            std::fs::write(dir.path().join("foureye.toml"), "as_of = \"2026-06-15\"\n").unwrap();
        }
        let workspace = Workspace::at(dir.path()).unwrap();
        let config = Arc::new(Config::load(&workspace).unwrap());
        let limits = Limits { memory: "500MB".into(), threads: 2, key: None };
        let warehouse = Arc::new(Warehouse::open(&workspace.warehouse(), &limits).unwrap());
        Bench { config, workspace, warehouse, _dir: dir }
    }

    pub fn session(&self) -> Session {
        self.warehouse.session().unwrap()
    }

    pub fn sql(&self, sql: &str) {
        self.session().batch(sql).unwrap();
    }

    /// Runs one of the jobs, and says how it ended.
    pub fn run(&self, jobs: &'static [Job], name: &str) -> Progress {
        let (told, news) = mpsc::channel();
        let tell = move |event: JobEvent| drop(told.send(event.progress));
        let (warehouse, config) = (Arc::clone(&self.warehouse), Arc::clone(&self.config));
        let runner = Runner::start(warehouse, self.workspace.clone(), config, jobs, tell).unwrap();
        runner.submit(name, &Args::new(), "tester").unwrap();
        news.into_iter().find(Progress::has_ended).unwrap()
    }

    /// A view's rows under a scope: what is not given is all, and the days end with the as-of day.
    pub fn view(&self, views: &[View], name: &str, given: Args) -> Table {
        let view = views.iter().find(|view| view.name == name).unwrap();
        self.session().page(view.sql, &scoped(given), &crate::value::Page::all()).unwrap()
    }

    /// The keys of texts that any language lacks for these jobs, these views and the views' columns.
    pub fn untold(&self, jobs: &[Job], views: &[View], own_args: Args) -> Vec<String> {
        let mut keys = Vec::new();
        for name in jobs
            .iter()
            .map(|job| format!("job.{}", job.name))
            .chain(views.iter().map(|view| format!("view.{}", view.name)))
        {
            keys.extend([format!("{name}.title"), format!("{name}.about")]);
        }
        for view in views {
            let columns = self.session().describe(view.sql, &scoped(own_args.clone())).unwrap();
            keys.extend(columns.into_iter().map(|column| format!("column.{}", column.name)));
        }
        Language::ALL.into_iter().flat_map(|language| lacking(language, &keys)).collect()
    }

    /// The first cell that a query gives.
    pub fn scalar(&self, sql: &str) -> Cell {
        self.session().scalar(sql, &Args::new()).unwrap()
    }
}

/// Of these keys, those for which a language has no text.
pub(crate) fn lacking(language: Language, keys: &[String]) -> Vec<String> {
    let words = Words::load(language).unwrap();
    let lacking = keys.iter().filter(|key| words.find(key).is_none());
    lacking.map(|key| format!("{} {key}", language.tag())).collect()
}

fn scoped(given: Args) -> Args {
    let as_of = jiff::civil::date(2026, 6, 15);
    let mut args = crate::args![
        as_of => as_of, from => Cell::Null, to => as_of, grain => "month", channel => Cell::Null,
        store => Cell::Null, segment => Cell::Null, language => "en",
    ];
    args.extend(given);
    args
}
