//! Files as they come in, and what is read from them.

mod bad;
mod delimited;
mod encodings;
mod excel;
mod json;
mod numbers;
mod parquet;
mod reference;

use std::path::{Path, PathBuf};

use duckdb::arrow::array::{Array, AsArray};
use duckdb::arrow::datatypes::UInt64Type;

use super::*;

/// A file in a folder of its own, which goes with it.
struct Fixture {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Fixture {
    fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        Self { path, _folder: folder }
    }

    fn read(&self) -> Result<Found, ReadError> {
        self.read_with(&Hints::default())
    }

    fn read_with(&self, hints: &Hints) -> Result<Found, ReadError> {
        read_all(&self.path, hints, 1_000)
    }

    /// What is said of a file that cannot be read; its folder is left out.
    fn error(&self) -> String {
        self.error_with(&Hints::default())
    }

    fn error_with(&self, hints: &Hints) -> String {
        let error = self.read_with(hints).err().expect("the file should not be readable");
        let folder = format!("{}/", self.path.parent().unwrap().display());
        error.to_string().replace(&folder, "")
    }
}

/// A file read to its end.
struct Found {
    shape: Shape,
    /// `record:line a|b|c`, with `-` for NULL.
    rows: Vec<String>,
    /// `record:line reason [raw]`
    faults: Vec<String>,
    /// Record numbers of rows and faults together, sorted.
    records: Vec<u64>,
}

fn read_all(path: &Path, hints: &Hints, max_rows: usize) -> Result<Found, ReadError> {
    let mut reader = open(path, hints)?;
    let shape = reader.shape().clone();
    let mut found = Found { rows: Vec::new(), faults: Vec::new(), records: Vec::new(), shape };
    let mut chunk = Chunk::new(found.shape.columns.len());
    while reader.read(&mut chunk, max_rows)? {
        assert!(chunk.len() + chunk.faults.len() <= max_rows);
        found.take(&mut chunk);
    }
    found.records.sort_unstable();
    Ok(found)
}

impl Found {
    fn take(&mut self, chunk: &mut Chunk) {
        for fault in &chunk.faults {
            self.records.push(fault.record);
            self.faults.push(format!("{}:{} {} [{}]", fault.record, fault.line, fault.reason, fault.raw));
        }
        let batch = chunk.finish();
        let records = batch.column(0).as_primitive::<UInt64Type>();
        let lines = batch.column(1).as_primitive::<UInt64Type>();
        let columns: Vec<_> = batch.columns()[2..].iter().map(|column| column.as_string::<i32>()).collect();
        for at in 0..batch.num_rows() {
            let cells: Vec<&str> =
                columns.iter().map(|column| if column.is_null(at) { "-" } else { column.value(at) }).collect();
            self.records.push(records.value(at));
            self.rows.push(format!("{}:{} {}", records.value(at), lines.value(at), cells.join("|")));
        }
    }

    /// Rows and faults make up the file, each record once.
    fn adds_up(&self) -> bool {
        self.records.iter().copied().eq(1..=self.records.len() as u64)
    }
}
