//! The schema's versions. Each migration runs once, in a transaction of its own.

use super::WarehouseError;
use duckdb::{Connection, params};
use std::path::Path;

struct Migration {
    name: &'static str,
    sql: &'static str,
}

/// In order; a migration's version is its place in the list, from 1. Landed ones are never changed.
const MIGRATIONS: &[Migration] = &[
    Migration { name: "ops", sql: include_str!("migrations/0001_ops.sql") },
    Migration { name: "core", sql: include_str!("migrations/0002_core.sql") },
    Migration { name: "mart", sql: include_str!("migrations/0003_mart.sql") },
    Migration { name: "reading", sql: include_str!("migrations/0004_reading.sql") },
    Migration { name: "kpi_views", sql: include_str!("migrations/0005_kpi_views.sql") },
    Migration { name: "mending", sql: include_str!("migrations/0006_mending.sql") },
    Migration { name: "quality", sql: include_str!("migrations/0007_quality.sql") },
    Migration { name: "drift", sql: include_str!("migrations/0008_drift.sql") },
    Migration { name: "deliveries", sql: include_str!("migrations/0009_deliveries.sql") },
    Migration { name: "reading_fast", sql: include_str!("migrations/0010_reading_fast.sql") },
    Migration { name: "identity", sql: include_str!("migrations/0011_identity.sql") },
    Migration { name: "reading_keys", sql: include_str!("migrations/0012_reading_keys.sql") },
    Migration { name: "databases", sql: include_str!("migrations/0013_databases.sql") },
    Migration { name: "consent", sql: include_str!("migrations/0014_consent.sql") },
    Migration { name: "topics", sql: include_str!("migrations/0015_topics.sql") },
    Migration { name: "cleaning", sql: include_str!("migrations/0016_cleaning.sql") },
    Migration { name: "audit", sql: include_str!("migrations/0017_audit.sql") },
    Migration { name: "privacy", sql: include_str!("migrations/0018_privacy.sql") },
    Migration { name: "collector", sql: include_str!("migrations/0019_collector.sql") },
    Migration { name: "reading_phones", sql: include_str!("migrations/0020_reading_phones.sql") },
    Migration { name: "points", sql: include_str!("migrations/0021_points.sql") },
];

/// The newest version that this program knows.
pub(super) const KNOWN: u32 = MIGRATIONS.len() as u32;

/// Brings the schema up to this program's version, and names the migrations that were run.
pub(super) fn run(connection: &Connection, path: &Path) -> Result<Vec<&'static str>, WarehouseError> {
    let found = version(connection)?;
    if found > KNOWN {
        return Err(WarehouseError::Newer { path: path.to_owned(), found, known: KNOWN });
    }
    up_to(connection, KNOWN)
}

/// Brings the schema up to a version, and names the migrations that were run; leaves it where it is if it is past that.
pub(super) fn up_to(connection: &Connection, wanted: u32) -> Result<Vec<&'static str>, WarehouseError> {
    let found = version(connection)? as usize;
    let due = || MIGRATIONS.iter().enumerate().take(wanted as usize).skip(found);
    for (at, migration) in due() {
        let version = at as u32 + 1;
        apply(connection, version, migration).map_err(|source| WarehouseError::Migration {
            version,
            name: migration.name,
            source: Box::new(source),
        })?;
    }
    Ok(due().map(|(_, migration)| migration.name).collect())
}

/// The statement that makes a view or a macro, with the words above it, by its name as `schema.name`; none for a table.
pub(super) fn definition(name: &str) -> Option<&'static str> {
    let makes = |statement: &&str| {
        let made = code(statement).strip_prefix("CREATE ").map(|code| code.strip_prefix("OR REPLACE ").unwrap_or(code));
        let made = made.and_then(|code| code.strip_prefix("VIEW ").or_else(|| code.strip_prefix("MACRO ")));
        made.and_then(|code| code.split([' ', '(']).next()) == Some(name)
    };
    // A later migration may make it anew.
    MIGRATIONS.iter().rev().find_map(|migration| migration.sql.split(";\n").map(str::trim).find(makes))
}

/// The statements that make the macros, in their order; later ones make some anew.
pub fn macros() -> impl Iterator<Item = &'static str> {
    let makes_macro = |statement: &&str| {
        code(statement).starts_with("CREATE MACRO ") || code(statement).starts_with("CREATE OR REPLACE MACRO ")
    };
    MIGRATIONS.iter().flat_map(|migration| migration.sql.split(";\n")).map(str::trim).filter(makes_macro)
}

/// The first line of a statement that is no comment.
fn code(statement: &str) -> &str {
    statement.lines().find(|line| !line.trim().is_empty() && !line.starts_with("--")).unwrap_or_default()
}

pub(super) fn version(connection: &Connection) -> Result<u32, WarehouseError> {
    let kept = "SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'ops' AND table_name = 'schema_version'";
    let is_kept: i64 = connection.query_row(kept, [], |row| row.get(0))?;
    if is_kept == 0 {
        return Ok(0);
    }
    Ok(connection.query_row("SELECT coalesce(max(version), 0) FROM ops.schema_version", [], |row| row.get(0))?)
}

fn apply(connection: &Connection, version: u32, migration: &Migration) -> duckdb::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    transaction.execute_batch(migration.sql)?;
    transaction.execute(
        "INSERT INTO ops.schema_version VALUES (?, ?, ?)",
        params![version, migration.name, env!("CARGO_PKG_VERSION")],
    )?;
    transaction.commit()
}
