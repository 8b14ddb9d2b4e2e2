//! A table: the runs that made it or the batches that stand in it; the runs that read it and the views that show it.

use super::figure::facts;
use super::listing::{Far, Listing};
use super::shape::name;
use super::{Direction, Fault, Guide, Node, Step};
use crate::args;
use crate::jobs::Job;
use crate::value::{Args, Cell, Kind, Table};
use crate::warehouse::quoted;

pub(super) fn steps(guide: &Guide<'_>, table: &str) -> Result<Listing, Fault> {
    if !guide.shape.tables().any(|known| known == table) {
        let known: Vec<&str> = guide.shape.tables().filter(|table| !table.starts_with("ops.")).collect();
        return Err(Fault::usage(
            format!("there is no table {table:?}"),
            format!("expected one of {}", known.join(", ")),
        ));
    }
    let mut listing = Listing::about(about(guide, table)?);
    match guide.direction {
        Direction::Back => {
            listing.near = guide.runs("made_by", |job| job.writes.contains(&table))?;
            listing.near.extend(entered(guide, table)?);
            listing.far = batches(guide, table);
        }
        Direction::Forward => {
            listing.near = fed(guide, table);
            listing.near.extend(guide.runs("read_by", |job| job.reads.contains(&table))?);
            listing.near.extend(guide.shown_in(&[table]));
        }
    }
    Ok(listing)
}

fn about(guide: &Guide<'_>, table: &str) -> Result<Table, Fault> {
    let rows = guide.session.scalar(&format!("SELECT count(*) FROM {}", name(table)), &Args::new())?;
    let version = guide.session.versions()?.get(table).copied();
    Ok(facts(vec![
        ("table_name", Kind::Word, table.into()),
        ("row_count", Kind::Count, rows),
        ("written", Kind::Count, version.map_or(Cell::Null, Cell::Integer)),
    ]))
}

/// Rows of a table that people entered, which no batch brought.
fn entered(guide: &Guide<'_>, table: &str) -> Result<Option<Step>, Fault> {
    if !(table.starts_with("core.") && guide.shape.has(table, "source")) {
        return Ok(None);
    }
    let sql = format!("SELECT count(*) FROM {} WHERE source = 'decision'", name(table));
    let rows = guide.session.scalar(&sql, &Args::new())?.integer().filter(|rows| *rows > 0);
    Ok(rows.map(|rows| Step::new("entered", Node::Table("ops.decision".into())).of_rows(Some(rows))))
}

/// The batches that stand in it, newest first.
fn batches(guide: &Guide<'_>, table: &str) -> Option<Far> {
    let column = ["batch_id", "_batch"].into_iter().find(|column| guide.shape.has(table, column))?;
    let sql = include_str!("../sql/origin/batches_of_table.sql")
        .replace("/*table*/", &name(table))
        .replace("/*batch*/", &quoted(column));
    Some(Far::query(sql, Args::new(), |rows, row| batch_step("came_in", rows, row)))
}

/// The tables that a source's landing table feeds.
fn fed(guide: &Guide<'_>, table: &str) -> Vec<Step> {
    let config = guide.local.config();
    let source = table.strip_prefix("landing.").and_then(|source| config.sources.sources.get(source));
    let entities = source.into_iter().flat_map(|source| source.feeds.keys());
    let tables = entities.filter_map(|name| Some(config.model.entities.get(name)?.table(name)));
    tables.map(|table| Step::new("feeds", Node::Table(table))).collect()
}

/// A batch with its name and how many of its rows are meant, from a row that has these.
pub(super) fn batch_step(via: &str, rows: &Table, row: usize) -> Step {
    let batch = rows.cell(row, "batch_id").integer().unwrap_or_default();
    Step::new(via, Node::Batch(batch)).named(rows.text(row, "name")).of_rows(rows.cell(row, "row_count").integer())
}

impl Guide<'_> {
    /// The newest good run of each of the jobs that are meant.
    pub fn runs(&self, via: &str, is_meant: impl Fn(&Job) -> bool) -> Result<Vec<Step>, Fault> {
        let jobs: Vec<&str> = self.local.runner.jobs().iter().filter(|job| is_meant(job)).map(|job| job.name).collect();
        let runs = self.session.query(include_str!("../sql/runs.sql"), &args![jobs => jobs.join(",")])?;
        let step = |row: usize| {
            Step::new(via, Node::Run(runs.cell(row, "run_id").integer().unwrap_or_default()))
                .named(runs.text(row, "job"))
                .of_rows(runs.cell(row, "row_count").integer())
        };
        Ok((0..runs.rows.len()).map(step).collect())
    }
}
