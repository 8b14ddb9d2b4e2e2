//! What is done by itself: sources whose time to be read has come, and the backup.

use crate::config::{Config, Schedule};
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// The sources that are due at a moment, in the configuration's order. The watch began at `since`.
pub(super) fn due(
    config: &Config,
    session: &Session,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<String>, WarehouseError> {
    let zone = TimeZone::get(&config.settings.time_zone).unwrap_or(TimeZone::UTC);
    let last = last_read(session)?;
    let is_due = |name: &str, source: &crate::config::Source| {
        source.schedule().is_some_and(|schedule| has_come(schedule, last.get(name).copied(), since, now, &zone))
    };
    let sources = config.sources.sources.iter().filter(|(name, source)| is_due(name, source));
    Ok(sources.map(|(name, _)| name.clone()).collect())
}

/// Whether it is time for a backup: the last one that was begun counts, well or not.
pub(super) fn is_backup_due(
    config: &Config,
    session: &Session,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, WarehouseError> {
    let Some(schedule) = config.settings.backup.schedule() else { return Ok(false) };
    let zone = TimeZone::get(&config.settings.time_zone).unwrap_or(TimeZone::UTC);
    let last = session.scalar(include_str!("sql/last_backup.sql"), &crate::args![job => super::backups::BACKUP])?;
    Ok(has_come(schedule, moment(&last), since, now, &zone))
}

/// Whether the time has come. What seems to have happened later than now happened before the clock was set back: nothing
/// waits for that to come again.
fn has_come(schedule: Schedule, last: Option<Timestamp>, since: Timestamp, now: Timestamp, zone: &TimeZone) -> bool {
    schedule.due(last.filter(|last| *last <= now), since.min(now), zone) <= now
}

/// When each source was read last, well or not.
fn last_read(session: &Session) -> Result<BTreeMap<String, Timestamp>, WarehouseError> {
    let table = session.query(include_str!("sql/last_read.sql"), &Args::new())?;
    let read = |row: usize| Some((table.text(row, "source").to_owned(), moment(table.cell(row, "read_at"))?));
    Ok((0..table.rows.len()).filter_map(read).collect())
}

/// A time of record is in UTC.
fn moment(cell: &Cell) -> Option<Timestamp> {
    match cell {
        Cell::Time(time) => time.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::jobs::testing::Bench;

    const SOURCE: &str = "[source.till]\nfiles = \"till/*\"\nevery = \"1h\"\n\
                          [source.till.feeds.customer]\ncustomer_key = \"id\"\n";

    #[test]
    fn a_clock_that_was_set_back_holds_no_source_up() {
        let bench = Bench::new(&[("sources.toml", SOURCE)]);
        let due = |since: &str, now: &str| {
            let [since, now] = [since, now].map(|time| time.parse().unwrap());
            super::due(&bench.config, &bench.session(), since, now).unwrap()
        };
        let read_at = |time: &str| {
            bench.sql(&format!(
                "DELETE FROM ops.job_run;
                INSERT INTO ops.job_run BY NAME
                SELECT 'sources.import' AS job, '{{\"source\": \"till\"}}' AS params, 0 AS seed, '{{}}' AS inputs,
                    '' AS fingerprint, '' AS program, '' AS started_by, TIMESTAMP '{time}' AS started_at, 'done' AS status"
            ));
        };
        read_at("2026-06-15 08:30");
        assert!(due("2026-06-15T08:00:00Z", "2026-06-15T09:00:00Z").is_empty());
        assert_eq!(due("2026-06-15T08:00:00Z", "2026-06-15T09:30:00Z"), ["till"]);
        read_at("2036-06-15 08:30");
        assert_eq!(due("2036-06-15T08:00:00Z", "2026-06-15T09:30:00Z"), ["till"]);
    }
}
