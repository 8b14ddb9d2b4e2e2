//! What is asked of the workspace as a whole: its state, its jobs and its health.

use super::access::Reader;
use super::{Fault, JobInfo, Local, Overview, ParamInfo, Stage, catalogue};
use crate::args;
use crate::jobs::{Job, Standing};
use crate::value::{Args, Cell};
use crate::warehouse::{Session, View};
use jiff::civil::DateTime;

pub(super) const VIEWS: &[View] = &[
    View { name: "jobs.history", sql: include_str!("sql/history.sql") },
    // Binds `$user`, `$action` and `$subject`; what is not given is all.
    View { name: "audit.list", sql: include_str!("sql/audit.sql") },
    View { name: "console.tables", sql: include_str!("sql/tables.sql") },
];

/// The stages of the loop, and whose jobs move them.
const STAGES: [(&str, &[&str]); 4] = [
    ("information", &["sources"]),
    ("intelligence", &["cleaning", "identity", "quality"]),
    ("insight", &["kpi", "segments", "channels"]),
    ("individualization", &["campaigns"]),
];

pub(super) fn overview(local: &Local, session: &Reader<'_>) -> Result<Overview, Fault> {
    let as_of = local.runner.as_of()?;
    let config = local.config();
    let days = session.query(include_str!("sql/days.sql"), &args![as_of => as_of])?;
    let names = |sql: &str| -> Result<Vec<String>, Fault> {
        let table = session.query(sql, &Args::new())?;
        Ok(table.rows.iter().filter_map(|row| row.first()?.text().map(str::to_owned)).collect())
    };
    Ok(Overview {
        workspace: local.workspace.name(),
        you: session.visitor.you(),
        as_of,
        currency: config.settings.currency.clone(),
        stages: stages(local, session)?,
        first_day: days.cell(0, "first_day").date(),
        last_day: days.cell(0, "last_day").date(),
        channels: names(include_str!("sql/channels.sql"))?,
        stores: names(include_str!("sql/stores.sql"))?,
        segments: names(include_str!("sql/segments.sql"))?,
        templates: config.campaigns.template.keys().cloned().collect(),
        collector: local.collecting.standing(),
    })
}

fn stages(local: &Local, session: &Session) -> Result<Vec<Stage>, Fault> {
    let arrived = time(session.scalar(include_str!("sql/arrived.sql"), &Args::new())?);
    let states = local.runner.states()?;
    let stage = |(name, capabilities): &(&str, &[&str])| {
        let of_stage = |job: &&str| capabilities.iter().any(|capability| job.split('.').next() == Some(capability));
        let moved =
            states.iter().filter(|standing| of_stage(&standing.job)).filter_map(|standing| standing.ended_at).max();
        let is_refreshed = |name: &str| catalogue::jobs().iter().any(|job| job.name == name && job.refreshed);
        let waits = |standing: &&Standing| {
            of_stage(&standing.job) && !standing.state.is_settled() && is_refreshed(standing.job)
        };
        Stage {
            name: (*name).to_owned(),
            moved_at: if *name == "information" { arrived } else { moved },
            stale: states.iter().filter(waits).count(),
        }
    };
    Ok(STAGES.iter().map(stage).collect())
}

fn time(cell: Cell) -> Option<DateTime> {
    match cell {
        Cell::Time(time) => Some(time),
        _ => None,
    }
}

pub(super) fn jobs(local: &Local) -> Result<Vec<JobInfo>, Fault> {
    let states = local.runner.states()?;
    let info = |(job, standing): (&Job, Standing)| JobInfo {
        name: standing.job.to_owned(),
        state: standing.state,
        ended_at: standing.ended_at,
        params: job
            .params
            .iter()
            .map(|param| ParamInfo {
                name: param.name.to_owned(),
                default: param.default.to_owned(),
                expected: param.kind.into(),
            })
            .collect(),
        reads: job.reads.iter().map(|table| (*table).to_owned()).collect(),
        writes: job.writes.iter().map(|table| (*table).to_owned()).collect(),
    };
    Ok(local.runner.jobs().iter().zip(states).map(info).collect())
}
