//! Whether the data can be trusted: rules over the core tables, how many rows keep them, and which do not.
//!
//! A check tests rows, and each tested row passes or fails; so a result is two counts, and a score is a share of rows.
//! What cannot be tested, such as an empty table, is said to be untested rather than good. Failing rows are kept with the
//! source, the record and the line that they came from, because a figure about quality that leads to no row mends nothing.

pub mod jobs;
pub mod queries;
mod rules;
#[cfg(test)]
mod tests;
