//! Workbooks: one sheet of an .xlsx or .xls, each row a record.
//!
//! Workbooks are read up to 64 MiB, 1 GiB unpacked and 1,048,576 rows, which is what Excel itself can hold: an .xlsx keeps
//! the texts of all its sheets in one place, so that it cannot be read without holding them. The cells of an .xlsx stream.

mod archive;
mod book;
mod cell;
mod compound;

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::chunk::{Chunk, FaultReason, Place};
use super::names::{check_width, column_names};
use super::relay::Relay;
use super::{Format, Hints, ReadError, Reader, Shape};
use archive::Contents;
use book::Stop;

const MAX_BYTES: u64 = 64 * 1024 * 1024;
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;
const MAX_ROWS: u32 = 1_048_576;
const LIMIT: &str = "64 MiB, 1 GiB unpacked and 1,048,576 rows";

/// How many rows may stand above the header: a title, a period, a note.
const TITLE_ROWS: usize = 20;

/// Some rows of a sheet.
struct Page {
    sheet: String,
    rows: Vec<Row>,
    /// What the sheet says of its length, for progress.
    last_row: u64,
}

/// A row that is not empty.
#[derive(Debug, Default)]
struct Row {
    /// Its number in the sheet, from 1.
    line: u64,
    cells: Vec<Option<String>>,
}

pub(super) struct Excel {
    path: PathBuf,
    relay: Relay<Page>,
    shape: Shape,
    rows: VecDeque<Row>,
    record: u64,
    line: u64,
    last_row: u64,
    bytes: u64,
}

impl Excel {
    pub(super) fn open(path: &Path, hints: &Hints) -> Result<Self, ReadError> {
        let io_error = |source| ReadError::Io { path: path.into(), source };
        let mut file = File::open(path).map_err(io_error)?;
        let bytes = file.metadata().map_err(io_error)?.len();
        if bytes > MAX_BYTES {
            return Err(too_large(path, format!("it has {} MiB", bytes >> 20)));
        }
        let is_zip = super::format::is_zip(&mut file).map_err(io_error)?;
        if is_zip {
            check_contents(path, &mut file)?;
        }
        let mut excel = Self {
            path: path.into(),
            relay: start(path, is_zip, hints.sheet.clone()),
            shape: Shape {
                format: Format::Excel,
                encoding: None,
                delimiter: None,
                quote: None,
                header: hints.header.unwrap_or(true),
                columns: Vec::new(),
                sheet: None,
            },
            rows: VecDeque::new(),
            record: 0,
            line: 0,
            last_row: 0,
            bytes,
        };
        excel.settle(hints)?;
        Ok(excel)
    }

    /// Finds out what the columns are, and passes over the header and what stands above it.
    fn settle(&mut self, hints: &Hints) -> Result<(), ReadError> {
        self.turn_page()?;
        if self.rows.is_empty() {
            return Err(ReadError::Empty { path: self.path.clone() });
        }
        let widest = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let names: Vec<String> = if self.shape.header { self.pass_header() } else { vec![String::new(); widest] };
        let stated = hints.columns.as_ref();
        match stated {
            Some(stated) if self.shape.header && stated.len() != names.len() => {
                return Err(ReadError::ColumnsDiffer {
                    path: self.path.clone(),
                    stated: stated.len(),
                    found: names.len(),
                });
            }
            _ => {}
        }
        self.shape.columns = column_names(stated.unwrap_or(&names).iter().map(String::as_str));
        check_width(&self.path, self.shape.columns.len())
    }

    /// The header is the first row that fills at least half of what the rows around it fill; a title fills one cell.
    fn pass_header(&mut self) -> Vec<String> {
        let filled = |row: &Row| row.cells.iter().flatten().count();
        let most = self.rows.iter().take(TITLE_ROWS).map(filled).max().unwrap_or_default();
        let header = self.rows.iter().take(TITLE_ROWS).position(|row| filled(row) * 2 >= most);
        let header = self.rows.drain(..=header.unwrap_or_default()).next_back().unwrap_or_default();
        header.cells.into_iter().map(Option::unwrap_or_default).collect()
    }

    /// Takes in the next page, unless there is none.
    fn turn_page(&mut self) -> Result<bool, ReadError> {
        let Some(page) = self.relay.next(|| corrupt(&self.path, &"its reader stopped"))? else { return Ok(false) };
        self.rows.extend(page.rows);
        self.last_row = page.last_row;
        self.shape.sheet.get_or_insert(page.sheet);
        Ok(true)
    }

    fn take(&mut self, row: Row, chunk: &mut Chunk) {
        self.record += 1;
        self.line = row.line;
        let place = Place { record: self.record, line: row.line };
        let (want, got) = (self.shape.columns.len(), row.cells.len());
        if got > want {
            chunk.fault(place, FaultReason::TooManyFields { want, got }, raw(&row).as_bytes());
        } else {
            chunk.row(place, row.cells.iter().map(Option::as_deref));
        }
    }
}

impl Reader for Excel {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn read(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, ReadError> {
        chunk.clear();
        while chunk.has_room(max_rows) {
            match self.rows.pop_front() {
                Some(row) => self.take(row, chunk),
                None if self.turn_page()? => {}
                None => break,
            }
        }
        Ok(chunk.records() > 0)
    }

    fn consumed(&self) -> u64 {
        let share = self.line as f64 / self.last_row.max(self.line).max(1) as f64;
        (self.bytes as f64 * share) as u64
    }
}

fn start(path: &Path, is_zip: bool, sheet: Option<String>) -> Relay<Page> {
    let path = path.to_path_buf();
    Relay::start(move |sender| {
        let send = if is_zip { book::send_xlsx } else { book::send_xls };
        match send(&path, sheet.as_deref(), sender) {
            Ok(()) | Err(Stop::Abandoned) => Ok(()),
            Err(Stop::Failed(error)) => Err(error),
        }
    })
}

fn check_contents(path: &Path, file: &mut File) -> Result<(), ReadError> {
    let io_error = |source| ReadError::Io { path: path.into(), source };
    let contents = archive::contents(file).map_err(io_error)?.ok_or_else(|| corrupt(path, &"it was cut short"))?;
    check_promises(path, &contents)?;
    if contents.is_honest(file).map_err(io_error)? {
        Ok(())
    } else {
        Err(corrupt(path, &"it unpacks to more than it says"))
    }
}

fn check_promises(path: &Path, contents: &Contents) -> Result<(), ReadError> {
    let holds = |start: &str| contents.names().any(|name| name.starts_with(start));
    let other = if holds("xl/workbook.bin") {
        Some("an .xlsb workbook (save it as .xlsx)")
    } else if holds("content.xml") {
        Some("an OpenDocument spreadsheet (save it as .xlsx)")
    } else if !holds("xl/") {
        Some("a zip archive (unpack it first)")
    } else {
        None
    };
    if let Some(kind) = other {
        return Err(ReadError::Binary { path: path.into(), kind });
    }
    if contents.unpacked() > MAX_UNPACKED {
        return Err(too_large(path, format!("it unpacks to {} MiB", contents.unpacked() >> 20)));
    }
    Ok(())
}

/// A row as it would be copied from the screen.
fn raw(row: &Row) -> String {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect();
    cells.join("\t")
}

fn corrupt(path: &Path, reason: &dyn std::fmt::Display) -> ReadError {
    ReadError::CorruptWorkbook { path: path.into(), reason: reason.to_string() }
}

fn too_large(path: &Path, what: String) -> ReadError {
    ReadError::WorkbookTooLarge { path: path.into(), what, limit: LIMIT }
}
