//! A source's records on their way into its table.

use super::seen::{Seen, Watched};
use crate::reader::{Chunk, Fault, ReadError, Reader};
use crate::warehouse::Inflow;
use duckdb::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use duckdb::arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt64Type};
use duckdb::arrow::record_batch::RecordBatch;
use std::collections::HashSet;
use std::sync::Arc;

/// How many records are looked at to tell what a file's columns are like.
const SAMPLE: usize = 20_000;

/// How many records land in one statement: what could not be read waits for its end, it can be stopped after it, and it is told
/// then how far one is. At its end the engine's threads wait for the last of them, so it should not come too often.
const STRETCH: u64 = 4_000_000;

/// So much of a file's faults is kept at a time.
const MOST_FAULTS: usize = 20_000;

/// Where a record's number stands, behind its batch, and where its own columns begin, behind its line.
const RECORD: usize = 1;
const OWN: usize = 3;

pub(in crate::sources) struct Arriving<R> {
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

/// A column with its first texts.
pub(in crate::sources) struct Column {
    pub name: String,
    first: ArrayRef,
}

/// What has landed at one go.
pub(in crate::sources) struct Stretch<R> {
    /// Rows and faults.
    pub records: u64,
    pub faults: Vec<Fault>,
    /// What has been read of the whole, in the reader's measure.
    pub consumed: u64,
    /// The reader and what was seen of all records, where it was the last.
    pub end: Option<(R, Seen)>,
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
        let schema = Arc::new(Schema::new(fields));
        let mut arriving = Arriving {
            chunk: Chunk::new(columns.len()),
            ahead: RecordBatch::new_empty(Arc::clone(&schema)),
            watched: columns.iter().map(|name| Watched::new(name, counted == Some(name))).collect(),
            reader: Some(reader),
            schema,
            batch,
            records: 0,
            faults: Vec::new(),
            consumed: 0,
            end: None,
        };
        if !arriving.read(SAMPLE)? {
            arriving.end = Some(Ok(()));
        }
        Ok(arriving)
    }

    /// The columns, before any record has landed.
    pub fn columns(&self) -> Vec<Column> {
        let texts = self.schema.fields().iter().zip(self.ahead.columns()).skip(OWN);
        texts.map(|(field, first)| Column { name: field.name().clone(), first: Arc::clone(first) }).collect()
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
        let end = reader.map(|reader| (reader, self.watched.drain(..).collect()));
        let (records, faults) = (std::mem::take(&mut self.records), std::mem::take(&mut self.faults));
        Ok(Stretch { records, faults, consumed: self.consumed, end })
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

    fn rows(&mut self) -> RecordBatch {
        let rows = self.chunk.finish();
        let batches: ArrayRef = Arc::new(Int64Array::from_value(self.batch, rows.num_rows()));
        let arrays = std::iter::once(batches).chain(rows.columns().iter().cloned()).collect();
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .expect("a chunk has its record, its line and the columns of its shape, in the schema's order")
    }

    fn watch(&mut self) {
        let records = self.ahead.column(RECORD).as_primitive::<UInt64Type>();
        for (watched, texts) in self.watched.iter_mut().zip(&self.ahead.columns()[OWN..]) {
            watched.see(records, texts.as_string());
        }
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

    /// A stretch ends early where no row has come for a while, so that a run which waits for a database can be stopped, and where
    /// there were faults alone.
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

impl Column {
    /// Whether most of the values differ. Few values tell nothing, and are quickly packed in any way.
    pub fn is_varied(&self) -> bool {
        let filled = self.first.len() - self.first.null_count();
        let different = || self.first.as_string::<i32>().iter().flatten().collect::<HashSet<_>>().len();
        filled > SAMPLE / 2 && different() > filled / 2
    }
}
