//! What the columns of delimited text are: how many, by which names, and whether the file itself names them.

use std::path::Path;

use super::super::names::{check_width, column_names};
use super::super::{Hints, ReadError};
use super::header::is_header;
use super::sniff::Preview;

pub(super) struct Columns {
    pub names: Vec<String>,
    /// The first record names them.
    pub header: bool,
    /// Records are lists of any length.
    pub ragged: bool,
}

impl Columns {
    pub(super) fn of(path: &Path, first: &[String], preview: &Preview, hints: &Hints) -> Result<Self, ReadError> {
        let header = hints.header.unwrap_or_else(|| match &hints.columns {
            Some(stated) => are_alike(first, stated),
            None => is_header(&preview.rows),
        });
        let columns = match &hints.columns {
            Some(stated) => Self::stated(path, stated, first, preview, header)?,
            None if header => Self::headed(first, preview),
            None => Self::headless(preview),
        };
        check_width(path, columns.names.len())?;
        Ok(columns)
    }

    fn stated(
        path: &Path,
        stated: &[String],
        first: &[String],
        preview: &Preview,
        header: bool,
    ) -> Result<Self, ReadError> {
        let found = if header { header_width(first, preview) } else { stated.len() };
        if found != stated.len() {
            return Err(ReadError::ColumnsDiffer { path: path.into(), stated: stated.len(), found });
        }
        Ok(Self { names: column_names(stated.iter().map(String::as_str)), header, ragged: false })
    }

    fn headed(first: &[String], preview: &Preview) -> Self {
        let named = first.iter().take(header_width(first, preview));
        Self { names: column_names(named.map(String::as_str)), header: true, ragged: false }
    }

    /// Records that nobody names, and that do not agree on a number of fields, are lists, and no list lacks anything.
    fn headless(preview: &Preview) -> Self {
        let widest = preview.rows.iter().map(Vec::len).max().unwrap_or(1);
        let usual = preview.usual_width();
        let agreeing = preview.rows.iter().filter(|row| row.len() == usual).count();
        let ragged = agreeing * 2 < preview.rows.len() || (usual == 1 && widest > 1);
        let width = if ragged { widest } else { usual };
        Self { names: column_names(std::iter::repeat_n("", width)), header: false, ragged }
    }
}

/// Whether the first record repeats the columns that are stated.
fn are_alike(first: &[String], columns: &[String]) -> bool {
    let alike = |(a, b): (&String, &String)| a.trim().to_lowercase() == b.trim().to_lowercase();
    first.len() == columns.len() && first.iter().zip(columns).all(alike)
}

/// Empty names at the end stand over nothing when every line ends in delimiters.
fn header_width(first: &[String], preview: &Preview) -> usize {
    let named = first.iter().rposition(|name| !name.trim().is_empty()).map_or(first.len(), |last| last + 1);
    let is_filled = |at: usize| preview.rows.iter().skip(1).any(|row| row.get(at).is_some_and(|text| !text.is_empty()));
    (named..first.len()).rev().find(|at| is_filled(*at)).map_or(named, |last| last + 1)
}
