//! What is told to all who listen.

use super::News;
use crate::jobs::JobEvent;
use crate::service::Fault;
use serde::{Deserialize, Serialize};

/// What happened, whoever caused it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Job(JobEvent),
    /// What has come to pass in the inbox.
    News(News),
    /// Data or configuration changed: what is shown may be out of date.
    Changed,
    /// The service is no longer there, and why: the last event.
    Gone(Fault),
}
