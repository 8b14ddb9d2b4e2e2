use std::path::PathBuf;

/// A mistake in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("{file}:{line}: {what}", file = file.display())]
    Wrong { file: PathBuf, line: usize, what: String, right: String },
    #[error("{file} cannot be read: {what}", file = file.display())]
    Unreadable { file: PathBuf, what: String },
    #[error("{file} cannot be written: {what}", file = file.display())]
    Unwritable { file: PathBuf, what: String },
    #[error("{dir} is no workspace: it has no foureye.toml", dir = dir.display())]
    NoWorkspace { dir: PathBuf },
    #[error("{dir} already holds a workspace", dir = dir.display())]
    Exists { dir: PathBuf },
}

impl ConfigError {
    /// What would be right.
    pub fn hint(&self) -> Option<String> {
        match self {
            ConfigError::Wrong { right, .. } => Some(right.clone()).filter(|right| !right.is_empty()),
            ConfigError::Unreadable { .. } => Some("check that the file is there and that you may read it".into()),
            ConfigError::Unwritable { .. } => {
                Some("check that its folder is there, that you may write to it, and that the disk has room".into())
            }
            ConfigError::NoWorkspace { .. } => {
                Some("make one with `foureye init DIR`, or name one with --workspace or FOUREYE_WORKSPACE".into())
            }
            ConfigError::Exists { .. } => Some("name another folder, or work in this one".into()),
        }
    }
}
