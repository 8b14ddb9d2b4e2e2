//! What one stands on while walking from a figure to a line of a file, or back.

use crate::jobs::RunId;
use crate::service::Relation;
use crate::value::Args;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Rows that are shown; with values, the one row that has them.
    Figure {
        relation: Relation,
        row: Args,
    },
    Run(RunId),
    /// `schema.table`
    Table(String),
    /// A row of the model by the values of its entity's key, in the key's order.
    Row {
        table: String,
        key: Vec<String>,
    },
    Customer(i64),
    Batch(i64),
    /// As its batches name it: from the workspace's folder, if it is in it.
    File(String),
    /// A record of a batch, by its number in it.
    Record {
        batch: i64,
        record: u64,
    },
    Decision(i64),
}

impl Node {
    /// All rows of a view.
    pub fn view(name: &str) -> Node {
        Node::figure(Relation::view(name))
    }

    /// A row by the parts of its key; one text may hold all of them, with `/` between.
    pub fn row(table: String, parts: &[String]) -> Node {
        let key = match parts {
            [all] => all.split('/').map(str::to_owned).collect(),
            parts => parts.to_vec(),
        };
        Node::Row { table, key }
    }

    pub fn figure(relation: Relation) -> Node {
        Node::Figure { relation, row: Args::new() }
    }

    /// The rows of a table that belong to this one.
    pub fn part(&self, table: &str) -> Relation {
        Relation::Part { table: table.to_owned(), of: Box::new(self.clone()) }
    }

    /// Its word is `origin.node.KIND` in the locales.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Figure { relation: Relation::View { .. }, row } if row.is_empty() => "view",
            Node::Figure { row, .. } if row.is_empty() => "rows",
            Node::Figure { .. } => "figure",
            Node::Run(_) => "run",
            Node::Table(_) => "table",
            Node::Row { .. } => "row",
            Node::Customer(_) => "customer",
            Node::Batch(_) => "batch",
            Node::File(_) => "file",
            Node::Record { .. } => "record",
            Node::Decision(_) => "decision",
        }
    }

    /// What tells it from others of its kind, as one would type it.
    pub fn id(&self) -> String {
        match self {
            Node::Figure { relation: Relation::View { name, .. }, row } => format!("{name}{}", values(row)),
            Node::Figure { relation: Relation::Table { name }, row } => format!("{name}{}", values(row)),
            Node::Figure { relation: Relation::Part { table, of }, row } => format!("{table} {of}{}", values(row)),
            Node::Figure { row, .. } => values(row).trim_start().to_owned(),
            Node::Run(id) | Node::Customer(id) | Node::Batch(id) | Node::Decision(id) => id.to_string(),
            Node::Table(name) | Node::File(name) => name.clone(),
            Node::Row { table, key } => format!("{table} {}", key.join("/")),
            Node::Record { batch, record } => format!("{batch} {record}"),
        }
    }

    /// The rows that stand behind it.
    pub fn rows(&self) -> Option<Relation> {
        match self {
            Node::Figure { relation, .. } => Some(relation.clone()),
            Node::Table(name) => Some(Relation::Table { name: name.clone() }),
            _ => None,
        }
    }
}

/// Two values of a row that it may be known by: those that name something before those that measure it.
fn values(row: &Args) -> String {
    const NAMES: [&str; 8] = ["kpi", "segment", "source", "cluster", "template", "period", "day", "feature"];
    let names = |name: &str| NAMES.contains(&name) || ["_id", "_key", "_name"].iter().any(|end| name.ends_with(end));
    let mut known: Vec<_> = row.iter().filter(|(_, cell)| !cell.is_null()).collect();
    known.sort_by_key(|(name, _)| !names(name));
    known.into_iter().take(2).map(|(name, cell)| format!(" {name}={cell}")).collect()
}

/// As `foureye explain` takes it.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Figure { relation, row } if row.is_empty() => write_rows(relation, f),
            Node::Figure { .. } => f.write_str(&self.id()),
            Node::File(name) => write!(f, "file {}", quoted(name)),
            Node::Row { table, key } => write!(f, "row {table} {}", quoted(&key.join("/"))),
            _ => write!(f, "{} {}", self.kind(), self.id()),
        }
    }
}

/// All rows of a relation, with what its view was given.
fn write_rows(relation: &Relation, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match relation {
        Relation::View { name, args } => {
            write!(f, "figure {name}")?;
            let given = args.iter().filter(|(_, cell)| !cell.is_null());
            given.into_iter().try_for_each(|(name, cell)| write!(f, " --set {}", quoted(&format!("{name}={cell}"))))
        }
        Relation::Table { name } => write!(f, "table {name}"),
        Relation::Part { table, of } => write!(f, "rows {table} {of}"),
        Relation::Cleaning { .. } | Relation::Console { .. } | Relation::Frequency { .. } => f.write_str("sql"),
    }
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-:,+@=".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    #[test]
    fn a_node_is_written_as_it_is_asked_for() {
        let row = Node::Row { table: "core.sales_order".into(), key: vec!["web".into(), "1001".into()] };
        assert_eq!(row.to_string(), "row core.sales_order web/1001");
        assert_eq!(Node::Record { batch: 12, record: 408 }.to_string(), "record 12 408");
        assert_eq!(Node::File("inbox/new orders.csv".into()).to_string(), "file 'inbox/new orders.csv'");
        assert_eq!(Node::view("kpi.board").to_string(), "figure kpi.board");
        let rows = Relation::View { name: "kpi.rows".into(), args: args![kpi => "revenue"] };
        assert_eq!(Node::figure(rows).to_string(), "figure kpi.rows --set kpi=revenue");
        assert_eq!(Node::figure(Node::Batch(3).part("core.consent")).to_string(), "rows core.consent batch 3");
        let figure = Node::Figure { relation: Relation::view("kpi.board"), row: args![kpi => "revenue"] };
        assert_eq!((figure.kind(), figure.id()), ("figure", "kpi.board kpi=revenue".into()));
    }
}
