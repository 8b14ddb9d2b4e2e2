use std::io::{self, ErrorKind, Write};
use std::path::Path;
use tempfile::{Builder, NamedTempFile};

/// Writes a file whole or not at all, and has it on the disk before it returns. One that stands keeps who may read it; a
/// new one is its owner's alone.
pub fn keep(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = part(path, content)?;
    if let Ok(standing) = path.metadata() {
        part.as_file().set_permissions(standing.permissions())?;
    }
    part.as_file().sync_all()?;
    part.persist(path)?;
    Ok(())
}

/// The same, but leaves a file that is there by then.
pub fn keep_unless_there(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = part(path, content)?;
    part.as_file().sync_all()?;
    match part.persist_noclobber(path) {
        Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

/// The content in a file beside the place that it is to take.
fn part(path: &Path, content: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut part = Builder::new().prefix(".").suffix(".part").tempfile_in(folder)?;
    part.write_all(content)?;
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn who_may_read_a_file_stays_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sources.toml");
        keep(&path, b"one").unwrap();
        assert_eq!(mode(&path), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        keep(&path, b"two").unwrap();
        assert_eq!((mode(&path), fs::read(&path).unwrap()), (0o640, b"two".to_vec()));
    }

    #[test]
    fn what_another_has_written_first_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("foureye.hashkey");
        keep_unless_there(&path, b"one").unwrap();
        keep_unless_there(&path, b"two").unwrap();
        assert_eq!((mode(&path), fs::read(&path).unwrap()), (0o600, b"one".to_vec()));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let taken = dir.path().join("taken");
        fs::create_dir_all(taken.join("inside")).unwrap();
        keep(&taken, b"text").unwrap_err();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
