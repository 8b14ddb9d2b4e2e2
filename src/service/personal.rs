//! What a customer is owed: all that the data has of them, and that nothing of it is kept for too long.

use super::{Fault, Local};
use crate::privacy;
use crate::value::Table;
use crate::warehouse::Session;

/// All that the data has of a customer, as JSON.
pub(super) fn person(local: &Local, session: &Session, customer: i64) -> Result<String, Fault> {
    let all = privacy::all_of(session, &local.config().model, customer)?;
    Ok(serde_json::to_string_pretty(&all).unwrap_or_default())
}

/// What has been kept for long enough.
pub(super) fn due(local: &Local, session: &Session) -> Result<Table, Fault> {
    let as_of = local.runner.as_of()?;
    Ok(privacy::due(session, &local.config(), &local.workspace, as_of)?)
}
