//! Putting values right by rule: white space, width, case, script, phones, e-mails, dates, amounts, names; gaps filled;
//! outliers capped, set aside or kept.
//!
//! Rules work on `core` after the mapping. Every cell that they change is kept in `ops.cleaned_cell` with what it was, so core
//! is landing, mapping, rules and decisions, in this order. A run first puts back, on a copy, what earlier runs have changed
//! and what still stands so; then it applies the rules, and writes only the cells that differ in the end. So a run gives what
//! the rules make of the mapped values, never what they make of their own results; a rule that is switched off, edited or
//! removed is undone by the next run; and where nothing changes no table is written, and nothing goes stale.
//!
//! A row is known by the record that it came from. Where a newer record has taken its place, its values are new ones; only
//! those that the newer record's source does not give were carried over, cleaned as they were, and these are found by the
//! row's key. What a person has repaired is left as they said.

mod change;
pub mod jobs;
mod pass;
mod place;
pub mod queries;
mod register;
mod standard;
mod switch;
#[cfg(test)]
mod tests;
mod treat;

pub use change::{changes, found, found_in, rules};
pub use register::register;
pub use switch::switch;
