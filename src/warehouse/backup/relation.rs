//! A table as a backup sees it, in the database or in a file: its columns, how many rows it has, and their checksum.

use super::{BackupError, TableCopy};
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError, quoted};

/// A table's name and columns, before anything is known of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub schema: String,
    pub name: String,
    /// In their order, each with its SQL type.
    pub columns: Vec<(String, String)>,
    /// About how many rows it has: how long it takes, beside the others.
    pub weight: u64,
}

/// How many rows there are, and the sum of their hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measure {
    pub rows: u64,
    pub checksum: String,
}

impl Shape {
    /// As SQL takes it.
    pub fn quoted(&self) -> String {
        format!("{}.{}", quoted(&self.schema), quoted(&self.name))
    }

    pub fn title(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }

    /// The rows of a file of a backup as this table has them, under `$path`.
    pub fn in_file(&self) -> String {
        let cast = |(name, kind): &(String, String)| format!("CAST({0} AS {kind}) AS {0}", quoted(name));
        let columns: Vec<String> = self.columns.iter().map(cast).collect();
        format!("(SELECT {} FROM read_parquet($path))", columns.join(", "))
    }

    /// Reads all of it: `from` is what it is in the query, and binds `args`.
    pub fn measure(&self, session: &Session, from: &str, args: &Args) -> Result<Measure, WarehouseError> {
        let columns: Vec<String> = self.columns.iter().map(|(name, _)| quoted(name)).collect();
        let sql = include_str!("sql/measure.sql").replace("/*columns*/", &columns.join(", ")).replace("/*from*/", from);
        let found = session.query(&sql, args)?;
        let rows = found.cell(0, "row_count").integer().unwrap_or(0).unsigned_abs();
        Ok(Measure { rows, checksum: found.text(0, "checksum").to_owned() })
    }
}

impl From<&TableCopy> for Shape {
    fn from(table: &TableCopy) -> Shape {
        Shape {
            schema: table.schema.clone(),
            name: table.name.clone(),
            columns: table.columns.clone(),
            weight: table.rows,
        }
    }
}

/// All tables of the four schemas, in the order that data passes through them.
pub(super) fn shapes(session: &Session) -> Result<Vec<Shape>, WarehouseError> {
    let found = session.query(include_str!("sql/columns.sql"), &Args::new())?;
    let mut shapes: Vec<Shape> = Vec::new();
    for row in 0..found.rows.len() {
        let (schema, name) = (found.text(row, "schema_name"), found.text(row, "table_name"));
        if shapes.last().is_none_or(|last| (last.schema.as_str(), last.name.as_str()) != (schema, name)) {
            let weight = found.cell(row, "estimated_size").integer().unwrap_or(0).unsigned_abs();
            let (schema, name) = (schema.to_owned(), name.to_owned());
            shapes.push(Shape { schema, name, columns: Vec::new(), weight });
        }
        let column = (found.text(row, "column_name").to_owned(), found.text(row, "data_type").to_owned());
        if let Some(last) = shapes.last_mut() {
            last.columns.push(column);
        }
    }
    Ok(shapes)
}

/// Refuses rows that are not those that were written.
pub(super) fn compare(table: &TableCopy, found: &Measure, engine: &str, now: &str) -> Result<(), BackupError> {
    // Another version may work hashes out otherwise: the files' own hashes have to be enough then.
    let is_same = found.checksum == table.checksum || engine != now;
    if found.rows == table.rows && is_same {
        return Ok(());
    }
    let said = |rows: u64, checksum: &str| format!("{rows} rows of checksum {}", or_none(checksum));
    Err(BackupError::Differs {
        table: table.title(),
        expected: said(table.rows, &table.checksum),
        found: said(found.rows, &found.checksum),
    })
}

fn or_none(checksum: &str) -> &str {
    if checksum.is_empty() { "none" } else { checksum }
}

/// The engine's version.
pub(super) fn engine(session: &Session) -> Result<String, WarehouseError> {
    let version = session.scalar("SELECT version()", &Args::new())?;
    Ok(version.text().unwrap_or_default().to_owned())
}

/// The last number of each sequence that was used.
pub(super) fn sequences(session: &Session) -> Result<Vec<(String, i64)>, WarehouseError> {
    let found = session.query(include_str!("sql/sequences.sql"), &Args::new())?;
    let sequence = |row: usize| {
        let last = found.cell(row, "last_value").integer()?;
        Some((found.text(row, "sequence").to_owned(), last))
    };
    Ok((0..found.rows.len()).filter_map(sequence).collect())
}

pub(super) fn path(file: &std::path::Path) -> Args {
    let path: Cell = file.display().to_string().into();
    crate::args![path => path]
}
