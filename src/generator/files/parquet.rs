//! Parquet, through a database in memory: the warehouse is the only room that opens one.

use super::sheet::{CSV, Sheet, Written};
use crate::generator::GenerateError;
use crate::warehouse::{self, WarehouseError};
use std::fs;
use std::path::{Path, PathBuf};

/// A sheet that is turned into Parquet when it is full.
pub struct ParquetSheet {
    draft: Sheet,
    draft_path: PathBuf,
    path: PathBuf,
    name: String,
    /// The columns, as DuckDB's `read_csv` wants them.
    types: String,
}

impl ParquetSheet {
    /// `columns` are names with DuckDB's types.
    pub fn create(folder: &Path, name: &str, columns: &[(&'static str, &str)]) -> Result<ParquetSheet, GenerateError> {
        let draft_name = format!("{name}.draft");
        let names: Vec<&'static str> = columns.iter().map(|(name, _)| *name).collect();
        let types: Vec<String> = columns.iter().map(|(name, kind)| format!("'{name}': '{kind}'")).collect();
        Ok(ParquetSheet {
            draft: Sheet::create(folder, &draft_name, CSV, &names)?,
            draft_path: folder.join(&draft_name),
            path: folder.join(name),
            name: name.to_owned(),
            types: types.join(", "),
        })
    }

    pub fn sheet(&mut self) -> &mut Sheet {
        &mut self.draft
    }

    pub fn finish(self) -> Result<Written, GenerateError> {
        let written = self.draft.finish()?;
        let sql = format!(
            // One thread, so that the row groups are the same on every machine.
            "SET threads = 1; COPY (FROM read_csv({}, header = true, columns = {{{}}})) TO {} (FORMAT parquet, COMPRESSION zstd)",
            text(&self.draft_path),
            self.types,
            text(&self.path),
        );
        copy(&sql).map_err(|source| GenerateError::Parquet { path: self.path.clone(), source })?;
        fs::remove_file(&self.draft_path).map_err(GenerateError::at(&self.draft_path))?;
        Ok(Written { name: self.name, ..written })
    }
}

fn copy(sql: &str) -> Result<(), WarehouseError> {
    Ok(warehouse::scratch()?.execute_batch(sql)?)
}

/// A path as a SQL text.
fn text(path: &Path) -> String {
    warehouse::literal(&path.to_string_lossy())
}
