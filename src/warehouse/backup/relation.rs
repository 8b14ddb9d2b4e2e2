//! A table as a backup sees it, in the database or in a file: its columns, how many rows it has, and their checksum.

use super::{BackupError, Progress, TableCopy};
use crate::value::{Args, Cell};
use crate::warehouse::encryption::Sealed;
use crate::warehouse::{Session, WarehouseError, quoted};
use std::fmt;

/// A table's name and columns, before anything is known of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::warehouse) struct Shape {
    pub schema: String,
    pub name: String,
    /// In their order, each with its SQL type.
    pub columns: Vec<(String, String)>,
    /// About how many rows it has: how long it takes, beside the others.
    pub weight: u64,
}

/// How many rows there are, and the sum of their hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::warehouse) struct Measure {
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
    pub fn in_file(&self, sealed: Option<&Sealed>) -> String {
        let cast = |(name, kind): &(String, String)| format!("CAST({0} AS {kind}) AS {0}", quoted(name));
        let columns: Vec<String> = self.columns.iter().map(cast).collect();
        let key = sealed.map(|sealed| format!(", encryption_config = {}", sealed.option())).unwrap_or_default();
        format!("(SELECT {} FROM read_parquet($path{key}))", columns.join(", "))
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

/// All tables of the four schemas, in the order that data passes through them: of the session's own database, or of another
/// that it has attached.
pub(in crate::warehouse) fn shapes(session: &Session, of: Option<&str>) -> Result<Vec<Shape>, WarehouseError> {
    let found = session.query(include_str!("sql/columns.sql"), &crate::args![database => of])?;
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

/// Does a work with each table in turn, and tells how far it is.
pub(in crate::warehouse) fn each<T>(
    shapes: &[Shape],
    progress: &Progress<'_>,
    work: impl Fn(&Shape) -> Result<T, BackupError>,
) -> Result<Vec<T>, BackupError> {
    // A table without rows takes its time, too.
    let weight = |shape: &Shape| shape.weight as f64 + 1.0;
    let total: f64 = shapes.iter().map(weight).sum();
    let mut done = 0.0;
    let in_turn = |shape: &Shape| {
        progress(done / total)?;
        done += weight(shape);
        work(shape)
    };
    shapes.iter().map(in_turn).collect()
}

/// Refuses rows that are not those that were written.
pub(super) fn compare(table: &TableCopy, found: &Measure, engine: &str, now: &str) -> Result<(), BackupError> {
    // Another version may work hashes out otherwise: the files' own hashes have to be enough then.
    let is_same = found.checksum == table.checksum || engine != now;
    if found.rows == table.rows && is_same {
        return Ok(());
    }
    let expected = Measure { rows: table.rows, checksum: table.checksum.clone() };
    Err(BackupError::Differs { table: table.title(), expected: expected.to_string(), found: found.to_string() })
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let checksum = if self.checksum.is_empty() { "none" } else { &self.checksum };
        write!(f, "{} rows of checksum {checksum}", self.rows)
    }
}

/// The engine's version.
pub(super) fn engine(session: &Session) -> Result<String, WarehouseError> {
    let version = session.scalar("SELECT version()", &Args::new())?;
    Ok(version.text().unwrap_or_default().to_owned())
}

/// The last number of each sequence that was used.
pub(in crate::warehouse) fn sequences(
    session: &Session,
    of: Option<&str>,
) -> Result<Vec<(String, i64)>, WarehouseError> {
    let found = session.query(include_str!("sql/sequences.sql"), &crate::args![database => of])?;
    let sequence = |row: usize| {
        let last = found.cell(row, "last_value").integer()?;
        Some((found.text(row, "sequence").to_owned(), last))
    };
    Ok((0..found.rows.len()).filter_map(sequence).collect())
}

/// Lets sequences go on after these numbers.
pub(in crate::warehouse) fn set_sequences(session: &Session, last: &[(String, i64)]) -> Result<(), WarehouseError> {
    for (sequence, last) in last {
        session.query("SELECT setval($sequence, $last)", &crate::args![sequence => sequence, last => *last])?;
    }
    Ok(())
}

/// Fills a table of a database that the migrations have made; one of `landing` is made first.
pub(in crate::warehouse) fn fill(
    session: &Session,
    shape: &Shape,
    from: &str,
    args: &Args,
) -> Result<(), WarehouseError> {
    if shape.schema == "landing" {
        let column = |(name, kind): &(String, String)| format!("{} {kind}", quoted(name));
        let columns: Vec<String> = shape.columns.iter().map(column).collect();
        session.batch(&format!("CREATE TABLE {} ({})", shape.quoted(), columns.join(", ")))?;
    }
    // What a migration puts into a table is among the rows, too.
    session.batch(&format!("DELETE FROM {}", shape.quoted()))?;
    session.execute(&format!("INSERT INTO {} BY NAME FROM {from}", shape.quoted()), args)?;
    Ok(())
}

pub(super) fn path(file: &std::path::Path) -> Args {
    let path: Cell = file.display().to_string().into();
    crate::args![path => path]
}
