//! Campaigns before they are sent: whom one would reach, whom not and why, in which words, at what cost, and what earlier
//! campaigns let one expect.

mod expectation;
pub mod jobs;
mod message;
pub mod queries;
#[cfg(test)]
mod tests;

pub use message::message;

use crate::config::{Campaigns, Template};
use crate::jobs::JobError;
use crate::value::Args;
use crate::warehouse::{Session, WarehouseError};

/// How many of the newest preview's members have withdrawn their consent since it was made, and so are not among its
/// members any more; none where another view is asked about.
pub fn withdrawn(session: &Session, view: &str) -> Result<u64, WarehouseError> {
    if view != queries::MEMBERS {
        return Ok(0);
    }
    let found = session.scalar(include_str!("sql/withdrawn.sql"), &Args::new())?;
    Ok(found.integer().unwrap_or_default().unsigned_abs())
}

/// A template by its name in `campaigns.toml`.
fn template<'a>(campaigns: &'a Campaigns, name: &str) -> Result<&'a Template, JobError> {
    campaigns.template.get(name).ok_or_else(|| {
        let known: Vec<&str> = campaigns.template.keys().map(String::as_str).collect();
        JobError::Unfit {
            what: format!("there is no template {name:?}"),
            hint: format!("campaigns.toml has {}", known.join(", ")),
        }
    })
}
