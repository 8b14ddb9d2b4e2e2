//! Sources that are read by themselves, and whose time has come.

use crate::config::Config;
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
        source.schedule().is_some_and(|schedule| schedule.due(last.get(name).copied(), since, &zone) <= now)
    };
    let sources = config.sources.sources.iter().filter(|(name, source)| is_due(name, source));
    Ok(sources.map(|(name, _)| name.clone()).collect())
}

/// When each source was read last, well or not.
fn last_read(session: &Session) -> Result<BTreeMap<String, Timestamp>, WarehouseError> {
    let table = session.query(include_str!("sql/last_read.sql"), &Args::new())?;
    let moment = |row: usize| match table.cell(row, "read_at") {
        Cell::Time(time) => time.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp()),
        _ => None,
    };
    Ok((0..table.rows.len()).filter_map(|row| Some((table.text(row, "source").to_owned(), moment(row)?))).collect())
}
