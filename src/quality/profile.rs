//! What stands in every column: the job `quality.profile`.
//!
//! One scan of a table tells the counts, extremes, means and numbers of different values of all its columns. What needs
//! the values themselves is worked out from each column's values with their counts, for many columns at once, as planning
//! a query takes longer than running it on a small table. Of a column with very many different values a part of the rows is
//! looked at, chosen by their place in the table, so that the same data give the same profile; the profile says so.

use super::column::{Column, Nature, table_name};
use super::groups::{self, Groups};
use crate::args;
use crate::jobs::{JobError, Outcome, Run};
use crate::value::Args;
use crate::warehouse::{WarehouseError, literal, quoted};

/// Up to so many different values are all looked at; of more, about so many rows are.
const EXAMINED: i64 = 100_000;

/// Columns are worked out together until so many values are gathered.
const TOGETHER: u64 = 2_000_000;

/// The newest batch that a table has rows of, and the one before it from the same source.
struct Batches {
    /// The column that says so.
    column: &'static str,
    newest: i64,
    earlier: i64,
}

/// A column with its number in the run, and every so many rows of it one is looked at, in all and in two batches.
struct Scanned<'a> {
    column: &'a Column,
    id: i64,
    stride: i64,
    pair_stride: i64,
}

pub(super) fn profile(run: &Run<'_>) -> Result<Outcome, JobError> {
    let columns = Column::all(run.session, None)?;
    run.session.batch(include_str!("sql/profile/begin.sql"))?;
    let tables: Vec<&[Column]> = columns.chunk_by(|one, next| one.table == next.table).collect();
    let (mut done, mut gathered, mut compared) = (0, 0, Vec::new());
    for table in &tables {
        run.progress(done as f64 / columns.len() as f64)?;
        let scanned = scan(run, table, done)?;
        gathered += values(run, &scanned)?;
        if let Some(batches) = batches(run, table)? {
            gathered += pairs(run, &scanned, &batches)?;
            compared.extend(table.iter().enumerate().map(|(at, _)| (done + at, batches.newest, batches.earlier)));
        }
        done += table.len();
        if gathered > TOGETHER {
            keep(run, &compared)?;
            (gathered, compared) = (0, Vec::new());
        }
    }
    keep(run, &compared)?;
    Ok(Outcome::rows(columns.len() as u64).with("tables", tables.len()))
}

/// One scan of a table; its columns are numbered from `first` on.
fn scan<'a>(run: &Run<'_>, table: &'a [Column], first: usize) -> Result<Vec<Scanned<'a>>, WarehouseError> {
    let told = |(at, column): (usize, &Column)| {
        include_str!("sql/profile/column.sql")
            .replace("/*id*/", &(first + at).to_string())
            .replace("/*position*/", &column.position.to_string())
            .replace("/*filled*/", &column.filled())
            .replace("/*summand*/", &column.summand())
            .replace("/*column*/", &column.value())
            .replace("/*type*/", &literal(&column.data_type))
            .replace("/*table*/", &literal(&column.table))
            .replace("/*name*/", &literal(&column.name))
    };
    let told: Vec<String> = table.iter().enumerate().map(told).collect();
    let sql = include_str!("sql/profile/scan.sql")
        .replace("/*table*/", &table_name(&table[0].table))
        .replace("/*columns*/", &told.join(", "));
    let found = run.session.query(&sql, &args![examined => EXAMINED])?;
    let scanned = |row: usize| {
        let number = |name: &str| found.cell(row, name).integer().unwrap_or(1);
        let id = number("column_id");
        let column = &table[usize::try_from(id).unwrap_or(first) - first];
        Scanned { column, id, stride: number("stride"), pair_stride: (number("row_count") / EXAMINED).max(1) }
    };
    Ok((0..found.rows.len()).map(scanned).collect())
}

fn batches(run: &Run<'_>, table: &[Column]) -> Result<Option<Batches>, WarehouseError> {
    let column = if table[0].table.starts_with("landing.") {
        "_batch"
    } else if table.iter().any(|column| column.name == "batch_id") {
        "batch_id"
    } else {
        return Ok(None);
    };
    let sql = include_str!("sql/profile/batches.sql")
        .replace("/*batch*/", column)
        .replace("/*table*/", &table_name(&table[0].table));
    let found = run.session.query(&sql, &Args::new())?;
    let batch = |name: &str| found.cell(0, name).integer();
    Ok(batch("batch_id").zip(batch("earlier_batch_id")).map(|(newest, earlier)| Batches { column, newest, earlier }))
}

/// Gathers the columns' values with their counts, and says how many there are.
fn values(run: &Run<'_>, table: &[Scanned<'_>]) -> Result<u64, JobError> {
    let of_column = |scanned: &Scanned<'_>| scanned.filled_in(include_str!("sql/profile/values.sql"));
    let all: Vec<String> = table.iter().map(of_column).collect();
    let sql = format!("INSERT INTO temp.profiled_value {}", all.join(" UNION ALL "));
    let values = run.session.execute(&sql, &Args::new())?;
    for scanned in table.iter().filter(|scanned| scanned.stride > 1) {
        run.session.execute(&scanned.filled_in(include_str!("sql/profile/again.sql")), &Args::new())?;
    }
    Ok(values)
}

/// Gathers the values of two batches.
fn pairs(run: &Run<'_>, table: &[Scanned<'_>], batches: &Batches) -> Result<u64, WarehouseError> {
    let of_column = |scanned: &Scanned<'_>| {
        let groups = Groups {
            column: scanned.column,
            before: format!("{} = $earlier_batch_id", quoted(batches.column)),
            after: format!("{} = $batch_id", quoted(batches.column)),
            condition: format!("hash(rowid) % {} = 0", scanned.pair_stride),
            args: Args::new(),
        };
        format!("SELECT {} AS column_id, * FROM ({})", scanned.id, groups.counted())
    };
    let all: Vec<String> = table.iter().filter(|scanned| scanned.column.is_compared()).map(of_column).collect();
    let args = args![batch_id => batches.newest, earlier_batch_id => batches.earlier];
    run.session.execute(&format!("INSERT INTO temp.profiled_pair {}", all.join(" UNION ALL ")), &args)
}

impl Scanned<'_> {
    fn filled_in(&self, sql: &str) -> String {
        sql.replace("/*id*/", &self.id.to_string())
            .replace("/*stride*/", &self.stride.to_string())
            .replace("/*number*/", &self.column.number("value"))
            .replace("/*filled*/", &self.column.filled())
            .replace("/*column*/", &self.column.value())
            .replace("/*table*/", &table_name(&self.column.table))
    }
}

/// Works out what is gathered and keeps it; `compared` are columns with their two batches.
fn keep(run: &Run<'_>, compared: &[(usize, i64, i64)]) -> Result<(), WarehouseError> {
    let found = groups::changes(run.session, "FROM temp.profiled_pair", &Args::new())?;
    let change = |(column, newest, earlier): &(usize, i64, i64)| {
        let change = found.get(&(*column as i64)).copied().unwrap_or_default();
        serde_json::json!({
            "column_id": column,
            "batch_id": newest,
            "earlier_batch_id": earlier,
            "filled_change": change.filled,
            "distinct_change": change.distinct,
            "stability_index": change.stability_index,
        })
    };
    let changes = serde_json::Value::from(compared.iter().map(change).collect::<Vec<_>>()).to_string();
    run.session.execute(include_str!("sql/profile/changes.sql"), &args![changes => changes])?;
    run.session.execute(include_str!("sql/profile/keep.sql"), &run.query_args())?;
    run.session.batch(include_str!("sql/profile/clear.sql"))
}

impl Column {
    /// Whether a batch's values can be set against another's: times go on, and so does what is numbered.
    fn is_compared(&self) -> bool {
        self.nature() != Nature::Time && !matches!(self.name.as_str(), "batch_id" | "record" | "source")
    }
}
