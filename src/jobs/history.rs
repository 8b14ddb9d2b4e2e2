//! The record of runs, in `ops.job_run`: written outside the runs' transactions, but for a good end, which is committed
//! together with what it has come to.

use super::{JobError, Outcome, RunId};
use crate::args;
use crate::value::{Args, Cell};
use crate::warehouse::{Session, Versions, WarehouseError};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

/// What a run begins with, for the record and for telling later whether its result is stale.
pub(super) struct Start {
    pub as_of: Date,
    pub inputs: Versions,
    pub fingerprint: String,
}

pub(super) fn queued(
    session: &Session,
    job: &str,
    params: &Args,
    seed: u64,
    by: &str,
) -> Result<RunId, WarehouseError> {
    let params = json(params.iter().map(|(name, cell)| (name.as_str(), cell)));
    let program = env!("CARGO_PKG_VERSION");
    let row =
        args![job => job, params => params, seed => seed, program => program, started_by => by, started_at => now()];
    Ok(session.scalar(include_str!("sql/start.sql"), &row)?.integer().unwrap_or_default())
}

pub(super) fn begun(session: &Session, run: RunId, start: &Start) -> Result<(), WarehouseError> {
    let inputs = serde_json::to_string(&start.inputs).unwrap_or_default();
    let row = args![
        run_id => run, as_of => start.as_of, inputs => inputs, fingerprint => &start.fingerprint, started_at => now()
    ];
    session.execute(include_str!("sql/begin.sql"), &row)?;
    Ok(())
}

/// Puts down what a run has made of its own inputs: it follows from them as it left them.
pub(super) fn left(session: &Session, run: RunId, inputs: &Versions) -> Result<(), WarehouseError> {
    let inputs = serde_json::to_string(inputs).unwrap_or_default();
    session.execute(include_str!("sql/left.sql"), &args![run_id => run, inputs => inputs])?;
    Ok(())
}

pub(super) fn ended(session: &Session, run: RunId, end: &Result<Outcome, JobError>) -> Result<(), WarehouseError> {
    let (status, rows, result, message) = match end {
        Ok(outcome) => {
            let figures = json(outcome.figures.iter().map(|(name, cell)| (*name, cell)));
            ("done", Cell::from(outcome.rows), Cell::from(figures), Cell::Null)
        }
        Err(JobError::Cancelled) => ("cancelled", Cell::Null, Cell::Null, Cell::Null),
        Err(JobError::Unneeded) => ("unneeded", Cell::Null, Cell::Null, Cell::Null),
        Err(error) if error.is_for_want_of_data() => {
            ("unsupported", Cell::Null, Cell::Null, Cell::from(error.to_string()))
        }
        Err(error) => ("failed", Cell::Null, Cell::Null, Cell::from(error.to_string())),
    };
    let row = args![
        run_id => run, status => status, ended_at => now(), row_count => rows, result => result, message => message
    ];
    session.execute(include_str!("sql/finish.sql"), &row)?;
    Ok(())
}

/// Runs that have no end on record, and were begun before another: they have none any more.
pub(super) fn abandoned(session: &Session, before: RunId) -> Result<(), WarehouseError> {
    session.execute(include_str!("sql/abandoned.sql"), &args![before => before]).map(drop)
}

/// The time of record, in UTC: when something was done, never part of a figure.
pub fn now() -> jiff::civil::DateTime {
    Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).datetime()
}

pub(super) fn today() -> Date {
    Zoned::now().date()
}

fn json<'a>(cells: impl Iterator<Item = (&'a str, &'a Cell)>) -> String {
    let object: serde_json::Map<String, serde_json::Value> =
        cells.map(|(name, cell)| (name.to_owned(), cell.to_json())).collect();
    serde_json::Value::Object(object).to_string()
}
