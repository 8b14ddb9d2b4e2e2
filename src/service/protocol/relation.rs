//! What rows are wanted of.

use crate::service::origin::Node;
use crate::value::{Args, Filter};
use serde::{Deserialize, Serialize};

/// What rows are wanted of: a view by name, a table or a part of it, SQL of the console's, or the values of a column of one
/// of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Relation {
    /// `args` are the view's own parameters; the scope's are bound by the service.
    View {
        name: String,
        args: Args,
    },
    /// All rows of a table, as `schema.table`.
    Table {
        name: String,
    },
    /// Those rows of a table that belong to a batch, a record, a customer, or a row that they name.
    Part {
        table: String,
        of: Box<Node>,
    },
    Console {
        sql: String,
    },
    /// What the rules of cleaning.toml would change now: the rules in their order, or the cells of one of them, before and
    /// after.
    Cleaning {
        rule: Option<String>,
    },
    /// How often each value of a column stands in the rows of another relation, under the same scope: in those that pass
    /// all filters and have the text in them.
    Frequency {
        of: Box<Relation>,
        column: String,
        filters: Vec<Filter>,
        search: Option<String>,
    },
}

impl Relation {
    pub fn view(name: &str) -> Relation {
        Relation::View { name: name.to_owned(), args: Args::new() }
    }

    /// How often each value of a column stands in all rows of a relation.
    pub fn frequency(of: Relation, column: &str) -> Relation {
        Relation::Frequency { of: Box::new(of), column: column.to_owned(), filters: Vec::new(), search: None }
    }

    /// The name that its exports are found by.
    pub fn subject(&self) -> &str {
        match self {
            Relation::View { name, .. } | Relation::Table { name } | Relation::Part { table: name, .. } => name,
            Relation::Frequency { of, .. } => of.subject(),
            Relation::Cleaning { .. } => "cleaning",
            Relation::Console { .. } => "sql",
        }
    }

    /// Whether the reader wrote its query, and not the program.
    pub fn is_console(&self) -> bool {
        match self {
            Relation::Console { .. } => true,
            Relation::Frequency { of, .. } => of.is_console(),
            Relation::View { .. } | Relation::Table { .. } | Relation::Part { .. } | Relation::Cleaning { .. } => false,
        }
    }
}
