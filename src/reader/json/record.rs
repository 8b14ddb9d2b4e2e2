//! One JSON object as one row: its members by name, those of objects within it as `outer.inner`.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::scan::members;

/// A member of a record: its name, and its value as it is written.
pub(super) struct Member<'a> {
    pub name: String,
    pub raw: &'a str,
}

/// The members of the object that `text` should be, or what is wrong with it.
pub(super) fn flatten(text: &str) -> Result<Vec<Member<'_>>, String> {
    check(text)?;
    let mut found = Vec::new();
    for (key, value) in members(text) {
        let name = string(&text[key])?;
        let raw = &text[value];
        if is_flattened(raw) {
            for (inner, value) in members(raw) {
                found.push(Member { name: format!("{name}.{}", string(&raw[inner])?), raw: &raw[value] });
            }
        } else {
            found.push(Member { name: name.into_owned(), raw });
        }
    }
    Ok(found)
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

/// An empty object has no members to stand for it, so it stays.
fn is_flattened(raw: &str) -> bool {
    raw.starts_with('{') && raw[1..].trim_start() != "}"
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
