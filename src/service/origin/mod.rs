//! The way that data went, walked a step at a time: back from a figure over its run, its tables and its batches to the line
//! of a file, and forward from a file, a batch or a row to all that it has touched.
//!
//! Nothing of it is written down twice. A query's tables are told from its text, a job's from its declaration, a row's own
//! origin from its `source`, `batch_id` and `record`; and rows of different tables meet where one has all the columns of the
//! other's key, as `config/model.toml` declares it. So a view, a job or a table that is added can be walked at once.
//!
//! Steps that are few come first and stand in [`Listing::near`]; those that may be any number, such as the batches of a
//! table, come after them and are read a page at a time.

mod batch;
mod customer;
mod decision;
mod feed;
mod figure;
mod file;
mod line;
mod listing;
mod node;
mod part;
mod record;
mod row;
mod run;
mod shape;
mod table;

pub use node::Node;
pub use record::{Field, Line, Text};

pub(super) use file::exported;
pub(super) use part::resolve;
pub(in crate::service) use shape::Shape;

use super::access::Reader;
use super::{Fault, Local, Relation};
use crate::value::{Scope, Table};
use serde::{Deserialize, Serialize};

/// Which way one looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// What it was made of.
    Back,
    /// What it has touched.
    Forward,
}

impl Direction {
    pub fn name(self) -> &'static str {
        match self {
            Direction::Back => "back",
            Direction::Forward => "forward",
        }
    }

    #[must_use]
    pub fn turned(self) -> Direction {
        match self {
            Direction::Back => Direction::Forward,
            Direction::Forward => Direction::Back,
        }
    }
}

/// What is asked: the steps from one place, a page of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Walk {
    pub from: Node,
    pub direction: Direction,
    pub scope: Scope,
    /// The figure that the way began at: of a record's fields, those that it reads are marked.
    pub figure: Option<Relation>,
    pub offset: u64,
    pub limit: u64,
}

/// A place, what is known of it, and where one can go from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    pub at: Node,
    pub direction: Direction,
    /// One row.
    pub about: Table,
    /// The record as it came, where this is one.
    pub text: Option<Text>,
    pub steps: Vec<Step>,
    /// The place of the first of these steps among all.
    pub offset: u64,
    pub total: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub to: Node,
    /// How it is related; its word is `origin.via.VIA` in the locales.
    pub via: String,
    /// What the data calls it; empty where its number says all.
    pub name: String,
    /// How many rows of it are meant.
    pub rows: Option<u64>,
}

impl Step {
    fn new(via: &str, to: Node) -> Step {
        Step { to, via: via.to_owned(), name: String::new(), rows: None }
    }

    fn named(self, name: impl Into<String>) -> Step {
        Step { name: name.into(), ..self }
    }

    fn of_rows(self, rows: Option<i64>) -> Step {
        Step { rows: rows.map(i64::unsigned_abs), ..self }
    }
}

/// What the parts of this room have at hand.
struct Guide<'a> {
    local: &'a Local,
    session: &'a Reader<'a>,
    scope: &'a Scope,
    figure: Option<&'a Relation>,
    direction: Direction,
    shape: Shape,
}

/// Where one can go from a place.
///
/// # Errors
/// A [`Fault`] of usage where there is no such place, with those that there are.
pub(super) fn steps(local: &Local, session: &Reader<'_>, walk: &Walk) -> Result<Steps, Fault> {
    let guide = Guide {
        local,
        session,
        scope: &walk.scope,
        figure: walk.figure.as_ref(),
        direction: walk.direction,
        shape: Shape::of(session, &local.config().model)?,
    };
    let listing = match &walk.from {
        Node::Figure { relation, row } => figure::steps(&guide, relation, row),
        Node::Run(run) => run::steps(&guide, *run),
        Node::Table(table) => table::steps(&guide, table),
        Node::Row { table, key } => row::steps(&guide, table, key),
        Node::Customer(customer) => customer::steps(&guide, *customer),
        Node::Batch(batch) => batch::steps(&guide, *batch),
        Node::File(file) => file::steps(&guide, file),
        Node::Record { batch, record } => record::steps(&guide, *batch, *record),
        Node::Decision(decision) => decision::steps(&guide, *decision),
    }?;
    listing.page(&guide, walk)
}
