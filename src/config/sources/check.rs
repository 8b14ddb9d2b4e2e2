use super::{Source, Sources, database};
use crate::config::{ConfigError, Model, Workspace, load};

/// What is wrong with a part of a source: the way to it, what, and what would be right.
pub(super) struct Fault {
    pub path: Vec<String>,
    pub what: String,
    pub right: String,
}

impl Fault {
    pub fn new(path: &[&str], what: impl Into<String>, right: impl Into<String>) -> Fault {
        Fault { path: path.iter().map(|part| (*part).to_owned()).collect(), what: what.into(), right: right.into() }
    }
}

/// Refuses what parses but cannot be meant, with its line.
pub(in crate::config) fn check(sources: &Sources, model: &Model, workspace: &Workspace) -> Result<(), ConfigError> {
    for (name, source) in &sources.sources {
        let checked = is_named(name)
            .and_then(|()| has_one_origin(name, source))
            .and_then(|()| has_one_schedule(name, source))
            .and_then(|()| source.database.as_ref().map_or(Ok(()), database::check))
            .and_then(|()| feeds(name, source, model));
        checked.map_err(|fault| {
            let path: Vec<&str> = ["source", name].into_iter().chain(fault.path.iter().map(String::as_str)).collect();
            load::wrong(workspace, "sources.toml", &path, fault.what, fault.right)
        })?;
    }
    Ok(())
}

fn is_named(name: &str) -> Result<(), Fault> {
    if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Ok(());
    }
    Err(Fault::new(&[], format!("{name:?} is no name for a source"), "use letters, digits and _ only"))
}

fn has_one_origin(name: &str, source: &Source) -> Result<(), Fault> {
    let of_files = [
        ("format", source.format.is_some()),
        ("encoding", source.encoding.is_some()),
        ("delimiter", source.delimiter.is_some()),
        ("quote", source.quote.is_some()),
        ("header", source.header.is_some()),
        ("columns", source.columns.is_some()),
        ("sheet", source.sheet.is_some()),
    ];
    match (&source.files, &source.database) {
        (None, None) => Err(Fault::new(
            &[],
            format!("source {name} does not say where its data comes from"),
            "add `files = \"inbox/*.csv\"`, or a table [source.NAME.database]",
        )),
        (Some(_), Some(_)) => Err(Fault::new(
            &["files"],
            format!("source {name} has both files and a database"),
            "make two sources of it, which may share a system",
        )),
        (None, Some(_)) => match of_files.into_iter().find(|(_, is_stated)| *is_stated) {
            Some((key, _)) => {
                Err(Fault::new(&[key], format!("{key} is about files, and source {name} has none"), "take it out"))
            }
            None => Ok(()),
        },
        (Some(_), None) => Ok(()),
    }
}

fn has_one_schedule(name: &str, source: &Source) -> Result<(), Fault> {
    if source.every.is_some() && source.at.is_some() {
        return Err(Fault::new(
            &["at"],
            format!("source {name} is to be read both every so often and at a time"),
            "state one of them",
        ));
    }
    Ok(())
}

fn feeds(name: &str, source: &Source, model: &Model) -> Result<(), Fault> {
    for (entity_name, feed) in &source.feeds {
        let Some(entity) = model.entities.get(entity_name) else {
            let what = format!("source {name} feeds {entity_name}, which the model does not have");
            return Err(Fault::new(&["feeds", entity_name], what, one_of(model.entities.keys())));
        };
        for field in feed.fields.keys() {
            if !entity.fields.contains_key(field) {
                let what = format!("{entity_name} has no field {field}");
                return Err(Fault::new(&["feeds", entity_name, field], what, one_of(entity.fields.keys())));
            }
        }
        for (field, described) in &entity.fields {
            let is_given = feed.fields.contains_key(field);
            if described.required && !is_given && described.default.is_none() && described.default_sql.is_none() {
                let what = format!("source {name} feeds {entity_name} without its {field}");
                return Err(Fault::new(&["feeds", entity_name], what, format!("add `{field} = \"COLUMN\"`")));
            }
        }
    }
    Ok(())
}

fn one_of<'a>(names: impl Iterator<Item = &'a String>) -> String {
    format!("expected one of {}", names.map(String::as_str).collect::<Vec<_>>().join(", "))
}
