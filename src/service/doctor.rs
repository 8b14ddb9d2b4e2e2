//! Whether the chain of origin is whole: from every figure's run to the record that a row came as.
//!
//! Each rule is a query in `sql/doctor/` of what breaks it: how many, and one of them by name. Rules that hold for many tables
//! are put together from the tables that there are, so that a table which is added is examined at once.

use super::access::Visitor;
use super::origin::Shape;
use super::{Fault, Local};
use crate::value::{Args, Cell, Column, Kind, Table};
use crate::warehouse::{Session, WarehouseError, literal, quoted};

/// What a finding means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Severity {
    /// The chain is broken.
    Error,
    /// A person should know of it; nothing is wrong.
    Info,
}

/// A rule's name, which its words in the locales go by; what breaking it means; and its query, of which the columns are
/// `broken` and `example`.
struct Rule {
    name: &'static str,
    severity: Severity,
    sql: String,
}

macro_rules! rule {
    ($severity:ident $name:literal) => {
        Rule {
            name: $name,
            severity: Severity::$severity,
            sql: include_str!(concat!("sql/doctor/", $name, ".sql")).to_owned(),
        }
    };
}

/// The columns that count and name no row.
const COUNTS: [&str; 3] = ["rule", "severity", "broken"];

/// What a visitor may know of the chain: examples are rows by their keys, as they are.
pub(super) fn examined(local: &Local, session: &Session, visitor: &Visitor) -> Result<Table, Fault> {
    let all = examine(local, session)?;
    Ok(if visitor.is_masked() { all.only(&COUNTS) } else { all })
}

/// Examines every rule, and says how often each is broken.
fn examine(local: &Local, session: &Session) -> Result<Table, Fault> {
    let shape = Shape::of(session, &local.config().model)?;
    let pages = pages(session, &shape)?;
    if pages.first_damaged.is_some() {
        return Ok(table(vec![pages.into()]));
    }
    let parts = Parts::of(session, &shape)?;
    let mut rows = vec![pages.into()];
    for rule in rules() {
        let found = session.query(&parts.put_into(&rule.sql), &Args::new())?;
        let severity = if rule.severity == Severity::Error { "error" } else { "info" };
        let cell = |column| found.cell(0, column).clone();
        rows.push(vec![rule.name.into(), severity.into(), cell("broken"), cell("example")]);
    }
    rows.push(absent(local, session)?);
    rows.push(left_behind(local));
    Ok(table(rows))
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    let column = |name: &str, kind| Column { name: name.to_owned(), kind };
    let columns = vec![
        column("rule", Kind::Word),
        column("severity", Kind::Word),
        column("broken", Kind::Count),
        column("example", Kind::Text),
    ];
    Table { columns, total: rows.len() as u64, rows, offset: 0 }
}

/// How many tables have a page that is not as it was written, and the first of them with what is wrong.
#[derive(Default)]
struct Pages {
    damaged: usize,
    first_damaged: Option<String>,
}

/// Reads every page of every table: the engine notices a damaged one only when it is read.
fn pages(session: &Session, shape: &Shape) -> Result<Pages, Fault> {
    let mut pages = Pages::default();
    for table in shape.tables() {
        match session.read_through(table) {
            Ok(()) => {}
            Err(WarehouseError::Damaged { what }) => {
                pages.damaged += 1;
                pages.first_damaged.get_or_insert_with(|| format!("{table}: {what}"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(pages)
}

impl From<Pages> for Vec<Cell> {
    fn from(pages: Pages) -> Vec<Cell> {
        vec!["pages_are_whole".into(), "error".into(), pages.damaged.into(), pages.first_damaged.into()]
    }
}

fn rules() -> Vec<Rule> {
    vec![
        rule!(Error "batches_add_up"),
        rule!(Error "batches_came_once"),
        rule!(Error "batches_have_a_run"),
        rule!(Error "records_are_all_there"),
        rule!(Error "landed_rows_have_a_batch"),
        rule!(Error "rejects_are_counted"),
        rule!(Error "rows_have_a_batch"),
        rule!(Error "rows_have_a_record"),
        rule!(Error "rejected_records_stand_nowhere"),
        rule!(Error "keys_are_unique"),
        rule!(Error "customers_are_known"),
        rule!(Error "results_have_a_run"),
        rule!(Error "inputs_are_known"),
        rule!(Error "numbers_are_not_given_twice"),
        rule!(Error "decisions_name_a_record"),
        rule!(Info "decisions_wait"),
    ]
}

/// Files of imported batches that are no longer where they were: their rows are still followed to what landed.
fn absent(local: &Local, session: &Session) -> Result<Vec<Cell>, Fault> {
    let files = session.query(include_str!("sql/doctor/files.sql"), &Args::new())?;
    let names = files.texts("file");
    let gone: Vec<&str> = names.filter(|file| !local.workspace.dir().join(file).exists()).collect();
    Ok(vec!["files_are_there".into(), "info".into(), gone.len().into(), gone.first().copied().into()])
}

/// Files that clients have sent and that stayed, although neither their sending nor their import goes on.
fn left_behind(local: &Local) -> Vec<Cell> {
    let left = local.staging.left_behind();
    let first = left.first().map(|path| local.workspace.shown(path));
    vec!["uploads_are_gone".into(), "info".into(), left.len().into(), first.into()]
}

/// What stands for all tables of a kind in the rules' queries.
struct Parts(Vec<(&'static str, String)>);

impl Parts {
    fn of(session: &Session, shape: &Shape) -> Result<Parts, Fault> {
        let has = |table: &str, columns: &[&str]| columns.iter().all(|column| shape.has(table, column));
        let named = |table: &str, others: &[&str]| others.contains(&table);
        let landed = |table: &str| table.starts_with("landing.");
        let arrived = |table: &str| table.starts_with("core.") && has(table, &["source", "batch_id", "record"]);
        let of_customers = |table: &str| {
            table.starts_with("core.")
                && has(table, &["customer_id"])
                && !named(table, &["core.customer", "core.customer_number"])
        };
        let derived = |table: &str| has(table, &["run_id"]) && !named(table, &["ops.job_run", "ops.batch"]);
        let each = |sql: &str, is_meant: &dyn Fn(&str) -> bool| {
            let parts: Vec<String> =
                shape.tables().filter(|table| is_meant(table)).map(|table| of_table(sql, table)).collect();
            parts.join(" UNION ALL ")
        };
        let counted = each(include_str!("sql/doctor/part/arrived.sql"), &arrived);
        Ok(Parts(vec![
            ("/*landed*/", each(include_str!("sql/doctor/part/landed.sql"), &landed)),
            ("/*unlanded*/", unlanded(session, shape, &counted)?),
            ("/*arrived*/", counted),
            ("/*refused*/", each(include_str!("sql/doctor/part/refused.sql"), &arrived)),
            ("/*doubled*/", doubled(shape)),
            ("/*strangers*/", each(include_str!("sql/doctor/part/strangers.sql"), &of_customers)),
            ("/*results*/", each(include_str!("sql/doctor/part/results.sql"), &derived)),
        ]))
    }

    fn put_into(&self, sql: &str) -> String {
        self.0.iter().fold(sql.to_owned(), |sql, (mark, parts)| sql.replace(mark, or_nothing(parts)))
    }
}

fn of_table(sql: &str, table: &str) -> String {
    let (schema, name) = table.split_once('.').unwrap_or(("core", table));
    sql.trim_end()
        .replace("/*table*/", &format!("{}.{}", quoted(schema), quoted(name)))
        .replace("/*label*/", &literal(table))
        .replace("/*name*/", &literal(name))
}

/// The rows of each table beside what landed of each source that they came from.
fn unlanded(session: &Session, shape: &Shape, arrived: &str) -> Result<String, Fault> {
    let pairs = format!("SELECT DISTINCT table_name, source FROM ({}) ORDER BY ALL", or_nothing(arrived));
    let pairs = session.query(&pairs, &Args::new())?;
    let part = |row: usize| {
        let (table, source) = (pairs.text(row, "table_name"), pairs.text(row, "source"));
        let has_landed = shape.tables().any(|known| known.strip_prefix("landing.") == Some(source));
        let landing = if has_landed { format!("landing.{}", quoted(source)) } else { NEVER_LANDED.to_owned() };
        let sql = include_str!("sql/doctor/part/unlanded.sql")
            .replace("/*landing*/", &landing)
            .replace("/*source*/", &literal(source));
        of_table(&sql, table)
    };
    Ok((0..pairs.rows.len()).map(part).collect::<Vec<_>>().join(" UNION ALL "))
}

/// What stands for the records of a source of which nothing has landed.
const NEVER_LANDED: &str = "(SELECT NULL::BIGINT AS _batch, NULL::UBIGINT AS _record WHERE FALSE)";

/// Before the first import there are no tables of what landed.
fn or_nothing(parts: &str) -> &str {
    if parts.is_empty() { include_str!("sql/doctor/part/nothing.sql") } else { parts }
}

/// Keys that stand twice in a table of the model.
fn doubled(shape: &Shape) -> String {
    let part = |(table, key): (&str, &[String])| {
        let key: Vec<String> = key.iter().map(|column| quoted(column)).collect();
        of_table(&include_str!("sql/doctor/part/doubled.sql").replace("/*key*/", &key.join(", ")), table)
    };
    shape.keyed().map(part).collect::<Vec<_>>().join(" UNION ALL ")
}
