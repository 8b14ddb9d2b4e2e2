//! Why a file could not be read: where, what is wrong, and what would be right.
//!
//! A `ReadError` ends the reading of the whole file. What is wrong with one record only is a `Fault`, and reading goes on.

use std::io;
use std::path::PathBuf;

use super::{DatabaseError, Format};

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },

    #[error("{path}: the file is empty; expected a table with at least one line")]
    Empty { path: PathBuf },

    #[error("{path}: this is {kind}, not a table; expected CSV, TSV, JSON, NDJSON, Parquet, .xlsx or .xls")]
    Binary { path: PathBuf, kind: &'static str },

    #[error(
        "{path}: stated as {stated}, but the file is {found}; correct `format`, or leave it out to have it told from the content"
    )]
    WrongFormat { path: PathBuf, stated: Format, found: &'static str },

    #[error("{path}: {what}")]
    BadHint { path: PathBuf, what: String },

    #[error("{path}: no encoding is called `{label}`; use UTF-8, GB18030, Big5, UTF-16LE, UTF-16BE or windows-1252")]
    UnknownEncoding { path: PathBuf, label: String },

    #[error(
        "{path}, line {line}: not {encoding}, or cut short within a character; deliver the file whole, or state its `encoding`"
    )]
    BadEncoding { path: PathBuf, line: u64, encoding: &'static str },

    #[error(
        "{path}, line {line}: a quote opens here and never closes; close it, or state `quote = \"\"` if quotes are ordinary characters"
    )]
    UnclosedQuote { path: PathBuf, line: u64 },

    #[error("{path}, line {line}: one record of more than {limit} MiB; expected records ended by line breaks")]
    RecordTooLong { path: PathBuf, line: u64, limit: usize },

    #[error("{path}: {found} columns, at most {limit} are read; check the `delimiter`, or turn the file on its side")]
    TooManyColumns { path: PathBuf, found: usize, limit: usize },

    #[error("{path}: {stated} `columns` are stated, but the file has {found}; name all of them, in the file's order")]
    ColumnsDiffer { path: PathBuf, stated: usize, found: usize },

    #[error("{path}: the workbook is protected by a password; save it without one")]
    PasswordProtected { path: PathBuf },

    #[error("{path}: the workbook is damaged ({reason}); open it in a spreadsheet program and save it again")]
    CorruptWorkbook { path: PathBuf, reason: String },

    #[error("{path}: {what}, and workbooks are read up to {limit}; save it as CSV, which may be of any size")]
    WorkbookTooLarge { path: PathBuf, what: String, limit: &'static str },

    #[error("{path}: no sheet is called `{sheet}`; it has {}", .found.join(", "))]
    NoSuchSheet { path: PathBuf, sheet: String, found: Vec<String> },

    #[error("{path}: the Parquet file is damaged or cut short ({reason}); deliver it again, whole")]
    BadParquet { path: PathBuf, reason: String },

    #[error("{path}, line {line}: {reason}; expected a list of objects, `[{{...}}, ...]`, or one object a line")]
    BadJson { path: PathBuf, line: u64, reason: String },

    #[error("{path}: the JSON holds {found}; expected a list of objects, `[{{...}}, ...]`, or one object a line")]
    JsonNotRecords { path: PathBuf, found: String },

    #[error(transparent)]
    Database(Box<DatabaseError>),

    #[error("{path}: the file changed while it was read; import it again once it has come in whole")]
    Changed { path: PathBuf },
}

impl ReadError {
    /// What would be right, where the message does not say it itself.
    pub fn hint(&self) -> Option<String> {
        match self {
            ReadError::Database(error) => error.hint(),
            ReadError::Io { .. } => Some("check that it is there and that you may read it".into()),
            _ => None,
        }
    }
}
