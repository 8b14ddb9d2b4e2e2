//! `landing.SOURCE`: a source's records as they came, all columns text, with the batch, the record's number and its line.
//!
//! The engine packs a text column by a dictionary, which is small where values come again and again. Where most values differ,
//! making the dictionary takes most of the time of landing and is given up in the end, so such a column is packed by Zstandard.
//! How a column is packed is settled when its first records come: a small first file, a database or a restored backup leaves it
//! at the dictionary.

mod arriving;
mod seen;

pub(super) use arriving::{Arriving, Column};
pub(super) use seen::Seen;

use crate::value::Args;
use crate::warehouse::{Session, WarehouseError, quoted};

/// Makes a source's table, or adds the columns that it does not have yet.
pub(super) fn open(session: &Session, source: &str, arriving: &[Column]) -> Result<(), WarehouseError> {
    let (table, known) = (table(source), columns(session, source)?);
    session.batch(&format!("CREATE TABLE IF NOT EXISTS {table} (_batch BIGINT, _record UBIGINT, _line UBIGINT)"))?;
    for column in arriving.iter().filter(|column| !known.contains(&column.name)) {
        let packing = if column.is_varied() { " USING COMPRESSION zstd" } else { "" };
        let name = quoted(&column.name);
        session.batch(&format!("ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} VARCHAR{packing}"))?;
    }
    Ok(())
}

/// `landing.SOURCE`, quoted.
pub(super) fn table(source: &str) -> String {
    format!("landing.{}", quoted(source))
}

/// The columns that have landed of a source, its own ones only; none where nothing has.
pub(super) fn columns(session: &Session, source: &str) -> Result<Vec<String>, WarehouseError> {
    let landed = session.query(include_str!("sql/landed_columns.sql"), &crate::args![source => source])?;
    Ok(landed.texts("column_name").map(str::to_owned).collect())
}

/// One record, as JSON; none where it never landed.
pub(super) fn record(
    session: &Session,
    source: &str,
    batch: i64,
    record: u64,
) -> Result<Option<String>, WarehouseError> {
    let sql = format!(
        "SELECT to_json(landed)::VARCHAR FROM {} AS landed WHERE _batch = $batch AND _record = $record",
        table(source)
    );
    Ok(session.scalar(&sql, &crate::args![batch => batch, record => record])?.text().map(str::to_owned))
}

/// Takes a batch's records out again.
pub(super) fn remove(session: &Session, source: &str, batch: i64) -> Result<(), WarehouseError> {
    session.execute(
        &format!("DELETE FROM {} WHERE _batch = $batch", table(source)),
        &Args::from([("batch".into(), batch.into())]),
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Hints, open as reader};
    use crate::warehouse::{Limits, Warehouse};
    use std::sync::{Arc, Mutex};

    /// Thirty thousand visits, each with a number of its own, on one of 28 days.
    #[test]
    fn a_column_whose_values_nearly_all_differ_is_packed_without_a_dictionary() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("visits.csv");
        let visits = (0..30_000).map(|n| format!("visit-{n},2026-05-{:02}\n", n % 28 + 1));
        std::fs::write(&file, std::iter::once("id,day\n".to_owned()).chain(visits).collect::<String>()).unwrap();
        let limits = Limits { memory: "500MB".into(), threads: 2, key: None };
        let warehouse = Warehouse::open(&dir.path().join("foureye.duckdb"), &limits).unwrap();
        let session = warehouse.session().unwrap();

        let arriving = Arriving::new(reader(&file, &Hints::default()).unwrap(), 1, None).unwrap();
        open(&session, "visits", &arriving.columns()).unwrap();
        assert_eq!(session.pour("landing", "visits", Arc::new(Mutex::new(arriving))).unwrap(), 30_000);
        session.batch("CHECKPOINT").unwrap();

        let packed = "SELECT DISTINCT column_name, compression FROM pragma_storage_info('landing.visits') \
             WHERE segment_type = 'VARCHAR' ORDER BY ALL";
        let packed = session.query(packed, &Args::new()).unwrap();
        let packed: Vec<_> = packed.texts("column_name").zip(packed.texts("compression")).collect();
        assert_eq!(packed, [("day", "DICT_FSST"), ("id", "ZSTD")]);
    }
}
