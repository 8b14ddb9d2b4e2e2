//! Tables of PostgreSQL, MySQL, MariaDB and SQLite, read as files are: records of text, in chunks.
//!
//! The server makes texts of its columns, and the landing tables keep them. Bytes are in hexadecimal digits. A time that is
//! stored with its zone comes as the clock of the workspace's time zone shows it, as the times of all other sources do; all
//! other times come as they are stored. Nothing is written: sessions are read-only.
//!
//! A table is read a stretch at a time, in the order of its watermark, so that reading can go on from any mark: the texts
//! of the watermark's columns in one row. A thread of its own holds the connection, and ends when its reader goes away.

mod address;
mod client;
mod dialect;
mod error;
mod local;
mod query;
mod work;

#[cfg(test)]
mod tests;

pub use address::{Address, AddressError};
pub use error::DatabaseError;
pub use query::{Mark, Range, Start, Until};

use super::relay::{News, Relay};
use super::{Chunk, ReadError, Reader, Shape};
use jiff::tz::TimeZone;
use std::time::Duration;
use work::{Page, Stop};

/// How long a reader waits before it says that nothing has come yet, so that a run can be stopped meanwhile.
const WAIT: Duration = Duration::from_millis(100);

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Secret {
        Secret(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// What is read of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// The parts of a table's name, as the database spells them.
    Table(Vec<String>),
    /// A SELECT of the database's own SQL.
    Query(String),
}

/// A table of a database, and how it is read.
#[derive(Debug, Clone)]
pub struct Table {
    pub address: Address,
    /// None where the client's own ways are to find it.
    pub password: Option<Secret>,
    pub relation: Relation,
    /// None, or one or two columns by which its rows are in order.
    pub watermark: Vec<String>,
    /// Whose clock tells the times that are stored with their zone.
    pub zone: TimeZone,
}

/// What is left to be read when a fetch begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Survey {
    pub rows: u64,
    /// The largest value of the watermark's first column. A fetch ends there, so that no row can come to be behind it unseen.
    pub horizon: Option<String>,
    /// Rows that have no watermark, and would never be read.
    pub unmarked: u64,
}

impl Table {
    /// Looks at what is to be read from a mark on; `waiting` is called now and then, and ends it by an error.
    pub fn survey<E: From<ReadError>>(
        &self,
        start: &Start,
        mut waiting: impl FnMut() -> Result<(), E>,
    ) -> Result<Survey, E> {
        let (mut relay, _stop) = work::begin(self.clone(), {
            let start = start.clone();
            async move |table, sender| work::survey(table, &start, sender).await
        });
        loop {
            match relay.next_within(WAIT, || self.broken())? {
                News::Page(survey) => return Ok(survey),
                News::NothingYet => waiting()?,
                News::End => return Err(E::from(self.broken())),
            }
        }
    }

    /// Opens a stretch of the table.
    pub fn read(&self, range: Range) -> Result<Rows, ReadError> {
        let (mut relay, stop) =
            work::begin(self.clone(), async move |table, sender| work::read(table, &range, sender).await);
        match relay.next(|| self.broken())? {
            Some(Page::Head(shape, looks)) => {
                Ok(Rows { table: self.clone(), relay, _stop: stop, shape, looks, read: 0, reached: None })
            }
            Some(Page::Rows { .. }) | None => Err(self.broken()),
        }
    }

    /// The tables and views that can be read, for a person to choose from.
    pub fn names(&self) -> Result<Vec<String>, ReadError> {
        let (mut relay, _stop) = work::begin(self.clone(), async move |table, sender| work::names(table, sender).await);
        Ok(relay.next(|| self.broken())?.unwrap_or_default())
    }

    fn broken(&self) -> ReadError {
        DatabaseError::Other { place: self.address.to_string(), what: "its reader stopped".into() }.into()
    }
}

/// A stretch of a table that is being read.
pub struct Rows {
    table: Table,
    relay: Relay<Page>,
    _stop: Stop,
    shape: Shape,
    looks: Vec<&'static str>,
    read: u64,
    reached: Option<Mark>,
}

impl Rows {
    /// What each column looks like by its type, in the words that proposals use.
    pub fn looks(&self) -> &[&'static str] {
        &self.looks
    }

    /// The mark of the last row that has been read.
    pub fn reached(&self) -> Option<&Mark> {
        self.reached.as_ref()
    }
}

impl Reader for Rows {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The chunk is empty where nothing has come for a while.
    fn read(&mut self, chunk: &mut Chunk, _max_rows: usize) -> Result<bool, ReadError> {
        chunk.clear();
        match self.relay.next_within(WAIT, || self.table.broken())? {
            News::Page(Page::Rows { chunk: page, last }) => {
                *chunk = page;
                self.read += chunk.records() as u64;
                self.reached = Some(last);
                Ok(true)
            }
            News::Page(Page::Head(..)) | News::NothingYet => Ok(true),
            News::End => Ok(false),
        }
    }

    /// Records, as a table has no size.
    fn consumed(&self) -> u64 {
        self.read
    }
}
