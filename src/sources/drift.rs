//! Where a file's shape has moved away from that of the source's file before: told, and never mended by guessing.
//!
//! A column that has gone leaves its fields empty, and a new one is kept but goes nowhere, until a person says what is meant.
//! A pair of the two that look alike is proposed as a renaming.

use super::mapping::Arrival;
use super::{landing, propose};
use crate::args;
use crate::config::{Model, Source};
use crate::jobs::JobError;
use crate::value::{Cell, Table};
use crate::warehouse::quoted;

/// Records whose values tell what a column looks like.
const SAMPLE: usize = 1_000;

/// The share of values that have to be of a type: single slips are rejects, and make no other column of it.
const TYPICAL: f64 = 0.9;

/// Names that are as alike as this, from 0 to 1, may be one column's; the measure is the normalised edit distance.
const ALIKE: f64 = 0.6;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    name: String,
    looks_like: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    Appeared { column: Column },
    Gone { column: Column },
    Renamed { column: Column, to: Column },
    Type { column: Column, becomes: String },
}

/// Keeps a landed batch's shape on record, and what has changed since the batch before; says how many changes those are.
/// `stated` is what each column looks like, where the source says it itself.
pub(super) fn watch(
    arrival: &Arrival<'_>,
    columns: &[String],
    stated: Option<&[&'static str]>,
) -> Result<u64, JobError> {
    let now = match stated {
        Some(stated) => described(columns, stated),
        None => shape(arrival, columns)?,
    };
    let row = |(at, column): (usize, &Column)| -> Vec<Cell> {
        vec![arrival.batch.into(), at.into(), (&column.name).into(), (&column.looks_like).into()]
    };
    let rows: Vec<Vec<Cell>> = now.iter().enumerate().map(row).collect();
    let before = arrival
        .session
        .query(include_str!("sql/shape_before.sql"), &args![source => arrival.name, batch_id => arrival.batch])?;
    arrival.session.append_rows("ops", "batch_column", &rows)?;
    let changes = changes(&columns_of(&before), &now, arrival.model);
    let told: Vec<Vec<Cell>> = changes.iter().map(|change| change.row(arrival)).collect();
    arrival.session.append_rows("ops", "drift", &told)?;
    Ok(told.len() as u64)
}

fn columns_of(before: &Table) -> Vec<Column> {
    let column = |row: usize| Column {
        name: before.text(row, "column_name").to_owned(),
        looks_like: before.text(row, "looks_like").to_owned(),
    };
    (0..before.rows.len()).map(column).collect()
}

fn described(columns: &[String], stated: &[&'static str]) -> Vec<Column> {
    let column = |(name, looks_like): (&String, &&str)| Column { name: name.clone(), looks_like: (*looks_like).into() };
    columns.iter().zip(stated).map(column).collect()
}

fn shape(arrival: &Arrival<'_>, columns: &[String]) -> Result<Vec<Column>, JobError> {
    let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE _batch = $batch LIMIT {SAMPLE}",
        names.join(", "),
        landing::table(arrival.name)
    );
    let sample = arrival.session.query(&sql, &args![batch => arrival.batch])?;
    let column = |(at, name): (usize, &String)| {
        let mut values = sample.rows.iter().filter_map(|row| row[at].text()).filter(|text| !text.trim().is_empty());
        let looks_like =
            if values.clone().next().is_none() { "empty" } else { propose::looks_like(&mut values, TYPICAL) };
        Column { name: name.clone(), looks_like: looks_like.to_owned() }
    };
    Ok(columns.iter().enumerate().map(column).collect())
}

/// A source's first batch has changed nothing.
fn changes(before: &[Column], now: &[Column], model: &Model) -> Vec<Change> {
    if before.is_empty() {
        return Vec::new();
    }
    let in_both = |column: &Column| now.iter().find(|other| other.name == column.name);
    let mut appeared: Vec<&Column> =
        now.iter().filter(|column| before.iter().all(|other| other.name != column.name)).collect();
    let mut changes = Vec::new();
    for column in before {
        if let Some(other) = in_both(column) {
            if kind(&column.looks_like) != kind(&other.looks_like) {
                changes.push(Change::Type { column: column.clone(), becomes: other.looks_like.clone() });
            }
            continue;
        }
        match appeared.iter().position(|other| is_same(column, other, model)) {
            Some(at) => changes.push(Change::Renamed { column: column.clone(), to: appeared.remove(at).clone() }),
            None => changes.push(Change::Gone { column: column.clone() }),
        }
    }
    changes.extend(appeared.into_iter().map(|column| Change::Appeared { column: column.clone() }));
    changes
}

/// Types that one can take for another, as a month's prices may all be whole. An empty column is of any.
fn kind(looks_like: &str) -> &str {
    match looks_like {
        "integer" | "number" => "number",
        "date" | "time" => "time",
        other => other,
    }
}

/// Whether two columns may be one under two names: both look alike, and their names do too, or both name one field.
fn is_same(one: &Column, other: &Column, model: &Model) -> bool {
    let looks_alike =
        kind(&one.looks_like) == kind(&other.looks_like) || one.looks_like == "empty" || other.looks_like == "empty";
    looks_alike && (likeness(&one.name, &other.name) >= ALIKE || name_one_field(&one.name, &other.name, model))
}

fn name_one_field(one: &str, other: &str, model: &Model) -> bool {
    let fields = model.entities.values().flat_map(|entity| entity.fields.iter());
    fields.into_iter().any(|(name, field)| propose::names(name, field, one) && propose::names(name, field, other))
}

/// 1 for names that are the same but for case, spaces and signs, 0 for those that share nothing.
fn likeness(one: &str, other: &str) -> f64 {
    strsim::normalized_levenshtein(&propose::plain(one), &propose::plain(other))
}

impl Change {
    /// As `ops.drift` has it.
    fn row(&self, arrival: &Arrival<'_>) -> Vec<Cell> {
        let (kind, column, was, becomes) = match self {
            Change::Appeared { column } => ("appeared", column, None, Some(&column.looks_like)),
            Change::Gone { column } => ("gone", column, Some(&column.looks_like), None),
            Change::Renamed { column, to } => ("renamed", column, Some(&column.name), Some(&to.name)),
            Change::Type { column, becomes } => ("type", column, Some(&column.looks_like), Some(becomes)),
        };
        vec![
            arrival.batch.into(),
            arrival.name.into(),
            kind.into(),
            (&column.name).into(),
            was.cloned().into(),
            becomes.cloned().into(),
            fed_by(arrival.source, &column.name).join(", ").into(),
        ]
    }
}

/// The fields that are mapped from a column, as `entity.field`.
fn fed_by(source: &Source, column: &str) -> Vec<String> {
    let fields = source.feeds.iter().flat_map(|(entity, feed)| feed.fields.iter().map(move |field| (entity, field)));
    let names = |map: &crate::config::FieldMap| map.columns().iter().any(|named| named.eq_ignore_ascii_case(column));
    fields.filter(|(_, (_, map))| names(map)).map(|(entity, (field, _))| format!("{entity}.{field}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(described: &str) -> Vec<Column> {
        let column = |text: &str| {
            let (name, looks_like) = text.split_once(':').unwrap();
            Column { name: name.replace('_', " "), looks_like: looks_like.into() }
        };
        described.split(' ').map(column).collect()
    }

    fn told(before: &str, now: &str) -> Vec<String> {
        let model = Model::builtin().unwrap();
        let said = |change: &Change| match change {
            Change::Appeared { column } => format!("{} appeared", column.name),
            Change::Gone { column } => format!("{} gone", column.name),
            Change::Renamed { column, to } => format!("{} renamed {}", column.name, to.name),
            Change::Type { column, becomes } => format!("{} becomes {becomes}", column.name),
        };
        changes(&columns(before), &columns(now), &model).iter().map(said).collect()
    }

    #[test]
    fn the_same_columns_in_another_order_are_no_change() {
        assert!(told("id:integer day:date price:number", "price:integer id:integer day:time").is_empty());
    }

    #[test]
    fn columns_come_and_go() {
        assert_eq!(told("id:integer note:text", "id:integer colour:text"), ["note gone", "colour appeared"]);
    }

    #[test]
    fn a_name_that_is_written_a_little_differently_is_one_columns() {
        assert_eq!(told("Unit_Price:number", "UnitPrice:number"), ["Unit Price renamed UnitPrice"]);
        assert_eq!(told("quantity:integer", "quantities:integer"), ["quantity renamed quantities"]);
    }

    #[test]
    fn two_names_of_one_field_are_one_columns_unless_their_values_differ() {
        assert_eq!(told("订单号:integer", "order_id:integer"), ["订单号 renamed order id"]);
        assert_eq!(told("订单号:integer", "order_id:date"), ["订单号 gone", "order id appeared"]);
    }

    #[test]
    fn a_type_that_changes_is_told() {
        assert_eq!(told("price:number day:date", "price:text day:date"), ["price becomes text"]);
    }
}
