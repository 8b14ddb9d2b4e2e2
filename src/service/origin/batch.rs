//! A batch, and the file that it came in.

use super::figure::facts;
use super::listing::{Far, Listing};
use super::table::batch_step;
use super::{Direction, Fault, Guide, Node, Step};
use crate::args;
use crate::jobs::Job;
use crate::value::{Cell, Kind, Table};
use std::path::Path;

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

/// A file: where it is, and the batches that came in it.
pub(super) fn of_file(guide: &Guide<'_>, file: &str) -> Result<Listing, Fault> {
    let file = named(guide, file)?;
    let path = guide.local.workspace.dir().join(&file);
    let bytes = std::fs::metadata(&path).ok().map(|data| data.len());
    let about = facts(vec![
        ("file", Kind::Text, (&file).into()),
        ("is_there", Kind::Flag, bytes.is_some().into()),
        ("bytes", Kind::Count, bytes.into()),
    ]);
    let far = (guide.direction == Direction::Forward).then(|| Far {
        sql: include_str!("../sql/origin/batches_of_file.sql").to_owned(),
        args: args![file => &file],
        step: Box::new(|rows, row| batch_step("imported_as", rows, row)),
    });
    Ok(Listing { at: Some(Node::File(file)), far, ..Listing::about(about) })
}

/// A file as its batches name it: as it was given, from the workspace's folder, or by the end of its path.
fn named(guide: &Guide<'_>, file: &str) -> Result<String, Fault> {
    let shown = guide.local.workspace.shown(Path::new(file));
    let known = guide.session.query(include_str!("../sql/origin/files.sql"), &args![file => &shown, ending => file])?;
    let names: Vec<&str> = (0..known.rows.len()).map(|row| known.text(row, "file")).collect();
    let is_exact = known.cell(0, "is_exact") == &Cell::Flag(true);
    match names.as_slice() {
        [only] => Ok((*only).to_owned()),
        [first, ..] if is_exact => Ok((*first).to_owned()),
        [] => {
            Err(Fault::usage(format!("no batch came in {file}"), "`foureye sources batches` lists the files that did"))
        }
        several => Err(Fault::usage(
            format!("{file} may be any of {} files", several.len()),
            format!("expected one of {}", several[..several.len().min(5)].join(", ")),
        )),
    }
}
