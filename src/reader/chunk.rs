//! What every reader hands over: rows of text with their place in the file, and the records that made no row.
//!
//! They are handed over in Arrow's form, as the database takes them.

use std::fmt;
use std::sync::Arc;

use duckdb::arrow::array::{Array, ArrayRef, StringArray, StringBuilder, UInt64Builder};
use duckdb::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use duckdb::arrow::record_batch::RecordBatch;

/// How much of a faulty record is kept, for a person to recognise it by.
const RAW_LIMIT: usize = 4 * 1024;

/// A chunk is full at this many bytes of text, however few its rows: Arrow's text columns end at 2 GiB.
const BYTE_LIMIT: usize = 64 * 1024 * 1024;

/// Up to so many records of a file: rows of text, and faults.
pub struct Chunk {
    record: UInt64Builder,
    line: UInt64Builder,
    columns: Vec<StringBuilder>,
    schema: SchemaRef,
    rows: usize,
    bytes: usize,
    /// The records of this stretch of the file that made no row.
    pub faults: Vec<Fault>,
}

impl Chunk {
    /// A chunk for a file of so many columns (`Shape::columns`).
    pub fn new(columns: usize) -> Self {
        Self {
            record: UInt64Builder::new(),
            line: UInt64Builder::new(),
            columns: (0..columns).map(|_| StringBuilder::new()).collect(),
            schema: schema(columns),
            rows: 0,
            bytes: 0,
            faults: Vec::new(),
        }
    }

    pub fn clear(&mut self) {
        if self.rows > 0 {
            self.finish();
        }
        self.faults.clear();
    }

    /// How many rows it holds; its faults are not among them.
    pub fn len(&self) -> usize {
        self.rows
    }

    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Takes the rows out, as a batch of `record UBIGINT, line UBIGINT, c0.. VARCHAR`.
    pub fn finish(&mut self) -> RecordBatch {
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(self.record.finish()), Arc::new(self.line.finish())];
        arrays.extend(self.columns.iter_mut().map(|column| Arc::new(taken(column)) as ArrayRef));
        self.rows = 0;
        self.bytes = 0;
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .expect("every row appends once to every column, so that all are of one length")
    }

    pub(super) fn has_room(&self, max_records: usize) -> bool {
        self.records() < max_records && self.bytes < BYTE_LIMIT
    }

    /// Rows and faults: what this chunk accounts for.
    pub(super) fn records(&self) -> usize {
        self.rows + self.faults.len()
    }

    /// Adds a row; columns that `values` does not reach are NULL, and values beyond the last column are left out.
    pub(super) fn row<T: AsRef<str>>(&mut self, place: Place, values: impl IntoIterator<Item = Option<T>>) {
        let mut values = values.into_iter();
        for column in &mut self.columns {
            match values.next().flatten() {
                Some(value) => {
                    self.bytes += value.as_ref().len();
                    column.append_value(value);
                }
                None => column.append_null(),
            }
        }
        self.record.append_value(place.record);
        self.line.append_value(place.line);
        self.rows += 1;
    }

    pub(super) fn fault(&mut self, place: Place, reason: FaultReason, raw: &[u8]) {
        self.faults.push(Fault {
            record: place.record,
            line: place.line,
            reason,
            raw: String::from_utf8_lossy(&raw[..raw.len().min(RAW_LIMIT)]).into_owned(),
        });
    }
}

/// A column's texts; the builder then has room for as many again.
fn taken(column: &mut StringBuilder) -> StringArray {
    let texts = column.finish();
    *column = StringBuilder::with_capacity(texts.len(), texts.value_data().len());
    texts
}

fn schema(columns: usize) -> SchemaRef {
    let places = ["record", "line"].map(|name| Field::new(name, DataType::UInt64, false));
    let texts = (0..columns).map(|at| Field::new(format!("c{at}"), DataType::Utf8, true));
    Arc::new(Schema::new(places.into_iter().chain(texts).collect::<Vec<_>>()))
}

/// Where a record stands in its file: its number, and the line where it begins, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub record: u64,
    pub line: u64,
}

/// A record that made no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub record: u64,
    pub line: u64,
    pub reason: FaultReason,
    /// The record as it stands in the file, cut to 4 KiB.
    pub raw: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultReason {
    TooManyFields { want: usize, got: usize },
    TooFewFields { want: usize, got: usize },
    NotUtf8,
    Undecodable { encoding: &'static str },
    ControlCharacters,
    BadJson(String),
}

impl fmt::Display for FaultReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyFields { want, got } => write!(f, "{got} fields where the file has {want} columns"),
            Self::TooFewFields { want, got } => write!(f, "only {got} fields where the file has {want} columns"),
            Self::NotUtf8 => f.write_str("bytes that are not UTF-8"),
            Self::Undecodable { encoding } => write!(f, "bytes that are not {encoding}"),
            Self::ControlCharacters => f.write_str("NUL characters, which no text holds"),
            Self::BadJson(reason) => write!(f, "not a JSON object: {reason}"),
        }
    }
}
