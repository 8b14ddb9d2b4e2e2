use super::{JobError, RunId};
use crate::config::{Config, Workspace};
use crate::value::{Args, Cell};
use crate::warehouse::Session;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a run has at hand. Its session is inside the run's transaction, which only a checkpoint ends before the run does.
pub struct Run<'a> {
    pub id: RunId,
    pub session: &'a Session,
    pub config: &'a Config,
    pub workspace: &'a Workspace,
    /// The parameters, checked, none left out.
    pub args: &'a Args,
    /// The day that stands in for the clock.
    pub as_of: Date,
    pub seed: u64,
    /// The tables that the job declares to write.
    pub(super) writes: &'static [&'static str],
    pub(super) cancelled: &'a AtomicBool,
    pub(super) report: &'a (dyn Fn(f64) + Sync),
}

impl Run<'_> {
    /// Says how much is done, from 0 to 1, and stops here if the run was cancelled.
    pub fn progress(&self, done: f64) -> Result<(), JobError> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(JobError::Cancelled);
        }
        // Of nothing, no part is done.
        (self.report)(if done.is_nan() { 0.0 } else { done.clamp(0.0, 1.0) });
        Ok(())
    }

    /// Keeps what has been done so far, whatever becomes of the rest: for work that can be taken up again from here.
    pub fn checkpoint(&self) -> Result<(), JobError> {
        self.touch(|_| true)?;
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(JobError::Cancelled);
        }
        Ok(self.session.batch("COMMIT; BEGIN TRANSACTION;")?)
    }

    /// Lets what was made of those of the job's tables that have been written be stale.
    pub(super) fn touch(&self, has_been: impl Fn(&str) -> bool) -> Result<(), JobError> {
        for table in self.writes.iter().filter(|table| has_been(table)) {
            self.session.touch(table)?;
        }
        Ok(())
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        self.args.get(name).and_then(Cell::integer)
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        self.args.get(name).and_then(Cell::number)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.args.get(name).and_then(Cell::text)
    }

    /// The time of record, in UTC: for when something arrived, never for a figure.
    pub fn now(&self) -> jiff::civil::DateTime {
        super::history::now()
    }

    /// `$run_id` and `$as_of`, which most of a job's queries bind.
    pub fn query_args(&self) -> Args {
        crate::args![run_id => self.id, as_of => self.as_of]
    }
}

/// What a run leaves behind beside its tables: how many rows, and the few figures that sum it up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    pub rows: u64,
    /// In the order in which they are told; names are keys of `column.*` in the locales.
    pub figures: Vec<(&'static str, Cell)>,
    /// Which of the tables that the job declares it has written; all of them, where it does not say.
    pub written: Option<Vec<String>>,
    /// What is done when it has been committed, in order.
    pub after: Vec<After>,
}

/// What a transaction cannot do or undo. Each may be done twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// Removes a file.
    Remove(PathBuf),
    /// Gives a file another place, where there is none.
    Move { from: PathBuf, to: PathBuf },
    /// Writes a file, as its owner's alone.
    Write { path: PathBuf, text: String },
    /// Takes these lines out of a file, in place: the service may be appending to it.
    TakeOut { path: PathBuf, lines: BTreeSet<String> },
    /// Writes the database's file anew, so that nothing is left in it of what was deleted.
    Compact,
}

impl Outcome {
    pub fn rows(rows: u64) -> Outcome {
        Outcome { rows, ..Outcome::default() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cell>) -> Outcome {
        self.figures.push((name, value.into()));
        self
    }

    /// Has something done when the run has been committed.
    #[must_use]
    pub fn then(mut self, after: After) -> Outcome {
        self.after.push(after);
        self
    }

    #[must_use]
    pub fn then_all(mut self, after: impl IntoIterator<Item = After>) -> Outcome {
        self.after.extend(after);
        self
    }

    /// Says which tables have changed: what was made of the others stays good.
    #[must_use]
    pub fn having_written(self, tables: Vec<String>) -> Outcome {
        Outcome { written: Some(tables), ..self }
    }
}
