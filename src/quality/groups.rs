//! Two groups of a table's rows, and how the values of one column are spread over them.

use super::column::{Column, table_name};
use crate::analysis::drift::{self, KolmogorovSmirnov};
use crate::value::{Args, Table};
use crate::warehouse::{Session, WarehouseError};
use std::collections::BTreeMap;

/// The two groups, as SQL conditions over the table's columns.
pub(super) struct Groups<'a> {
    pub column: &'a Column,
    pub before: String,
    pub after: String,
    /// Which of the rows count at all.
    pub condition: String,
    pub args: Args,
}

/// What has changed from the earlier group to the later one; none where there is nothing to compare.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Change {
    /// The difference of the shares that are filled.
    pub filled: Option<f64>,
    /// The relative difference of the numbers of different values.
    pub distinct: Option<f64>,
    /// Of the filled values.
    pub stability_index: Option<f64>,
}

impl Groups<'_> {
    /// A query of the column's values, each with how many rows of either group have it; what is empty is one value too.
    pub fn counted(&self) -> String {
        include_str!("sql/two_groups.sql")
            .replace("/*number*/", &self.column.number("value"))
            .replace("/*filled*/", &self.column.filled())
            .replace("/*column*/", &self.column.value())
            .replace("/*before*/", &self.before)
            .replace("/*after*/", &self.after)
            .replace("/*condition*/", &self.condition)
            .replace("/*table*/", &table_name(&self.column.table))
    }

    pub fn change(&self, session: &Session) -> Result<Change, WarehouseError> {
        let counted = format!("SELECT 0 AS column_id, * FROM ({})", self.counted());
        Ok(changes(session, &counted, &self.args)?.remove(&0).unwrap_or_default())
    }

    /// Of the filled values; the column's have to stand in an order.
    pub fn kolmogorov_smirnov(&self, session: &Session) -> Result<Option<KolmogorovSmirnov>, WarehouseError> {
        let sql = format!("SELECT before, after FROM ({}) WHERE value IS NOT NULL ORDER BY value", self.counted());
        let mut counts = Vec::new();
        session.stream(&sql, &self.args, |row| {
            let count = |at: usize| row[at].integer().unwrap_or_default().unsigned_abs();
            counts.push((count(0), count(1)));
            Ok::<(), WarehouseError>(())
        })?;
        Ok(drift::kolmogorov_smirnov(&counts))
    }
}

/// The changes of many columns by their `column_id`, from a query of their values as [`Groups::counted`] has them.
pub(super) fn changes(session: &Session, counted: &str, args: &Args) -> Result<BTreeMap<i64, Change>, WarehouseError> {
    let bins = session.query(&include_str!("sql/bins.sql").replace("/*counted*/", counted), args)?;
    let mut of_column: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for row in 0..bins.rows.len() {
        of_column.entry(bins.cell(row, "column_id").integer().unwrap_or_default()).or_default().push(row);
    }
    Ok(of_column.into_iter().map(|(column, rows)| (column, change(&bins, &rows))).collect())
}

fn change(bins: &Table, rows: &[usize]) -> Change {
    let filled: Vec<usize> = rows.iter().copied().filter(|row| !bins.cell(*row, "bin").is_null()).collect();
    let column = |name: &str, rows: &[usize]| -> Vec<u64> {
        rows.iter().map(|row| bins.cell(*row, name).integer().unwrap_or_default().unsigned_abs()).collect()
    };
    let sum = |name: &str, rows: &[usize]| column(name, rows).iter().sum::<u64>() as f64;
    let share = |name: &str| Some(sum(name, rows)).filter(|all| *all > 0.0).map(|all| sum(name, &filled) / all);
    let different = sum("values_before", &filled);
    Change {
        filled: share("before").zip(share("after")).map(|(before, after)| after - before),
        distinct: (different > 0.0).then(|| sum("values_after", &filled) / different - 1.0),
        stability_index: drift::stability_index(&column("before", &filled), &column("after", &filled)),
    }
}
