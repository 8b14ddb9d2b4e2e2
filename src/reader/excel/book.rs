//! Opens a workbook and sends the rows of one sheet, in the thread of a `Relay`: a sheet's cells borrow from its workbook.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{Data, Reader as _, SheetType, Xls, XlsError, Xlsx, XlsxError};

use super::super::ReadError;
use super::super::names::{MAX_COLUMNS, check_width};
use super::super::relay::{Abandoned, Sender};
use super::cell::text_of;
use super::compound;
use super::{MAX_ROWS, Page, Row};

const PAGE_ROWS: usize = 1_024;

/// Why the sending of a sheet ended before the sheet did.
pub(super) enum Stop {
    Abandoned,
    Failed(ReadError),
}

impl From<Abandoned> for Stop {
    fn from(_: Abandoned) -> Self {
        Self::Abandoned
    }
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self::Failed(error)
    }
}

/// Sends the stated sheet, or the first that holds anything.
pub(super) fn send_xlsx(path: &Path, sheet: Option<&str>, to: &Sender<Page>) -> Result<(), Stop> {
    let file = open(path)?;
    let mut book = Xlsx::new(file).map_err(|error| xlsx_error(path, error))?;
    for name in candidates(path, &book, sheet)? {
        let mut cells = book.worksheet_cells_reader(&name).map_err(|error| xlsx_error(path, error))?;
        let end = cells.dimensions().end.0;
        let mut rows = Rows::new(path, &name, end, to);
        while let Some(cell) = cells.next_cell().map_err(|error| xlsx_error(path, error))? {
            rows.cell(cell.get_position(), cell.get_value().clone().into())?;
        }
        if rows.finish()? {
            break;
        }
    }
    Ok(())
}

/// As `send_xlsx`; the old format ends at 65,536 rows, so that a sheet may be held whole.
pub(super) fn send_xls(path: &Path, sheet: Option<&str>, to: &Sender<Page>) -> Result<(), Stop> {
    compound::check(open(path)?).map_err(|error| super::corrupt(path, &error))?;
    // What is encrypted in the new format looks like a workbook in the old one.
    if let Err(XlsxError::Password) = Xlsx::new(open(path)?) {
        return Err(ReadError::PasswordProtected { path: path.into() }.into());
    }
    let mut book = Xls::new(open(path)?).map_err(|error| xls_error(path, error))?;
    for name in candidates(path, &book, sheet)? {
        let range = book.worksheet_range(&name).map_err(|error| xls_error(path, error))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = Rows::new(path, &name, range.end().unwrap_or_default().0, to);
        for (row, column, value) in range.used_cells() {
            let position = (top + row as u32, left + column as u32);
            rows.cell(position, value.clone())?;
        }
        if rows.finish()? {
            break;
        }
    }
    Ok(())
}

fn open(path: &Path) -> Result<BufReader<File>, ReadError> {
    File::open(path).map(BufReader::new).map_err(|source| ReadError::Io { path: path.into(), source })
}

fn candidates<B>(path: &Path, book: &B, stated: Option<&str>) -> Result<Vec<String>, ReadError>
where
    B: calamine::Reader<BufReader<File>>,
{
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let found: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    match stated {
        None => Ok(found),
        Some(sheet) if found.iter().any(|name| name == sheet) => Ok(vec![sheet.into()]),
        Some(sheet) => Err(ReadError::NoSuchSheet { path: path.into(), sheet: sheet.into(), found }),
    }
}

/// Gathers cells, which come one by one, to rows, and rows to pages.
struct Rows<'a> {
    path: &'a Path,
    sheet: &'a str,
    to: &'a Sender<Page>,
    last_row: u32,
    row: Row,
    page: Vec<Row>,
    sent: bool,
}

impl<'a> Rows<'a> {
    fn new(path: &'a Path, sheet: &'a str, last_row: u32, to: &'a Sender<Page>) -> Self {
        Self { path, sheet, to, last_row, row: Row::default(), page: Vec::new(), sent: false }
    }

    fn cell(&mut self, (row, column): (u32, u32), value: Data) -> Result<(), Stop> {
        let Some(text) = text_of(value) else { return Ok(()) };
        if row >= MAX_ROWS {
            return Err(super::too_large(self.path, format!("it has a row {}", row + 1)).into());
        }
        let column = column as usize;
        if column >= MAX_COLUMNS {
            check_width(self.path, column + 1)?;
        }
        let line = u64::from(row) + 1;
        if line != self.row.line {
            self.end_row()?;
            self.row.line = line;
        }
        if self.row.cells.len() <= column {
            self.row.cells.resize(column + 1, None);
        }
        self.row.cells[column] = Some(text);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Abandoned> {
        let row = std::mem::take(&mut self.row);
        if !row.cells.is_empty() {
            self.page.push(row);
        }
        if self.page.len() >= PAGE_ROWS { self.send() } else { Ok(()) }
    }

    fn send(&mut self) -> Result<(), Abandoned> {
        self.sent = true;
        self.to.send(Page {
            sheet: self.sheet.into(),
            rows: std::mem::take(&mut self.page),
            last_row: u64::from(self.last_row) + 1,
        })
    }

    /// Whether the sheet held anything.
    fn finish(mut self) -> Result<bool, Abandoned> {
        self.end_row()?;
        if !self.page.is_empty() {
            self.send()?;
        }
        Ok(self.sent)
    }
}

fn xlsx_error(path: &Path, error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::PasswordProtected { path: path.into() },
        error => super::corrupt(path, &error),
    }
}

fn xls_error(path: &Path, error: XlsError) -> ReadError {
    match error {
        XlsError::Password => ReadError::PasswordProtected { path: path.into() },
        error => super::corrupt(path, &error),
    }
}
