//! One JSON object as one row: its members by name, those of objects within it as `outer.inner`.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::de::IgnoredAny;

use super::scan::members;

/// A member of a record: its name, and its value as it is written.
pub(super) struct Member<'a> {
    pub name: String,
    pub raw: &'a str,
    /// Whether it is also told by an object around it that has a column of its own.
    pub is_told: bool,
}

/// Which objects within a record are gone into.
pub(super) enum Depth {
    /// Those that are its own members.
    First,
    /// Those that lead to a stated column, however deep it is.
    Stated { columns: HashSet<String>, on_the_way: HashSet<String> },
}

impl Depth {
    /// As far as columns reach of which each is the way to a value, such as `context.page.url`.
    pub(super) fn of(columns: &[String]) -> Depth {
        let ways = columns.iter().flat_map(|column| column.match_indices('.').map(|(at, _)| column[..at].to_owned()));
        Depth::Stated { columns: columns.iter().cloned().collect(), on_the_way: ways.collect() }
    }

    fn goes_into(&self, name: &str, raw: &str, outer: Option<&str>) -> bool {
        match self {
            // An empty object has no members to stand for it, so it stays.
            Depth::First => outer.is_none() && raw.starts_with('{') && raw[1..].trim_start() != "}",
            Depth::Stated { on_the_way, .. } => raw.starts_with('{') && on_the_way.contains(name),
        }
    }

    fn has_column(&self, name: &str) -> bool {
        matches!(self, Depth::Stated { columns, .. } if columns.contains(name))
    }
}

/// The members of the object that `text` should be, or what is wrong with it.
pub(super) fn flatten<'a>(text: &'a str, depth: &Depth) -> Result<Vec<Member<'a>>, String> {
    check(text)?;
    let mut found = Vec::new();
    gather(text, depth, None, false, &mut found)?;
    Ok(found)
}

fn gather<'a>(
    text: &'a str,
    depth: &Depth,
    outer: Option<&str>,
    is_told: bool,
    found: &mut Vec<Member<'a>>,
) -> Result<(), String> {
    for (key, value) in members(text) {
        let own = string(&text[key])?;
        let name = outer.map_or_else(|| own.to_string(), |outer| format!("{outer}.{own}"));
        let raw = &text[value];
        if !depth.goes_into(&name, raw, outer) {
            found.push(Member { name, raw, is_told });
            continue;
        }
        let has_column = depth.has_column(&name);
        gather(raw, depth, Some(&name), is_told || has_column, found)?;
        if has_column {
            found.push(Member { name, raw, is_told });
        }
    }
    Ok(())
}

/// A value as a column holds it: strings without their quotes, all else as it is written, null as NULL.
pub(super) fn text_of(raw: &str) -> Result<Option<Cow<'_, str>>, String> {
    match raw.as_bytes().first() {
        Some(b'"') => string(raw).map(Some),
        _ if raw == "null" => Ok(None),
        _ => Ok(Some(Cow::Borrowed(raw))),
    }
}

/// Members without a column, as one JSON object.
pub(super) fn object_of<'a>(members: impl IntoIterator<Item = &'a Member<'a>>) -> String {
    let written: Vec<String> = members
        .into_iter()
        .map(|member| format!("{}:{}", serde_json::Value::from(member.name.as_str()), member.raw))
        .collect();
    format!("{{{}}}", written.join(","))
}

fn check(text: &str) -> Result<(), String> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return Err(reason(&error));
    }
    match text.trim_start().as_bytes().first() {
        Some(b'{') => Ok(()),
        Some(b'[') => Err("a list".into()),
        Some(b'"') => Err("a string".into()),
        _ => Err("a bare value".into()),
    }
}

fn string(raw: &str) -> Result<Cow<'_, str>, String> {
    match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
        _ => serde_json::from_str(raw).map(Cow::Owned).map_err(|error| reason(&error)),
    }
}

/// Without serde_json's line and column, which are counted within the record.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
