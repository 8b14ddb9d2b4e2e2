//! The tables that there are, with their columns, and the keys by which the model tells their rows apart.

use super::{Fault, Node};
use crate::config::Model;
use crate::service::Relation;
use crate::value::{Args, Cell, Table};
use crate::warehouse::{Session, quoted};
use std::collections::BTreeMap;

#[derive(Clone)]
pub(in crate::service) struct Shape {
    /// Each table's columns with their types, in their order.
    tables: BTreeMap<String, Vec<(String, String)>>,
    keys: BTreeMap<String, Vec<String>>,
}

impl Shape {
    pub fn of(session: &Session, model: &Model) -> Result<Shape, Fault> {
        let columns = session.query(include_str!("../sql/origin/shape.sql"), &Args::new())?;
        let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for row in 0..columns.rows.len() {
            let column = (columns.text(row, "column_name").to_owned(), columns.text(row, "data_type").to_owned());
            tables.entry(columns.text(row, "table_name").to_owned()).or_default().push(column);
        }
        let keys = model.entities.iter().map(|(name, entity)| (entity.table(name), entity.key.clone())).collect();
        Ok(Shape { tables, keys })
    }

    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    pub fn has(&self, table: &str, column: &str) -> bool {
        self.kind(table, column).is_some()
    }

    fn kind(&self, table: &str, column: &str) -> Option<&str> {
        self.tables.get(table)?.iter().find(|(name, _)| name == column).map(|(_, kind)| kind.as_str())
    }

    /// The columns that tell a table's rows apart, where the model declares them.
    pub fn key(&self, table: &str) -> Option<&[String]> {
        self.keys.get(table).map(Vec::as_slice)
    }

    /// The tables whose rows have a key.
    pub fn keyed(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.keys.iter().map(|(table, key)| (table.as_str(), key.as_slice()))
    }

    /// A condition on a table: its columns of another's key have these values.
    pub fn key_is(&self, table: &str, columns: &[String], key: &[String]) -> (String, Args) {
        let condition = |(at, column): (usize, &String)| {
            let kind = self.kind(table, column).unwrap_or("VARCHAR");
            format!("{} = TRY_CAST($key_{at} AS {kind})", quoted(column))
        };
        let conditions: Vec<String> = columns.iter().enumerate().map(condition).collect();
        let args = key.iter().enumerate().map(|(at, part)| (format!("key_{at}"), Cell::from(part))).collect();
        (conditions.join(" AND "), args)
    }

    /// What a row of a table, or of a view, is by itself; the row of the relation where it is nothing else.
    pub fn node(&self, relation: &Relation, rows: &Table, row: usize) -> Node {
        self.known(table_of(relation), rows, row).unwrap_or_else(|| Node::Figure {
            relation: relation.clone(),
            row: rows.columns.iter().map(|column| column.name.clone()).zip(rows.rows[row].iter().cloned()).collect(),
        })
    }

    fn known(&self, table: Option<&str>, rows: &Table, row: usize) -> Option<Node> {
        let id = |column: &str| rows.cell(row, column).integer();
        match table {
            Some("core.customer") => return Some(Node::Customer(id("customer_id")?)),
            Some("ops.batch") => return Some(Node::Batch(id("batch_id")?)),
            Some("ops.job_run") => return Some(Node::Run(id("run_id")?)),
            Some("ops.decision") => return Some(Node::Decision(id("decision_id")?)),
            Some(table) if self.keys.contains_key(table) => return self.keyed_row(table, rows, row),
            Some(table) if table.starts_with("landing.") => return record(id("_batch"), id("_record")),
            _ => {}
        }
        self.named(rows, row).or_else(|| record(id("batch_id"), id("record")))
    }

    /// The row that a view names by its entity, its system and its key, where it lists rows of several entities.
    fn named(&self, rows: &Table, row: usize) -> Option<Node> {
        let text = |column: &str| rows.cell(row, column).text();
        let (entity, system, record_key) = (text("entity")?, text("system")?, text("record_key")?);
        let table = format!("core.{entity}");
        self.key(&table).filter(|key| key.len() == 2 && key[0] == "system")?;
        Some(Node::Row { table, key: vec![system.to_owned(), record_key.to_owned()] })
    }

    /// What a row says beside its key and its origin: its first few values.
    pub fn told(&self, relation: &Relation, rows: &Table, row: usize) -> String {
        const UNTOLD: [&str; 10] = [
            "system",
            "source",
            "batch_id",
            "record",
            "run_id",
            "_batch",
            "_record",
            "attributes",
            "entity",
            "record_key",
        ];
        let table = table_of(relation).unwrap_or_default();
        let key = self.key(table).unwrap_or_default();
        let is_own =
            |name: &str| key.iter().any(|part| part == name) || (table == "core.customer" && name == "customer_id");
        let told = rows.columns.iter().zip(&rows.rows[row]).filter(|(column, cell)| {
            !cell.is_null() && !UNTOLD.contains(&column.name.as_str()) && !is_own(&column.name)
        });
        told.take(5).map(|(_, cell)| cell.to_string()).collect::<Vec<_>>().join(" · ")
    }

    /// The row of a keyed table whose key this row has, be it that row or one that names it.
    pub fn keyed_row(&self, table: &str, rows: &Table, row: usize) -> Option<Node> {
        let part = |column: &String| match rows.cell(row, column) {
            Cell::Null => None,
            cell => Some(cell.to_string()),
        };
        let key = self.key(table)?.iter().map(part).collect::<Option<Vec<String>>>()?;
        Some(Node::Row { table: table.to_owned(), key })
    }
}

fn record(batch: Option<i64>, record: Option<i64>) -> Option<Node> {
    Some(Node::Record { batch: batch?, record: u64::try_from(record?).ok()? })
}

/// The table that all rows of a relation are of.
pub(super) fn table_of(relation: &Relation) -> Option<&str> {
    match relation {
        Relation::Table { name } | Relation::Part { table: name, .. } => Some(name),
        Relation::View { .. } | Relation::Cleaning { .. } | Relation::Console { .. } | Relation::Frequency { .. } => {
            None
        }
    }
}

/// `schema.table` as SQL takes it.
pub(super) fn name(table: &str) -> String {
    table
        .split_once('.')
        .map_or_else(|| quoted(table), |(schema, table)| format!("{}.{}", quoted(schema), quoted(table)))
}
