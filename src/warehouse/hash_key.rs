//! The key that lies beside the file: what is hashed under it can be checked and matched only by who has the key.

use super::WarehouseError;
use crate::value::{hex, keep, keep_unless_there};
use rand::RngCore;
use rand::rngs::OsRng;
use std::fs;
use std::path::{Path, PathBuf};

/// The key's file, in the folder of the database.
pub const FILE: &str = "foureye.hashkey";

/// A secret of 256 bits, of which only keys for single purposes leave this room.
pub struct HashKey([u8; 32]);

impl HashKey {
    /// The key beside a database; one that has none yet gets a new one, which only its owner may read.
    pub(super) fn beside(database: &Path) -> Result<HashKey, WarehouseError> {
        let path = database.with_file_name(FILE);
        let failed = |source| WarehouseError::Beside { path: path.clone(), source };
        if !path.try_exists().map_err(failed)? {
            keep_unless_there(&path, hex(&HashKey::fresh().0).as_bytes()).map_err(failed)?;
        }
        HashKey::read(path)
    }

    /// A key that nobody has had.
    pub(super) fn fresh() -> HashKey {
        let mut key = [0; 32];
        OsRng.fill_bytes(&mut key);
        HashKey(key)
    }

    fn read(path: PathBuf) -> Result<HashKey, WarehouseError> {
        let text = fs::read_to_string(&path);
        let text = text.map_err(|source| WarehouseError::Beside { path: path.clone(), source })?;
        match blake3::Hash::from_hex(text.trim()) {
            Ok(key) => Ok(HashKey(*key.as_bytes())),
            Err(_) => Err(WarehouseError::NoKey { path }),
        }
    }

    /// A key for one purpose, which tells nothing of the others.
    pub fn key(&self, purpose: &str) -> [u8; 32] {
        blake3::derive_key(&format!("foureye 2026-11-26 {purpose}"), &self.0)
    }

    /// The same as text, for hashes that the engine makes.
    pub fn key_text(&self, purpose: &str) -> String {
        hex(&self.key(purpose))
    }
}

/// Writes a file beside the data: whole or not at all, and as its owner's alone.
pub fn keep_private(path: &Path, text: &str) -> Result<(), WarehouseError> {
    keep(path, text.as_bytes()).map_err(|source| WarehouseError::Beside { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_is_its_owners_alone() {
        let dir = tempfile::tempdir().unwrap();
        let database = dir.path().join("foureye.duckdb");
        let first = HashKey::beside(&database).unwrap().key_text("audit");
        assert_eq!(HashKey::beside(&database).unwrap().key_text("audit"), first);
        assert_ne!(HashKey::beside(&database).unwrap().key_text("forgotten"), first);
        let mode = std::fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_holds_no_key_is_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "lost").unwrap();
        assert!(matches!(HashKey::beside(&dir.path().join("foureye.duckdb")), Err(WarehouseError::NoKey { .. })));
        assert_eq!(std::fs::read_to_string(dir.path().join(FILE)).unwrap(), "lost");
    }
}
