use super::inbox;
use crate::config::Source;
use crate::jobs::{After, JobError, Run};
use std::path::{Path, PathBuf};

/// A file that comes to a source.
#[derive(Debug, Clone)]
pub(super) struct Delivery<'a> {
    /// The source's.
    pub name: &'a str,
    pub source: &'a Source,
    /// Where it is read.
    pub path: PathBuf,
    /// Where it is kept once it has been imported, if it was sent by a client and lies in the workspace only until then.
    place: Option<PathBuf>,
}

impl<'a> Delivery<'a> {
    /// A file that stays where it is.
    pub fn found(name: &'a str, source: &'a Source, path: PathBuf) -> Delivery<'a> {
        Delivery { name, source, path, place: None }
    }

    /// One that a client has sent, by the number that it goes by and its own name. It is kept as files of the inbox are.
    pub fn sent(
        run: &Run<'_>,
        name: &'a str,
        source: &'a Source,
        upload: &str,
        file: &str,
    ) -> Result<Delivery<'a>, JobError> {
        let path = run.workspace.uploads().join(upload).join(file);
        if !path.is_file() {
            let what = format!("what was sent of {file} is no longer there");
            return Err(JobError::unfit(what, "`foureye import FILE` sends it again"));
        }
        let place = inbox::free_place(&run.workspace.inbox(), Path::new(file));
        Ok(Delivery { name, source, path, place: Some(place) })
    }

    /// Where it is once it has been imported.
    pub fn place(&self) -> &Path {
        self.place.as_deref().unwrap_or(&self.path)
    }

    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |data| data.len())
    }

    /// What keeps a copy of it when its run has been committed.
    pub fn kept(&self) -> Option<After> {
        let to = self.place.clone()?;
        Some(After::Move { from: self.path.clone(), to })
    }

    /// An error as its sender understands it, who knows the file by its name.
    pub fn told(&self, error: JobError) -> JobError {
        if self.place.is_some() { by_name(error, &self.path) } else { error }
    }
}

/// What is wrong with a file, without the folder in which the service has it for the moment.
pub(super) fn by_name(error: JobError, path: &Path) -> JobError {
    match &error {
        JobError::Read(_) | JobError::File { .. } => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let what = error.to_string().replace(&path.display().to_string(), &name);
            JobError::unfit(what, error.hint().unwrap_or_default())
        }
        _ => error,
    }
}
