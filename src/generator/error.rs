use crate::warehouse::WarehouseError;
use std::io;
use std::path::PathBuf;

/// Why nothing, or not everything, was generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("{what} must be between {least} and {most}, not {found}")]
    Plan { what: &'static str, least: u64, most: u64, found: u64 },
    #[error("cannot write {path}: {source}", path = path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot write the workbook {path}: {source}", path = path.display())]
    Workbook { path: PathBuf, source: rust_xlsxwriter::XlsxError },
    #[error("cannot write the Parquet file {path}: {source}", path = path.display())]
    Parquet { path: PathBuf, source: WarehouseError },
    #[error("cannot put a record of {path} into JSON: {source}", path = path.display())]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("the word list {list} is broken: {problem}")]
    Words { list: &'static str, problem: String },
}

impl GenerateError {
    /// Turns an I/O error on `path` into one that says so: `.map_err(GenerateError::at(path))`.
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> GenerateError {
        let path = path.into();
        move |source| GenerateError::Write { path, source }
    }
}
