use super::Key;
use crate::value::Args;
use crate::warehouse::backup::relation::{self, Shape};
use crate::warehouse::backup::{BackupError, Progress};
use crate::warehouse::{Limits, Session, WarehouseError, connect, literal, migrate};
use std::path::Path;

/// What the old file is called in the new one's session.
const OLD: &str = "old";

/// Copies a database of this program's version into a new file with the key of `limits`, or without one, and compares all of
/// it with the old one; `key` is the old one's. The new file may be left half done on an error; the old one is only read.
///
/// # Errors
/// [`BackupError::Differs`] where the copy is not what the old one holds.
pub fn recrypt(
    old: &Path,
    key: Option<&Key>,
    new: &Path,
    limits: &Limits,
    progress: &Progress<'_>,
) -> Result<(), BackupError> {
    let database = connect(new, limits)?;
    migrate::run(&database.connection, new)?;
    let session = Session::alone(database.connection.try_clone().map_err(WarehouseError::from)?);
    attach(&session, old, key)?;
    let shapes = relation::shapes(&session, Some(OLD))?;
    relation::each(&shapes, progress, |shape| copy(&session, shape))?;
    relation::set_sequences(&session, &relation::sequences(&session, Some(OLD))?)?;
    session.batch("DETACH old; CHECKPOINT;")?;
    progress(1.0)
}

fn attach(session: &Session, old: &Path, key: Option<&Key>) -> Result<(), WarehouseError> {
    let key = key.map(|key| format!("ENCRYPTION_KEY {}, ", literal(&key.of_database()))).unwrap_or_default();
    session.batch(&format!("ATTACH {} AS {OLD} ({key}READ_ONLY)", literal(&old.display().to_string())))
}

fn copy(session: &Session, shape: &Shape) -> Result<(), BackupError> {
    let from = format!("{OLD}.{}", shape.quoted());
    relation::fill(session, shape, &from, &Args::new())?;
    let (expected, found) =
        (shape.measure(session, &from, &Args::new())?, shape.measure(session, &shape.quoted(), &Args::new())?);
    if expected == found {
        return Ok(());
    }
    Err(BackupError::Differs { table: shape.title(), expected: expected.to_string(), found: found.to_string() })
}
