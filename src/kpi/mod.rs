//! The figures that the company steers by: what was reached, what was aimed at, and how it changed.
//!
//! A KPI is data: `kpis.toml` defines it as an aggregate, a ratio of two, or a formula over other KPIs. The job computes all of
//! them for every day, week, month and quarter, as a whole and by channel, store and segment, each from the rows
//! themselves, since distinct customers cannot be summed. Targets are kept apart from figures: they are imported, or decided by
//! people, and a decision stands before an import.

pub mod jobs;
mod measure;
pub mod queries;
mod target;
#[cfg(test)]
mod tests;

pub use target::{Aim, aim, set_target};
