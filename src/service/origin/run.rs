//! A run of a job: the tables that it read, and those that it wrote.

use super::listing::{Far, Listing};
use super::table::batch_step;
use super::{Direction, Fault, Guide, Node, Step};
use crate::args;
use crate::jobs::{Job, RunId};
use crate::value::Table;
use crate::warehouse::Versions;

pub(super) fn steps(guide: &Guide<'_>, run: RunId) -> Result<Listing, Fault> {
    let about = guide.session.query(include_str!("../sql/origin/run.sql"), &args![run_id => run])?;
    if about.is_empty() {
        return Err(Fault::usage(format!("there is no run {run}"), "`foureye jobs history` lists them"));
    }
    let job = guide.local.runner.jobs().iter().find(|job| job.name == about.text(0, "job"));
    let mut listing = Listing::default();
    match (guide.direction, job) {
        (_, None) => {}
        // An import reads no table, but files.
        (Direction::Back, Some(job)) if job.reads.is_empty() => listing.far = Some(brought(run)),
        (Direction::Back, Some(job)) => listing.near = read(guide, &about, job)?,
        (Direction::Forward, Some(job)) => {
            let tables: Vec<String> = job.writes.iter().map(|table| (*table).to_owned()).collect();
            listing.near = guide.sized("wrote", &tables)?;
            listing.near.extend(guide.shown_in(job.writes));
            listing.far = Some(brought(run));
        }
    }
    Ok(Listing { about: about.only(&SHOWN), ..listing })
}

const SHOWN: [&str; 11] = [
    "job",
    "status",
    "as_of",
    "started_at",
    "ended_at",
    "row_count",
    "params",
    "result",
    "message",
    "started_by",
    "program",
];

/// What it read, and whether that has been written since.
fn read(guide: &Guide<'_>, about: &Table, job: &Job) -> Result<Vec<Step>, Fault> {
    let then: Versions = serde_json::from_str(about.text(0, "inputs")).unwrap_or_default();
    let now = guide.session.versions()?;
    let tables: Vec<String> = job.reads.iter().map(|table| (*table).to_owned()).collect();
    let mut steps = guide.sized("reads", &tables)?;
    for step in &mut steps {
        if let Node::Table(table) = &step.to
            && then.get(table).copied().unwrap_or(0) != now.get(table).copied().unwrap_or(0)
        {
            "written_since".clone_into(&mut step.name);
        }
    }
    Ok(steps)
}

/// The batches that an import brought.
fn brought(run: RunId) -> Far {
    Far::query(include_str!("../sql/origin/batches_of_run.sql"), args![run_id => run], |rows, row| {
        batch_step("brought", rows, row)
    })
}
