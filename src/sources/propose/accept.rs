use crate::config::{ConfigError, Workspace, replace};
use std::path::Path;
use toml_edit::{DocumentMut, Item, Table};

const FILE: &str = "sources.toml";

/// The part of `sources.toml` that is about a source, as it is written there; none where it has none of that name.
pub fn source_text(workspace: &Workspace, name: &str) -> Result<Option<String>, ConfigError> {
    let path = workspace.file(FILE);
    let document = parsed(&path, &text(&path)?)?;
    Ok(named(&document, name).map(|source| {
        let mut sources = Table::new();
        sources.set_implicit(true);
        sources.insert(name, source);
        let mut alone = DocumentMut::new();
        alone.insert("source", Item::Table(sources));
        alone.to_string()
    }))
}

fn named(document: &DocumentMut, name: &str) -> Option<Item> {
    document.get("source")?.get(name).cloned()
}

fn text(path: &Path) -> Result<String, ConfigError> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        text => text.map_err(|error| unreadable(path, &error)),
    }
}

/// Writes a source into `sources.toml`, in the place of one of the same name; everything else in the file stays as it is,
/// comments too. The text is checked first, and a file that would not load is not written.
pub fn accept(workspace: &Workspace, name: &str, toml: &str) -> Result<(), ConfigError> {
    let path = workspace.file(FILE);
    let mut document: DocumentMut = parsed(&path, &text(&path)?)?;
    let proposed: DocumentMut = parsed(Path::new("the proposal"), toml)?;
    let Some(added) = named(&proposed, name) else {
        let what = format!("the text has no [source.{name}]");
        return Err(ConfigError::Wrong {
            file: "the proposal".into(),
            line: 1,
            what,
            right: format!("begin with [source.{name}]"),
        });
    };
    let sources = document.entry("source").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    sources[name] = last(added);
    replace(workspace, FILE, &document.to_string())
}

/// Lets every field of a source that is mapped from one column take the first text of another and of it: the column goes by
/// another name in newer files. Says how many fields those are.
pub fn remap(workspace: &Workspace, name: &str, old_column: &str, new_column: &str) -> Result<u64, ConfigError> {
    let path = workspace.file(FILE);
    let old = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
    let mut document = parsed(&path, &old)?;
    let feeds = document.get_mut("source").and_then(|sources| sources.get_mut(name)?.get_mut("feeds"));
    let feeds = feeds.and_then(Item::as_table_like_mut).into_iter().flat_map(|feeds| feeds.iter_mut());
    let fields = feeds.filter_map(|(_, feed)| feed.as_table_like_mut()).flat_map(|feed| feed.iter_mut());
    let mut changed = 0;
    for (field, map) in fields.filter(|(field, _)| *field != "where") {
        if let Some(columns) = columns(map, old_column, new_column) {
            let mut first = toml_edit::InlineTable::new();
            first.insert("first", columns.into());
            *map = toml_edit::value(first);
            changed += 1;
            tracing::info!(source = name, field = field.get(), old_column, new_column, "mapped from both columns");
        }
    }
    replace(workspace, FILE, &document.to_string())?;
    Ok(changed)
}

/// The columns of a field that is mapped from the old one: the new one before them.
fn columns(map: &Item, old_column: &str, new_column: &str) -> Option<toml_edit::Array> {
    let known: Vec<&str> = match map.as_str() {
        Some(column) => vec![column],
        None => map.get("first")?.as_array()?.iter().filter_map(toml_edit::Value::as_str).collect(),
    };
    let is_meant = known.contains(&old_column) && !known.contains(&new_column);
    is_meant.then(|| [new_column].into_iter().chain(known).collect())
}

/// Without the position that it had in its own text, so that it is written behind what is there.
fn last(item: Item) -> Item {
    let Item::Table(mut table) = item else { return item };
    table.set_position(None);
    for (_, inner) in table.iter_mut() {
        *inner = last(std::mem::take(inner));
    }
    Item::Table(table)
}

fn parsed(path: &Path, text: &str) -> Result<DocumentMut, ConfigError> {
    text.parse().map_err(|error: toml_edit::TomlError| {
        let offset = error.span().map_or(0, |span| span.start);
        let line = text[..offset.min(text.len())].matches('\n').count() + 1;
        ConfigError::Wrong { file: path.to_owned(), line, what: error.message().to_owned(), right: String::new() }
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> ConfigError {
    ConfigError::Unreadable { file: path.to_owned(), what: error.to_string() }
}
