//! A file that changes while it is read: a delivery still under way, whose second half may never have been seen.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Chunk, ReadError, Reader, Shape};

/// A file as it was when its reading began.
pub(super) struct Steady {
    path: PathBuf,
    state: State,
}

#[derive(PartialEq, Eq)]
struct State {
    length: u64,
    modified: SystemTime,
}

struct Watched {
    reader: Box<dyn Reader>,
    steady: Steady,
}

impl Steady {
    pub(super) fn watch(path: &Path) -> Result<Self, ReadError> {
        Ok(Self { path: path.into(), state: state(path)? })
    }

    /// The same reader, which fails at the end if the file is no longer what it was.
    pub(super) fn over(self, reader: Box<dyn Reader>) -> Box<dyn Reader> {
        Box::new(Watched { reader, steady: self })
    }

    fn check(&self) -> Result<(), ReadError> {
        if state(&self.path)? == self.state { Ok(()) } else { Err(ReadError::Changed { path: self.path.clone() }) }
    }
}

impl Reader for Watched {
    fn shape(&self) -> &Shape {
        self.reader.shape()
    }

    fn read(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, ReadError> {
        let more = self.reader.read(chunk, max_rows)?;
        if !more {
            self.steady.check()?;
        }
        Ok(more)
    }

    fn consumed(&self) -> u64 {
        self.reader.consumed()
    }
}

fn state(path: &Path) -> Result<State, ReadError> {
    let read = || -> io::Result<State> {
        let found = fs::metadata(path)?;
        if !found.is_file() {
            return Err(io::Error::other("not a file; name a file, or a pattern such as `inbox/*.csv`"));
        }
        Ok(State { length: found.len(), modified: found.modified()? })
    };
    read().map_err(|source| ReadError::Io { path: path.into(), source })
}
