//! Workspaces in temporary folders, for tests that tell a story over several rooms: a [`Trial`] where jobs meet rows, a
//! [`Desk`] where the service meets files.

mod desk;
mod story;

pub(crate) use desk::Desk;
pub(crate) use story::Trial;

use crate::value::{Cell, Table};

/// A table's rows as text, cells parted by spaces.
pub(crate) fn lines(table: &Table) -> Vec<String> {
    joined(table, " ")
}

fn joined(table: &Table, by: &str) -> Vec<String> {
    table.rows.iter().map(|row| row.iter().map(Cell::to_string).collect::<Vec<_>>().join(by)).collect()
}
