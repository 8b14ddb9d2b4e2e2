//! The database encrypted at rest: its file, its log, its temporary files and its backups.
//!
//! DuckDB encrypts them itself, by AES of OpenSSL, in a build with the feature `encryption`. Its key is derived from a secret
//! that is read from a file, from a systemd credential or from a terminal; it stands in no command line and in no
//! environment. What can be told without the feature is told in every build: whether a file is encrypted, and what is missing.

mod error;
mod key;
#[cfg(feature = "encryption")]
pub(super) mod raw;
mod recrypt;
mod sealed;
mod secret;
#[cfg(test)]
mod tests;

pub use error::KeyError;
pub use key::{Key, Salt};
pub use recrypt::recrypt;
pub use sealed::Sealed;
pub use secret::{Origin, Secret};

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Where DuckDB's main header has its first flags, of which the lowest bit says that the rest is encrypted.
const FLAGS: usize = 20;

/// Whether a database's file is encrypted; none where there is no file, or none of DuckDB's.
pub fn is_encrypted(path: &Path) -> Option<bool> {
    let mut header = [0; FLAGS + 1];
    File::open(path).and_then(|mut file| file.read_exact(&mut header)).ok()?;
    (&header[8..12] == b"DUCK").then_some(header[FLAGS] & 1 == 1)
}

/// Refuses a file and a key that do not go together, before the engine says so in its own words.
pub(super) fn check(path: &Path, key: Option<&Key>) -> Result<(), KeyError> {
    let (is_encrypted, path) = (is_encrypted(path), path.to_owned());
    if !cfg!(feature = "encryption") && (is_encrypted == Some(true) || key.is_some()) {
        return Err(KeyError::NotBuilt { path });
    }
    match (is_encrypted, key) {
        (Some(true), None) => Err(KeyError::Missing { path }),
        (Some(false), Some(_)) => Err(KeyError::Plain { path }),
        _ => Ok(()),
    }
}
