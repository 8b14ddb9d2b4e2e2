//! Customer relations: who a customer is, all that happened with them, and what is noted of it by hand.

pub mod jobs;
pub mod queries;
#[cfg(test)]
mod tests;

use crate::args;
use crate::jobs::JobError;
use crate::value::Args;
use crate::warehouse::Session;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// What a note can be of.
pub const KINDS: [&str; 5] = ["inquiry", "complaint", "call", "visit", "note"];

/// A contact with a customer, noted by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInteraction {
    pub customer: i64,
    /// One of [`KINDS`].
    pub kind: String,
    pub channel: Option<String>,
    pub subject: String,
    pub body: String,
}

/// Stores a note, now, as the clock of `time_zone` shows it (an IANA name; UTC where there is no such zone).
///
/// The note is a decision, which outlives every import, and a row of `core.interaction` under the customer's first key,
/// so that it follows that key whatever identity makes of it.
///
/// # Errors
/// [`JobError::Unfit`] where the customer or the kind is not known, or the note says nothing.
pub fn add_interaction(
    session: &Session,
    interaction: &NewInteraction,
    by: &str,
    time_zone: &str,
) -> Result<(), JobError> {
    let now = Timestamp::now();
    let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
    let times = Times { here: now.to_zoned(zone).datetime(), utc: now.to_zoned(TimeZone::UTC).datetime() };
    note(session, interaction, by, &times)
}

/// When a note is made: on the customer's clock, and on the record's.
struct Times {
    here: DateTime,
    utc: DateTime,
}

fn note(session: &Session, interaction: &NewInteraction, by: &str, times: &Times) -> Result<(), JobError> {
    check(session, interaction)?;
    session.transaction(|session| {
        let decision = session.scalar("SELECT nextval('ops.decision_ids')", &Args::new())?;
        let row = args![
            decision_id => decision.integer(),
            customer => interaction.customer,
            kind => &interaction.kind,
            channel_id => interaction.channel.clone(),
            subject => interaction.subject.trim(),
            body => interaction.body.trim(),
            happened_at => times.here,
            decided_by => by,
            decided_at => times.utc,
        ];
        session.execute(include_str!("sql/decide.sql"), &row)?;
        session.execute(include_str!("sql/note.sql"), &row)?;
        Ok(session.touch("core.interaction")?)
    })
}

fn check(session: &Session, interaction: &NewInteraction) -> Result<(), JobError> {
    let unfit = |what: String, hint: String| Err(JobError::Unfit { what, hint });
    if !KINDS.contains(&interaction.kind.as_str()) {
        let what = format!("an interaction cannot be of kind {:?}", interaction.kind);
        return unfit(what, format!("expected one of {}", KINDS.join(", ")));
    }
    if interaction.subject.trim().is_empty() && interaction.body.trim().is_empty() {
        return unfit("the note says nothing".into(), "give it a subject or a text".into());
    }
    let customer = args![customer => interaction.customer];
    if session.query(include_str!("sql/known.sql"), &customer)?.is_empty() {
        let what = format!("there is no customer {}", interaction.customer);
        return unfit(what, "look the customer up by name, phone, e-mail or id".into());
    }
    Ok(())
}
