//! Files that come into a folder: which of them have come in whole, and whose they are.
//!
//! A copy over a slow line grows for minutes, and nothing tells its end but that it has stopped. So a file is taken when its
//! size and its time have stayed as they are for a while.

use crate::config::Sources;
use crate::jobs::JobError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Where files go that have been imported, below the inbox.
const DONE: &str = "done";

/// Endings that programs give to what they are still writing.
const PARTIAL: [&str; 5] = ["part", "partial", "tmp", "crdownload", "filepart"];

/// A file's size and time: what changes while it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    pub written: SystemTime,
}

/// What has been seen of the files in the inbox.
#[derive(Debug)]
pub struct Inbox {
    settle: Duration,
    seen: BTreeMap<PathBuf, (Stamp, Instant)>,
    /// Files that were handed out, as they were then.
    taken: BTreeMap<PathBuf, Stamp>,
}

impl Inbox {
    /// Takes files that have not changed for so long.
    pub fn new(settle: Duration) -> Inbox {
        Inbox { settle, seen: BTreeMap::new(), taken: BTreeMap::new() }
    }

    /// Leaves a file alone that is known already, until it changes.
    pub fn know(&mut self, path: PathBuf, stamp: Stamp) {
        self.taken.insert(path, stamp);
    }

    /// The files that have come in whole by now, each once until it changes again.
    pub fn settled(&mut self, files: &[(PathBuf, Stamp)], now: Instant) -> Vec<PathBuf> {
        self.seen.retain(|path, _| files.iter().any(|(file, _)| file == path));
        self.taken.retain(|path, _| files.iter().any(|(file, _)| file == path));
        let mut whole = Vec::new();
        for (path, stamp) in files {
            let seen = self.seen.entry(path.clone()).or_insert((*stamp, now));
            if seen.0 != *stamp {
                *seen = (*stamp, now);
            }
            if now.duration_since(seen.1) >= self.settle && self.taken.get(path) != Some(stamp) {
                self.taken.insert(path.clone(), *stamp);
                whole.push(path.clone());
            }
        }
        whole
    }
}

/// The files of a folder and those below it, but for hidden ones, those that are still being written, and those done with.
pub fn files_in(inbox: &Path) -> Vec<(PathBuf, Stamp)> {
    let mut files = Vec::new();
    let mut folders = vec![inbox.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            match entry.metadata() {
                Ok(data) if data.is_dir() && !is_hidden && path != inbox.join(DONE) => folders.push(path),
                Ok(data) if data.is_file() && !is_hidden && !is_partial(&path) => {
                    let stamp = Stamp { bytes: data.len(), written: data.modified().unwrap_or(SystemTime::UNIX_EPOCH) };
                    files.push((path, stamp));
                }
                _ => {}
            }
        }
    }
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

fn is_partial(path: &Path) -> bool {
    path.extension().is_some_and(|ending| PARTIAL.iter().any(|partial| ending.eq_ignore_ascii_case(partial)))
}

/// The source whose pattern a file fits: the first that does, as `sources.toml` has them.
pub fn source_of<'a>(sources: &'a Sources, workspace: &Path, file: &Path) -> Option<&'a str> {
    let fits = |pattern: &str| {
        let whole = workspace.join(pattern);
        glob::Pattern::new(&whole.to_string_lossy()).is_ok_and(|pattern| pattern.matches_path(file))
    };
    sources.sources.iter().find(|(_, source)| source.files.as_deref().is_some_and(fits)).map(|(name, _)| name.as_str())
}

/// The source that a file is of by its own name, wherever it lies: the one whose pattern it would fit in the inbox, or else the
/// only one whose files have such names in another folder. A name that may be any is told of no source there.
///
/// # Errors
/// Files of several sources have such names.
pub fn claimed<'a>(sources: &'a Sources, workspace: &Path, name: &str) -> Result<Option<&'a str>, JobError> {
    if let Some(source) = source_of(sources, workspace, &workspace.join("inbox").join(name)) {
        return Ok(Some(source));
    }
    let fits = |files: &str| {
        let own = files.rsplit('/').next().unwrap_or_default();
        !own.starts_with(['*', '?', '[']) && glob::Pattern::new(own).is_ok_and(|pattern| pattern.matches(name))
    };
    let all = sources.sources.iter().filter(|(_, source)| source.files.as_deref().is_some_and(fits));
    match all.map(|(name, _)| name.as_str()).collect::<Vec<_>>().as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only)),
        several => Err(JobError::unfit(
            format!("{name} may be of any of these sources: {}", several.join(", ")),
            "give it a name that fits the `files` of one of them alone, as `foureye sources` lists them",
        )),
    }
}

/// Where a file can be kept that has been imported, under its own name: in `done/`, or in a numbered folder of it, where one of
/// that name is there already.
pub fn free_place(inbox: &Path, below: &Path) -> PathBuf {
    let done = inbox.join(DONE);
    let mut place = done.join(below);
    let mut number = 1;
    while place.exists() {
        number += 1;
        place = done.join(number.to_string()).join(below);
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLE: Duration = Duration::from_secs(10);

    fn stamp(bytes: u64) -> Stamp {
        Stamp { bytes, written: SystemTime::UNIX_EPOCH + Duration::from_secs(bytes) }
    }

    fn listing(files: &[(&str, u64)]) -> Vec<(PathBuf, Stamp)> {
        files.iter().map(|(name, bytes)| (PathBuf::from(name), stamp(*bytes))).collect()
    }

    #[test]
    fn a_file_is_taken_once_when_it_has_stopped_growing() {
        let (mut inbox, start) = (Inbox::new(SETTLE), Instant::now());
        let mut at = |seconds: u64, files: &[(&str, u64)]| {
            let whole = inbox.settled(&listing(files), start + Duration::from_secs(seconds));
            whole.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(at(0, &[("a", 1)]), "");
        assert_eq!(at(9, &[("a", 2)]), "", "it has grown");
        assert_eq!(at(18, &[("a", 2), ("b", 5)]), "");
        assert_eq!(at(19, &[("a", 2), ("b", 5)]), "a");
        assert_eq!(at(28, &[("a", 2), ("b", 5)]), "b", "each once");
        assert_eq!(at(60, &[("a", 2), ("b", 5)]), "");
        assert_eq!(at(61, &[("a", 3)]), "", "another file of the same name");
        assert_eq!(at(71, &[("a", 3)]), "a");
    }

    #[test]
    fn what_is_hidden_half_written_or_done_with_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path();
        for name in ["orders.csv", "stores/till.csv", ".hidden.csv", "orders.csv.part", "done/old.csv"] {
            let path = inbox.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let found: Vec<PathBuf> = files_in(inbox).into_iter().map(|(path, _)| path).collect();
        assert_eq!(found, [inbox.join("orders.csv"), inbox.join("stores/till.csv")]);
    }

    #[test]
    fn a_name_tells_whose_a_file_is_wherever_it_lies() {
        let toml = ["inbox/web/orders-*.csv", "till/orders-?.csv", "inbox/*.json", "drop/*.txt", "/data/stock.csv"];
        let toml = toml.iter().enumerate().map(|(n, files)| format!("[source.s{n}]\nfiles = \"{files}\"\n"));
        let sources: Sources = toml::from_str(&toml.collect::<String>()).unwrap();
        let claimed = |name: &str| claimed(&sources, Path::new("/w"), name).map_err(|error| error.to_string());
        assert_eq!(claimed("orders-june.csv"), Ok(Some("s0")));
        assert_eq!(claimed("orders-6.csv"), Err("orders-6.csv may be of any of these sources: s0, s1".to_owned()));
        assert_eq!(claimed("any.json"), Ok(Some("s2")));
        assert_eq!(
            claimed("any.txt"),
            Ok(None),
            "a pattern that fits anything tells nothing of another folder's files"
        );
        assert_eq!(claimed("stock.csv"), Ok(Some("s4")));
        assert_eq!(claimed("customers.csv"), Ok(None));
    }

    #[test]
    fn files_of_one_name_stand_beside_each_other_when_they_are_done_with() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path();
        let put = |text: &str| {
            let place = free_place(inbox, Path::new("orders.csv"));
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(&place, text).unwrap();
            place
        };
        assert_eq!(put("may"), inbox.join("done/orders.csv"));
        assert_eq!(put("june"), inbox.join("done/2/orders.csv"));
        assert_eq!(std::fs::read_to_string(inbox.join("done/orders.csv")).unwrap(), "may");
    }
}
