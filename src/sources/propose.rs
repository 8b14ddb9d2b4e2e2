use crate::config::{ConfigError, Model, Workspace};
use crate::jobs::JobError;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a file holds, and how it would be mapped to the model: to accept, or to edit first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// A name for the source, from the file's.
    pub name: String,
    /// `csv`, `gb18030`, … as found.
    pub format: String,
    pub encoding: Option<String>,
    pub columns: Vec<ProposedColumn>,
    /// The first rows, in the columns' order.
    pub rows: Vec<Vec<Option<String>>>,
    /// The entities that the file can feed, the likeliest first.
    pub feeds: Vec<ProposedFeed>,
    /// The table for `sources.toml`, as text.
    pub toml: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedColumn {
    pub name: String,
    /// text, integer, number, date, time or flag: what all of its first rows are.
    pub looks_like: String,
    /// `entity.field`s that it was taken for.
    pub fields: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedFeed {
    pub entity: String,
    /// Field and column, in the model's order.
    pub fields: Vec<(String, String)>,
    /// Required fields for which no column was found.
    pub missing: Vec<String>,
}

pub fn propose(file: &Path, entity: Option<&str>, model: &Model, workspace: &Workspace) -> Result<Proposal, JobError> {
    let _ = (file, entity, model, workspace);
    Err(JobError::Unknown { name: String::new() })
}

pub fn accept(workspace: &Workspace, name: &str, toml: &str) -> Result<(), ConfigError> {
    let _ = (workspace, name, toml);
    Ok(())
}
