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

/// Records on their way into a source's table.
pub(super) struct Arriving<R> {
    /// Until it has come to its end, and is given back.
    reader: Option<R>,
    chunk: Chunk,
    schema: SchemaRef,
    batch: i64,
    records: u64,
    faults: Vec<Fault>,
    consumed: u64,
    end: Option<Result<(), ReadError>>,
}

/// What has landed at one go.
pub(super) struct Stretch<R> {
    /// Rows and faults.
    pub records: u64,
    pub faults: Vec<Fault>,
    /// What has been read of the whole, in the reader's measure.
    pub consumed: u64,
    /// Where it was the last.
    pub reader: Option<R>,
}

impl<R: Reader> Arriving<R> {
    pub fn new(reader: R, batch: i64) -> Arriving<R> {
        let columns = &reader.shape().columns;
        let mut fields = vec![Field::new("_batch", DataType::Int64, false)];
        fields.extend(["_record", "_line"].map(|name| Field::new(name, DataType::UInt64, false)));
        fields.extend(columns.iter().map(|name| Field::new(name, DataType::Utf8, true)));
        let (chunk, schema) = (Chunk::new(columns.len()), Arc::new(Schema::new(fields)));
        Arriving { reader: Some(reader), chunk, schema, batch, records: 0, faults: Vec::new(), consumed: 0, end: None }
    }

    /// Takes what has landed since it was last asked.
    ///
    /// # Errors
    /// What kept the records from being read to their end.
    pub fn stretch(&mut self) -> Result<Stretch<R>, ReadError> {
        let reader = match self.end.take() {
            Some(end) => end.map(|()| self.reader.take())?,
            None => None,
        };
        let (records, faults) = (std::mem::take(&mut self.records), std::mem::take(&mut self.faults));
        Ok(Stretch { records, faults, consumed: self.consumed, reader })
    }

    fn rows(&mut self) -> RecordBatch {
        let rows = self.chunk.finish();
        let batches: ArrayRef = Arc::new(Int64Array::from_value(self.batch, rows.num_rows()));
        let arrays = std::iter::once(batches).chain(rows.columns().iter().cloned()).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .expect("a chunk has its record, its line and the columns of its shape, in the schema's order")
    }
}

impl<R: Reader> Inflow for Arriving<R> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// A stretch ends early where nothing has come for a while, so that a run which waits for a database can be stopped.
    fn next(&mut self) -> Option<RecordBatch> {
        let is_full = self.records >= STRETCH || self.faults.len() >= MOST_FAULTS;
        let reader = self.reader.as_mut().filter(|_| self.end.is_none() && !is_full)?;
        match reader.read(&mut self.chunk, CHUNK) {
            Ok(true) => {
                self.consumed = reader.consumed();
                self.records += (self.chunk.len() + self.chunk.faults.len()) as u64;
                self.faults.append(&mut self.chunk.faults);
                if self.chunk.is_empty() { None } else { Some(self.rows()) }
            }
            Ok(false) => {
                self.end = Some(Ok(()));
                None
            }
            Err(error) => {
                self.end = Some(Err(error));
                None
            }
        }
    }
}

/// `landing.SOURCE`, quoted.
pub(super) fn table(source: &str) -> String {
    format!("landing.{}", quoted(source))
}

/// The columns that have landed of a source, its own ones only; none where nothing has.
pub(super) fn columns(session: &Session, source: &str) -> Result<Vec<String>, WarehouseError> {
    let landed = session.query(include_str!("sql/landed_columns.sql"), &crate::args![source => source])?;
    Ok(landed.texts("column_name").map(str::to_owned).collect())
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
