use super::relation::{self, Shape};
use super::verify::{is_as_written, is_known};
use super::{Backup, BackupError, Progress, TableCopy};
use crate::value::Args;
use crate::warehouse::{Limits, Session, WarehouseError, connect, migrate, quoted};
use std::path::Path;

/// Makes a new database file of a backup, at the version of the schema that it was made at, and compares every table with what
/// was backed up. The file has to be new; on an error it may be left half done.
pub fn restore(backup: &Backup, to: &Path, limits: &Limits, progress: &Progress<'_>) -> Result<(), BackupError> {
    is_known(backup)?;
    backup.manifest.copies().try_for_each(|copy| is_as_written(backup, copy))?;
    let connection = connect(to, limits).map_err(WarehouseError::from)?;
    migrate::up_to(&connection, backup.manifest.schema)?;
    let session = Session::new(connection);
    let total = (backup.bytes() as f64).max(1.0);
    let mut done = 0.0;
    for table in &backup.manifest.tables {
        progress(done / total)?;
        load(&session, backup, table)?;
        done += table.copy.bytes as f64;
    }
    for (sequence, last) in &backup.manifest.sequences {
        session.query("SELECT setval($sequence, $last)", &crate::args![sequence => sequence, last => *last])?;
    }
    settle_own_run(&session, backup)?;
    session.batch("CHECKPOINT")?;
    progress(1.0)
}

/// Fills a table, which of those of the schema stands there empty, and reads it back.
fn load(session: &Session, backup: &Backup, table: &TableCopy) -> Result<(), BackupError> {
    let shape = Shape::from(table);
    if table.schema == "landing" {
        let column = |(name, kind): &(String, String)| format!("{} {kind}", quoted(name));
        let columns: Vec<String> = table.columns.iter().map(column).collect();
        session.batch(&format!("CREATE TABLE {} ({})", shape.quoted(), columns.join(", ")))?;
    }
    // What a migration puts into a table came with the backup, too.
    session.batch(&format!("DELETE FROM {}", shape.quoted()))?;
    let sql = format!("INSERT INTO {} BY NAME FROM {}", shape.quoted(), shape.in_file());
    session.execute(&sql, &relation::path(&backup.dir.join(&table.copy.file)))?;
    let found = shape.measure(session, &shape.quoted(), &Args::new())?;
    relation::compare(table, &found, &backup.manifest.engine, &relation::engine(session)?)
}

/// The run that made the backup had not ended when it was read, and has ended well.
fn settle_own_run(session: &Session, backup: &Backup) -> Result<(), WarehouseError> {
    let args = crate::args![run_id => backup.manifest.run, ended_at => backup.manifest.made_at];
    session.execute(include_str!("sql/own_run.sql"), &args)?;
    Ok(())
}
