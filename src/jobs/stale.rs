//! Which results no longer follow from what they were made of, and in what order to make them again.

use super::Job;
use crate::config::{AsOf, Config};
use crate::value::Args;
use crate::warehouse::{Session, Versions, WarehouseError};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a job's shown result stands to the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It has no result yet.
    Never,
    Fresh,
    /// A table that it read was written since.
    Stale {
        changed: Vec<String>,
    },
    /// The day, the configuration or the method has changed.
    Outdated,
    /// The data are too few for its method, as they stand.
    Unsupported,
}

impl State {
    /// Whether running it again would bring nothing new.
    pub fn is_settled(&self) -> bool {
        matches!(self, State::Fresh | State::Unsupported)
    }
}

/// A job, how its shown result stands, and when its newest good run ended, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub job: &'static str,
    pub state: State,
    pub ended_at: Option<DateTime>,
}

/// A job's newest run that came to an end of its own.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    inputs: Versions,
    fingerprint: String,
    is_supported: bool,
    /// When the newest good run ended.
    pub ended_at: Option<DateTime>,
}

pub(super) fn settled(session: &Session) -> Result<BTreeMap<String, Settled>, WarehouseError> {
    let table = session.query(include_str!("sql/settled.sql"), &Args::new())?;
    let entry = |row: usize| {
        let inputs = serde_json::from_str(table.text(row, "inputs")).unwrap_or_default();
        let ended_at = match table.cell(row, "ended_at") {
            crate::value::Cell::Time(time) => Some(*time),
            _ => None,
        };
        let fingerprint = table.text(row, "fingerprint").to_owned();
        let is_supported = table.text(row, "status") != "unsupported";
        (table.text(row, "job").to_owned(), Settled { inputs, fingerprint, is_supported, ended_at })
    };
    Ok((0..table.rows.len()).map(entry).collect())
}

/// The versions of the tables that a job reads.
pub(super) fn inputs(job: &Job, versions: &Versions) -> Versions {
    let version = |table: &&str| ((*table).to_owned(), versions.get(*table).copied().unwrap_or(0));
    job.reads.iter().map(version).collect()
}

pub(super) fn state(job: &Job, last: Option<&Settled>, versions: &Versions, fingerprint: &str) -> State {
    let Some(last) = last else { return State::Never };
    if !job.refreshed {
        // What a person starts is done when it is done: nothing follows from it by itself.
        return State::Fresh;
    }
    let now = inputs(job, versions);
    let changed: Vec<String> = now
        .iter()
        .filter(|(table, version)| last.inputs.get(*table) != Some(version))
        .map(|(table, _)| table.clone())
        .collect();
    if !changed.is_empty() {
        State::Stale { changed }
    } else if last.fingerprint != fingerprint {
        State::Outdated
    } else if last.is_supported {
        State::Fresh
    } else {
        State::Unsupported
    }
}

/// What a result follows from beside its tables: the method, the day, and the configuration that figures depend on.
pub(super) fn fingerprint(job: &Job, config: &Config, as_of: Date) -> String {
    let settings = &config.settings;
    let means = format!(
        "{} {} {as_of} {} {} {} {:?} {:?} {:?} {:?}",
        job.name,
        job.version,
        settings.currency,
        settings.time_zone,
        settings.seed,
        config.quality,
        config.kpis,
        config.identity,
        config.segments
    );
    blake3::hash(means.as_bytes()).to_hex()[..16].to_owned()
}

/// The day that stands in for the clock, by the configuration.
pub(super) fn as_of(session: &Session, config: &Config, today: Date) -> Result<Date, WarehouseError> {
    match config.settings.as_of {
        AsOf::Day(day) => Ok(day),
        AsOf::Today => Ok(today),
        AsOf::Data => {
            let latest = session.scalar(include_str!("sql/as_of.sql"), &crate::args![today => today])?;
            Ok(latest.date().unwrap_or(today))
        }
    }
}

/// Jobs in an order in which each comes after those whose tables it reads; otherwise as they are listed.
pub fn in_order(jobs: &[Job]) -> Vec<Job> {
    let mut left: Vec<Job> = jobs.to_vec();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let free = |job: &Job| !left.iter().any(|other| other.name != job.name && feeds(other, job));
        let at = left.iter().position(free).unwrap_or(0);
        ordered.push(left.remove(at));
    }
    ordered
}

fn feeds(from: &Job, to: &Job) -> bool {
    from.writes.iter().any(|table| to.reads.contains(table))
}
