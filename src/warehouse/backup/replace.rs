use crate::warehouse::{WarehouseError, lock};
use jiff::civil::DateTime;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// What names begin with, after their stem, of files that others have replaced.
const REPLACED: &str = "before-";

/// A database's place, at which no process opens a file as long as this stands.
pub struct Hold {
    path: PathBuf,
    /// None where there is no file yet.
    _lock: Option<File>,
}

/// Where the file that was there is now, with its log.
pub type Aside = Option<PathBuf>;

impl Hold {
    /// # Errors
    /// [`WarehouseError::Held`] names the process that has the file.
    pub fn take(path: &Path) -> Result<Hold, WarehouseError> {
        Ok(Hold { path: path.to_owned(), _lock: lock::hold(path)? })
    }

    /// A name beside it, such as `foureye.restoring.duckdb` with `restoring`.
    pub fn beside(&self, word: &str) -> PathBuf {
        let mut name = self.path.file_stem().map(OsString::from).unwrap_or_default();
        name.push(format!(".{word}."));
        name.push(self.path.extension().unwrap_or_default());
        self.path.with_file_name(name)
    }

    /// Puts a file in the place. What was there is kept beside it, named by the moment.
    pub fn replace(self, new: &Path, at: DateTime) -> io::Result<Aside> {
        let aside = self.beside(&replaced_at(at));
        let had_file = keep(&self.path, &aside)?;
        keep(&log_of(&self.path), &log_of(&aside))?;
        self.take_over(new)?;
        Ok(had_file.then_some(aside))
    }

    /// Puts a file in the place of what was there, which is gone then.
    pub fn take_over(self, new: &Path) -> io::Result<()> {
        let held = lock::hold(new).map_err(|error| io::Error::other(error.to_string()))?;
        held.as_ref().map_or(Ok(()), File::sync_all)?;
        fs::rename(new, &self.path)?;
        // The engine refuses a log of another file, so a crash before this is noticed.
        match fs::remove_file(log_of(&self.path)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            removed => removed?,
        }
        self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

/// What the name of a file has in it that was replaced at this moment.
pub fn replaced_at(at: DateTime) -> String {
    format!("{REPLACED}{}", at.strftime("%Y-%m-%dT%H%M%S"))
}

/// The names of the files, logs included, that stand beside a database because others have replaced them in its place.
pub fn replaced(path: &Path) -> Vec<String> {
    let begin = format!("{}.{REPLACED}", path.file_stem().unwrap_or_default().to_string_lossy());
    let beside = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let names = beside.filter_map(|entry| entry.file_name().into_string().ok());
    let mut found: Vec<String> = names.filter(|name| name.starts_with(&begin)).collect();
    found.sort();
    found
}

/// A database that is made beside the place which it is to take; it goes away with this unless it has taken that.
pub struct Made(PathBuf);

impl Made {
    /// Makes room for it: a program that was killed may have left one.
    pub fn at(file: PathBuf) -> Made {
        remove(&file);
        Made(file)
    }

    pub fn file(&self) -> &Path {
        &self.0
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Gives a file a second name, so that its place is never empty; says whether there is one.
fn keep(file: &Path, aside: &Path) -> io::Result<bool> {
    match fs::hard_link(file, aside) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        // Some file systems know no second names.
        Err(_) => fs::copy(file, aside).map(|_| true),
    }
}

/// The engine's log of what its file does not have yet.
pub fn log_of(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".wal");
    name.into()
}

/// Removes a database's file, its log and what it has spilt.
pub(super) fn remove(file: &Path) {
    let _ = fs::remove_file(file);
    let _ = fs::remove_file(log_of(file));
    let _ = fs::remove_dir_all(file.with_extension("duckdb.tmp"));
}
