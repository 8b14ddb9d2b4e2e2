use super::run::job_names;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::Filters;
use crate::jobs::State;
use crate::service::{JobInfo, Request, Response};
use crate::value::{Args, Cell, Column, Kind, Table};
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Jobs {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Each job with what it does and whether its result is stale (the default)
    List,
    /// A job's parameters
    Show {
        #[arg(value_parser = job_names())]
        job: String,
    },
    /// Every run, newest first
    History,
}

impl Jobs {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self.part.unwrap_or(Part::List) {
            Part::List => desk.output.table(&list(desk, &all(desk)?)),
            Part::Show { job } => show(desk, &job),
            Part::History => desk.show("jobs.history", Args::new(), &self.filters),
        }
    }
}

pub fn all(desk: &Desk) -> Result<Vec<JobInfo>, Failure> {
    match desk.call(Request::Jobs)? {
        Response::Jobs(jobs) => Ok(jobs),
        other => Err(unexpected(&other)),
    }
}

fn list(desk: &Desk, jobs: &[JobInfo]) -> Table {
    let row = |job: &JobInfo| {
        let (state, changed) = match &job.state {
            State::Never => ("never", String::new()),
            State::Fresh => ("fresh", String::new()),
            State::Stale { changed } => ("stale", changed.join(" ")),
            State::Outdated => ("outdated", String::new()),
            State::Unsupported => ("unsupported", String::new()),
        };
        let about = desk.words.text(&format!("job.{}.title", job.name)).to_owned();
        vec![job.name.clone().into(), about.into(), state.into(), Cell::from(job.ended_at), changed.into()]
    };
    let columns = [
        ("job", Kind::Text),
        ("title", Kind::Text),
        ("state", Kind::Text),
        ("ended_at", Kind::Time),
        ("changed", Kind::Text),
    ];
    table(&columns, jobs.iter().map(row).collect())
}

fn show(desk: &Desk, name: &str) -> Result<(), Failure> {
    let jobs = all(desk)?;
    let job = jobs.iter().find(|job| job.name == name);
    let params = job.map(|job| job.params.as_slice()).unwrap_or_default();
    let row = |param: &crate::service::ParamInfo| {
        let about = desk.words.text(&format!("job.{name}.param.{}", param.name)).to_owned();
        vec![
            param.name.clone().into(),
            param.default.clone().into(),
            param.expected.said(&desk.words).into(),
            about.into(),
        ]
    };
    desk.output.note(desk.words.text(&format!("job.{name}.about")));
    let columns = [("param", Kind::Text), ("default", Kind::Text), ("expected", Kind::Text), ("about", Kind::Text)];
    desk.output.table(&table(&columns, params.iter().map(row).collect()))
}

fn table(columns: &[(&str, Kind)], rows: Vec<Vec<Cell>>) -> Table {
    let columns = columns.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect();
    Table { columns, total: rows.len() as u64, rows, offset: 0 }
}
