//! A database that is not there yet. It is made aside and put in its place whole: who is killed meanwhile leaves no half of
//! one there, which the next would have to call damaged, and of two who make it at once the second takes the first's.

use super::backup::log_of;
use super::{Limits, STAGING, WarehouseError, connect};
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Makes an empty database unless there is a file. Where only a log is left of one, the engine makes it in its place, as it drops
/// the log of a file that is gone then.
pub(super) fn unless_there(path: &Path, limits: &Limits) -> Result<(), WarehouseError> {
    if path.exists() || log_of(path).exists() {
        return Ok(());
    }
    let unusable = |source| WarehouseError::Beside { path: path.to_owned(), source };
    let folder = tempfile::tempdir_in(staging(path)?).map_err(unusable)?;
    let fresh = folder.path().join("foureye.new");
    drop(connect(&fresh, limits)?);
    let placed = TempPath::try_from_path(fresh).and_then(|fresh| Ok(fresh.persist_noclobber(path)?));
    match placed {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(unusable(error)),
        _ => Ok(()),
    }
}

/// The folder beside a database in which the engine may write what is to take a place when it is whole.
pub(super) fn staging(path: &Path) -> Result<PathBuf, WarehouseError> {
    let folder = path.with_file_name(STAGING);
    match DirBuilder::new().recursive(true).mode(0o700).create(&folder) {
        Err(source) => Err(WarehouseError::Beside { path: folder, source }),
        Ok(()) => Ok(folder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::warehouse::Warehouse;
    use std::collections::BTreeSet;
    use std::fs;
    use std::os::unix::fs::MetadataExt;

    fn limits() -> Limits {
        Limits { memory: "500MB".into(), threads: 1, key: None }
    }

    #[test]
    fn a_file_that_is_there_is_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("foureye.duckdb");
        fs::write(&path, "notes").unwrap();
        unless_there(&path, &limits()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "notes");
    }

    #[test]
    fn a_new_one_has_its_headers_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("foureye.duckdb");
        unless_there(&path, &limits()).unwrap();
        assert!(fs::metadata(&path).unwrap().len() > 0, "the engine has written its headers");
        assert_eq!(fs::read_dir(dir.path().join(STAGING)).unwrap().count(), 0);
        Warehouse::open(&path, &limits()).unwrap();
    }

    #[test]
    fn a_log_that_is_left_of_a_file_does_not_stand_in_the_way_of_a_new_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("foureye.duckdb");
        let open = || Warehouse::open(&path, &limits()).unwrap().session().unwrap();
        let session = open();
        session.batch("CREATE TABLE landing.late (n BIGINT)").unwrap();
        let log = fs::read(log_of(&path)).unwrap();
        drop(session);
        fs::remove_file(&path).unwrap();
        fs::write(log_of(&path), log).unwrap();
        open();
    }

    #[test]
    fn of_many_who_make_it_at_once_all_have_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("foureye.duckdb");
        let made = || {
            unless_there(&path, &limits()).unwrap();
            fs::metadata(&path).unwrap().ino()
        };
        let files: BTreeSet<u64> = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..4).map(|_| scope.spawn(made)).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert_eq!(files.len(), 1, "none was put in another's place");
        assert_eq!(fs::read_dir(dir.path().join(STAGING)).unwrap().count(), 0);
    }
}
