//! Tells the format of a file: by its first bytes, then by its name, and by what the text looks like last.
//!
//! Names lie more often than contents do: what a shop system calls `.xls` is often text with tabs.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::{Format, Hints, ReadError};

/// The room that reads a file, before anything finer is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Delimited,
    Json,
    Parquet,
    Excel,
    /// What no file is read as.
    Database,
}

const PARQUET: &[u8] = b"PAR1";
const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Files that people do hand in by mistake, by their first bytes.
const OTHERS: [(&[u8], &str); 8] = [
    (b"\x1f\x8b", "a gzip archive (unpack it first)"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive (unpack it first)"),
    (b"Rar!", "a RAR archive (unpack it first)"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive (unpack it first)"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a SQLite database (read its tables by `foureye import sqlite:FILE`)"),
];

/// The kind that the first bytes name beyond doubt, if they do.
pub(super) fn by_magic(path: &Path, head: &[u8]) -> Result<Option<Kind>, ReadError> {
    if head.starts_with(PARQUET) {
        return Ok(Some(Kind::Parquet));
    }
    if head.starts_with(ZIP) || head.starts_with(OLE) {
        return Ok(Some(Kind::Excel));
    }
    match OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, kind)) => Err(ReadError::Binary { path: path.into(), kind }),
        None => Ok(None),
    }
}

/// The kind of a file that is text, from its name and its first characters.
pub(super) fn by_text(path: &Path, text: &str, hints: &Hints) -> Result<Kind, ReadError> {
    let text = text.trim_start();
    if let Some(stated) = hints.format {
        return Ok(stated.kind());
    }
    if is_markup(text) {
        return Err(ReadError::Binary {
            path: path.into(),
            kind: "a web page or XML, whatever its name says (save it as .xlsx or CSV)",
        });
    }
    let extension = path.extension().map(|name| name.to_string_lossy().to_lowercase());
    Ok(match extension.as_deref() {
        Some("json" | "ndjson" | "jsonl") => Kind::Json,
        Some("csv" | "tsv" | "tab") => Kind::Delimited,
        _ if looks_like_json(text) => Kind::Json,
        _ => Kind::Delimited,
    })
}

/// A file stated to be of a kind that begins with a mark, and does not.
pub(super) fn not_text(path: &Path, stated: Kind) -> ReadError {
    let stated = if stated == Kind::Parquet { Format::Parquet } else { Format::Excel };
    ReadError::WrongFormat { path: path.into(), stated, found: Kind::Delimited.described() }
}

/// A file that ends up in another room than the one that was stated for it.
pub(super) fn check_stated(path: &Path, hints: &Hints, kind: Kind) -> Result<(), ReadError> {
    match hints.format {
        Some(stated) if stated.kind() != kind => {
            Err(ReadError::WrongFormat { path: path.into(), stated, found: kind.described() })
        }
        _ => Ok(()),
    }
}

fn is_markup(text: &str) -> bool {
    let start: String = text.chars().take(6).collect::<String>().to_lowercase();
    ["<html", "<!doct", "<table", "<?xml"].iter().any(|tag| start.starts_with(tag))
}

fn looks_like_json(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    matches!((signs.next(), signs.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '[' | ']')))
}

impl Kind {
    pub(super) fn described(self) -> &'static str {
        match self {
            Self::Delimited | Self::Json => "text",
            Self::Parquet => "a Parquet file",
            Self::Excel => "a workbook",
            Self::Database => "a database",
        }
    }
}

impl Format {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Csv | Self::Tsv => Kind::Delimited,
            Self::Json | Self::Ndjson => Kind::Json,
            Self::Parquet => Kind::Parquet,
            Self::Excel => Kind::Excel,
            Self::Postgres | Self::MySql | Self::Sqlite => Kind::Database,
        }
    }
}

/// Tells an .xlsx from an .xls, whatever its name says.
pub(super) fn is_zip(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.take(ZIP.len() as u64).read_to_end(&mut start)?;
    Ok(start == ZIP)
}
