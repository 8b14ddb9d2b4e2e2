//! Whether the data can be trusted, and what they are: rules over the core tables, how many rows keep them, and which do
//! not; a profile of every column; and the dictionary that says what a column means.
//!
//! A check tests rows, and each tested row passes or fails; so a result is two counts, and a score is a share of rows.
//! What cannot be tested, such as an empty table, is said to be untested rather than good. Failing rows are kept with the
//! source, the record and the line that they came from, because a figure about quality that leads to no row mends nothing.

mod check;
mod column;
mod dictionary;
mod groups;
pub mod jobs;
mod profile;
pub mod queries;
mod rules;
mod shift;
#[cfg(test)]
mod tests;

pub use dictionary::{Description, Use, describe, register};

use crate::warehouse::quoted;

/// A query of how often each value of a column stands in the rows of another query.
pub fn frequency(relation: &str, column: &str) -> String {
    include_str!("sql/frequency.sql")
        .replace("/*column*/", &quoted(column))
        .replace("/*relation*/", relation.trim().trim_end_matches(';'))
}
