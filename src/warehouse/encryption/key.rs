use super::{KeyError, Secret};
use crate::value::{keep, token};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What opens an encrypted file: derived from a secret and a salt.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    bytes: Zeroizing<[u8; 32]>,
    salt: Salt,
}

/// What makes the keys of two workspaces differ although their secrets are one, and how much work it is to try a secret. It
/// stands beside the database; it is no secret itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Salt {
    /// Argon2id's, in KiB.
    memory: u32,
    /// Argon2id's.
    passes: u32,
    /// In hexadecimal.
    salt: String,
}

impl Key {
    /// Words that a person has chosen could be found by trying, which is made dear; 32 random bytes could not.
    pub fn derive(secret: &Secret, salt: &Salt) -> Result<Key, KeyError> {
        let bytes = match secret.random() {
            Some(random) => Zeroizing::new(*blake3::keyed_hash(&random, salt.salt.as_bytes()).as_bytes()),
            None => salt.stretched(secret).map_err(|error| {
                let path = PathBuf::from("foureye.salt");
                KeyError::NoSalt { path, what: error.to_string() }
            })?,
        };
        Ok(Key { bytes, salt: salt.clone() })
    }

    /// As DuckDB takes it for its file.
    pub(in crate::warehouse) fn of_database(&self) -> Zeroizing<String> {
        self.of("foureye 2026-11 database")
    }

    /// As DuckDB takes it for Parquet.
    pub(in crate::warehouse) fn of_backups(&self) -> Zeroizing<String> {
        self.of("foureye 2026-11 backups")
    }

    fn of(&self, purpose: &str) -> Zeroizing<String> {
        let derived = Zeroizing::new(blake3::derive_key(purpose, self.bytes.as_ref()));
        Zeroizing::new(STANDARD.encode(derived.as_ref()))
    }

    /// Tells keys apart, and nothing else of them.
    pub fn fingerprint(&self) -> String {
        blake3::Hash::from(blake3::derive_key("foureye 2026-11 fingerprint", self.bytes.as_ref())).to_hex()[..16]
            .to_owned()
    }

    pub fn salt(&self) -> &Salt {
        &self.salt
    }
}

/// Says nothing of what it is.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Salt {
    /// Beside a database: `foureye.salt`.
    pub fn path(database: &Path) -> PathBuf {
        database.with_extension("salt")
    }

    /// The salt of a database; a new one, kept from now on, where there is neither.
    pub fn of(database: &Path) -> Result<Salt, KeyError> {
        let path = Salt::path(database);
        let lost = |error: io::Error| KeyError::NoSalt { path: path.clone(), what: error.to_string() };
        match std::fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).map_err(|error| lost(error.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound && super::is_encrypted(database) != Some(true) => {
                let salt = Salt::new().map_err(lost)?;
                salt.write(database).map_err(lost)?;
                Ok(salt)
            }
            Err(error) => Err(lost(error)),
        }
    }

    fn stretched(&self, secret: &Secret) -> Result<Zeroizing<[u8; 32]>, argon2::Error> {
        let argon =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(self.memory, self.passes, 1, Some(32))?);
        let mut bytes = Zeroizing::new([0; 32]);
        argon.hash_password_into(secret.bytes(), self.salt.as_bytes(), bytes.as_mut())?;
        Ok(bytes)
    }

    fn new() -> io::Result<Salt> {
        Ok(Salt { memory: 32 << 10, passes: 3, salt: token()? })
    }

    /// Keeps it beside a database, on the disk before it returns.
    pub fn write(&self, database: &Path) -> io::Result<()> {
        keep(&Salt::path(database), &serde_json::to_vec_pretty(self)?)
    }
}
