use super::WarehouseError;
use jiff::Timestamp;
use std::fmt;
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
    pub(super) fn hint(&self) -> String {
        match self.pid {
            Some(pid) => format!("leave that program, or end it with `kill {pid}`; what it has committed is kept"),
            None => "leave the program that has the file, and try again".into(),
        }
    }
}

/// Turns DuckDB's refusal to lock the file into one that names who has it.
pub(super) fn explain(path: &Path, error: duckdb::Error) -> WarehouseError {
    match WarehouseError::from(error) {
        WarehouseError::Engine(message) if message.contains("Could not set lock") => {
            WarehouseError::Held { path: path.to_owned(), holder: Box::new(holder(&message)) }
        }
        other => other,
    }
}

/// DuckDB says `Conflicting lock is held in EXE (PID n)`; user and start come from /proc.
fn holder(message: &str) -> Holder {
    let Some((_, held)) = message.split_once("lock is held in ") else { return Holder::default() };
    let (exe, rest) = held.split_once(" (PID ").unwrap_or((held, ""));
    let pid = rest.split(')').next().and_then(|digits| digits.parse().ok());
    Holder {
        program: Path::new(exe.trim()).file_name().unwrap_or_default().to_string_lossy().into_owned(),
        pid,
        user: pid.and_then(user_of),
        since: pid.and_then(start_of),
    }
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
