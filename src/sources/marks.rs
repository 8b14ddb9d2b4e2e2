//! How far a source's table has been read, as `ops.watermark` has it.
//!
//! A mark is committed with the batch that ended there. When a batch is undone, its mark and those after it are set back:
//! the next fetch reads from before it. It ends its batches at the same marks again, so that the same rows make the same
//! batch, and what people have decided about its records holds.

use crate::args;
use crate::config::{Database, Period};
use crate::jobs::JobError;
use crate::reader::{Mark, Start};
use crate::value::Cell;
use crate::warehouse::{Session, WarehouseError};
use jiff::civil::{Date, DateTime};

/// The marks of one source's table.
pub(super) struct Marks<'a> {
    session: &'a Session,
    source: &'a str,
    reads: String,
    newest: Option<Mark>,
    /// Those that were set back, in order.
    ahead: Vec<Ahead>,
}

/// A mark that was reached once already.
pub(super) struct Ahead {
    position: i64,
    batch: i64,
    pub mark: Mark,
}

impl<'a> Marks<'a> {
    pub fn of(session: &'a Session, source: &'a str, database: &Database) -> Result<Marks<'a>, JobError> {
        let reads = database.reads();
        let kept = session.query(include_str!("sql/marks.sql"), &args![source => source, reads => &reads])?;
        let mut marks = Marks { session, source, reads, newest: None, ahead: Vec::new() };
        for row in 0..kept.rows.len() {
            let mark: Mark = serde_json::from_str(kept.text(row, "reached")).unwrap_or_default();
            let number = |name: &str| kept.cell(row, name).integer().unwrap_or_default();
            if *kept.cell(row, "in_force") == Cell::Flag(true) {
                marks.newest = Some(mark);
            } else {
                marks.ahead.push(Ahead { position: number("position"), batch: number("batch_id"), mark });
            }
        }
        marks.ahead.reverse();
        Ok(marks)
    }

    /// Where a fetch begins: with the newest mark's own rows, as others may have come beside them since, or further back.
    pub fn start(&self, lookback: Option<Period>) -> Result<Start, JobError> {
        let Some(first) = self.newest.as_ref().and_then(|mark| mark.first()) else { return Ok(Start::Beginning) };
        let Some(lookback) = lookback else { return Ok(Start::From(first.clone())) };
        let earlier = earlier(first, lookback).ok_or_else(|| {
            let what = format!("source {} looks back by {lookback} from {first:?}, which is no time", self.source);
            JobError::unfit(what, "take `lookback` out of sources.toml, or a watermark of times")
        })?;
        Ok(Start::From(earlier))
    }

    /// The next mark at which a batch ended before it was undone.
    pub fn ahead(&mut self) -> Option<Ahead> {
        self.ahead.pop()
    }

    /// A batch ends here; none where nothing new has come up to a mark that was reached before.
    pub fn reach(&self, batch: Option<i64>, mark: &Mark, passed: Option<&Ahead>) -> Result<(), WarehouseError> {
        if let Some(passed) = passed {
            let sql = "DELETE FROM ops.watermark WHERE position = $position";
            self.session.execute(sql, &args![position => passed.position])?;
        }
        let Some(batch) = batch.or(passed.map(|passed| passed.batch)) else { return Ok(()) };
        let reached = serde_json::to_string(mark).unwrap_or_default();
        let row = args![source => self.source, batch_id => batch, reads => &self.reads, reached => reached];
        self.session.execute(include_str!("sql/reach.sql"), &row)?;
        Ok(())
    }
}

/// Lets what a batch and those after it have brought be read again.
pub(super) fn set_back(session: &Session, source: &str, batch: i64) -> Result<(), WarehouseError> {
    let row = args![source => source, batch_id => batch];
    session.execute(include_str!("sql/set_back.sql"), &row)?;
    Ok(())
}

/// A time that lies so far before another, written like it, as far as seconds; none where the text is no time.
fn earlier(text: &str, by: Period) -> Option<String> {
    if text.len() == 10 {
        let day: Date = text.parse().ok()?;
        return Some(day.at(0, 0, 0, 0).checked_sub(by.length()).ok()?.date().to_string());
    }
    let seconds = text.get(..19)?;
    let moment: DateTime = seconds.parse().ok()?;
    let separator = seconds.get(10..11)?;
    let zone = text[19..].find(['+', '-', 'Z']).map_or("", |at| &text[19 + at..]);
    let moment = moment.checked_sub(by.length()).ok()?;
    Some(format!("{}{separator}{}{zone}", moment.date(), moment.time().strftime("%H:%M:%S")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_the_one_that_it_lies_before() {
        let hour: Period = toml::from_str::<toml::Table>("p = \"1h\"").unwrap()["p"].clone().try_into().unwrap();
        let told = |text: &str| earlier(text, hour);
        assert_eq!(told("2026-07-01 00:30:00.25+00").as_deref(), Some("2026-06-30 23:30:00+00"));
        assert_eq!(told("2026-07-01T00:30:00Z").as_deref(), Some("2026-06-30T23:30:00Z"));
        assert_eq!(told("2026-07-01 00:30:00.000000").as_deref(), Some("2026-06-30 23:30:00"));
        assert_eq!(told("2026-07-01").as_deref(), Some("2026-06-30"));
        assert_eq!(told("20451"), None);
    }
}
