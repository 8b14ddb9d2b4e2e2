use crate::cli::args::{Format, Global};
use crate::cli::desk::{self, Desk, unexpected};
use crate::cli::failure::Failure;
use crate::cli::output::{Output, objects};
use crate::collector::Standing;
use crate::config::{Settings, Words};
use crate::jobs::{JobEvent, Progress};
use crate::service::{self, Attached, Request, Response};
use crate::value::figure::grouped;
use crate::value::{Cell, Column, Kind, Table};

#[derive(Debug, clap::Args)]
pub struct Status {}

impl Status {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let Some(desk) = Desk::if_served(global)? else { return none_runs(global) };
        let status = of(&desk)?;
        let (clients, runs) = (clients(&status.clients), runs(&status.runs));
        if desk.output.format == Format::Json {
            let mut whole = serde_json::json!({
                "version": status.version, "process": status.process, "user": status.user,
                "since": Cell::from(status.since).to_json(), "socket": status.socket,
            });
            (whole["clients"], whole["runs"]) = (objects(&clients), objects(&runs));
            whole["collector"] = serde_json::to_value(&status.collector).unwrap_or_default();
            return desk.output.json(&whole);
        }
        desk.say(
            "cli.status",
            &[
                ("version", &status.version),
                ("process", &status.process),
                ("user", &status.user),
                ("since", &status.since.strftime("%Y-%m-%d %H:%M")),
                ("socket", &status.socket.display()),
            ],
        );
        if let Some(collector) = &status.collector {
            desk.output.note(&told(collector, &desk.words));
        }
        desk.output.tables(&[("clients", &clients), ("under_way", &runs)])
    }
}

/// How the collector stands, in a line.
fn told(collector: &Standing, words: &Words) -> String {
    let Some(address) = collector.address else { return collector.fault.clone().unwrap_or_default() };
    let figure = |count: u64| grouped(count as f64, 0);
    words.say(
        "collector.standing",
        &[
            ("address", &address),
            ("received", &figure(collector.received)),
            ("stored", &figure(collector.stored)),
            ("faulty", &figure(collector.faulty)),
            ("refused", &figure(collector.refused)),
            ("waiting", &figure(collector.waiting)),
        ],
    )
}

pub fn of(desk: &Desk) -> Result<service::Status, Failure> {
    match desk.call(Request::Status)? {
        Response::Status(status) => Ok(*status),
        other => Err(unexpected(&other)),
    }
}

/// Says that no service runs, which is no failure.
pub fn none_runs(global: &Global) -> Result<(), Failure> {
    let workspace = desk::workspace(global)?;
    let settings = Settings::load(&workspace).unwrap_or_default();
    let output = Output::new(global, Words::load(settings.language)?, settings.currency);
    output.note(output.words.text("cli.no_service"));
    if output.format == Format::Json { output.json(&serde_json::Value::Null) } else { Ok(()) }
}

fn clients(clients: &[Attached]) -> Table {
    let row = |it: &Attached| -> Vec<Cell> {
        vec![it.client.clone().into(), it.user.clone().into(), it.process.map(i64::from).into(), Cell::from(it.since)]
    };
    let columns = [("client", Kind::Text), ("user", Kind::Text), ("process_id", Kind::Id), ("since", Kind::Time)];
    table(&columns, clients.iter().map(row).collect())
}

fn runs(runs: &[JobEvent]) -> Table {
    let row = |it: &JobEvent| -> Vec<Cell> {
        let done = if let Progress::Running { done } = it.progress { done.into() } else { Cell::Null };
        vec![it.run.into(), it.job.clone().into(), done]
    };
    let columns = [("run_id", Kind::Id), ("job", Kind::Text), ("done_share", Kind::Share)];
    table(&columns, runs.iter().map(row).collect())
}

fn table(columns: &[(&str, Kind)], rows: Vec<Vec<Cell>>) -> Table {
    let columns = columns.iter().map(|(name, kind)| Column { name: (*name).to_owned(), kind: *kind }).collect();
    Table { columns, total: rows.len() as u64, rows, offset: 0 }
}
