//! The mathematics: plain slices and arrays in, values out; no SQL, no files, no clock, seeds given.

/// Why data does not suit a method.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    #[error("{method} needs at least {needed} rows, and there are {found}")]
    TooFew { method: &'static str, needed: usize, found: usize },
    #[error("{method}: {what}")]
    Failed { method: &'static str, what: String },
}
