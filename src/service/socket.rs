//! Where the socket of a workspace is, and how it is reached although a socket's path may have 107 bytes at most.

use super::Fault;
use super::peer::Door;
use crate::config::Workspace;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

const NAME: &str = "foureye.sock";

/// Names another socket than the workspace's own.
const ELSEWHERE: &str = "FOUREYE_SOCKET";

/// The longest path that the system takes for a socket, without the zero behind it.
const LONGEST: usize = 107;

/// In the workspace's own folder, where everyone who works on it finds it whatever else their environment has; or where
/// `FOUREYE_SOCKET` says.
pub(super) fn path(workspace: &Workspace) -> PathBuf {
    let stated = std::env::var_os(ELSEWHERE).filter(|path| !path.is_empty());
    stated.map_or_else(|| workspace.file(NAME), PathBuf::from)
}

/// Connects to whoever listens; none where nobody does.
pub(super) fn connect(path: &Path) -> Result<Option<UnixStream>, Fault> {
    match reached(path, |path| UnixStream::connect(path)) {
        Ok(stream) => Ok(Some(stream)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => Ok(None),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Fault::denied(
            format!("you may not use {}", path.display()),
            "ask its owner to add you to the group that it belongs to, and log in again",
        )),
        Err(error) => Err(Fault::failed(format!("{}: {error}", path.display()))),
    }
}

/// A socket that was bound, by which it is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub path: PathBuf,
    /// Device and inode.
    identity: (u64, u64),
}

impl Place {
    /// Binds a socket with a door's mode. A file that a service has left there when it was killed is taken away; one on
    /// which another listens, or that is no socket, is not.
    pub fn bind(path: &Path, door: Door) -> Result<(Place, tokio::net::UnixListener), Fault> {
        let failed = |error: &io::Error| Fault {
            hint: Some(
                "check that the folder is there and that you may write to it, or name a socket with --socket".into(),
            ),
            ..Fault::failed(format!("{} cannot be made: {error}", path.display()))
        };
        free(path)?;
        let bound = reached(path, |path| tokio::net::UnixListener::bind(path)).map_err(|error| failed(&error))?;
        let mode = fs::Permissions::from_mode(door.socket_mode());
        fs::set_permissions(path, mode).map_err(|error| failed(&error))?;
        let identity = identity(path).ok_or_else(|| failed(&ErrorKind::NotFound.into()))?;
        Ok((Place { path: path.to_owned(), identity }, bound))
    }

    /// Whether it is still there, and no other in its place.
    pub fn stands(&self) -> bool {
        identity(&self.path) == Some(self.identity)
    }

    pub fn remove(&self) {
        if self.stands() {
            // Where it cannot be taken away, the next service does it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    fs::symlink_metadata(path).ok().map(|data| (data.dev(), data.ino()))
}

fn free(path: &Path) -> Result<(), Fault> {
    let Ok(data) = fs::symlink_metadata(path) else { return Ok(()) };
    let what = if !data.file_type().is_socket() {
        "is no socket"
    } else if connect(path)?.is_some() {
        "is the socket of another service"
    } else {
        return fs::remove_file(path).map_err(|error| Fault::failed(format!("{}: {error}", path.display())));
    };
    Err(Fault::usage(format!("{} {what}", path.display()), "name another with --socket"))
}

/// Acts on a socket by its path, or where that is too long by its folder's descriptor and its name.
fn reached<T>(path: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    if path.as_os_str().len() <= LONGEST {
        return act(path);
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return act(path) };
    let folder = File::open(folder)?;
    act(&Path::new("/proc/self/fd").join(folder.as_raw_fd().to_string()).join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap()
    }

    #[test]
    fn a_path_longer_than_a_socket_may_have_is_reached() {
        let runtime = runtime();
        let _guard = runtime.enter();
        let folder = tempfile::tempdir().unwrap();
        for name in ["shop".to_owned(), "a shop of a long name ".repeat(10)] {
            let folder = folder.path().join(name);
            fs::create_dir(&folder).unwrap();
            let path = folder.join(NAME);
            assert!(connect(&path).unwrap().is_none());
            let (place, listener) = Place::bind(&path, Door::Own).unwrap();
            assert!(connect(&path).unwrap().is_some() && place.stands());
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            drop(listener);
            assert!(connect(&path).unwrap().is_none(), "what a killed service leaves is nobody's");
            let (again, _listener) = Place::bind(&path, Door::Team).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
            again.remove();
            assert!(!path.exists() && !again.stands());
        }
    }

    #[test]
    fn what_is_anothers_is_not_taken_away() {
        let runtime = runtime();
        let _guard = runtime.enter();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let (_place, _listener) = Place::bind(&path, Door::Own).unwrap();
        let refused = Place::bind(&path, Door::Own).unwrap_err();
        assert!(refused.message.ends_with("is the socket of another service"), "{refused}");
        let file = folder.path().join("letter");
        fs::write(&file, "mine").unwrap();
        assert!(Place::bind(&file, Door::Own).unwrap_err().message.ends_with("is no socket"));
        assert_eq!(fs::read_to_string(file).unwrap(), "mine");
    }
}
