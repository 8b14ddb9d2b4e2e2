//! Those rows of a table that belong to something: a batch's, a record's, a customer's, or those that name a row's key.

use super::shape::name;
use super::{Fault, Guide, Node, Shape, Step};
use crate::args;
use crate::service::Local;
use crate::value::{Args, Cell, Page, Table};
use crate::warehouse::{Session, literal};

/// The SQL of [`Relation::Part`].
pub(in crate::service) fn resolve(
    local: &Local,
    session: &Session,
    table: &str,
    of: &Node,
) -> Result<(String, Args), Fault> {
    let shape = Shape::of(session, &local.config().model)?;
    let (condition, args) = belongs(&shape, table, of).ok_or_else(|| {
        let known: Vec<&str> = shape.tables().filter(|table| belongs(&shape, table, of).is_some()).collect();
        Fault::usage(
            format!("no rows of {table} belong to a {}", of.kind()),
            format!("expected one of {}", known.join(", ")),
        )
    })?;
    Ok((select(table, &condition), args))
}

fn select(table: &str, condition: &str) -> String {
    format!("SELECT * FROM {} WHERE {condition}", name(table))
}

/// The condition under which rows of a table belong to a node; none where they say nothing of it.
fn belongs(shape: &Shape, table: &str, of: &Node) -> Option<(String, Args)> {
    let (condition, args) = match of {
        Node::Batch(batch) => (arrived(shape, table, false)?, args![batch => *batch]),
        Node::Record { batch, record } => (arrived(shape, table, true)?, args![batch => *batch, record => *record]),
        Node::Customer(customer) => (of_customer(shape, table)?.to_owned(), args![customer => *customer]),
        Node::Row { table: named, key } => {
            let columns = shape.key(named).filter(|_| table.starts_with("core.") && table != named)?;
            columns.iter().all(|column| shape.has(table, column)).then_some(())?;
            shape.key_is(table, columns, key)
        }
        _ => return None,
    };
    let is_kept_by_run = table.starts_with("mart.") && shape.has(table, "run_id");
    let shown = if is_kept_by_run { " AND run_id IN (SELECT run_id FROM ops.current_run)" } else { "" };
    Some((condition + shown, args))
}

/// Rows that came in a batch; `is_one` narrows them to one record of it.
fn arrived(shape: &Shape, table: &str, is_one: bool) -> Option<String> {
    let record = |column: &str| if is_one { format!(" AND {column} = $record") } else { String::new() };
    let has = |column: &str| shape.has(table, column);
    match table {
        "core.customer" => {
            let keys = touching(shape, &record("record"));
            Some(include_str!("../sql/origin/touched.sql").replace("/*keys*/", &keys))
        }
        "ops.decision" => {
            let record = record("(body ->> '$.record')::UBIGINT");
            Some(include_str!("../sql/origin/decided.sql").replace("/*record*/", &record))
        }
        _ if table.starts_with("landing.") => Some(format!("_batch = $batch{}", record("_record"))),
        _ if table.starts_with("ops.") && table != "ops.reject" => None,
        _ => (has("batch_id") && has("record")).then(|| format!("batch_id = $batch{}", record("record"))),
    }
}

/// The keys of customers in all rows that came in a batch; `record` narrows these further.
fn touching(shape: &Shape, record: &str) -> String {
    let has = |table: &&str| ["customer_key", "system", "batch_id"].iter().all(|column| shape.has(table, column));
    let keys = shape
        .tables()
        .filter(has)
        .map(|table| format!("SELECT system, customer_key FROM {} WHERE batch_id = $batch{record}", name(table)));
    keys.collect::<Vec<_>>().join(" UNION ")
}

fn of_customer(shape: &Shape, table: &str) -> Option<&'static str> {
    const INNER: [&str; 4] = ["core.customer", "core.customer_number", "core.customer_word", "core.customer_key"];
    match table {
        "core.customer_record" => Some(include_str!("../sql/origin/records_of_customer.sql")),
        "ops.decision" => Some(include_str!("../sql/origin/decided_of_customer.sql")),
        _ if INNER.contains(&table) || !(table.starts_with("core.") || table.starts_with("mart.")) => None,
        _ => shape.has(table, "customer_id").then_some("customer_id = $customer"),
    }
}

impl Guide<'_> {
    /// The rows of each of these tables that belong to a node, where there are any: one row as itself, several as a step
    /// with their number.
    pub fn parts<'t>(&self, of: &Node, via: &str, tables: impl Iterator<Item = &'t str>) -> Result<Vec<Step>, Fault> {
        let mut args = Args::new();
        let mut counts = Vec::new();
        for table in tables {
            if let Some((condition, bound)) = belongs(&self.shape, table, of) {
                counts.push(
                    include_str!("../sql/origin/count.sql")
                        .replace("/*label*/", &literal(table))
                        .replace("/*table*/", &name(table))
                        .replace("/*condition*/", &condition),
                );
                args.extend(bound);
            }
        }
        if counts.is_empty() {
            return Ok(Vec::new());
        }
        let counted = self.session.query(&counts.join(" UNION ALL "), &args)?;
        let step =
            |row: usize| self.step(of, via, counted.text(row, "table_name"), counted.cell(row, "row_count").integer());
        (0..counted.rows.len()).map(step).collect()
    }

    fn step(&self, of: &Node, via: &str, table: &str, rows: Option<i64>) -> Result<Step, Fault> {
        let relation = of.part(table);
        if rows == Some(1)
            && let Some((condition, args)) = belongs(&self.shape, table, of)
        {
            let only = self.session.page(&select(table, &condition), &args, &Page { limit: 1, ..Page::default() })?;
            if !only.is_empty() {
                return Ok(
                    Step::new(via, self.shape.node(&relation, &only, 0)).named(self.shape.told(&relation, &only, 0))
                );
            }
        }
        Ok(Step::new(via, Node::figure(relation)).of_rows(rows))
    }

    /// Whether a table has a row with this key.
    pub fn has_row(&self, table: &str, key: &[String]) -> Result<bool, Fault> {
        let Some(columns) = self.shape.key(table) else { return Ok(false) };
        let (condition, args) = self.shape.key_is(table, columns, key);
        let sql = format!("SELECT EXISTS (FROM {} WHERE {condition}) AS is_there", name(table));
        Ok(self.session.scalar(&sql, &args)? == Cell::Flag(true))
    }

    /// The rows of other tables that a row names by their keys.
    pub fn named_by(&self, own: &str, rows: &Table, row: usize) -> Result<Vec<Step>, Fault> {
        let mut steps = Vec::new();
        for (table, _) in self.shape.keyed().filter(|(table, _)| *table != own) {
            if let Some(Node::Row { table, key }) = self.shape.keyed_row(table, rows, row)
                && self.has_row(&table, &key)?
            {
                steps.push(Step::new("names", Node::Row { table, key }));
            }
        }
        if let Some(customer) = rows.cell(row, "customer_id").integer() {
            steps.push(Step::new("names", Node::Customer(customer)));
        }
        Ok(steps)
    }

    /// The whole row of a keyed table.
    pub fn row(&self, table: &str, key: &[String]) -> Result<Table, Fault> {
        let columns = self.shape.key(table).unwrap_or_default();
        let (condition, args) = self.shape.key_is(table, columns, key);
        Ok(self.session.page(&select(table, &condition), &args, &Page { limit: 1, ..Page::default() })?)
    }
}
