//! A column as the profile and the comparison of distributions take it: what its type lets one do with it, as SQL.

use crate::value::{Cell, Table};
use crate::warehouse::{Session, WarehouseError, literal, quoted};

pub(super) struct Column {
    /// `schema.table`
    pub table: String,
    pub name: String,
    pub position: i64,
    /// As DuckDB names it.
    pub data_type: String,
    /// Whether a rule has filled cells of it.
    has_filled: bool,
}

/// What can be done with a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// They have a mean.
    Number,
    /// They stand in an order that has distances.
    Time,
    Flag,
    Text,
}

impl Column {
    /// The columns of one table, or of all that are profiled, in their order.
    pub fn all(session: &Session, table: Option<&str>) -> Result<Vec<Column>, WarehouseError> {
        let found = session.query(include_str!("sql/profile/columns.sql"), &crate::args![table => table])?;
        Ok((0..found.rows.len()).map(|row| Column::of(&found, row)).collect())
    }

    fn of(found: &Table, row: usize) -> Column {
        Column {
            table: found.text(row, "table_name").to_owned(),
            name: found.text(row, "column_name").to_owned(),
            position: found.cell(row, "position").integer().unwrap_or_default(),
            data_type: found.text(row, "data_type").to_owned(),
            has_filled: found.cell(row, "has_filled") == &Cell::Flag(true),
        }
    }

    pub fn nature(&self) -> Nature {
        match self.data_type.as_str() {
            "BOOLEAN" => Nature::Flag,
            "DATE" => Nature::Time,
            time if time.starts_with("TIMESTAMP") => Nature::Time,
            "DOUBLE" | "FLOAT" => Nature::Number,
            number if number.ends_with("INT") || number.ends_with("INTEGER") || number.starts_with("DECIMAL") => {
                Nature::Number
            }
            _ => Nature::Text,
        }
    }

    /// Whether its values stand in an order that has distances, so that they have quantiles.
    pub fn is_ordered(&self) -> bool {
        matches!(self.nature(), Nature::Number | Nature::Time)
    }

    /// The column in SQL; what is no plain type, such as JSON, as its text. What a rule has filled in is no value: nobody
    /// observed it.
    pub fn value(&self) -> String {
        let name = quoted(&self.name);
        let is_plain = self.nature() != Nature::Text || self.data_type == "VARCHAR";
        let value = if is_plain { name } else { format!("{name}::VARCHAR") };
        if self.has_filled {
            format!("CASE WHEN {} THEN {value} END", observed(&self.table, &self.name))
        } else {
            value
        }
    }

    /// Whether a row has a value: an empty text is none.
    pub fn filled(&self) -> String {
        let empty = if self.nature() == Nature::Text { "<> ''" } else { "IS NOT NULL" };
        format!("{} {empty}", self.value())
    }

    /// An expression of the column's type as a number; nothing, where its values have no distances.
    pub fn number(&self, value: &str) -> String {
        match self.nature() {
            Nature::Number => format!("{value}::DOUBLE"),
            Nature::Time => format!("epoch({value})::DOUBLE"),
            Nature::Flag | Nature::Text => "NULL::DOUBLE".to_owned(),
        }
    }

    /// What its mean is made of; nothing, where it has none.
    pub fn summand(&self) -> String {
        if self.nature() == Nature::Number { self.value() } else { "NULL::DOUBLE".to_owned() }
    }
}

/// Whether a cell of a table with batches came as it is, and was not filled by a rule.
pub(super) fn observed(table: &str, column: &str) -> String {
    include_str!("sql/observed.sql")
        .trim_end()
        .replace("/*table*/", &literal(table))
        .replace("/*column*/", &literal(column))
}

/// `schema.table`, quoted part by part.
pub(super) fn table_name(table: &str) -> String {
    table.split('.').map(quoted).collect::<Vec<_>>().join(".")
}
