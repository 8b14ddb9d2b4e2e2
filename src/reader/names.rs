//! Column names that a database can take: none empty, no two alike.
//!
//! A file with a second `name` is still a good file, so the second becomes `name_2` rather than an error.

use std::collections::HashSet;
use std::path::Path;

use super::ReadError;

/// Wider than any table that people keep; past it the delimiter is wrong, or the table lies on its side.
pub(super) const MAX_COLUMNS: usize = 4_096;

/// Names for columns whose headers read so.
pub(super) fn column_names<'a>(headers: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    headers.into_iter().enumerate().map(|(at, header)| free_name(tidy(header, at), &mut taken)).collect()
}

pub(super) fn check_width(path: &Path, found: usize) -> Result<(), ReadError> {
    if found <= MAX_COLUMNS {
        return Ok(());
    }
    Err(ReadError::TooManyColumns { path: path.into(), found, limit: MAX_COLUMNS })
}

/// A header on one line and without control characters, as it will stand in tables and on screens.
fn tidy(header: &str, at: usize) -> String {
    let printable: String = header
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && *c != '\u{feff}')
        .collect();
    let words: Vec<&str> = printable.split_whitespace().collect();
    if words.is_empty() { format!("column_{}", at + 1) } else { words.join(" ") }
}

/// SQL takes `Name` and `name` for the same column, so capitals do not make two names different.
fn free_name(wanted: String, taken: &mut HashSet<String>) -> String {
    let mut name = wanted.clone();
    let mut count = 1;
    while !taken.insert(name.to_lowercase()) {
        count += 1;
        name = format!("{wanted}_{count}");
    }
    name
}
