use super::super::ReadError;
use super::dialect::Dialect;
use sqlx::mysql::MySqlDatabaseError;

/// What came between here and a database's rows.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("{place} cannot be reached: {what}")]
    Unreachable { place: String, what: String },
    #[error("{place} does not let us in: {what}")]
    Refused { place: String, what: String },
    #[error("{place}: the connection cannot be made safe: {what}")]
    Certificate { place: String, what: String },
    #[error("{place} does not let us read this: {what}")]
    Forbidden { place: String, what: String },
    #[error("{place}: {what}")]
    NoTable { place: String, what: String },
    #[error("{place}: {what}")]
    NoColumn { place: String, what: String, known: String },
    #[error("{place}: {column} is of type {kind}, by which rows are in no order that can be gone on from")]
    NoOrder { place: String, column: String, kind: String },
    /// In the midst of reading.
    #[error("{place} went away after {rows} rows: {what}")]
    Gone { place: String, rows: u64, what: String },
    #[error("{place} has sent nothing for {minutes} minutes")]
    Silent { place: String, minutes: u64 },
    #[error("{place}: {what}")]
    Other { place: String, what: String },
}

/// How a session stood when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Connecting,
    /// After so many rows.
    Reading(u64),
}

impl DatabaseError {
    pub(super) fn of(error: sqlx::Error, dialect: Dialect, place: String, stage: Stage) -> DatabaseError {
        let what = said(&error);
        match (error, stage) {
            (sqlx::Error::Tls(_), _) => DatabaseError::Certificate { place, what },
            (sqlx::Error::Io(_), _) if what.contains("certificate") => DatabaseError::Certificate { place, what },
            (sqlx::Error::Io(_), Stage::Connecting) => DatabaseError::Unreachable { place, what },
            (sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed, Stage::Reading(rows)) => {
                DatabaseError::Gone { place, rows, what }
            }
            (sqlx::Error::Database(error), stage) => match dialect {
                Dialect::Postgres => by_state(&error.code().unwrap_or_default(), place, what, stage),
                Dialect::MySql => by_number(
                    error.try_downcast_ref::<MySqlDatabaseError>().map_or(0, MySqlDatabaseError::number),
                    place,
                    what,
                ),
                Dialect::Sqlite => by_text(place, what),
            },
            _ => DatabaseError::Other { place, what },
        }
    }

    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            DatabaseError::Unreachable { .. } => "check the host, the port and the way to it, and that the database runs".into(),
            DatabaseError::Refused { .. } => {
                "check the user, and the password that password_env, password_file or the client's own ~/.pgpass gives".into()
            }
            DatabaseError::Certificate { .. } => {
                "name the authority that signed the server's certificate in the address, as sslrootcert (PostgreSQL) or ssl-ca (MySQL)"
                    .into()
            }
            DatabaseError::Forbidden { .. } => "let the database's owner grant SELECT on it to this user".into(),
            DatabaseError::NoTable { .. } => "`foureye import ADDRESS` lists the tables that can be read".into(),
            DatabaseError::NoColumn { known, .. } if known.is_empty() => "correct the query, or the table's columns in it".into(),
            DatabaseError::NoColumn { known, .. } => format!("its columns are {known}"),
            DatabaseError::NoOrder { .. } => "take a column of times, dates or numbers that grow with every change".into(),
            DatabaseError::Gone { .. } => "what came in whole batches is kept; the next fetch goes on from there".into(),
            DatabaseError::Silent { .. } => "an index on the watermark lets it answer sooner".into(),
            DatabaseError::Other { .. } => return None,
        })
    }
}

impl From<DatabaseError> for ReadError {
    fn from(error: DatabaseError) -> ReadError {
        ReadError::Database(Box::new(error))
    }
}

/// What the server or the line says, without what the library says before it.
fn said(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        sqlx::Error::Io(error) => error.to_string(),
        sqlx::Error::Tls(error) | sqlx::Error::Configuration(error) => error.to_string(),
        other => other.to_string(),
    }
}

/// By SQLSTATE (PostgreSQL, appendix A).
fn by_state(state: &str, place: String, what: String, stage: Stage) -> DatabaseError {
    match (state, stage) {
        ("28000" | "28P01" | "3D000", _) => DatabaseError::Refused { place, what },
        ("42501", _) => DatabaseError::Forbidden { place, what },
        ("42P01" | "3F000", _) => DatabaseError::NoTable { place, what },
        ("42703", _) => DatabaseError::NoColumn { place, what, known: String::new() },
        ("57P01" | "57P02", Stage::Reading(rows)) => DatabaseError::Gone { place, rows, what },
        ("57P03" | "53300", _) => DatabaseError::Unreachable { place, what },
        _ => DatabaseError::Other { place, what },
    }
}

/// By error number (MySQL, "Server Error Message Reference"; MariaDB has the same).
fn by_number(number: u16, place: String, what: String) -> DatabaseError {
    match number {
        1044 | 1045 | 1049 | 1698 => DatabaseError::Refused { place, what },
        1142 | 1143 | 1370 => DatabaseError::Forbidden { place, what },
        1146 => DatabaseError::NoTable { place, what },
        1054 => DatabaseError::NoColumn { place, what, known: String::new() },
        1040 | 1053 => DatabaseError::Unreachable { place, what },
        _ => DatabaseError::Other { place, what },
    }
}

fn by_text(place: String, what: String) -> DatabaseError {
    if what.contains("unable to open") {
        DatabaseError::Unreachable { place, what }
    } else if what.starts_with("no such table") {
        DatabaseError::NoTable { place, what }
    } else if what.starts_with("no such column") {
        DatabaseError::NoColumn { place, what, known: String::new() }
    } else {
        DatabaseError::Other { place, what }
    }
}
