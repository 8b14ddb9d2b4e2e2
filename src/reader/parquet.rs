//! Parquet, read by DuckDB in a database of its own, which holds nothing and lives as long as the file is read.

use std::path::{Path, PathBuf};

use duckdb::Connection;
use duckdb::arrow::array::{Array, AsArray};
use duckdb::arrow::record_batch::RecordBatch;

use super::chunk::{Chunk, Place};
use super::names::{check_width, column_names};
use super::relay::{Relay, Sender};
use super::{Format, ReadError, Reader, Shape};

pub(super) struct Parquet {
    path: PathBuf,
    relay: Relay<Page>,
    shape: Shape,
    batch: Option<RecordBatch>,
    /// Rows of the batch that have been read.
    passed: usize,
    record: u64,
    rows: u64,
    bytes: u64,
}

/// First the table's head, then its rows.
enum Page {
    Head { columns: Vec<String>, rows: u64 },
    Rows(RecordBatch),
}

impl Parquet {
    pub(super) fn open(path: &Path) -> Result<Self, ReadError> {
        let bytes = std::fs::metadata(path).map_err(|source| ReadError::Io { path: path.into(), source })?.len();
        let source = path.to_path_buf();
        let mut relay = Relay::start(move |sender| stream(&source, sender));
        let Some(Page::Head { columns, rows }) = relay.next(|| broken(path))? else {
            return Err(broken(path));
        };
        check_width(path, columns.len())?;
        Ok(Self { path: path.into(), relay, shape: shape(&columns), batch: None, passed: 0, record: 0, rows, bytes })
    }

    /// The batch that the next row is in; None at the end.
    fn next_batch(&mut self) -> Result<Option<RecordBatch>, ReadError> {
        if let Some(batch) = self.batch.take().filter(|batch| self.passed < batch.num_rows()) {
            return Ok(Some(batch));
        }
        self.passed = 0;
        match self.relay.next(|| broken(&self.path))? {
            Some(Page::Rows(batch)) => Ok(Some(batch)),
            Some(Page::Head { .. }) | None => Ok(None),
        }
    }

    /// Takes rows to the chunk as far as it has room, and keeps the batch for those that are left.
    fn take(&mut self, batch: RecordBatch, chunk: &mut Chunk, max_rows: usize) {
        let columns: Vec<_> = batch.columns().iter().map(|column| column.as_string::<i32>()).collect();
        while self.passed < batch.num_rows() && chunk.has_room(max_rows) {
            self.record += 1;
            let place = Place { record: self.record, line: self.record };
            let at = self.passed;
            chunk.row(place, columns.iter().map(|column| column.is_valid(at).then(|| column.value(at))));
            self.passed += 1;
        }
        self.batch = Some(batch);
    }
}

impl Reader for Parquet {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn read(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, ReadError> {
        chunk.clear();
        while chunk.has_room(max_rows)
            && let Some(batch) = self.next_batch()?
        {
            self.take(batch, chunk, max_rows);
        }
        Ok(chunk.records() > 0)
    }

    fn consumed(&self) -> u64 {
        match self.rows {
            0 => self.bytes,
            rows => (self.bytes as f64 * self.record as f64 / rows as f64) as u64,
        }
    }
}

fn stream(path: &Path, sender: &Sender<Page>) -> Result<(), ReadError> {
    let connection = crate::warehouse::scratch().map_err(|error| bad(path, &error))?;
    // Times with a zone are written in UTC, wherever the server stands. A DuckDB without ICU does so by itself, and has no
    // such setting.
    connection.execute_batch("SET TimeZone = 'UTC'").unwrap_or_default();
    let columns = columns_of(&connection, path).map_err(|error| bad(path, &error))?;
    let rows = rows_of(&connection, path).map_err(|error| bad(path, &error))?;
    let query = select(&columns);
    if sender.send(Page::Head { columns, rows }).is_err() {
        return Ok(());
    }
    let mut statement = connection.prepare(&query).map_err(|error| bad(path, &error))?;
    for batch in statement.stream_arrow([literal(path)]).map_err(|error| bad(path, &error))? {
        let batch = batch.map_err(|error| bad(path, &error))?;
        if sender.send(Page::Rows(batch)).is_err() {
            break;
        }
    }
    Ok(())
}

fn columns_of(connection: &Connection, path: &Path) -> duckdb::Result<Vec<String>> {
    connection
        .prepare("SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(?))")?
        .query_map([literal(path)], |row| row.get(0))?
        .collect()
}

fn rows_of(connection: &Connection, path: &Path) -> duckdb::Result<u64> {
    connection.query_row("SELECT count(*) FROM read_parquet(?)", [literal(path)], |row| row.get(0))
}

fn select(columns: &[String]) -> String {
    let texts: Vec<String> =
        columns.iter().map(|name| format!("CAST(\"{}\" AS VARCHAR)", name.replace('"', "\"\""))).collect();
    format!("SELECT {} FROM read_parquet(?)", texts.join(", "))
}

/// DuckDB takes a path for a pattern; in brackets, a sign of patterns stands for itself.
fn literal(path: &Path) -> String {
    let special = |c: char| matches!(c, '*' | '?' | '[');
    let escape = |c: char| if special(c) { format!("[{c}]") } else { c.to_string() };
    path.to_string_lossy().chars().map(escape).collect()
}

fn shape(columns: &[String]) -> Shape {
    Shape {
        format: Format::Parquet,
        encoding: None,
        delimiter: None,
        quote: None,
        header: true,
        columns: column_names(columns.iter().map(String::as_str)),
        sheet: None,
    }
}

/// DuckDB's first line says what is wrong; what follows advises those who write SQL.
fn bad(path: &Path, error: &dyn std::fmt::Display) -> ReadError {
    let text = error.to_string();
    ReadError::BadParquet { path: path.into(), reason: text.lines().next().unwrap_or_default().into() }
}

fn broken(path: &Path) -> ReadError {
    bad(path, &"its reader stopped")
}
