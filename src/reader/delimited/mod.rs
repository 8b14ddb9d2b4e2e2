//! CSV and TSV, and whatever else has a record a line and a character between fields.

mod columns;
mod header;
mod scan;
mod sniff;

use std::path::{Path, PathBuf};

use super::chunk::{Chunk, FaultReason, Place};
use super::encoding::{self, Detected};
use super::names::check_width;
use super::text::Text;
use super::{Format, Hints, ReadError, Reader, Shape};
use columns::Columns;
use scan::{Dialect, Fields, Scan};
use sniff::Preview;

const MIB: usize = 1024 * 1024;

/// A quoted field that runs over lines is taken to have ended by here: past it the quote was never meant to open one.
const QUOTED_BYTES: usize = MIB;
const QUOTED_LINES: u64 = 10_000;

/// No record on one line is longer than this.
const RECORD_MIB: usize = 8;

pub(super) struct Delimited {
    path: PathBuf,
    text: Text,
    dialect: Dialect,
    shape: Shape,
    /// Records are lists of any length, so that a short one lacks nothing.
    ragged: bool,
    fields: Fields,
    record: u64,
    line: u64,
}

/// One record in the window: its length, with its line end, and the line ends within it.
struct Found {
    len: usize,
    next: usize,
    lines: u64,
}

impl Delimited {
    pub(super) fn open(path: &Path, detected: Detected, hints: &Hints) -> Result<Self, ReadError> {
        let mut text = Text::open(path, detected)?;
        text.fill()?;
        let preview = sniff::preview(path, text.window(), text.ended(), hints)?;
        let mut reader = Self {
            path: path.into(),
            text,
            dialect: preview.dialect,
            shape: shape(preview.dialect, detected),
            ragged: false,
            fields: Fields::default(),
            record: 0,
            line: 1,
        };
        reader.settle(&preview, hints)?;
        Ok(reader)
    }

    /// Finds out what the columns are, and passes over the header.
    fn settle(&mut self, preview: &Preview, hints: &Hints) -> Result<(), ReadError> {
        let Some(first) = self.first_record()? else {
            return Err(ReadError::Empty { path: self.path.clone() });
        };
        check_width(&self.path, self.fields.count())?;
        let columns = Columns::of(&self.path, &self.values(&first), preview, hints)?;
        self.shape.columns = columns.names;
        self.shape.header = columns.header;
        self.ragged = columns.ragged;
        if columns.header
            && let Some(found) = self.find()?
        {
            self.pass(&found);
        }
        Ok(())
    }

    /// A copy of the first record, which stays in the window.
    fn first_record(&mut self) -> Result<Option<String>, ReadError> {
        let Some(found) = self.find()? else { return Ok(None) };
        Ok(Some(String::from_utf8_lossy(&self.text.window()[..found.len]).into_owned()))
    }

    fn values(&self, record: &str) -> Vec<String> {
        (0..self.fields.count())
            .map(|index| self.dialect.value(record, &self.fields, index).unwrap_or_default().into_owned())
            .collect()
    }

    /// The next record, with all of it in the window; None at the end of the file.
    fn find(&mut self) -> Result<Option<Found>, ReadError> {
        loop {
            match self.dialect.scan(self.text.window(), self.text.ended(), &mut self.fields) {
                Scan::Record { len, next, lines } => {
                    self.check_size(len, lines, false)?;
                    return Ok(Some(Found { len, next, lines }));
                }
                Scan::Blank { next } => {
                    self.text.advance(next);
                    self.line += 1;
                }
                Scan::End => return Ok(None),
                Scan::Partial { quoted: true, .. } if self.text.ended() => {
                    return Err(self.unclosed_quote());
                }
                Scan::Partial { lines, quoted } => {
                    self.check_size(self.text.window().len(), lines, quoted)?;
                    self.text.fill()?;
                }
            }
        }
    }

    fn check_size(&self, bytes: usize, lines: u64, quoted: bool) -> Result<(), ReadError> {
        let runs_on = lines > 0 && (bytes > QUOTED_BYTES || lines > QUOTED_LINES);
        if runs_on || (quoted && bytes > RECORD_MIB * MIB) {
            return Err(self.unclosed_quote());
        }
        if bytes > RECORD_MIB * MIB {
            return Err(ReadError::RecordTooLong { path: self.path.clone(), line: self.line, limit: RECORD_MIB });
        }
        Ok(())
    }

    fn unclosed_quote(&self) -> ReadError {
        ReadError::UnclosedQuote { path: self.path.clone(), line: self.line }
    }

    fn pass(&mut self, found: &Found) {
        self.text.advance(found.next);
        self.line += found.lines + 1;
    }

    /// Takes the record to the chunk, as a row or as a fault.
    fn take(&mut self, found: &Found, chunk: &mut Chunk) -> Result<(), ReadError> {
        self.record += 1;
        let place = Place { record: self.record, line: self.line };
        let bytes = &self.text.window()[..found.len];
        match self.record_text(bytes, found)? {
            Err(reason) => chunk.fault(place, reason, bytes),
            Ok(record) => match self.misfit(record) {
                Some(reason) => chunk.fault(place, reason, bytes),
                None => self.row(record, place, chunk),
            },
        }
        Ok(())
    }

    /// The record as text, or why it is none; a file that ends within a character has been cut short.
    fn record_text<'a>(&self, bytes: &'a [u8], found: &Found) -> Result<Result<&'a str, FaultReason>, ReadError> {
        let flaws = self.text.flaws();
        let is_last = self.text.ended() && found.next == self.text.window().len();
        let encoding = self.shape.encoding.unwrap_or_default();
        let cut_short = || ReadError::BadEncoding { path: self.path.clone(), line: self.line + found.lines, encoding };
        let record = match std::str::from_utf8(bytes) {
            Ok(record) => record,
            Err(error) if is_last && found.next == found.len && error.error_len().is_none() => return Err(cut_short()),
            Err(_) => return Ok(Err(FaultReason::NotUtf8)),
        };
        if is_last && flaws.truncated {
            return Err(cut_short());
        }
        Ok(if flaws.replaced && record.contains('\u{fffd}') {
            Err(FaultReason::Undecodable { encoding })
        } else if flaws.nul && record.contains('\0') {
            Err(FaultReason::ControlCharacters)
        } else {
            Ok(record)
        })
    }

    /// Why the record does not fit the columns. Empty fields beyond the last column are but delimiters at the line's end.
    fn misfit(&self, record: &str) -> Option<FaultReason> {
        let (want, got) = (self.shape.columns.len(), self.fields.count());
        let is_filled = |index| self.dialect.value(record, &self.fields, index).is_none_or(|text| !text.is_empty());
        if got > want && (want..got).any(is_filled) {
            Some(FaultReason::TooManyFields { want, got })
        } else if got < want && !self.ragged {
            Some(FaultReason::TooFewFields { want, got })
        } else {
            None
        }
    }

    fn row(&self, record: &str, place: Place, chunk: &mut Chunk) {
        let fields = (0..self.fields.count()).map(|index| self.dialect.value(record, &self.fields, index));
        chunk.row(place, fields.map(|value| value.filter(|text| !text.is_empty())));
    }
}

impl Reader for Delimited {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn read(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, ReadError> {
        chunk.clear();
        while chunk.has_room(max_rows) {
            let Some(found) = self.find()? else { break };
            self.take(&found, chunk)?;
            self.pass(&found);
        }
        Ok(chunk.records() > 0)
    }

    fn consumed(&self) -> u64 {
        self.text.consumed()
    }
}

fn shape(dialect: Dialect, detected: Detected) -> Shape {
    Shape {
        format: if dialect.delimiter == b'\t' { Format::Tsv } else { Format::Csv },
        encoding: Some(encoding::name(detected.encoding)),
        delimiter: Some(char::from(dialect.delimiter)),
        quote: dialect.quote.map(char::from),
        header: false,
        columns: Vec::new(),
        sheet: None,
    }
}
