//! Everything that is answered.

use super::{Explanation, JobInfo, Overview, Status};
use crate::jobs::RunId;
use crate::service::origin::Steps;
use crate::sources::{Proposal, Record};
use crate::value::Table;
use crate::warehouse::Soundness;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    Overview(Box<Overview>),
    Rows(Table),
    Explanation(Box<Explanation>),
    Origin(Box<Steps>),
    /// The file that was written, and how many rows are in it.
    Exported {
        path: PathBuf,
        rows: u64,
        /// Members of a campaign who are not in it, as they have withdrawn their consent since the preview.
        withdrawn: u64,
    },
    Jobs(Vec<JobInfo>),
    Queued(Vec<RunId>),
    Proposal(Box<Proposal>),
    /// The file needs no proposal: it is of a source already.
    Claimed {
        source: String,
    },
    Record(Box<Record>),
    /// A text, such as a message.
    Text(String),
    Audit(Soundness),
    Status(Box<Status>),
    /// Personal data is shown for so long.
    Unmasked {
        minutes: u32,
    },
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    Csv,
    Json,
    Xlsx,
}
