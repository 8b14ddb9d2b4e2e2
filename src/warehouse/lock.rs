//! Who has the file: the engine locks it for one process, and only says which.

use super::WarehouseError;
use jiff::Timestamp;
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc::{F_UNLCK, F_WRLCK, SEEK_SET, flock};
use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

/// The other process that has the file open, as far as the system tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holder {
    pub program: String,
    pub pid: Option<u32>,
    pub user: Option<String>,
    pub since: Option<String>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.program.is_empty() { "another process" } else { &self.program })?;
        if let Some(pid) = self.pid {
            write!(f, " (process {pid})")?;
        }
        if let Some(user) = &self.user {
            write!(f, " of user {user}")?;
        }
        if let Some(since) = &self.since {
            write!(f, " since {since}")?;
        }
        Ok(())
    }
}

impl Holder {
    fn of(exe: &Path, pid: Option<u32>) -> Holder {
        Holder {
            program: exe.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            pid,
            user: pid.and_then(user_of),
            since: pid.and_then(start_of),
        }
    }

    pub(super) fn hint(&self) -> String {
        match self.pid {
            Some(pid) => format!("leave that program, or end it with `kill {pid}`; what it has committed is kept"),
            None => "leave the program that has the file, and try again".into(),
        }
    }
}

/// Turns DuckDB's refusal to lock the file into one that names who has it.
pub(super) fn explain(path: &Path, error: WarehouseError) -> WarehouseError {
    match error {
        WarehouseError::Engine(message) if message.contains("Could not set lock") => {
            WarehouseError::Held { path: path.to_owned(), holder: Box::new(holder(&message)) }
        }
        other => other,
    }
}

/// Locks the file as the engine does, until it is dropped; none where there is no file.
pub(super) fn hold(path: &Path) -> Result<Option<File>, WarehouseError> {
    let unusable = |source: io::Error| WarehouseError::Beside { path: path.to_owned(), source };
    let file = match File::options().read(true).write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(unusable)?,
    };
    let mut whole = flock { l_type: F_WRLCK as i16, l_whence: SEEK_SET as i16, l_start: 0, l_len: 0, l_pid: 0 };
    if fcntl(&file, FcntlArg::F_SETLK(&whole)).is_ok() {
        return Ok(Some(file));
    }
    fcntl(&file, FcntlArg::F_GETLK(&mut whole)).map_err(|error| unusable(error.into()))?;
    let pid = u32::try_from(whole.l_pid).ok().filter(|_| whole.l_type != F_UNLCK as i16);
    let exe = pid.and_then(|pid| std::fs::read_link(format!("/proc/{pid}/exe")).ok()).unwrap_or_default();
    Err(WarehouseError::Held { path: path.to_owned(), holder: Box::new(Holder::of(&exe, pid)) })
}

/// DuckDB says `Conflicting lock is held in EXE (PID n)`; user and start come from /proc.
fn holder(message: &str) -> Holder {
    let Some((_, held)) = message.split_once("lock is held in ") else { return Holder::default() };
    let (exe, rest) = held.split_once(" (PID ").unwrap_or((held, ""));
    let pid = rest.split(')').next().and_then(|digits| digits.parse().ok());
    Holder::of(Path::new(exe.trim()), pid)
}

fn user_of(pid: u32) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let uid = std::fs::metadata(format!("/proc/{pid}")).ok()?.uid();
    let user = nix::unistd::User::from_uid(nix::unistd::Uid::from_raw(uid)).ok().flatten();
    Some(user.map_or_else(|| uid.to_string(), |user| user.name))
}

fn start_of(pid: u32) -> Option<String> {
    let started = std::fs::metadata(format!("/proc/{pid}/stat")).ok()?.modified().ok()?;
    let started = Timestamp::try_from(started).ok()?.to_zoned(jiff::tz::TimeZone::system());
    Some(started.strftime("%Y-%m-%d %H:%M").to_string())
}
