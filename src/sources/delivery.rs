use super::batch::content_hash;
use super::inbox;
use crate::args;
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
    keeping: Keeping,
}

/// What becomes of a file once it has been imported.
#[derive(Debug, Clone)]
enum Keeping {
    /// It stays where it is.
    Stays,
    /// It came into the inbox, and goes to this place of what is done with.
    Aside(PathBuf),
    /// It was sent by a client, and is kept at this place if its content is new; it lies in the workspace only until then.
    Sent(PathBuf),
}

impl<'a> Delivery<'a> {
    /// A file that stays where it is.
    pub fn found(name: &'a str, source: &'a Source, path: PathBuf) -> Delivery<'a> {
        Delivery { name, source, path, keeping: Keeping::Stays }
    }

    /// One of the inbox's, which is moved aside; it stays where no place can be made for it.
    pub fn aside(name: &'a str, source: &'a Source, path: PathBuf, inbox: &Path) -> Delivery<'a> {
        let place = path.strip_prefix(inbox).ok().map(|below| inbox::free_place(inbox, below));
        let is_made = |place: &PathBuf| place.parent().is_some_and(|folder| std::fs::create_dir_all(folder).is_ok());
        let keeping = place.filter(is_made).map_or(Keeping::Stays, Keeping::Aside);
        Delivery { name, source, path, keeping }
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
        let keeping = Keeping::Sent(inbox::free_place(&run.workspace.inbox(), Path::new(file)));
        Ok(Delivery { name, source, path, keeping })
    }

    /// Where it is once it has been imported.
    pub fn place(&self) -> &Path {
        match &self.keeping {
            Keeping::Stays => &self.path,
            Keeping::Aside(place) | Keeping::Sent(place) => place,
        }
    }

    pub fn bytes(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |data| data.len())
    }

    /// What brings it to its place when its run has been committed. `is_new` says whether it had records that had not come
    /// before.
    pub fn kept(&self, is_new: bool) -> Option<After> {
        let from = self.path.clone();
        match &self.keeping {
            Keeping::Aside(to) => Some(After::Move { from, to: to.clone() }),
            Keeping::Sent(to) if is_new => Some(After::Move { from, to: to.clone() }),
            Keeping::Stays | Keeping::Sent(_) => None,
        }
    }

    /// Has the batch that it came as before name its place, where it is that very file which is moved.
    pub fn renamed(&self, run: &Run<'_>) -> Result<(), JobError> {
        let Keeping::Aside(place) = &self.keeping else { return Ok(()) };
        let args = args![
            source => self.name,
            content_hash => content_hash(&self.path)?,
            file => run.workspace.shown(&self.path),
            place => run.workspace.shown(place),
        ];
        run.session.execute(include_str!("sql/rename_rejects.sql"), &args)?;
        run.session.execute(include_str!("sql/rename_batch.sql"), &args)?;
        Ok(())
    }

    /// An error as its sender understands it, who knows the file by its name.
    pub fn told(&self, error: JobError) -> JobError {
        if matches!(self.keeping, Keeping::Sent(_)) { by_name(error, &self.path) } else { error }
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
