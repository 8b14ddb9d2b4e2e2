use crate::warehouse::WarehouseError;
use std::io;
use std::path::{Path, PathBuf};

/// Why a backup was not made, not verified or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("there is no backup {name:?} in {dir}", dir = dir.display())]
    Unknown { name: String, dir: PathBuf },
    #[error("no verified backup is in {dir}", dir = dir.display())]
    NoneVerified { dir: PathBuf },
    #[error("the backup {name} is damaged: {what}")]
    Damaged { name: String, what: String },
    #[error("the backup {name} was made by a newer Foureye (schema {found}, this program knows {known})")]
    Newer { name: String, found: u32, known: u32 },
    #[error("the backup {name} was encrypted with another key")]
    OtherKey { name: String },
    /// What was read back is not what the database held.
    #[error("{table} came back with {found}, and {expected} were written")]
    Differs { table: String, expected: String, found: String },
    #[error("{table} cannot be backed up: {source}")]
    Unread { table: String, source: WarehouseError },
    #[error("{path}: {source}", path = path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
}

impl BackupError {
    pub(super) fn file(path: &Path, source: io::Error) -> BackupError {
        BackupError::File { path: path.to_owned(), source }
    }

    /// What the reader can do about it, where something can be done.
    pub fn hint(&self) -> Option<String> {
        match self {
            BackupError::Unknown { .. } => Some("`foureye backups` lists them".into()),
            BackupError::NoneVerified { .. } => {
                Some("`foureye backups` lists what there is; `foureye backup verify NAME` reads one back".into())
            }
            BackupError::Damaged { .. } | BackupError::Differs { .. } => {
                Some("take another: `foureye backups` says which were verified".into())
            }
            BackupError::OtherKey { .. } => {
                Some("name the file of the key that it was made with: `foureye restore NAME --key-file FILE`".into())
            }
            BackupError::Newer { .. } => Some("use the newer program; the backup was left as it is".into()),
            BackupError::Unread { source, .. } | BackupError::Warehouse(source) => source.hint(),
            BackupError::File { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                Some("make room on that disk, and try again; earlier backups are as they were".into())
            }
            BackupError::File { .. } => Some(
                "check that the folder is there and that you may read and write it; earlier backups are as they were"
                    .into(),
            ),
        }
    }
}
