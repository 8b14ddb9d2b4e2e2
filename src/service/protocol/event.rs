//! What is told to all who listen.

use super::{News, Ticket};
use crate::jobs::JobEvent;
use crate::service::Fault;
use serde::{Deserialize, Serialize};

/// What happened, whoever caused it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Job(JobEvent),
    /// What has come to pass in the inbox.
    News(News),
    /// How far a file of this client's is. The client's own end of the line tells it: it never crosses it.
    Sending(Sending),
    /// Data or configuration changed: what is shown may be out of date.
    Changed,
    /// The service is no longer there, and why: the last event.
    Gone(Fault),
}

/// A file on its way to the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// The call that it is sent for.
    pub ticket: Ticket,
    pub file: String,
    pub percent: u8,
}
