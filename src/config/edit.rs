use super::{Config, ConfigError, Workspace};
use crate::value::keep;
use std::path::Path;
use toml_edit::DocumentMut;

/// One of the workspace's files to change, comments and all; its default where the workspace has none.
pub fn document(workspace: &Workspace, name: &str, default: &str) -> Result<DocumentMut, ConfigError> {
    let path = workspace.file(name);
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => default.to_owned(),
        text => text.map_err(|error| ConfigError::Unreadable { file: path.clone(), what: error.to_string() })?,
    };
    let wrong = |what: String| ConfigError::Wrong { file: path, line: 1, what, right: String::new() };
    text.parse().map_err(|error: toml_edit::TomlError| wrong(error.to_string()))
}

/// Puts a new text in the place of one of the workspace's files at once, and the old one back if it does not load.
pub fn replace(workspace: &Workspace, name: &str, text: &str) -> Result<(), ConfigError> {
    let path = workspace.file(name);
    let old = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        old => Some(old.map_err(|error| unwritable(&path, &error))?),
    };
    write(&path, text)?;
    Config::load(workspace).map(|_| ()).inspect_err(|_| {
        let _ = match &old {
            Some(old) => write(&path, old),
            None => std::fs::remove_file(&path).map_err(|error| unwritable(&path, &error)),
        };
    })
}

fn write(path: &Path, text: &str) -> Result<(), ConfigError> {
    keep(path, text.as_bytes()).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> ConfigError {
    ConfigError::Unwritable { file: path.to_owned(), what: error.to_string() }
}
