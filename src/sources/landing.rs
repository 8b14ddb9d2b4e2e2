//! `landing.SOURCE`: a source's records as they came, all columns text, with the batch, the record's number and its line.

use crate::reader::Chunk;
use crate::value::Args;
use crate::warehouse::{Appender, Session, WarehouseError, quoted};
use duckdb::arrow::array::{ArrayRef, Int64Array};
use duckdb::arrow::datatypes::{DataType, Field, Schema};
use duckdb::arrow::record_batch::RecordBatch;
use std::sync::Arc;

/// The table that a source lands in.
pub(super) struct Landing<'a> {
    appender: Appender<'a>,
}

impl<'a> Landing<'a> {
    /// Makes the table, or adds the columns that it does not have yet, and opens it for a file's columns, in its order.
    pub fn open(session: &'a Session, source: &str, columns: &[String]) -> Result<Landing<'a>, WarehouseError> {
        let table = table(source);
        session
            .batch(&format!("CREATE TABLE IF NOT EXISTS {table} (_batch BIGINT, _record UBIGINT, _line UBIGINT)"))?;
        for column in columns {
            session.batch(&format!("ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {} VARCHAR", quoted(column)))?;
        }
        let names = ["_batch", "_record", "_line"].into_iter().chain(columns.iter().map(String::as_str));
        Ok(Landing { appender: session.appender("landing", source, &names.collect::<Vec<_>>())? })
    }

    /// Appends a chunk's rows to a batch, and says how many they were.
    pub fn append(&mut self, batch: i64, chunk: &mut Chunk) -> Result<u64, WarehouseError> {
        let rows = chunk.finish();
        let batches: ArrayRef = Arc::new(Int64Array::from_value(batch, rows.num_rows()));
        let mut arrays = vec![batches];
        arrays.extend(rows.columns().iter().cloned());
        let mut fields = vec![Field::new("_batch", DataType::Int64, false)];
        fields.extend(rows.schema().fields().iter().map(|field| field.as_ref().clone()));
        let all = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
            .map_err(|error| WarehouseError::Engine(error.to_string()))?;
        self.appender.append(all)?;
        Ok(rows.num_rows() as u64)
    }

    pub fn finish(self) -> Result<(), WarehouseError> {
        self.appender.finish()
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
