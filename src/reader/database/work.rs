//! What a reader's thread does: it connects, asks, and sends pages of rows until they end or nobody wants them.

use super::client::{Cells, Client};
use super::dialect::{Column, Dialect};
use super::local::local;
use super::query::{Mark, Query, Range, Start, Statement, Until, everything};
use super::{Survey, Table};
use crate::reader::chunk::{Chunk, FaultReason, Place};
use crate::reader::names::{check_width, column_names};
use crate::reader::relay::{Relay, Sender};
use crate::reader::{Format, ReadError, Shape};
use std::path::Path;

/// How many rows are handed over at once.
const PAGE: usize = 2_000;

/// Ends the thread's work when it is dropped.
pub(super) type Stop = tokio::sync::oneshot::Sender<()>;

/// First the table's head, then its rows.
pub(super) enum Page {
    /// With what each column looks like.
    Head(Shape, Vec<&'static str>),
    /// With the mark of its last row.
    Rows { chunk: Chunk, last: Mark },
}

/// Begins work on a thread of its own, with a runtime that lives as long as it.
pub(super) fn begin<T: Send + 'static>(
    table: Table,
    work: impl AsyncFnOnce(&Table, &Sender<T>) -> Result<(), ReadError> + Send + 'static,
) -> (Relay<T>, Stop) {
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let relay = Relay::start(move |sender| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime =
            runtime.map_err(|source| ReadError::Io { path: Path::new(&table.address.to_string()).into(), source })?;
        runtime.block_on(async {
            tokio::select! {
                _ = stopped => Ok(()),
                done = work(&table, sender) => done,
            }
        })
    });
    (relay, stop)
}

pub(super) async fn survey(table: &Table, start: &Start, sender: &Sender<Survey>) -> Result<(), ReadError> {
    let mut client = Client::connect(table).await?;
    let columns = client.describe(everything(table)).await?;
    let query = Query::over(table, &columns)?;
    let mut survey = Survey::default();
    if let Some(row) = client.row(&query.count(start)).await? {
        survey.rows = number(row.first());
        survey.horizon = row.into_iter().nth(1).flatten();
    }
    if let Some(statement) = query.unmarked() {
        survey.unmarked = number(client.row(&statement).await?.unwrap_or_default().first());
    }
    sender.send(survey).unwrap_or_default();
    Ok(())
}

fn number(cell: Option<&Option<String>>) -> u64 {
    cell.and_then(|text| text.as_deref()?.parse().ok()).unwrap_or_default()
}

pub(super) async fn names(table: &Table, sender: &Sender<Vec<String>>) -> Result<(), ReadError> {
    let mut client = Client::connect(table).await?;
    let mut names = Vec::new();
    let mut keep = |cells: Cells| {
        names.extend(cells.into_iter().next().and_then(|cell| cell.ok().flatten()));
        true
    };
    let statement = Statement { sql: table.address.dialect.tables().to_owned(), values: Vec::new() };
    client.rows(&statement, &mut keep).await?;
    sender.send(names).unwrap_or_default();
    Ok(())
}

pub(super) async fn read(table: &Table, range: &Range, sender: &Sender<Page>) -> Result<(), ReadError> {
    let mut client = Client::connect(table).await?;
    let columns = client.describe(everything(table)).await?;
    check_width(Path::new(&table.address.to_string()), columns.len())?;
    let query = Query::over(table, &columns)?;
    let looks = columns.iter().map(|column| table.address.dialect.looks_like(column)).collect();
    if sender.send(Page::Head(shape(table.address.dialect, &columns), looks)).is_err() {
        return Ok(());
    }
    let statement = match &range.until {
        Until::End => query.rows(&range.start, None, None),
        Until::Sample(rows) => query.rows(&range.start, None, Some(*rows)),
        Until::Mark(mark) => query.rows(&range.start, Some(mark), None),
        Until::Rows { rows, horizon } => {
            let found = client.row(&query.nth(&range.start, *rows, horizon)).await?;
            let end = found.and_then(|mark| mark.into_iter().collect::<Option<Mark>>());
            query.rows(&range.start, Some(&end.unwrap_or_else(|| vec![horizon.clone()])), None)
        }
    };
    let mut pages = Pages::new(table, &columns, sender);
    client.rows(&statement, &mut |cells| pages.take(cells)).await?;
    pages.end();
    Ok(())
}

fn shape(dialect: Dialect, columns: &[Column]) -> Shape {
    Shape {
        format: match dialect {
            Dialect::Postgres => Format::Postgres,
            Dialect::MySql => Format::MySql,
            Dialect::Sqlite => Format::Sqlite,
        },
        encoding: None,
        delimiter: None,
        quote: None,
        header: true,
        columns: column_names(columns.iter().map(|column| column.name.as_str())),
        sheet: None,
    }
}

/// Rows on their way into pages.
struct Pages<'a> {
    sender: &'a Sender<Page>,
    table: &'a Table,
    /// For each column, whether its times are told by the table's clock.
    instants: Vec<bool>,
    chunk: Chunk,
    passed: u64,
    last: Option<Mark>,
}

impl<'a> Pages<'a> {
    fn new(table: &'a Table, columns: &[Column], sender: &'a Sender<Page>) -> Pages<'a> {
        let instants: Vec<bool> = columns.iter().map(|column| table.address.dialect.is_instant(column)).collect();
        Pages { sender, table, chunk: Chunk::new(instants.len()), instants, passed: 0, last: None }
    }

    /// False when nobody wants any more.
    fn take(&mut self, mut cells: Cells) -> bool {
        let mark: Mark = cells
            .split_off(self.instants.len())
            .into_iter()
            .map(|cell| cell.ok().flatten().unwrap_or_default())
            .collect();
        self.last = Some(mark);
        self.put(cells);
        self.chunk.has_room(PAGE) || self.send()
    }

    fn put(&mut self, cells: Cells) {
        self.passed += 1;
        let place = Place { record: self.passed, line: self.passed };
        let reason = cells.iter().find_map(|cell| match cell {
            Err(()) => Some(FaultReason::NotUtf8),
            Ok(Some(text)) if text.contains('\0') => Some(FaultReason::ControlCharacters),
            Ok(_) => None,
        });
        match reason {
            Some(reason) => {
                let texts: Vec<String> =
                    cells.into_iter().map(|cell| cell.ok().flatten().unwrap_or_default()).collect();
                self.chunk.fault(place, reason, texts.join(",").as_bytes());
            }
            None => {
                let zone = &self.table.zone;
                let told = cells.into_iter().zip(&self.instants).map(|(cell, is_instant)| {
                    let text = cell.ok().flatten()?;
                    Some(if *is_instant { local(&text, zone).unwrap_or(text) } else { text })
                });
                self.chunk.row(place, told);
            }
        }
    }

    fn send(&mut self) -> bool {
        let chunk = std::mem::replace(&mut self.chunk, Chunk::new(self.instants.len()));
        self.last.take().is_none_or(|last| self.sender.send(Page::Rows { chunk, last }).is_ok())
    }

    fn end(mut self) {
        self.send();
    }
}
