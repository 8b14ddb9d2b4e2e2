//! What the console may run: one SELECT, read-only.

use super::{Fault, Relation};
use crate::warehouse::Session;

/// Refuses everything but one SELECT. The text is parsed by the engine itself, so that nothing hides in it.
pub(super) fn check(session: &Session, sql: &str) -> Result<(), Fault> {
    let parsed = session.scalar("SELECT json_serialize_sql($sql)", &crate::args![sql => sql])?;
    let parsed: serde_json::Value =
        serde_json::from_str(parsed.text().unwrap_or_default()).unwrap_or(serde_json::Value::Null);
    if parsed["error"].as_bool() == Some(true) {
        let message = parsed["error_message"].as_str().unwrap_or("the text could not be parsed").to_owned();
        return Err(Fault::usage(message, "the console takes one SELECT; jobs and commands change data"));
    }
    match parsed["statements"].as_array().map(Vec::len) {
        Some(1) => Ok(()),
        Some(n) => Err(Fault::usage(format!("these are {n} statements"), "the console takes one SELECT at a time")),
        None => Err(Fault::usage("the text could not be parsed", "the console takes one SELECT")),
    }
}

/// Runs a query in a transaction that cannot write, and ends it whatever comes of it.
pub(super) fn read_only<T>(session: &Session, query: impl FnOnce(&Session) -> Result<T, Fault>) -> Result<T, Fault> {
    session.batch("BEGIN TRANSACTION READ ONLY")?;
    let answer = query(session);
    session.batch("ROLLBACK")?;
    answer
}

/// Whether a relation was written by the reader rather than by the program.
pub(super) fn is_console(relation: &Relation) -> bool {
    matches!(relation, Relation::Console { .. })
}
