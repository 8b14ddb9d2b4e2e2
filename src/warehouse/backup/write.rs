use super::relation::{self, Shape};
use super::{Backup, BackupError, CONFIGURATION, FileCopy, Manifest, Progress, TableCopy, UNFINISHED};
use crate::value::Args;
use crate::warehouse::{Session, WarehouseError};
use jiff::civil::DateTime;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// What is to be backed up, and where.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// The folder of all backups.
    pub dir: &'a Path,
    /// In UTC; the backup is named by it.
    pub at: DateTime,
    /// The run that makes it.
    pub run: i64,
    /// The configuration.
    pub files: &'a [PathBuf],
}

/// Writes a backup of what the session's transaction sees, whatever others write meanwhile. On an error nothing of it is left.
pub fn write(session: &Session, order: &Order<'_>, progress: &Progress<'_>) -> Result<Backup, BackupError> {
    private_folder(order.dir)?;
    remove_unfinished(order.dir)?;
    let dir = free_name(order);
    let begun = Unfinished::begin(&dir)?;
    let tables = tables(session, &begun.dir, progress)?;
    let manifest = Manifest {
        made_at: order.at,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema: version(session)?,
        engine: relation::engine(session)?,
        run: order.run,
        sealed: session.sealed().cloned(),
        tables,
        sequences: relation::sequences(session, None)?,
        files: files(order.files, &begun.dir)?,
    };
    manifest.write(&begun.dir)?;
    begun.finish(&dir)?;
    Backup::open(&dir)
}

fn version(session: &Session) -> Result<u32, WarehouseError> {
    let version = session.scalar("SELECT max(version) FROM ops.schema_version", &Args::new())?;
    Ok(version.integer().and_then(|version| u32::try_from(version).ok()).unwrap_or_default())
}

fn tables(session: &Session, dir: &Path, progress: &Progress<'_>) -> Result<Vec<TableCopy>, BackupError> {
    let shapes = relation::shapes(session, None)?;
    let tables = relation::each(&shapes, progress, |shape| table(session, shape, dir))?;
    progress(1.0)?;
    Ok(tables)
}

fn table(session: &Session, shape: &Shape, dir: &Path) -> Result<TableCopy, BackupError> {
    let failed = |source| match source {
        WarehouseError::Interrupted => BackupError::Warehouse(source),
        source => BackupError::Unread { table: shape.title(), source },
    };
    let file = format!("{}.parquet", shape.title());
    let path = dir.join(&file);
    let measure = shape.measure(session, &shape.quoted(), &Args::new()).map_err(failed)?;
    let key = session.sealed().map(|sealed| format!(", ENCRYPTION_CONFIG {}", sealed.option())).unwrap_or_default();
    let sql = include_str!("sql/copy.sql").replace("/*table*/", &shape.quoted()).replace("/*key*/", &key);
    session.execute(&sql, &relation::path(&path)).map_err(failed)?;
    Ok(TableCopy {
        schema: shape.schema.clone(),
        name: shape.name.clone(),
        rows: measure.rows,
        checksum: measure.checksum,
        columns: shape.columns.clone(),
        copy: kept(dir, &file)?,
    })
}

fn files(files: &[PathBuf], dir: &Path) -> Result<Vec<FileCopy>, BackupError> {
    let folder = dir.join(CONFIGURATION);
    DirBuilder::new().mode(0o700).create(&folder).map_err(|error| BackupError::file(&folder, error))?;
    let copied = |file: &PathBuf| {
        let name = format!("{CONFIGURATION}/{}", file.file_name().unwrap_or_default().display());
        fs::copy(file, dir.join(&name)).map_err(|error| BackupError::file(file, error))?;
        kept(dir, &name)
    };
    files.iter().map(copied).collect()
}

/// A file that is on the disk for good.
fn kept(dir: &Path, file: &str) -> Result<FileCopy, BackupError> {
    let path = dir.join(file);
    let synced = File::open(&path).and_then(|file| file.sync_all());
    synced.and_then(|()| FileCopy::of(dir, file)).map_err(|error| BackupError::file(&path, error))
}

/// Only who owns the workspace reads its backups, whatever the modes of the files in them.
fn private_folder(dir: &Path) -> Result<(), BackupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|error| BackupError::file(dir, error))
}

/// What a killed program has left.
fn remove_unfinished(dir: &Path) -> Result<(), BackupError> {
    let entries = fs::read_dir(dir).map_err(|error| BackupError::file(dir, error))?;
    let left = entries.flatten().map(|entry| entry.path());
    for path in left.filter(|path| path.extension().is_some_and(|ending| ending == UNFINISHED)) {
        fs::remove_dir_all(&path).map_err(|error| BackupError::file(&path, error))?;
    }
    Ok(())
}

/// Named by its moment; the second of one second by a number behind.
fn free_name(order: &Order<'_>) -> PathBuf {
    let moment = order.at.strftime("%Y-%m-%dT%H%M%S").to_string();
    let numbered = (2..).map(|number| format!("{moment}-{number}"));
    let mut names = std::iter::once(moment.clone()).chain(numbered).map(|name| order.dir.join(name));
    names.find(|path| !path.exists()).unwrap_or_else(|| order.dir.join(&moment))
}

/// A backup's folder under another name, which goes away with this unless it is finished.
struct Unfinished {
    dir: PathBuf,
}

impl Unfinished {
    fn begin(dir: &Path) -> Result<Unfinished, BackupError> {
        let dir = dir.with_extension(UNFINISHED);
        DirBuilder::new().mode(0o700).create(&dir).map_err(|error| BackupError::file(&dir, error))?;
        Ok(Unfinished { dir })
    }

    /// Gives it its name, once all of it is on the disk.
    fn finish(self, dir: &Path) -> Result<(), BackupError> {
        let synced = |dir: &Path| File::open(dir).and_then(|folder| folder.sync_all());
        let named = || -> io::Result<()> {
            synced(&self.dir)?;
            fs::rename(&self.dir, dir)?;
            dir.parent().map_or(Ok(()), synced)
        };
        named().map_err(|error| BackupError::file(dir, error))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}
