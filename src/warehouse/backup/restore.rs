use super::relation::{self, Shape};
use super::verify::{is_as_written, is_known};
use super::{Backup, BackupError, Progress, TableCopy};
use crate::value::Args;
use crate::warehouse::{Key, Limits, Session, WarehouseError, connect, migrate};
use std::path::Path;

/// Makes a new database file of a backup, at the version of the schema that it was made at, and compares every table with what
/// was backed up. The file has to be new; on an error it may be left half done. `key` is what the backup was encrypted with.
pub fn restore(
    backup: &Backup,
    key: Option<&Key>,
    to: &Path,
    limits: &Limits,
    progress: &Progress<'_>,
) -> Result<(), BackupError> {
    is_known(backup)?;
    backup.manifest.copies().try_for_each(|copy| is_as_written(backup, copy))?;
    let database = connect(to, limits)?;
    if let Some(sealed) = &backup.manifest.sealed {
        let key = key.filter(|key| key.fingerprint() == sealed.key);
        let key = key.ok_or_else(|| BackupError::OtherKey { name: backup.name.clone() })?;
        sealed.register(&database.connection, key)?;
    }
    migrate::up_to(&database.connection, backup.manifest.schema)?;
    let session = Session::alone(database.connection.try_clone().map_err(WarehouseError::from)?);
    let total = (backup.bytes() as f64).max(1.0);
    let engine = relation::engine(&session)?;
    let mut done = 0.0;
    for table in &backup.manifest.tables {
        progress(done / total)?;
        load(&session, backup, table, &engine)?;
        done += table.copy.bytes as f64;
    }
    relation::set_sequences(&session, &backup.manifest.sequences)?;
    settle_own_run(&session, backup)?;
    session.batch("CHECKPOINT")?;
    progress(1.0)
}

/// Fills a table, and reads it back.
fn load(session: &Session, backup: &Backup, table: &TableCopy, engine: &str) -> Result<(), BackupError> {
    let shape = Shape::from(table);
    let path = relation::path(&backup.dir.join(&table.copy.file));
    relation::fill(session, &shape, &shape.in_file(backup.manifest.sealed.as_ref()), &path)?;
    let found = shape.measure(session, &shape.quoted(), &Args::new())?;
    relation::compare(table, &found, &backup.manifest.engine, engine)
}

/// The run that made the backup had not ended when it was read, and has ended well.
fn settle_own_run(session: &Session, backup: &Backup) -> Result<(), WarehouseError> {
    let args = crate::args![run_id => backup.manifest.run, ended_at => backup.manifest.made_at];
    session.execute(include_str!("sql/own_run.sql"), &args)?;
    Ok(())
}
