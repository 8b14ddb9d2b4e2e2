//! The service itself, and who is attached to it.

use crate::collector::Standing;
use crate::jobs::JobEvent;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The service, who is attached to it, and what it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub version: String,
    pub process: u32,
    pub user: String,
    /// In UTC.
    pub since: DateTime,
    pub socket: PathBuf,
    pub clients: Vec<Attached>,
    /// The latest news of each run that has not ended.
    pub runs: Vec<JobEvent>,
    /// None where live events are not collected.
    pub collector: Option<Standing>,
}

/// A client of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// What it is: `workbench`, or a command's name.
    pub client: String,
    pub user: String,
    pub process: Option<i32>,
    pub since: DateTime,
}
