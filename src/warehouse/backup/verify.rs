use super::relation::{self, Shape};
use super::{Backup, BackupError, FileCopy, Manifest, Progress, Verdict};
use crate::warehouse::{Session, WarehouseError, migrate, scratch};
use jiff::civil::DateTime;

/// Reads all of a backup back, compares it with what its manifest says of it, and notes what came of it beside it. The session
/// may be of any database: nothing of that is touched.
///
/// # Errors
/// [`BackupError::Damaged`] or [`BackupError::Differs`] where something is not as it was written, and [`BackupError::Newer`]
/// where it cannot be told.
pub fn verify(session: &Session, backup: &Backup, at: DateTime, progress: &Progress<'_>) -> Result<(), BackupError> {
    let read = has_its_schema(backup)
        .and_then(|()| has_its_key(session, backup))
        .and_then(|()| read_back(session, backup, progress));
    let verdict = match &read {
        Ok(()) => Verdict::Verified { at },
        Err(error @ (BackupError::Damaged { .. } | BackupError::Differs { .. })) => {
            Verdict::Damaged { at, what: error.to_string() }
        }
        Err(_) => return read,
    };
    verdict.write(&backup.dir)?;
    read
}

fn read_back(session: &Session, backup: &Backup, progress: &Progress<'_>) -> Result<(), BackupError> {
    let total = (backup.bytes() as f64).max(1.0);
    let engine = relation::engine(session)?;
    let mut done = 0.0;
    for table in &backup.manifest.tables {
        progress(done / total)?;
        is_as_written(backup, &table.copy)?;
        let shape = Shape::from(table);
        let path = relation::path(&backup.dir.join(&table.copy.file));
        let measure = shape.measure(session, &shape.in_file(backup.manifest.sealed.as_ref()), &path).map_err(
            |error| match error {
                WarehouseError::Engine(message) | WarehouseError::Damaged { what: message } => {
                    backup.damaged(format!("{}: {message}", table.copy.file))
                }
                other => other.into(),
            },
        )?;
        relation::compare(table, &measure, &backup.manifest.engine, &engine)?;
        done += table.copy.bytes as f64;
    }
    backup.manifest.files.iter().try_for_each(|file| is_as_written(backup, file))?;
    progress(1.0)
}

/// Refuses a file that is not byte for byte what was written.
pub(super) fn is_as_written(backup: &Backup, copy: &FileCopy) -> Result<(), BackupError> {
    let found = FileCopy::of(&backup.dir, &copy.file);
    let found = found.map_err(|error| backup.damaged(format!("{}: {error}", copy.file)))?;
    if found == *copy {
        return Ok(());
    }
    Err(backup.damaged(format!("{} is not as it was written", copy.file)))
}

/// Refuses a backup whose tables are not those that its version of the schema has: it could not be restored.
fn has_its_schema(backup: &Backup) -> Result<(), BackupError> {
    let Manifest { schema, tables, .. } = &backup.manifest;
    is_known(backup)?;
    let connection = scratch()?;
    migrate::up_to(&connection, *schema)?;
    let due = relation::shapes(&Session::alone(connection), None)?;
    let is_there = |due: &Shape| {
        tables
            .iter()
            .any(|table| (&table.schema, &table.name, &table.columns) == (&due.schema, &due.name, &due.columns))
    };
    match due.iter().find(|due| !is_there(due)) {
        Some(missing) => Err(backup.damaged(format!("it has no {} as schema {schema} has it", missing.title()))),
        None => Ok(()),
    }
}

/// Refuses a backup of a newer program.
pub(super) fn is_known(backup: &Backup) -> Result<(), BackupError> {
    let found = backup.manifest.schema;
    if found <= migrate::KNOWN {
        return Ok(());
    }
    Err(BackupError::Newer { name: backup.name.clone(), found, known: migrate::KNOWN })
}

/// Refuses a backup that is encrypted with another key than the session's.
fn has_its_key(session: &Session, backup: &Backup) -> Result<(), BackupError> {
    match &backup.manifest.sealed {
        Some(sealed) if session.sealed().is_none_or(|own| own.key != sealed.key) => {
            Err(BackupError::OtherKey { name: backup.name.clone() })
        }
        _ => Ok(()),
    }
}
