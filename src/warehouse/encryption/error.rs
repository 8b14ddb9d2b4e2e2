use std::io;
use std::path::PathBuf;

/// Why an encrypted file does not open, or a plain one is not taken for encrypted.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("{path} is encrypted, and no key is configured", path = path.display())]
    Missing { path: PathBuf },
    #[error("the key does not open {path}", path = path.display())]
    Wrong { path: PathBuf },
    #[error("a key is configured, and {path} is not encrypted", path = path.display())]
    Plain { path: PathBuf },
    #[error("{path} is to be encrypted, and this program was built without encryption", path = path.display())]
    NotBuilt { path: PathBuf },
    #[error("the key's file {path} cannot be read: {source}", path = path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("others may read the key's file {path} (its mode is {mode:04o})", path = path.display())]
    Open { path: PathBuf, mode: u32 },
    #[error("the key from {origin} has {length} bytes, and {least} are the least", least = super::secret::LEAST)]
    Short { origin: String, length: usize },
    #[error("the key cannot be asked for here: {what}")]
    NoTerminal { what: String },
    #[error("the new key was not typed twice alike")]
    Unlike,
    #[error("{path}, without which no key opens the database, cannot be read: {what}", path = path.display())]
    NoSalt { path: PathBuf, what: String },
}

impl KeyError {
    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            KeyError::Missing { .. } => {
                "name its file as `key_file` under [encryption] in foureye.toml, or give systemd's credential foureye.key".into()
            }
            KeyError::Wrong { path } => format!(
                "give the key that it was encrypted with; a `foureye rekey` that was killed has left it with the old key as long \
                 as {} is there, and with the new one otherwise",
                path.with_extension("recrypting.duckdb").display()
            ),
            KeyError::Plain { .. } => {
                "`foureye encrypt` encrypts it; or take the key out of foureye.toml".into()
            }
            KeyError::NotBuilt { .. } => "build it with `cargo build --release --features encryption`".into(),
            KeyError::Unreadable { .. } => "check the path, and that you may read it".into(),
            KeyError::Open { path, .. } => format!("chmod 600 '{}'; and take a new key if others may have read it", path.display()),
            KeyError::Short { .. } => "make one with `head -c 32 /dev/urandom | base64`".into(),
            KeyError::NoTerminal { .. } => {
                "open the workspace from a terminal, or name the key's file as `key_file` under [encryption]".into()
            }
            KeyError::Unlike => "try again; nothing was changed".into(),
            KeyError::NoSalt { .. } => "put it back; every encrypted backup's manifest.json has it as `salt`".into(),
        })
    }
}
