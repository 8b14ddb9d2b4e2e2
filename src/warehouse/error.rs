use super::{Holder, KeyError};
use std::path::PathBuf;

/// Why the warehouse could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum WarehouseError {
    #[error("{path} is in use by {holder}", path = path.display())]
    Held { path: PathBuf, holder: Box<Holder> },
    #[error("{path} was written by a newer Foureye (schema {found}, this program knows {known})", path = path.display())]
    Newer { path: PathBuf, found: u32, known: u32 },
    #[error("migration {version} ({name}) failed: {source}")]
    Migration { version: u32, name: &'static str, source: Box<duckdb::Error> },
    #[error("the query uses ${name}, which was not given")]
    MissingArgument { name: String },
    #[error("there is no column {name}; there are {known}")]
    NoColumn { name: String, known: String },
    #[error("{path}: {source}", path = path.display())]
    Beside { path: PathBuf, source: std::io::Error },
    #[error("{path} holds no key", path = path.display())]
    NoKey { path: PathBuf },
    /// Not what the engine wrote: a page, the log, or the file as a whole.
    #[error("the data file is damaged: {what}")]
    Damaged { what: String },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("interrupted")]
    Interrupted,
    #[error("{0}")]
    Engine(String),
}

impl WarehouseError {
    /// What the reader can do about it, where something can be done.
    pub fn hint(&self) -> Option<String> {
        match self {
            WarehouseError::Held { holder, .. } => Some(holder.hint()),
            WarehouseError::Newer { .. } => Some("use the newer program; the file was left as it is".into()),
            WarehouseError::Migration { .. } => {
                Some("the file was left at its earlier version; restore a backup or report the message".into())
            }
            WarehouseError::Beside { .. } => Some(
                "it belongs to the data: check that it is there, that you may read it, and that the disk has room"
                    .into(),
            ),
            WarehouseError::NoKey { .. } => {
                Some("put the key back that belongs to the data: the record of what was done is made under it".into())
            }
            WarehouseError::Key(error) => error.hint(),
            WarehouseError::Damaged { .. } => Some(
                "`foureye restore latest` puts the newest verified backup in its place, and keeps the damaged file aside; \
                 look at the disk, too"
                    .into(),
            ),
            _ => None,
        }
    }
}

/// By what the engine's words for a damaged file can be told.
const DAMAGES: [&str; 4] = [
    "Corrupt database file",
    "not a valid DuckDB database file",
    "Failure while replaying WAL",
    "database has been invalidated because of a previous fatal error",
];

fn is_damage(message: &str) -> bool {
    let is_cut_short = message.contains("Could not read enough bytes from file") && message.contains(".duckdb");
    is_cut_short || DAMAGES.iter().any(|damage| message.contains(damage))
}

impl WarehouseError {
    /// By the engine's words.
    pub(super) fn told(message: String) -> WarehouseError {
        // The appender says it in words of its own.
        if message.starts_with("INTERRUPT") || message.ends_with("Interrupted!") {
            WarehouseError::Interrupted
        } else if is_damage(&message) {
            WarehouseError::Damaged { what: message }
        } else {
            WarehouseError::Engine(message)
        }
    }
}

impl From<duckdb::Error> for WarehouseError {
    fn from(error: duckdb::Error) -> WarehouseError {
        WarehouseError::told(match error {
            duckdb::Error::DuckDBFailure(_, Some(message)) => message,
            other => other.to_string(),
        })
    }
}
