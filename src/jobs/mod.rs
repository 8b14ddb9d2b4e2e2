//! What a job is, and the runner that takes them in order.
//!
//! Everything that takes time is a job. A job declares what it reads and what it writes; from that the program knows what
//! is stale, in what order to refresh, and where a figure came from. A run writes in one transaction: cancelled, failed or
//! killed, it leaves what was there before, or what was there at its last checkpoint, if it can be taken up again from
//! there. Its record is kept apart, so that a failure is on record too.

mod error;
mod history;
mod params;
mod run;
mod runner;
mod stale;
#[cfg(test)]
pub(crate) mod testing;

pub use error::JobError;
pub use history::now;
pub use params::{Param, ParamKind};
pub use run::{After, Outcome, Run};
pub use runner::{Held, JobEvent, Progress, Runner};
pub use stale::{Standing, State, in_order};

/// A run's number, as `ops.job_run` has it.
pub type RunId = i64;

/// A piece of work by name. Its words are `job.NAME.title` and `job.NAME.about` in the locales.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// `capability.name`.
    pub name: &'static str,
    pub params: &'static [Param],
    /// The tables whose change makes the result stale, as `schema.table`.
    pub reads: &'static [&'static str],
    /// The tables that it replaces or adds to, as `schema.table`.
    pub writes: &'static [&'static str],
    /// Raised when the method changes, so that results of the earlier method are stale.
    pub version: u32,
    /// Whether `refresh` runs it: false for what only a person starts, such as an import's undoing or a preview.
    pub refreshed: bool,
    pub run: fn(&Run<'_>) -> Result<Outcome, JobError>,
}
