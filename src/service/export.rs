//! Rows as a file: CSV, JSON or a workbook, streamed, and whole or not there at all.

use super::access::Reader;
use super::{ExportFormat, Fault, Local, Relation, Response, console, origin};
use crate::campaigns;
use crate::value::{Cell, Column, Page, Scope, csv_field, csv_text};
use crate::warehouse::Session;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A worksheet's limit, without its header.
const WORKSHEET_ROWS: u64 = 1_048_575;

/// What is to be a file.
pub(super) struct Wanted {
    pub relation: Relation,
    pub scope: Scope,
    pub page: Page,
    pub path: PathBuf,
    pub format: ExportFormat,
}

/// Writes what is wanted as its reader sees it, and keeps on record that it has left.
pub(super) fn exported(
    local: &Local,
    session: &Session,
    reader: &Reader<'_>,
    wanted: &Wanted,
) -> Result<Response, Fault> {
    let (path, rows) = export(local, reader, wanted)?;
    origin::exported(local, session, &wanted.relation, &path, rows, &reader.visitor.user)?;
    let withdrawn = match &wanted.relation {
        Relation::View { name, .. } => campaigns::withdrawn(session, name)?,
        _ => 0,
    };
    Ok(Response::Exported { path, rows, withdrawn })
}

fn export(local: &Local, session: &Reader<'_>, wanted: &Wanted) -> Result<(PathBuf, u64), Fault> {
    let Wanted { relation, scope, page, path, format } = wanted;
    let path = local.workspace.exports().join(path);
    let (sql, args) = local.resolve(session, relation, scope)?;
    let write = || {
        let paged = session.paged(&sql, &args, page)?;
        let part = part_of(&path);
        let rows = write_file(session, &paged.0, &paged.1, &part, *format);
        settle(&part, &path, rows)
    };
    let rows = if relation.is_console() { console::read_only(session, local.console_time(), write) } else { write() }?;
    Ok((path, rows))
}

/// The file while it is being written: beside its place, so that a rename makes it whole at once.
pub(super) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

pub(super) fn settle(part: &Path, path: &Path, rows: Result<u64, Fault>) -> Result<u64, Fault> {
    let settled =
        rows.and_then(|rows| std::fs::rename(part, path).map(|()| rows).map_err(|error| unwritable(path, &error)));
    if settled.is_err() {
        let _ = std::fs::remove_file(part);
    }
    settled
}

pub(super) fn unwritable(path: &Path, error: &impl std::fmt::Display) -> Fault {
    Fault {
        hint: Some("check that the folder is there, that you may write to it, and that the disk has room".into()),
        ..Fault::failed(format!("{} could not be written: {error}", path.display()))
    }
}

fn write_file(
    session: &Session,
    sql: &str,
    args: &crate::value::Args,
    path: &Path,
    format: ExportFormat,
) -> Result<u64, Fault> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    }
    let columns = session.describe(sql, args)?;
    let mut sink: Box<dyn Sink> = match format {
        ExportFormat::Xlsx => Box::new(Workbook::new(&columns).map_err(|error| unwritable(path, &error))?),
        text => {
            let file = std::fs::File::create(path).map_err(|error| unwritable(path, &error))?;
            let file = BufWriter::new(file);
            if text == ExportFormat::Csv {
                Box::new(Csv::new(file, &columns).map_err(|error| unwritable(path, &error))?)
            } else {
                Box::new(Json { file, columns, rows: 0 })
            }
        }
    };
    let mut rows = 0;
    session.stream(sql, args, |cells| {
        rows += 1;
        if format == ExportFormat::Xlsx && rows > WORKSHEET_ROWS {
            let hint = "narrow the period or export as CSV";
            return Err(Fault::usage(format!("a worksheet holds {WORKSHEET_ROWS} rows"), hint));
        }
        sink.row(cells).map_err(|error| unwritable(path, &error))
    })?;
    sink.finish(path).map_err(|error| unwritable(path, &error))?;
    Ok(rows)
}

trait Sink {
    fn row(&mut self, cells: &[Cell]) -> Result<(), Box<dyn std::error::Error>>;
    fn finish(self: Box<Self>, path: &Path) -> Result<(), Box<dyn std::error::Error>>;
}

struct Csv<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    fn new(file: W, columns: &[Column]) -> csv::Result<Csv<W>> {
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(columns.iter().map(|column| csv_text(&column.name).into_owned()))?;
        Ok(Csv { writer })
    }
}

impl<W: Write> Sink for Csv<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), Box<dyn std::error::Error>> {
        Ok(self.writer.write_record(cells.iter().map(csv_field))?)
    }

    fn finish(mut self: Box<Self>, _: &Path) -> Result<(), Box<dyn std::error::Error>> {
        Ok(self.writer.flush()?)
    }
}

struct Json<W: Write> {
    file: W,
    columns: Vec<Column>,
    rows: u64,
}

impl<W: Write> Sink for Json<W> {
    fn row(&mut self, cells: &[Cell]) -> Result<(), Box<dyn std::error::Error>> {
        let names = self.columns.iter().map(|column| column.name.clone());
        let object: serde_json::Map<String, serde_json::Value> = names.zip(cells.iter().map(Cell::to_json)).collect();
        self.file.write_all(if self.rows == 0 { b"[\n" } else { b",\n" })?;
        self.rows += 1;
        Ok(serde_json::to_writer(&mut self.file, &object)?)
    }

    fn finish(mut self: Box<Self>, _: &Path) -> Result<(), Box<dyn std::error::Error>> {
        self.file.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
        Ok(self.file.flush()?)
    }
}

struct Workbook {
    book: rust_xlsxwriter::Workbook,
    row: u32,
}

impl Workbook {
    fn new(columns: &[Column]) -> Result<Workbook, rust_xlsxwriter::XlsxError> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory()?;
        for (at, column) in columns.iter().enumerate() {
            sheet.write_string(0, at as u16, &column.name)?;
        }
        Ok(Workbook { book, row: 0 })
    }
}

impl Sink for Workbook {
    fn row(&mut self, cells: &[Cell]) -> Result<(), Box<dyn std::error::Error>> {
        self.row += 1;
        let sheet = self.book.worksheet_from_index(0)?;
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_null()) {
            match cell.number() {
                Some(number) => sheet.write_number(self.row, at as u16, number)?,
                None => sheet.write_string(self.row, at as u16, cell.to_string())?,
            };
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
        Ok(self.book.save(path)?)
    }
}
