//! From a check of the configuration to SQL: names are quoted, values are bound.

use crate::args;
use crate::config::{Bound, Check, Rule};
use crate::value::{Args, Cell};
use crate::warehouse::quoted;
use jiff::civil::Date;

/// A query with one row for each row that is tested: `checked_row`, the row itself, and `failing`.
pub(super) struct Tested {
    pub sql: String,
    pub args: Args,
}

pub(super) fn tested(check: &Check, as_of: Date) -> Tested {
    let filled = |sql: &str| common(sql, check);
    let (sql, args) = match &check.rule {
        Rule::Filled => (filled(include_str!("sql/filled.sql")), Args::new()),
        Rule::Unique => (filled(include_str!("sql/unique.sql")), Args::new()),
        Rule::InSet(values) => {
            let allowed = serde_json::Value::from(values.clone()).to_string();
            (filled(include_str!("sql/in_set.sql")), args![allowed => allowed])
        }
        Rule::Range { min, max } => {
            let is_day = min.as_ref().or(max.as_ref()).is_some_and(Bound::is_day);
            let sql = filled(include_str!("sql/range.sql")).replace("/*type*/", if is_day { "DATE" } else { "DOUBLE" });
            (sql, args![min => bound(min.as_ref(), as_of), max => bound(max.as_ref(), as_of)])
        }
        Rule::Pattern(pattern) => (filled(include_str!("sql/pattern.sql")), args![pattern => pattern]),
        Rule::Reference { table, columns } => {
            let theirs = if columns.is_empty() { &check.columns } else { columns };
            let same = theirs.iter().zip(&check.columns);
            let same = same.map(|(their, our)| format!("known.{} = checked.{}", quoted(their), quoted(our)));
            let sql = filled(include_str!("sql/reference.sql"));
            (sql.replace("/*known*/", &table_name(table)).replace("/*same*/", &joined(same, " AND ")), Args::new())
        }
        Rule::Freshness { days } => (filled(include_str!("sql/freshness.sql")), args![days => *days]),
        Rule::RowCount { min, max } => (filled(include_str!("sql/row_count.sql")), args![min => *min, max => *max]),
        Rule::Sql(query) => {
            let query = query.trim().trim_end_matches(';');
            (filled(include_str!("sql/sql.sql")).replace("/*query*/", query), Args::new())
        }
    };
    Tested { sql, args }
}

/// `core.table`, quoted part by part.
pub(super) fn table_name(table: &str) -> String {
    joined(table.split('.').map(quoted), ".")
}

/// The columns' texts within a failing row's JSON.
pub(super) fn values(check: &Check) -> String {
    let texts = check.columns.iter().map(|column| format!("content ->> '{}'", column.replace('\'', "''")));
    if check.columns.is_empty() { "NULL".into() } else { joined(texts, ", ") }
}

fn common(sql: &str, check: &Check) -> String {
    let columns = || check.columns.iter().map(|column| quoted(column));
    sql.replace("/*texts*/", &joined(columns().map(|column| format!("{column}::VARCHAR")), ", "))
        .replace("/*columns*/", &joined(columns(), ", "))
        .replace("/*present*/", &joined(columns().map(|column| format!("{column} IS NOT NULL")), " AND "))
        .replace("/*table*/", &table_name(&check.table))
        .replace("/*condition*/", check.condition.as_deref().unwrap_or("TRUE"))
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

fn bound(bound: Option<&Bound>, as_of: Date) -> Cell {
    match bound {
        None => Cell::Null,
        Some(Bound::Number(number)) => (*number).into(),
        Some(Bound::Day(day)) => day.parse::<Date>().unwrap_or(as_of).into(),
    }
}
