//! Customer relations: records, interactions, complaints, satisfaction.

pub mod jobs;
pub mod queries;

use crate::jobs::JobError;
use crate::warehouse::Session;
use serde::{Deserialize, Serialize};

/// A contact with a customer, noted by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInteraction {
    pub customer: i64,
    /// inquiry, complaint, call, visit or note.
    pub kind: String,
    pub channel: Option<String>,
    pub subject: String,
    pub body: String,
}

pub fn add_interaction(_: &Session, _: &NewInteraction, _: &str) -> Result<(), JobError> {
    Ok(())
}
