//! A proposal as the text that `sources.toml` would have, for a person to read and edit.

use super::{ProposedColumn, ProposedFeed};
use crate::config::{DateOrder, Workspace};
use std::fmt::Write;
use std::path::Path;

/// How a file's source begins: it is a pattern that fits the file alone.
pub(super) fn of_file(name: &str, file: &str) -> String {
    format!("[source.{name}]\nfiles = {}\n", quoted(&glob::Pattern::escape(file)))
}

/// `origin` is how it begins: its own table, and others below it.
pub(super) fn source(
    name: &str,
    origin: &str,
    order: DateOrder,
    columns: &[ProposedColumn],
    feeds: &[ProposedFeed],
) -> String {
    let own = format!("[source.{name}]\n");
    let mut text = match order {
        DateOrder::Ymd => origin.to_owned(),
        order => origin.replacen(&own, &format!("{own}date_order = \"{}\"\n", order.name()), 1),
    };
    for feed in feeds {
        let _ = write!(text, "\n[source.{name}.feeds.{}]\n", feed.entity);
        for (field, column) in &feed.fields {
            let _ = writeln!(text, "{field} = {}", quoted(column));
        }
        for field in &feed.missing {
            let _ = writeln!(text, "# {field} = \"\"   # required, and no column was found for it");
        }
    }
    let unused: Vec<&str> =
        columns.iter().filter(|column| column.fields.is_empty()).map(|column| column.name.as_str()).collect();
    if !unused.is_empty() {
        let _ = write!(text, "\n# kept as they come, mapped to nothing: {}\n", unused.join(", ").replace('\n', " "));
    }
    text
}

/// A file as the workspace names it: from its folder if it is in it, else by its whole path.
pub(super) fn shown(file: &Path, workspace: &Workspace) -> String {
    let whole = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let root = workspace.dir().canonicalize().unwrap_or_else(|_| workspace.dir().to_owned());
    whole.strip_prefix(&root).unwrap_or(&whole).display().to_string()
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
