//! The workspace at a glance.

use crate::collector::Standing;
use crate::service::You;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// The workspace at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub workspace: String,
    /// Who asks, and what they may.
    pub you: You,
    pub as_of: Date,
    pub currency: String,
    /// The four stages of the loop, in order.
    pub stages: Vec<Stage>,
    /// First and last day of the data.
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
    pub channels: Vec<String>,
    pub stores: Vec<String>,
    pub segments: Vec<String>,
    pub templates: Vec<String>,
    /// None where live events are not collected.
    pub collector: Option<Standing>,
}

/// One stage of the 4I loop: when it last moved, and how many of its jobs wait to be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// `information`, `intelligence`, `insight` or `individualization`.
    pub name: String,
    /// In UTC.
    pub moved_at: Option<DateTime>,
    pub stale: usize,
}
