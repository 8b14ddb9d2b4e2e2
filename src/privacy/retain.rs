//! What has been kept for long enough: shown first, and then removed.

use super::files::files_in;
use super::receipt::{Fate, Receipt};
use crate::args;
use crate::config::{Config, Keep, Workspace};
use crate::jobs::{After, JobError, Outcome, Run};
use crate::sources::forgotten::{Age, expire, expired};
use crate::sources::replay_all;
use crate::value::{Args, Cell, Column, Kind, Table};
use crate::warehouse::Session;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A place with what is too old in it.
struct Place<'a> {
    name: &'a str,
    keep: &'a Keep,
    /// What happened before this day goes.
    before: Date,
}

impl Place<'_> {
    fn all(config: &Config, as_of: Date) -> impl Iterator<Item = Place<'_>> {
        config.retention.keep.iter().map(move |(name, keep)| {
            let before = as_of.saturating_sub(i64::from(keep.days).days());
            Place { name, keep, before }
        })
    }

    /// How old the rows of a table of the model are, and by what; none for another place.
    fn age<'a>(&'a self, config: &'a Config) -> Option<Age<'a>> {
        let (entity, field) = config.retention.field(self.name, &config.model)?;
        Some(Age { entity, field, before: self.before })
    }

    /// Files of a folder that were written before the day.
    fn files(&self, workspace: &Workspace) -> Vec<PathBuf> {
        if self.name.contains('.') {
            return Vec::new();
        }
        let is_old = |file: &PathBuf| {
            let written = std::fs::metadata(file).and_then(|data| data.modified()).ok();
            let written = written.and_then(|time| Timestamp::try_from(time).ok());
            written.is_some_and(|time| time.to_zoned(TimeZone::UTC).date() < self.before)
        };
        files_in(&workspace.dir().join(self.name)).into_iter().filter(is_old).collect()
    }

    fn bound(&self, kept_runs: u32) -> Args {
        args![before => self.before, kept => kept_runs]
    }
}

/// What would be removed today, place by place.
pub fn due(session: &Session, config: &Config, workspace: &Workspace, as_of: Date) -> Result<Table, JobError> {
    let mut rows = Vec::new();
    for place in Place::all(config, as_of) {
        let items = match place.age(config) {
            Some(age) => expired(session, config, &age)?,
            None if place.name == "ops.job_run" => {
                let found =
                    session.scalar(include_str!("sql/old_runs.sql"), &place.bound(config.settings.kept_runs))?;
                found.integer().unwrap_or_default().unsigned_abs()
            }
            None => place.files(workspace).len() as u64,
        };
        rows.push(vec![Cell::from(place.name), i64::from(place.keep.days).into(), place.before.into(), items.into()]);
    }
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    let columns = vec![
        column("place", Kind::Text),
        column("kept_days", Kind::Count),
        column("before_day", Kind::Date),
        column("items", Kind::Count),
    ];
    Ok(Table { columns, total: rows.len() as u64, rows, offset: 0 })
}

pub(super) fn retain(run: &Run<'_>) -> Result<Outcome, JobError> {
    let receipt = Receipt::begin(run, "retain")?;
    let (mut changed, mut gone) = (BTreeSet::new(), Vec::new());
    for place in Place::all(run.config, run.as_of) {
        if let Some(age) = place.age(run.config) {
            for (source, removed) in expire(run, &age)? {
                receipt.tell(&format!("landing.{source}"), Fate::Removed, removed)?;
                changed.insert(source);
            }
            let notes = notes(run, &place, &age)?;
            receipt.tell(place.name, Fate::Removed, notes)?;
        } else if place.name == "ops.job_run" {
            receipt.tell(place.name, Fate::Removed, runs(run, &place)?)?;
        } else {
            let files = place.files(run.workspace);
            receipt.tell(place.name, Fate::Removed, files.len() as u64)?;
            gone.extend(files);
        }
    }
    run.progress(0.4)?;
    replay_all(run, changed.iter().map(String::as_str))?;
    let items = receipt.items()?;
    let outcome = Outcome::rows(items).with("receipt_id", receipt.id);
    let outcome = outcome.then_all(gone.into_iter().map(After::Remove));
    Ok(if items > 0 { outcome.then(After::Compact) } else { outcome.having_written(Vec::new()) })
}

fn runs(run: &Run<'_>, place: &Place<'_>) -> Result<u64, JobError> {
    run.session.execute(include_str!("sql/old_run.sql"), &place.bound(run.config.settings.kept_runs))?;
    run.session.batch(include_str!("sql/forget_results.sql"))?;
    Ok(run.session.execute(include_str!("sql/forget_runs.sql"), &Args::new())?)
}

/// Notes by hand are in no file.
fn notes(run: &Run<'_>, place: &Place<'_>, age: &Age<'_>) -> Result<u64, JobError> {
    if place.name != "core.interaction" {
        return Ok(0);
    }
    let bound = args![before => age.before];
    run.session.execute(include_str!("sql/old_notes.sql"), &bound)?;
    Ok(run.session.execute(include_str!("sql/old_note_rows.sql"), &bound)?)
}
