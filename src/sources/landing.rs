//! `landing.SOURCE`: a source's records as they came, all columns text, with the batch, the record's number and its line.

use crate::reader::{Chunk, Fault, ReadError, Reader};
use crate::value::Args;
use crate::warehouse::{Inflow, Session, WarehouseError, quoted};
use duckdb::arrow::array::{ArrayRef, Int64Array};
use duckdb::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use duckdb::arrow::record_batch::RecordBatch;
use std::sync::Arc;

/// How many records are read at a time.
const CHUNK: usize = 20_000;

/// How many records land in one statement: what could not be read waits for its end, and it can be stopped after it.
const STRETCH: u64 = 2_000_000;

/// So much of a file's faults is kept at a time.
const MOST_FAULTS: usize = 20_000;

/// Makes a source's table, or adds the columns that it does not have yet.
pub(super) fn open(session: &Session, source: &str, columns: &[String]) -> Result<(), WarehouseError> {
    let table = table(source);
    session.batch(&format!("CREATE TABLE IF NOT EXISTS {table} (_batch BIGINT, _record UBIGINT, _line UBIGINT)"))?;
    for column in columns {
        session.batch(&format!("ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {} VARCHAR", quoted(column)))?;
    }
    Ok(())
}

/// A file on its way into a source's table.
pub(super) struct Arriving {
    reader: Box<dyn Reader>,
    chunk: Chunk,
    schema: SchemaRef,
    batch: i64,
    /// Records of this stretch, rows and faults.
    records: u64,
    faults: Vec<Fault>,
    end: Option<Result<(), ReadError>>,
}

/// What has landed at one go.
pub(super) struct Stretch {
    pub records: u64,
    pub faults: Vec<Fault>,
    pub is_last: bool,
}

impl Arriving {
    pub fn new(reader: Box<dyn Reader>, batch: i64) -> Arriving {
        let columns = &reader.shape().columns;
        let mut fields = vec![Field::new("_batch", DataType::Int64, false)];
        fields.extend(["_record", "_line"].map(|name| Field::new(name, DataType::UInt64, false)));
        fields.extend(columns.iter().map(|name| Field::new(name, DataType::Utf8, true)));
        let (chunk, schema) = (Chunk::new(columns.len()), Arc::new(Schema::new(fields)));
        Arriving { reader, chunk, schema, batch, records: 0, faults: Vec::new(), end: None }
    }

    pub fn reader(&self) -> &dyn Reader {
        self.reader.as_ref()
    }

    /// Takes what has landed since it was last asked.
    ///
    /// # Errors
    /// What kept the file from being read to its end.
    pub fn stretch(&mut self) -> Result<Stretch, ReadError> {
        let is_last = match self.end.take() {
            Some(end) => end.map(|()| true)?,
            None => false,
        };
        Ok(Stretch { records: std::mem::take(&mut self.records), faults: std::mem::take(&mut self.faults), is_last })
    }

    fn rows(&mut self) -> RecordBatch {
        let rows = self.chunk.finish();
        let batches: ArrayRef = Arc::new(Int64Array::from_value(self.batch, rows.num_rows()));
        let arrays = std::iter::once(batches).chain(rows.columns().iter().cloned()).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .expect("a chunk has its record, its line and the columns of its shape, in the schema's order")
    }
}

impl Inflow for Arriving {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn next(&mut self) -> Option<RecordBatch> {
        while self.end.is_none() && self.records < STRETCH && self.faults.len() < MOST_FAULTS {
            match self.reader.read(&mut self.chunk, CHUNK) {
                Ok(true) => {
                    self.records += (self.chunk.len() + self.chunk.faults.len()) as u64;
                    self.faults.append(&mut self.chunk.faults);
                    if !self.chunk.is_empty() {
                        return Some(self.rows());
                    }
                }
                Ok(false) => self.end = Some(Ok(())),
                Err(error) => self.end = Some(Err(error)),
            }
        }
        None
    }
}

/// `landing.SOURCE`, quoted.
pub(super) fn table(source: &str) -> String {
    format!("landing.{}", quoted(source))
}

/// The columns that have landed of a source, its own ones only; none where nothing has.
pub(super) fn columns(session: &Session, source: &str) -> Result<Vec<String>, WarehouseError> {
    let landed = session.query(include_str!("sql/landed_columns.sql"), &crate::args![source => source])?;
    Ok((0..landed.rows.len()).map(|row| landed.text(row, "column_name").to_owned()).collect())
}

/// One record, as JSON; none where it never landed.
pub(super) fn record(
    session: &Session,
    source: &str,
    batch: i64,
    record: u64,
) -> Result<Option<String>, WarehouseError> {
    let sql = format!(
        "SELECT to_json(landed)::VARCHAR FROM {} AS landed WHERE _batch = $batch AND _record = $record",
        table(source)
    );
    Ok(session.scalar(&sql, &crate::args![batch => batch, record => record])?.text().map(str::to_owned))
}

/// Takes a batch's records out again.
pub(super) fn remove(session: &Session, source: &str, batch: i64) -> Result<(), WarehouseError> {
    session.execute(
        &format!("DELETE FROM {} WHERE _batch = $batch", table(source)),
        &Args::from([("batch".into(), batch.into())]),
    )?;
    Ok(())
}
