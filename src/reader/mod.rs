//! Readers of every shape that files come in, and of databases, all with one result: chunks of text columns, each record
//! with its number.
//!
//! What stands in a file goes to the `landing` tables as it stands there, and types are made of it later, in the database:
//! so nothing is lost here, and a record can be followed back to its line. A record that makes no row is a `Fault` and takes
//! its number too, so that rows and faults always add up to the records of the file.
//!
//! Reading streams: but for workbooks, a file may be larger than memory.

mod chunk;
mod database;
mod delimited;
mod encoding;
mod error;
mod excel;
mod format;
mod json;
mod line;
mod names;
mod parquet;
mod relay;
mod shape;
mod steady;
mod text;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use chunk::{Chunk, Fault, FaultReason};
pub use database::{
    Address, AddressError, DatabaseError, Mark, Range, Relation, Rows, Secret, Start, Survey, Table, Until,
};
pub use error::ReadError;
pub use line::lines;
pub use shape::{Format, Hints, NO_QUOTE, Shape};

use encoding::Sample;
use format::Kind;
use steady::Steady;

/// A file that is being read, record after record.
pub trait Reader: Send {
    fn shape(&self) -> &Shape;

    /// Empties the chunk and fills it with the next records, at most `max_rows` of rows and faults together, and fewer where
    /// they are long or come slowly. False when there were none left.
    fn read(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, ReadError>;

    /// How many bytes of the file have been read, for progress.
    fn consumed(&self) -> u64;
}

impl<R: Reader + ?Sized> Reader for Box<R> {
    fn shape(&self) -> &Shape {
        (**self).shape()
    }

    fn read(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, ReadError> {
        (**self).read(chunk, max_rows)
    }

    fn consumed(&self) -> u64 {
        (**self).consumed()
    }
}

/// Opens a file, and finds out what the hints leave open.
pub fn open(path: &Path, hints: &Hints) -> Result<Box<dyn Reader>, ReadError> {
    let steady = Steady::watch(path)?;
    let sample = Sample::of(path).map_err(|source| ReadError::Io { path: path.into(), source })?;
    if sample.head.is_empty() {
        return Err(ReadError::Empty { path: path.into() });
    }
    let reader = match format::by_magic(path, &sample.head)? {
        Some(kind) => open_binary(path, kind, hints)?,
        None => open_text(path, &sample, hints)?,
    };
    Ok(steady.over(reader))
}

fn open_binary(path: &Path, kind: Kind, hints: &Hints) -> Result<Box<dyn Reader>, ReadError> {
    format::check_stated(path, hints, kind)?;
    Ok(match kind {
        Kind::Parquet => Box::new(parquet::Parquet::open(path)?),
        _ => Box::new(excel::Excel::open(path, hints)?),
    })
}

fn open_text(path: &Path, sample: &Sample, hints: &Hints) -> Result<Box<dyn Reader>, ReadError> {
    let detected = encoding::detect(path, sample, hints)?;
    let (text, _) = detected.encoding.decode_without_bom_handling(&sample.head[detected.mark..]);
    let kind = format::by_text(path, &text, hints)?;
    Ok(match kind {
        Kind::Json => Box::new(json::Json::open(path, detected, hints)?),
        Kind::Delimited => Box::new(delimited::Delimited::open(path, detected, hints)?),
        Kind::Parquet | Kind::Excel | Kind::Database => return Err(format::not_text(path, kind)),
    })
}
