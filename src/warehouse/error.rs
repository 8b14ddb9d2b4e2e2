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
    /// The system lets the program not read or write what it has to.
    #[error("{what}")]
    Denied { what: String },
    #[error("{what}")]
    Full { what: String },
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
                "it belongs to the data: check that it is there, that you may read and write it and its folder, and that the \
                 disk has room"
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
            WarehouseError::Denied { .. } => Some(
                "let the user whose workspace it is read and write its folder and all that is in it, and go on: what was \
                 committed is kept"
                    .into(),
            ),
            WarehouseError::Full { .. } => {
                Some("make room on that disk, and try again; what was committed is kept, and so are earlier backups".into())
            }
            _ => None,
        }
    }
}

/// By what the engine's words for a damaged file can be told.
const DAMAGES: [&str; 4] =
    ["Corrupt database file", "not a valid DuckDB database file", "Failure while replaying WAL", GIVEN_UP];

/// What the engine says of a database that it has given up until it is opened anew; why, it says behind that.
const GIVEN_UP: &str = "database has been invalidated because of a previous fatal error";
const WHY: &str = "Original error: ";

/// The system's reasons, which the engine tells in words.
const DENIALS: [&str; 3] = ["Permission denied", "Operation not permitted", "Read-only file system"];
const WANTS_OF_ROOM: [&str; 3] = ["No space left on device", "File too large", "Disk quota exceeded"];

/// The kinds of the engine's errors that quote the system and not the data.
const OF_THE_SYSTEM: [&str; 3] = ["IO Error", "TransactionContext Error", "FATAL Error"];

fn has_any(message: &str, words: &[&str]) -> bool {
    words.iter().any(|word| message.contains(word))
}

fn is_denial(message: &str) -> bool {
    OF_THE_SYSTEM.iter().any(|kind| message.starts_with(kind)) && has_any(message, &DENIALS)
}

/// What has happened, without what has followed from it.
fn reason(message: String) -> String {
    match message.split_once(WHY) {
        Some((given_up, why)) if given_up.contains(GIVEN_UP) => why.trim_matches(['"', '\n']).to_owned(),
        _ => message,
    }
}

fn is_damage(message: &str) -> bool {
    let is_cut_short = message.contains("Could not read enough bytes from file") && message.contains(".duckdb");
    is_cut_short || has_any(message, &DAMAGES)
}

impl WarehouseError {
    /// By the engine's words.
    pub(super) fn told(message: String) -> WarehouseError {
        // The appender says it in words of its own.
        if message.starts_with("INTERRUPT") || message.ends_with("Interrupted!") {
            WarehouseError::Interrupted
        } else if is_denial(&message) {
            WarehouseError::Denied { what: reason(message) }
        } else if has_any(&message, &WANTS_OF_ROOM) {
            WarehouseError::Full { what: reason(message) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_is_not_called_damaged() {
        let given_up = |why: &str| {
            format!(
                "FATAL Error: Failed: {GIVEN_UP}. The database must be restarted prior to being used again.\n{WHY}\"{why}\""
            )
        };
        let denied = "Failed to create checkpoint because of error: Could not remove file \"a.wal\": Permission denied";
        let error = WarehouseError::told(given_up(denied));
        assert!(matches!(&error, WarehouseError::Denied { what } if what == denied), "{error}");
        let full = WarehouseError::told(given_up("Could not write to file: No space left on device"));
        assert!(matches!(full, WarehouseError::Full { .. }), "{full}");
        let damaged = WarehouseError::told(given_up("Corrupt database file: block 3"));
        assert!(matches!(damaged, WarehouseError::Damaged { .. }), "{damaged}");
        let of_data = "Conversion Error: Could not convert string 'Permission denied' to INT32";
        assert!(matches!(WarehouseError::told(of_data.into()), WarehouseError::Engine(_)));
    }
}
