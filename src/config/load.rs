//! From a file's text to its type, or to the line that is wrong.

use super::{ConfigError, Workspace};
use serde::de::DeserializeOwned;
use std::path::Path;

/// A workspace's file, or the default where the workspace has none.
pub(crate) fn file<T: DeserializeOwned>(workspace: &Workspace, name: &str, default: &str) -> Result<T, ConfigError> {
    let path = workspace.file(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&path, &text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => parse(Path::new(name), default),
        Err(error) => Err(ConfigError::Unreadable { file: path, what: error.to_string() }),
    }
}

pub(crate) fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let (what, right) = explained(error.message());
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        ConfigError::Wrong { file: file.to_owned(), line, what, right }
    })
}

/// `unknown field `x`, expected `y`` says both what is wrong and what would be right.
fn explained(message: &str) -> (String, String) {
    match message.split_once(", expected ") {
        Some((what, right)) => (what.to_owned(), format!("expected {right}")),
        None => (message.to_owned(), String::new()),
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The error for a value that parses but cannot be meant; `path` leads to it, table by table.
pub(crate) fn wrong(workspace: &Workspace, name: &str, path: &[&str], what: String, right: String) -> ConfigError {
    let file = workspace.file(name);
    let line = std::fs::read_to_string(&file).ok().and_then(|text| line_of(&text, path)).unwrap_or(1);
    ConfigError::Wrong { file, line, what, right }
}

/// The line on which the deepest known part of the path stands.
fn line_of(text: &str, path: &[&str]) -> Option<usize> {
    let document = toml_edit::Document::parse(text).ok()?;
    let mut item = document.as_item();
    let mut line = None;
    for part in path {
        let table = item.as_table_like()?;
        let Some((key, next)) = table.get_key_value(part) else { break };
        line = key.span().or_else(|| next.span()).map(|span| line_at(text, span.start)).or(line);
        item = next;
    }
    line
}
