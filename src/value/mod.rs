//! The words that every room shares: a cell, a table of cells, a period, the filter that holds over all tabs.
//!
//! They cross the service's door in both directions, so all of them are serde types, and none of them knows SQL.

mod cell;
pub mod figure;
mod keep;
mod page;
mod scope;
mod spreadsheet;
mod table;
mod token;
mod typed;

pub use cell::Cell;
pub use keep::{keep, keep_unless_there};
pub use page::{Comparison, Filter, Page, Sort};
pub use scope::{Grain, Scope, Span};
pub use spreadsheet::{csv_field, csv_text};
pub use table::{Column, Kind, Table};
pub use token::{hex, token};
pub use typed::typed;

/// The schemas of the database, in the order that data passes through them.
pub const SCHEMAS: [&str; 4] = ["landing", "core", "mart", "ops"];

/// Named values for a query or a job, in the order of their names.
pub type Args = std::collections::BTreeMap<String, Cell>;

/// `args![year => 2026, name => "x"]`, as an [`Args`].
#[macro_export]
macro_rules! args {
    ($($name:ident => $value:expr),* $(,)?) => {
        $crate::value::Args::from([$((stringify!($name).to_owned(), $crate::value::Cell::from($value))),*])
    };
}
