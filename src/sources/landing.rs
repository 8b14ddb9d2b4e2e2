//! `landing.SOURCE`: a source's records as they came, all columns text, with the batch, the record's number and its line.
//!
//! The engine packs a text column by a dictionary, which is small where values come again and again. Where nearly each is another
//! one, making the dictionary takes most of the time of landing and is given up in the end, so these are packed by Zstandard.

mod seen;

pub(super) use seen::Seen;

use crate::reader::{Chunk, Fault, ReadError, Reader};
use crate::value::Args;
use crate::warehouse::{Inflow, Session, WarehouseError, quoted};
use duckdb::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use duckdb::arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt64Type};
use duckdb::arrow::record_batch::RecordBatch;
use seen::Watched;
use std::collections::HashSet;
use std::sync::Arc;

/// How many records are looked at to tell what the columns are like.
const SAMPLE: usize = 20_000;

/// How many records land in one statement: what could not be read waits for its end, and it can be stopped after it.
const STRETCH: u64 = 4_000_000;

/// So much of a file's faults is kept at a time.
const MOST_FAULTS: usize = 20_000;

/// Makes a source's table, or adds the columns that it does not have yet.
pub(super) fn open(session: &Session, source: &str, columns: &[Column]) -> Result<(), WarehouseError> {
    let table = table(source);
    session.batch(&format!("CREATE TABLE IF NOT EXISTS {table} (_batch BIGINT, _record UBIGINT, _line UBIGINT)"))?;
    for column in columns {
        let packing = if column.is_varied { " USING COMPRESSION zstd" } else { "" };
        let name = quoted(&column.name);
        session.batch(&format!("ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} VARCHAR{packing}"))?;
    }
    Ok(())
}

/// A column of what arrives.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub name: String,
    /// Whether most of its values are different ones.
    pub is_varied: bool,
}

/// Records on their way into a source's table.
pub(super) struct Arriving<R> {
    /// Until it has come to its end, and is given back.
    reader: Option<R>,
    chunk: Chunk,
    schema: SchemaRef,
    batch: i64,
    /// What has been read and has not been asked for yet.
    ahead: RecordBatch,
    watched: Vec<Watched>,
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
    /// Reads the first records, to tell what the columns are like. `counted` is the column of whose texts the records are counted.
    ///
    /// # Errors
    /// What keeps them from being read.
    pub fn new(reader: R, batch: i64, counted: Option<&str>) -> Result<Arriving<R>, ReadError> {
        let columns = &reader.shape().columns;
        let mut fields = vec![Field::new("_batch", DataType::Int64, false)];
        fields.extend(["_record", "_line"].map(|name| Field::new(name, DataType::UInt64, false)));
        fields.extend(columns.iter().map(|name| Field::new(name, DataType::Utf8, true)));
        let (chunk, schema) = (Chunk::new(columns.len()), Arc::new(Schema::new(fields)));
        let ahead = RecordBatch::new_empty(Arc::clone(&schema));
        let watched = columns.iter().map(|name| Watched::new(name, counted == Some(name))).collect();
        let (reader, faults, end) = (Some(reader), Vec::new(), None);
        let mut arriving =
            Arriving { reader, chunk, schema, batch, ahead, watched, records: 0, faults, consumed: 0, end };
        if !arriving.read(SAMPLE)? {
            arriving.end = Some(Ok(()));
        }
        Ok(arriving)
    }

    /// The columns, as the first records are.
    pub fn columns(&self) -> Vec<Column> {
        let texts = self.schema.fields().iter().zip(self.ahead.columns()).skip(PLACE);
        texts.map(|(field, values)| Column { name: field.name().clone(), is_varied: is_varied(values) }).collect()
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

    /// What was seen of all records, when they have come to their end.
    pub fn seen(&mut self) -> Seen {
        self.watched.drain(..).collect()
    }

    /// Reads on, and says whether there may be more.
    fn read(&mut self, most: usize) -> Result<bool, ReadError> {
        let Some(reader) = &mut self.reader else { return Ok(false) };
        let is_more = reader.read(&mut self.chunk, most)?;
        self.consumed = reader.consumed();
        self.records += (self.chunk.len() + self.chunk.faults.len()) as u64;
        self.faults.append(&mut self.chunk.faults);
        self.ahead = self.rows();
        self.watch();
        Ok(is_more)
    }

    fn watch(&mut self) {
        let columns = self.ahead.columns();
        let records = columns[PLACE - 2].as_primitive::<UInt64Type>();
        for (watched, texts) in self.watched.iter_mut().zip(&columns[PLACE..]) {
            watched.see(records, texts.as_string());
        }
    }

    fn rows(&mut self) -> RecordBatch {
        let rows = self.chunk.finish();
        let batches: ArrayRef = Arc::new(Int64Array::from_value(self.batch, rows.num_rows()));
        let arrays = std::iter::once(batches).chain(rows.columns().iter().cloned()).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .expect("a chunk has its record, its line and the columns of its shape, in the schema's order")
    }

    /// Whether a stretch goes on here.
    fn is_open(&self) -> bool {
        self.end.is_none() && self.records < STRETCH && self.faults.len() < MOST_FAULTS
    }
}

impl<R: Reader> Inflow for Arriving<R> {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// A stretch ends early where nothing has come for a while, so that a run which waits for a database can be stopped.
    fn next(&mut self, most: usize) -> Option<RecordBatch> {
        if self.ahead.num_rows() == 0 && self.is_open() {
            match self.read(most) {
                Ok(true) => {}
                Ok(false) => self.end = Some(Ok(())),
                Err(error) => self.end = Some(Err(error)),
            }
        }
        let rows = self.ahead.slice(0, most.min(self.ahead.num_rows()));
        self.ahead = self.ahead.slice(rows.num_rows(), self.ahead.num_rows() - rows.num_rows());
        (rows.num_rows() > 0).then_some(rows)
    }
}

/// Before a record's own columns stand its batch, its number and its line.
const PLACE: usize = 3;

/// Fewer values than half a sample tell nothing, and are quickly packed in any way.
fn is_varied(values: &ArrayRef) -> bool {
    let filled = values.len() - values.null_count();
    let different = || values.as_string::<i32>().iter().flatten().collect::<HashSet<_>>().len();
    filled > SAMPLE / 2 && different() > filled / 2
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Hints, open as reader};
    use crate::warehouse::{Limits, Warehouse};
    use std::sync::Mutex;

    /// Thirty thousand visits, each with a number of its own, on one of 28 days.
    #[test]
    fn a_column_whose_values_nearly_all_differ_is_packed_without_a_dictionary() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("visits.csv");
        let visits = (0..30_000).map(|n| format!("visit-{n},2026-05-{:02}\n", n % 28 + 1));
        std::fs::write(&file, std::iter::once("id,day\n".to_owned()).chain(visits).collect::<String>()).unwrap();
        let limits = Limits { memory: "500MB".into(), threads: 2, key: None };
        let warehouse = Warehouse::open(&dir.path().join("foureye.duckdb"), &limits).unwrap();
        let session = warehouse.session().unwrap();

        let arriving = Arriving::new(reader(&file, &Hints::default()).unwrap(), 1, None).unwrap();
        open(&session, "visits", &arriving.columns()).unwrap();
        assert_eq!(session.pour("landing", "visits", Arc::new(Mutex::new(arriving))).unwrap(), 30_000);
        session.batch("CHECKPOINT").unwrap();

        let packed = "SELECT DISTINCT column_name, compression FROM pragma_storage_info('landing.visits') \
             WHERE segment_type = 'VARCHAR' ORDER BY ALL";
        let packed = session.query(packed, &Args::new()).unwrap();
        let packed: Vec<_> = packed.texts("column_name").zip(packed.texts("compression")).collect();
        assert_eq!(packed, [("day", "DICT_FSST"), ("id", "ZSTD")]);
    }
}
