//! The mathematics: plain slices and arrays in, values out; no SQL, no files, no clock, seeds given.
//!
//! The same input and seed give the same output to the last bit: sums run in the order of the rows, ties are broken by
//! stated rules, and what a method leaves open (the order of clusters, the sign of a component) is fixed here.

pub mod agglomeration;
pub mod attribution;
pub mod drift;
pub mod kmeans;
pub mod linkage;
pub mod principal;
pub mod scale;
pub mod silhouette;
pub mod transitions;

use ndarray::{ArrayView2, Axis};

/// Why data does not suit a method.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    #[error("{method} needs at least {needed} rows, and there are {found}")]
    TooFew { method: &'static str, needed: usize, found: usize },
    #[error("{method}: {what}")]
    Failed { method: &'static str, what: String },
}

/// Refuses tables that are too short or hold a number that is none, on which the libraries' fits would panic.
fn check(method: &'static str, rows: ArrayView2<'_, f64>, needed: usize) -> Result<(), AnalysisError> {
    if rows.nrows() < needed {
        return Err(AnalysisError::TooFew { method, needed, found: rows.nrows() });
    }
    if rows.ncols() == 0 {
        return Err(AnalysisError::Failed { method, what: "there are no columns".into() });
    }
    let broken = rows.axis_iter(Axis(0)).position(|row| row.iter().any(|x| !x.is_finite()));
    match broken {
        Some(at) => {
            Err(AnalysisError::Failed { method, what: format!("row {at} holds a value that is no finite number") })
        }
        None => Ok(()),
    }
}
