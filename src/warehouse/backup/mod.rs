//! Backups: the whole database as Parquet files, which any later program and many others read.
//!
//! A backup is a folder: a Parquet file a table, the workspace's configuration, and a [`Manifest`] of what has to be in
//! them. It is made under another name and takes its own when it is whole, so what stands there is never half; it is called
//! verified only after all of it was read back and found to be what the database held. Being no copy of the database's
//! pages, it carries none of their damage on.

mod error;
mod manifest;
pub(super) mod relation;
mod replace;
mod restore;
#[cfg(test)]
mod tests;
mod verify;
mod write;

pub use error::BackupError;
pub use manifest::{FileCopy, Manifest, TableCopy, Verdict};
pub use replace::{Aside, Hold, Made, log_of, replaced, replaced_at};
pub use restore::restore;
pub use verify::verify;
pub use write::{Order, write};

use std::io;
use std::path::{Path, PathBuf};

/// What a backup's folder is called until it is whole.
const UNFINISHED: &str = "part";

/// The folder of a backup that has the workspace's configuration.
pub const CONFIGURATION: &str = "config";

/// The name that stands for the newest verified backup.
pub const LATEST: &str = "latest";

/// How far a work is, from 0 to 1; an error ends it.
pub type Progress<'a> = dyn Fn(f64) -> Result<(), BackupError> + 'a;

/// A backup as it stands in its folder.
#[derive(Debug, Clone)]
pub struct Backup {
    pub name: String,
    pub dir: PathBuf,
    pub manifest: Manifest,
    /// What came of reading it back; none before that.
    pub verdict: Option<Verdict>,
}

impl Backup {
    /// # Errors
    /// [`BackupError::Damaged`] where its manifest cannot be read.
    pub fn open(dir: &Path) -> Result<Backup, BackupError> {
        let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Backup { manifest: Manifest::read(dir)?, verdict: Verdict::read(dir), dir: dir.to_owned(), name })
    }

    pub fn is_verified(&self) -> bool {
        matches!(self.verdict, Some(Verdict::Verified { .. }))
    }

    /// What its files take on disk.
    pub fn bytes(&self) -> u64 {
        self.manifest.copies().map(|copy| copy.bytes).sum()
    }

    pub fn rows(&self) -> u64 {
        self.manifest.tables.iter().map(|table| table.rows).sum()
    }

    fn damaged(&self, what: impl Into<String>) -> BackupError {
        BackupError::Damaged { name: self.name.clone(), what: what.into() }
    }
}

/// A folder by its name, and the backup in it, where it can be read.
pub type Found = (String, Result<Backup, BackupError>);

/// The backups in a folder, the newest first, and those that cannot be read in their places.
pub fn all(dir: &Path) -> Result<Vec<Found>, BackupError> {
    let entries = match std::fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| BackupError::file(dir, error))?,
    };
    let folders = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir() && is_whole(path));
    let mut found: Vec<_> = folders
        .map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), Backup::open(&path)))
        .collect();
    // Names begin with the moment.
    found.sort_by(|(one, _), (other, _)| other.cmp(one));
    Ok(found)
}

/// A backup by its name, or the newest verified one as [`LATEST`].
pub fn find(dir: &Path, name: &str) -> Result<Backup, BackupError> {
    let mut found = all(dir)?;
    let wanted = |(known, backup): &Found| match name {
        LATEST => backup.as_ref().is_ok_and(Backup::is_verified),
        _ => known == name,
    };
    match found.iter().position(wanted) {
        Some(at) => found.swap_remove(at).1,
        None if name == LATEST => Err(BackupError::NoneVerified { dir: dir.to_owned() }),
        None => Err(BackupError::Unknown { name: name.to_owned(), dir: dir.to_owned() }),
    }
}

/// Removes all but the newest `keep` backups, and never the newest that is verified; says how many these were.
pub fn thin(dir: &Path, keep: u32) -> Result<u64, BackupError> {
    let found = all(dir)?;
    let is_good = |(_, backup): &Found| backup.as_ref().is_ok_and(Backup::is_verified);
    let last_good = found.iter().position(is_good);
    let mut removed = 0;
    for (at, (name, _)) in found.iter().enumerate().skip(keep as usize) {
        if Some(at) != last_good {
            discard(&dir.join(name))?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Takes a backup's name away first: what is being removed is no backup any more.
fn discard(backup: &Path) -> Result<(), BackupError> {
    let unfinished = backup.with_extension(UNFINISHED);
    std::fs::rename(backup, &unfinished)
        .and_then(|()| std::fs::remove_dir_all(&unfinished))
        .map_err(|error| BackupError::file(backup, error))
}

fn is_whole(path: &Path) -> bool {
    path.extension().is_none_or(|ending| ending != UNFINISHED)
}
