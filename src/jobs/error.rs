use crate::analysis::AnalysisError;
use crate::reader::ReadError;
use crate::warehouse::WarehouseError;
use crate::warehouse::backup::BackupError;

/// Why a run ended without a result; the warehouse is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("cancelled")]
    Cancelled,
    /// What it would be made of turned out to be as it was.
    #[error("nothing has changed for it")]
    Unneeded,
    #[error("there is no job {name:?}")]
    Unknown { name: String },
    #[error("{job} has no parameter {name:?}")]
    NoParam { job: &'static str, name: String, known: String },
    #[error("{name} is {value:?}, but should be {expected}")]
    BadParam { name: &'static str, value: String, expected: String },
    #[error("{job} stopped on data that its method cannot take: {what}")]
    Panicked { job: &'static str, what: String },
    /// The data does not support what was asked.
    #[error("{what}")]
    Unfit { what: String, hint: String },
    /// The data are too few for the method.
    #[error("{what}")]
    TooFew { what: String, hint: String },
    #[error(transparent)]
    Warehouse(WarehouseError),
    #[error(transparent)]
    Backup(BackupError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    #[error("{path}: {source}", path = path.display())]
    File { path: std::path::PathBuf, source: std::io::Error },
}

impl JobError {
    /// What was asked does not go with the data; the hint says what does.
    pub fn unfit(what: impl Into<String>, hint: impl Into<String>) -> JobError {
        JobError::Unfit { what: what.into(), hint: hint.into() }
    }

    /// Whether it is no mistake: the method needs more data than there are yet.
    pub fn is_for_want_of_data(&self) -> bool {
        matches!(self, JobError::TooFew { .. } | JobError::Analysis(AnalysisError::TooFew { .. }))
    }

    pub fn hint(&self) -> Option<String> {
        match self {
            JobError::Unknown { .. } => Some("`foureye jobs` lists them".into()),
            JobError::NoParam { known, .. } => Some(format!("it has {known}")),
            JobError::Unfit { hint, .. } | JobError::TooFew { hint, .. } => {
                Some(hint.clone()).filter(|hint| !hint.is_empty())
            }
            JobError::Warehouse(error) => error.hint(),
            JobError::Backup(error) => error.hint(),
            JobError::Read(error) => error.hint(),
            JobError::File { .. } => Some(
                "check that it is there, that you may read and write it and its folder, and that the disk has room"
                    .into(),
            ),
            _ => None,
        }
    }
}

impl From<WarehouseError> for JobError {
    fn from(error: WarehouseError) -> JobError {
        match error {
            WarehouseError::Interrupted => JobError::Cancelled,
            other => JobError::Warehouse(other),
        }
    }
}

impl From<BackupError> for JobError {
    fn from(error: BackupError) -> JobError {
        match error {
            BackupError::Warehouse(error) => error.into(),
            other => JobError::Backup(other),
        }
    }
}
