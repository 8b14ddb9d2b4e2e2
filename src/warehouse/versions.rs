//! What every table's content is the result of: how jobs know that they are stale.

use super::{Session, WarehouseError};
use crate::value::Args;
use std::collections::BTreeMap;

/// The number of times that each table was written, by name as `schema.table`; a table never written has none.
pub type Versions = BTreeMap<String, i64>;

impl Session {
    pub fn versions(&self) -> Result<Versions, WarehouseError> {
        let table = self.query("SELECT table_name, version FROM ops.table_version", &Args::new())?;
        let entry =
            |row: usize| Some((table.text(row, "table_name").to_owned(), table.cell(row, "version").integer()?));
        Ok((0..table.rows.len()).filter_map(entry).collect())
    }

    /// Says that a table was written; in the same transaction as the writing.
    pub fn touch(&self, table: &str) -> Result<(), WarehouseError> {
        self.execute(include_str!("sql/touch.sql"), &crate::args![table_name => table])?;
        Ok(())
    }
}
