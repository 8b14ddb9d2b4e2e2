//! DuckDB's values as cells, and cells as DuckDB's values.

use super::WarehouseError;
use crate::value::Cell;
use duckdb::types::{TimeUnit, ToSql, ToSqlOutput, Value};
use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, ToSpan};

const EPOCH: Date = date(1970, 1, 1);

pub(super) fn from_sql(value: Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Boolean(flag) => Cell::Flag(flag),
        Value::TinyInt(n) => Cell::Integer(n.into()),
        Value::SmallInt(n) => Cell::Integer(n.into()),
        Value::Int(n) => Cell::Integer(n.into()),
        Value::BigInt(n) => Cell::Integer(n),
        Value::UTinyInt(n) => Cell::Integer(n.into()),
        Value::USmallInt(n) => Cell::Integer(n.into()),
        Value::UInt(n) => Cell::Integer(n.into()),
        Value::UBigInt(n) => n.into(),
        Value::HugeInt(n) => i64::try_from(n).map_or_else(|_| Cell::Text(n.to_string()), Cell::Integer),
        Value::UHugeInt(n) => i64::try_from(n).map_or_else(|_| Cell::Text(n.to_string()), Cell::Integer),
        Value::Float(x) => finite(x.into()),
        Value::Double(x) => finite(x),
        Value::Decimal(d) => {
            rust_decimal::Decimal::try_from(d).map_or_else(|_| Cell::Text(d.to_string()), Cell::Decimal)
        }
        Value::Timestamp(unit, n) => time(unit, n),
        Value::Date32(days) => EPOCH.checked_add(i64::from(days).days()).map_or(Cell::Null, Cell::Date),
        Value::Text(text) | Value::Enum(text) => Cell::Text(text),
        Value::List(values) | Value::Array(values) => Cell::List(values.into_iter().map(from_sql).collect()),
        other => Cell::Text(format!("{other:?}")),
    }
}

fn finite(x: f64) -> Cell {
    if x.is_finite() { Cell::Float(x) } else { Cell::Null }
}

fn time(unit: TimeUnit, n: i64) -> Cell {
    EPOCH.at(0, 0, 0, 0).checked_add(SignedDuration::from_micros(unit.to_micros(n))).map_or(Cell::Null, Cell::Time)
}

impl ToSql for Cell {
    fn to_sql(&self) -> duckdb::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Decimal(decimal) => return decimal.to_sql(),
            Cell::Text(text) => ToSqlOutput::Borrowed(text.as_str().into()),
            Cell::Null | Cell::List(_) => ToSqlOutput::Owned(Value::Null),
            Cell::Flag(flag) => ToSqlOutput::Owned(Value::Boolean(*flag)),
            Cell::Integer(n) => ToSqlOutput::Owned(Value::BigInt(*n)),
            Cell::Float(x) => ToSqlOutput::Owned(Value::Double(*x)),
            Cell::Date(date) => ToSqlOutput::Owned(Value::Date32(days(*date))),
            Cell::Time(time) => ToSqlOutput::Owned(Value::Timestamp(TimeUnit::Microsecond, micros(*time))),
        })
    }
}

fn days(date: Date) -> i32 {
    i32::try_from(date.duration_since(EPOCH).as_hours() / 24).unwrap_or(i32::MAX)
}

fn micros(time: DateTime) -> i64 {
    i64::try_from(time.duration_since(EPOCH.at(0, 0, 0, 0)).as_micros()).unwrap_or(i64::MAX)
}

/// A row's cells, in the order of its columns.
pub(super) fn of_row(row: &duckdb::Row<'_>, columns: usize) -> Result<Vec<Cell>, WarehouseError> {
    // A column of nothing but NULL has no type that the driver can read.
    let statement: &duckdb::Statement<'_> = row.as_ref();
    let is_untyped = |at: usize| statement.column_type(at) == duckdb::arrow::datatypes::DataType::Null;
    let cell = |at: usize| Ok(if is_untyped(at) { Cell::Null } else { from_sql(row.get::<_, Value>(at)?) });
    (0..columns).map(cell).collect()
}
