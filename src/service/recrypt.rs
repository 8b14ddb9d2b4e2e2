//! Encrypting a workspace's database, giving it another key, and making it plain again: always by a copy beside it, which is
//! compared and then takes its place at once. A program that is killed meanwhile leaves the file as it was, or as it is to be.

use super::restore::{alone_with, unless_ended};
use super::{Fault, key};
use crate::config::{Settings, Workspace, document, replace};
use crate::warehouse::backup::{self, Hold, Made};
use crate::warehouse::encryption::{self, Key, Origin, Salt};
use crate::warehouse::{Limits, Warehouse};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What is to become of the database's encryption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recrypt {
    /// With the key that is configured.
    Encrypt,
    /// With the key in a file; none asks for it.
    Rekey {
        key_file: Option<PathBuf>,
    },
    Decrypt,
}

impl Recrypt {
    /// Does it; `goes_on` is told how far it is, from 0 to 1, and ends it by false.
    pub fn run(&self, workspace: &Workspace, goes_on: &dyn Fn(f64) -> bool) -> Result<(), Fault> {
        let settings = Settings::load(workspace)?;
        let database = workspace.warehouse();
        let is_encrypted = encryption::is_encrypted(&database);
        match (self, is_encrypted) {
            (_, None) => return Err(refused(&database, "there is no database", "`foureye import` makes one")),
            (Recrypt::Encrypt, Some(true)) => {
                return Err(refused(&database, "it is encrypted already", "`foureye rekey` gives it another key"));
            }
            (Recrypt::Rekey { .. } | Recrypt::Decrypt, Some(false)) => {
                return Err(refused(&database, "it is not encrypted", "`foureye encrypt` encrypts it"));
            }
            _ => {}
        }
        let _alone = alone_with(workspace, "recrypt")?;
        let configured = key::of(workspace, &settings)?;
        let configured = configured.ok_or_else(|| {
            let hint = "name its file as `key_file` under [encryption] in foureye.toml, or set `prompt = true` there";
            refused(&database, "no key is configured", hint)
        })?;
        let (old, new) = match self {
            Recrypt::Encrypt => (None, Some(configured)),
            Recrypt::Rekey { key_file } => {
                let new = new_key(workspace, key_file.as_deref())?;
                if new == configured {
                    return Err(refused(&database, "the new key is the one that it has", "give another"));
                }
                (Some(configured), Some(new))
            }
            Recrypt::Decrypt => (Some(configured), None),
        };
        let made = Made::at(database.with_extension("recrypting.duckdb"));
        let limits = |key| Limits { memory: settings.memory.clone(), threads: settings.threads, key };
        // It brings the log into the file, and the file to this program's version, which the copy has too.
        drop(Warehouse::open(&database, &limits(old.clone()))?);
        let before = stamp(&database);
        encryption::recrypt(&database, old.as_ref(), made.file(), &limits(new), &unless_ended(goes_on))?;
        let hold = Hold::take(&database)?;
        if stamp(&database) != before {
            return Err(refused(&database, "someone has worked on it meanwhile", "nothing was changed; try again"));
        }
        let moved = hold.take_over(made.file());
        moved.map_err(|error| Fault::failed(format!("{}: {error}", database.display())))?;
        self.settle(workspace, &settings)
    }

    /// Lets the configuration follow, where it says where the key is.
    fn settle(&self, workspace: &Workspace, settings: &Settings) -> Result<(), Fault> {
        match self {
            Recrypt::Rekey { key_file: Some(file) } if settings.encryption.key_file.is_some() => {
                let mut document = document(workspace, "foureye.toml", include_str!("../../config/foureye.toml"))?;
                document["encryption"]["key_file"] = toml_edit::value(file.display().to_string());
                Ok(replace(workspace, "foureye.toml", &document.to_string())?)
            }
            Recrypt::Decrypt => {
                let _ = std::fs::remove_file(Salt::path(&workspace.warehouse()));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// When a database's file and its log were written last.
fn stamp(database: &Path) -> [Option<(SystemTime, u64)>; 2] {
    let written = |file: &Path| {
        let data = file.metadata().ok()?;
        Some((data.modified().ok()?, data.len()))
    };
    [written(database), written(&backup::log_of(database))]
}

/// The salt stays, so that the new file takes its place by one renaming.
fn new_key(workspace: &Workspace, file: Option<&Path>) -> Result<Key, Fault> {
    let origin = file.map_or(Origin::NewPrompt, |file| Origin::File(file.to_owned()));
    Ok(Key::derive(&origin.read()?, &Salt::of(&workspace.warehouse())?)?)
}

fn refused(database: &Path, what: &str, hint: &str) -> Fault {
    Fault::usage(format!("{}: {what}", database.display()), hint)
}
