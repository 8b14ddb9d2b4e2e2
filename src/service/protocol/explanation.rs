//! Where figures come from.

use super::Relation;
use crate::value::{Args, Table};
use serde::{Deserialize, Serialize};

/// Where figures come from: what one reads who has to defend them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    pub relation: Relation,
    /// How the configuration defines the figure, where it is one of those that it defines.
    pub definition: Option<String>,
    pub sql: String,
    /// The views and macros that the query stands on, each as the statement that makes it.
    pub definitions: Vec<String>,
    /// The values that were bound.
    pub args: Args,
    /// The tables that the query reads, with rows and the sources' batches behind each.
    pub tables: Table,
    /// The runs that made the derived tables among them: job, run, parameters, when, by which version.
    pub runs: Table,
    /// The batches that the data came in: source, file, when, records.
    pub batches: Table,
}
