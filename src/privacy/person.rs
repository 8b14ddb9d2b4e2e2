//! All that the data has of one person, for that person.

use crate::args;
use crate::config::Model;
use crate::jobs::JobError;
use crate::value::{Args, Table};
use crate::warehouse::{Session, quoted};
use serde_json::{Map, Value, json};

/// Every row that is about a customer, table by table, each with the file and the line that it came from; and the records as
/// they came.
///
/// Nothing is listed here: what has the customer's number is theirs, so that a table which is added is given too.
///
/// # Errors
/// [`JobError::Unfit`] where there is no such customer.
pub fn all_of(session: &Session, model: &Model, customer: i64) -> Result<Value, JobError> {
    let bound = args![customer => customer];
    if session.query(include_str!("sql/known.sql"), &bound)?.is_empty() {
        let hint = "`foureye customers search TEXT` finds customers by name, phone, e-mail or id";
        return Err(JobError::unfit(format!("there is no customer {customer}"), hint));
    }
    let mut tables = Map::new();
    for table in names(session, include_str!("sql/person/tables.sql"))? {
        let sql = match table.as_str() {
            "core.customer_record" => include_str!("sql/person/records.sql").to_owned(),
            "core.order_line" => include_str!("sql/person/order_lines.sql").to_owned(),
            table if table.starts_with("mart.") => {
                include_str!("sql/person/results.sql").replace("mart.results", table)
            }
            table if model.entities.iter().any(|(name, entity)| entity.table(name) == table) => {
                include_str!("sql/person/facts.sql").replace("core.fact", table)
            }
            table => include_str!("sql/person/rows.sql").replace("core.fact", table),
        };
        keep(&mut tables, table, rows(&session.query(&sql, &bound)?));
    }
    keep(&mut tables, "decisions".into(), rows(&session.query(include_str!("sql/person/decisions.sql"), &bound)?));
    let mut landed = Map::new();
    for source in names(session, include_str!("sql/person/sources.sql"))? {
        let sql =
            include_str!("sql/person/landed.sql").replace("landing.source", &format!("landing.{}", quoted(&source)));
        let mut bound = bound.clone();
        bound.insert("source".into(), (&source).into());
        keep(&mut landed, source.clone(), rows(&session.query(&sql, &bound)?));
    }
    Ok(json!({ "customer_id": customer, "tables": tables, "records_as_they_came": landed }))
}

fn names(session: &Session, sql: &str) -> Result<Vec<String>, JobError> {
    let found = session.query(sql, &Args::new())?;
    Ok(found.texts("name").map(str::to_owned).collect())
}

fn keep(all: &mut Map<String, Value>, name: String, rows: Vec<Value>) {
    if !rows.is_empty() {
        all.insert(name, rows.into());
    }
}

/// The rows of a query whose one column is JSON.
fn rows(table: &Table) -> Vec<Value> {
    let row = |row: usize| serde_json::from_str(table.text(row, "row")).ok();
    (0..table.rows.len()).filter_map(row).collect()
}
