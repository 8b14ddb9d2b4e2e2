//! Files that clients have sent, where only the service sees them, for as long as it needs them: whoever holds a [`Staged`]
//! last has it removed, be it an answer, a run that has ended, or a line that dropped. What a service that was killed has left
//! goes when the next one starts.

use super::Fault;
use crate::sync::locked;
use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

/// So many files are kept at a time, on their way or until their import has ended.
const ALL: usize = 16;

/// So many of them may be one user's, so that nobody takes the others' turns.
const OF_ONE: usize = 4;

/// The longest name that a file can have.
const NAME: usize = 255;

#[derive(Debug)]
pub(super) struct Staging {
    folder: PathBuf,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    last: u64,
    /// Whose each file is.
    users: BTreeMap<u64, String>,
}

/// A file in a folder of its own, under the name that it came by.
#[derive(Debug)]
pub(super) struct Staged {
    staging: Arc<Staging>,
    number: u64,
    name: String,
}

impl Staging {
    /// Begins with nothing in the folder: what is there, no process needs any more.
    pub fn open(folder: PathBuf) -> Arc<Staging> {
        if let Err(error) = std::fs::remove_dir_all(&folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(folder = %folder.display(), %error, "what clients had sent could not be removed");
        }
        Arc::new(Staging { folder, shelf: Mutex::default() })
    }

    /// Makes room for a user's file.
    ///
    /// # Errors
    /// Says that they, or all together, have too many, that it is no name for a file, or why nothing can be written.
    pub fn place(self: &Arc<Staging>, user: &str, name: &str) -> Result<(Arc<Staged>, File), Fault> {
        if !is_name(name) {
            return Err(Fault::usage(format!("{name:?} is no name for a file"), "please report this message"));
        }
        let number = self.shelf().take(user)?;
        let staged = Staged { staging: Arc::clone(self), number, name: name.to_owned() };
        let made = DirBuilder::new().recursive(true).mode(0o700).create(staged.folder());
        let file = made.and_then(|()| OpenOptions::new().write(true).create_new(true).mode(0o600).open(staged.path()));
        file.map(|file| (Arc::new(staged), file)).map_err(|error| unwritable(name, &error))
    }

    /// What stands in the folder although nobody needs it.
    pub fn left_behind(&self) -> Vec<PathBuf> {
        let shelf = self.shelf();
        let is_needed = |name: &str| name.parse().is_ok_and(|number| shelf.users.contains_key(&number));
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries.filter(|entry| !is_needed(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect()
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        locked(&self.shelf)
    }
}

impl Shelf {
    fn take(&mut self, user: &str) -> Result<u64, Fault> {
        let hint = "try again when an import has ended";
        if self.users.values().filter(|whose| *whose == user).count() >= OF_ONE {
            let what =
                format!("{OF_ONE} files of {user} are on their way or wait to be imported, and no more are taken");
            return Err(Fault { hint: Some(hint.into()), ..Fault::failed(what) });
        }
        if self.users.len() >= ALL {
            let what = format!("{ALL} files are on their way or wait to be imported, and no more are taken");
            return Err(Fault { hint: Some(hint.into()), ..Fault::failed(what) });
        }
        self.last += 1;
        self.users.insert(self.last, user.to_owned());
        Ok(self.last)
    }
}

impl Staged {
    /// What it is called by within the workspace, beside its name.
    pub fn number(&self) -> u64 {
        self.number
    }

    pub fn path(&self) -> PathBuf {
        self.folder().join(&self.name)
    }

    fn folder(&self) -> PathBuf {
        self.staging.folder.join(self.number.to_string())
    }
}

impl PartialEq for Staged {
    fn eq(&self, other: &Staged) -> bool {
        self.path() == other.path()
    }
}

impl Eq for Staged {}

impl Drop for Staged {
    fn drop(&mut self) {
        let folder = self.folder();
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(folder = %folder.display(), %error, "what a client had sent could not be removed");
            }
            _ => {}
        }
        self.staging.shelf().users.remove(&self.number);
    }
}

/// Nothing that leads to another folder.
fn is_name(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|own| own == name) && name.len() <= NAME && !name.contains('\0')
}

pub(super) fn unwritable(name: &str, error: &io::Error) -> Fault {
    let hint = "nothing of it was kept; tell whoever runs the service, if its disk is full";
    Fault { hint: Some(hint.into()), ..Fault::failed(format!("the service could not take in {name}: {error}")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    fn staging() -> (tempfile::TempDir, Arc<Staging>) {
        let dir = tempfile::tempdir().unwrap();
        let staging = Staging::open(dir.path().join(".uploads"));
        (dir, staging)
    }

    #[test]
    fn a_file_is_the_services_alone_and_gone_with_the_last_who_needs_it() {
        let (_dir, staging) = staging();
        let (staged, mut file) = staging.place("mei", "订单.csv").unwrap();
        file.write_all(b"a,b\n").unwrap();
        let path = staged.path();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert!(path.ends_with("1/订单.csv") && staging.left_behind().is_empty());
        let other = Arc::clone(&staged);
        drop(staged);
        assert!(path.exists());
        drop(other);
        assert!(!path.exists() && !path.parent().unwrap().exists());
    }

    #[test]
    fn nobody_takes_the_others_turns() {
        let (_dir, staging) = staging();
        let mut held: Vec<_> = (0..OF_ONE).map(|_| staging.place("mei", "a.csv").unwrap()).collect();
        assert!(staging.place("mei", "a.csv").unwrap_err().message.contains("4 files of mei"));
        for user in ["a", "b", "c"] {
            held.extend((0..OF_ONE).map(|_| staging.place(user, "a.csv").unwrap()));
        }
        assert!(staging.place("wang", "a.csv").unwrap_err().message.starts_with("16 files are on their way"));
        held.clear();
        assert!(staging.place("mei", "a.csv").is_ok());
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        let (dir, staging) = staging();
        for name in ["", ".", "..", "../a.csv", "/etc/passwd", "a/b.csv", "a.csv/", "a\0b", &"x".repeat(256)] {
            assert!(staging.place("mei", name).is_err(), "{name:?}");
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_service_has_left_goes_at_the_next_start() {
        let (dir, staging) = staging();
        let (staged, _) = staging.place("mei", "a.csv").unwrap();
        let path = staged.path();
        std::mem::forget(staged);
        let next = Staging::open(dir.path().join(".uploads"));
        assert!(!path.exists());
        std::fs::create_dir_all(dir.path().join(".uploads/7")).unwrap();
        assert_eq!(next.left_behind(), [dir.path().join(".uploads/7")]);
    }
}
