//! A figure: the rows of a view or of a table, or one of them.

use super::listing::{Far, Listing};
use super::shape::table_of;
use super::{Direction, Fault, Guide, Node, Step};
use crate::service::{Relation, catalogue};
use crate::value::{Args, Cell, Column, Kind, Page, Table};

pub(super) fn steps(guide: &Guide<'_>, relation: &Relation, row: &Args) -> Result<Listing, Fault> {
    let (sql, args) = guide.local.resolve(guide.session, relation, guide.scope)?;
    let one = one_row(guide.session.describe(&sql, &args)?, row);
    let mut near = Vec::new();
    match guide.direction {
        Direction::Back => near.extend(behind(guide, relation, row)?),
        Direction::Forward => near.extend(exports(guide, relation)?),
    }
    if !row.is_empty() {
        near.extend(own(guide, relation, &one)?);
    }
    if guide.direction == Direction::Back {
        near.extend(guide.sized("reads", &stands_on(relation, &sql))?);
    }
    let far = row.is_empty().then(|| {
        let (shape, of) = (guide.shape.clone(), relation.clone());
        Far::relation(relation.clone(), move |rows, row| {
            Step::new("shows", shape.node(&of, rows, row)).named(shape.told(&of, rows, row))
        })
    });
    Ok(Listing { near, far, ..Listing::about(one) })
}

/// The files that its rows were written to.
fn exports(guide: &Guide<'_>, relation: &Relation) -> Result<Vec<Step>, Fault> {
    let subject = crate::args![subject => relation.subject()];
    let found = guide.session.query(include_str!("../sql/origin/exports_of.sql"), &subject)?;
    let step = |row: usize| {
        Step::new("exported_to", Node::File(found.text(row, "file").to_owned()))
            .named(found.text(row, "name"))
            .of_rows(found.cell(row, "row_count").integer())
    };
    Ok((0..found.rows.len()).map(step).collect())
}

/// A row's values under its relation's columns; nothing where all rows are meant.
fn one_row(columns: Vec<Column>, row: &Args) -> Table {
    if row.is_empty() {
        return Table::default();
    }
    let cells = columns.iter().map(|column| row.get(&column.name).cloned().unwrap_or_default()).collect();
    Table { columns, rows: vec![cells], offset: 0, total: 1 }
}

/// What the row is by itself, and the rows of other tables that it names.
fn own(guide: &Guide<'_>, relation: &Relation, one: &Table) -> Result<Vec<Step>, Fault> {
    let mut steps = Vec::new();
    let itself = guide.shape.node(relation, one, 0);
    if !matches!(itself, Node::Figure { .. }) {
        steps.push(Step::new("is", itself));
    } else if let Some(batch) = one.cell(0, "batch_id").integer() {
        steps.push(Step::new("came_in", Node::Batch(batch)));
    }
    if let Some(run) = one.cell(0, "run_id").integer() {
        steps.push(Step::new("made_by", Node::Run(run)));
    }
    steps.extend(guide.named_by(table_of(relation).unwrap_or_default(), one, 0)?);
    steps.dedup_by(|one, other| one.to == other.to);
    Ok(steps)
}

/// The rows that a figure sums up, where its view has such.
fn behind(guide: &Guide<'_>, relation: &Relation, row: &Args) -> Result<Option<Step>, Fault> {
    let Relation::View { name, args: given } = relation else { return Ok(None) };
    let Some(drill) = catalogue::drill(name) else { return Ok(None) };
    let bound = |(arg, column): &(&str, &str)| {
        Some(((*arg).to_owned(), row.get(*column).or_else(|| given.get(*column)).cloned()?))
    };
    let Some(mut args) = drill.bind.iter().map(bound).collect::<Option<Args>>() else { return Ok(None) };
    args.extend(period(guide, row));
    let relation = Relation::View { name: drill.rows.to_owned(), args };
    let rows = guide.local.rows(guide.session, &relation, guide.scope, &Page { limit: 0, ..Page::default() })?;
    Ok(Some(Step::new("sums_up", Node::figure(relation)).of_rows(i64::try_from(rows.total).ok())))
}

/// The days that a row's period has, where it has one: the rows behind it are of those.
fn period(guide: &Guide<'_>, row: &Args) -> Args {
    let Some(first) = row.get("period").and_then(Cell::date) else { return Args::new() };
    let last = guide.scope.grain.step(first, 1).saturating_sub(jiff::ToSpan::days(1));
    crate::args![from => first, to => last]
}

fn stands_on(relation: &Relation, sql: &str) -> Vec<String> {
    match (table_of(relation), relation) {
        (Some(table), _) => vec![table.to_owned()],
        (None, Relation::Frequency { of, .. }) => stands_on(of, sql),
        (None, _) => catalogue::lineage(sql).tables.iter().cloned().collect(),
    }
}

impl Guide<'_> {
    /// Tables with the number of their rows, those with data before those that keep the program's own record.
    pub fn sized(&self, via: &str, tables: &[String]) -> Result<Vec<Step>, Fault> {
        let wanted = crate::args![tables => tables.join(",")];
        let sizes = self.session.query(include_str!("../sql/sizes.sql"), &wanted)?;
        let step = |row: usize| {
            Step::new(via, Node::Table(sizes.text(row, "table_name").to_owned()))
                .of_rows(sizes.cell(row, "row_count").integer())
        };
        let mut steps: Vec<Step> = (0..sizes.rows.len()).map(step).collect();
        steps.sort_by_key(|step| matches!(&step.to, Node::Table(name) if name.starts_with("ops.")));
        Ok(steps)
    }

    /// The views that stand on any of these tables.
    pub fn shown_in(&self, tables: &[&str]) -> Vec<Step> {
        let stands = |sql: &str| catalogue::lineage(sql).tables.iter().any(|table| tables.contains(&table.as_str()));
        let views = catalogue::views().filter(|view| stands(view.sql));
        views.map(|view| Step::new("shown_in", Node::view(view.name))).collect()
    }
}

/// A row of one cell a name: what is known of a place that has no row of its own.
pub(super) fn facts(facts: Vec<(&str, Kind, Cell)>) -> Table {
    let (columns, cells) =
        facts.into_iter().map(|(name, kind, cell)| (Column { name: name.to_owned(), kind }, cell)).unzip();
    Table { columns, rows: vec![cells], offset: 0, total: 1 }
}
