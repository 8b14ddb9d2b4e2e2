//! A batch: the file and the run that brought it, its rows in every table, whom they touch and what has read them since.

use super::listing::Listing;
use super::{Direction, Fault, Guide, Node, Step};
use crate::args;
use crate::jobs::Job;
use crate::value::Table;

pub(super) fn steps(guide: &Guide<'_>, batch: i64) -> Result<Listing, Fault> {
    let about = guide.session.query(include_str!("../sql/origin/batch.sql"), &args![batch => batch])?;
    if about.is_empty() {
        return Err(Fault::usage(format!("there is no batch {batch}"), "`foureye sources batches` lists them"));
    }
    let node = Node::Batch(batch);
    let near = match guide.direction {
        Direction::Back => back(guide, &node, &about)?,
        Direction::Forward => forward(guide, &node, &about)?,
    };
    Ok(Listing { near, ..Listing::about(about) })
}

fn back(guide: &Guide<'_>, batch: &Node, about: &Table) -> Result<Vec<Step>, Fault> {
    let landing = format!("landing.{}", about.text(0, "source"));
    let mut steps = vec![Step::new("came_in", Node::File(about.text(0, "file").to_owned()))];
    if let Some(run) = about.cell(0, "run_id").integer() {
        steps.push(Step::new("brought_by", Node::Run(run)));
    }
    steps.extend(guide.parts(batch, "landed", guide.shape.tables().filter(|table| *table == landing))?);
    steps.extend(guide.parts(batch, "rejected", ["ops.reject"].into_iter())?);
    steps.extend(guide.parts(batch, "decided", ["ops.decision"].into_iter())?);
    Ok(steps)
}

/// Its rows in every table, whom they touch, and the good runs that have begun since and read any of them.
fn forward(guide: &Guide<'_>, batch: &Node, about: &Table) -> Result<Vec<Step>, Fault> {
    let core = guide.shape.tables().filter(|table| table.starts_with("core.") && *table != "core.customer");
    let mut steps = guide.parts(batch, "became", core)?;
    let tables: Vec<&str> = about_tables(guide, about);
    steps.extend(guide.parts(batch, "touched", ["core.customer"].into_iter())?);
    steps.extend(guide.parts(batch, "rejected", ["ops.reject"].into_iter())?);
    steps.extend(guide.parts(batch, "failed_check", ["mart.check_failure"].into_iter())?);
    steps.extend(since(guide, about, |job| job.reads.iter().any(|table| tables.contains(table)))?);
    steps.extend(guide.shown_in(&tables));
    Ok(steps)
}

/// The tables that the batch's source feeds.
fn about_tables<'a>(guide: &'a Guide<'_>, about: &Table) -> Vec<&'a str> {
    let config = guide.local.config();
    let source = config.sources.sources.get(about.text(0, "source"));
    let fed: Vec<String> = source
        .into_iter()
        .flat_map(|source| source.feeds.keys())
        .filter_map(|name| Some(config.model.entities.get(name)?.table(name)))
        .collect();
    guide.shape.tables().filter(|table| fed.iter().any(|fed| fed == table)).collect()
}

fn since(guide: &Guide<'_>, about: &Table, is_meant: impl Fn(&Job) -> bool) -> Result<Vec<Step>, Fault> {
    let mut runs = guide.runs("read_by", is_meant)?;
    let arrived = about.cell(0, "arrived_at").clone();
    let later = guide.session.query(include_str!("../sql/origin/runs_since.sql"), &args![arrived => arrived])?;
    let later: Vec<i64> = (0..later.rows.len()).filter_map(|row| later.cell(row, "run_id").integer()).collect();
    runs.retain(|step| matches!(step.to, Node::Run(run) if later.contains(&run)));
    Ok(runs)
}
