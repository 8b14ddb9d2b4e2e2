//! What the console may run: one SELECT, read-only.

use super::Fault;
use crate::warehouse::{Session, WarehouseError};

/// Refuses everything but one SELECT. The text is parsed by the engine itself, so that nothing hides in it.
pub(super) fn check(session: &Session, sql: &str) -> Result<(), Fault> {
    let parsed = session.scalar("SELECT json_serialize_sql($sql)", &crate::args![sql => sql])?;
    let parsed: serde_json::Value =
        serde_json::from_str(parsed.text().unwrap_or_default()).unwrap_or(serde_json::Value::Null);
    if parsed["error"].as_bool() == Some(true) {
        return Err(refused(&parsed));
    }
    match parsed["statements"].as_array().map(Vec::len) {
        Some(1) if parsed["statements"][0]["node"]["from_table"]["table_name"] == "\"tables\"" => Err(Fault::usage(
            "SHOW TABLES looks into one schema, and the tables stand in several",
            "SHOW ALL TABLES lists all of them",
        )),
        Some(1) => Ok(()),
        Some(0) => Err(Fault::usage("there is no query", EXAMPLE)),
        Some(n) => Err(Fault::usage(format!("these are {n} statements"), "give them one at a time")),
        None => Err(Fault::usage("the text could not be parsed", EXAMPLE)),
    }
}

const EXAMPLE: &str = "write one SELECT, such as SELECT count(*) FROM core.customer";

/// Why a text is no query: it cannot be parsed, or it is some other statement.
fn refused(parsed: &serde_json::Value) -> Fault {
    match (parsed["error_type"].as_str(), parsed["error_message"].as_str()) {
        (Some("parser"), Some(message)) => Fault::usage(message, EXAMPLE),
        _ => Fault::usage(
            "only a SELECT can be run here",
            "the console reads and never changes anything: use SELECT, FROM, VALUES, DESCRIBE or SUMMARIZE",
        ),
    }
}

/// What the engine says of a query that names what is not there, without its excerpt of the text: the excerpt is of the
/// text as the engine got it, and not of the one that was typed.
pub(super) fn told(error: WarehouseError) -> Fault {
    let WarehouseError::Engine(message) = &error else { return error.into() };
    let told = message.split("\n\nLINE ").next().unwrap_or(message).trim_end();
    match told.split_once(" Error: ") {
        Some(("Binder" | "Catalog" | "Parser", what)) => Fault::usage(what, NAMES),
        _ => Fault { message: told.to_owned(), ..error.into() },
    }
}

const NAMES: &str = "SHOW ALL TABLES lists the tables, and DESCRIBE core.customer the columns of one";

/// Runs a query in a transaction that cannot write, and ends it whatever comes of it.
pub(super) fn read_only<T>(session: &Session, query: impl FnOnce(&Session) -> Result<T, Fault>) -> Result<T, Fault> {
    session.batch("BEGIN TRANSACTION READ ONLY")?;
    let answer = query(session);
    session.batch("ROLLBACK")?;
    answer
}
