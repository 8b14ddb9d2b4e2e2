//! When a source is read by itself.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A length of time such as `15m`, `2h` or `1d`, a day being 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(SignedDuration);

/// A time of the day such as `06:30`, by the clock of the workspace's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(Time);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schedule {
    Every(Period),
    At(Clock),
}

impl Schedule {
    /// When it is time to read again, after the last time that it was begun. A source that was never read is due at
    /// `since`, when the watch began, or at the first time of day after it.
    pub fn due(self, last: Option<Timestamp>, since: Timestamp, zone: &TimeZone) -> Timestamp {
        match self {
            Schedule::Every(Period(length)) => {
                last.map_or(since, |last| last.checked_add(length).unwrap_or(Timestamp::MAX))
            }
            Schedule::At(Clock(time)) => next(time, last.unwrap_or(since), zone).unwrap_or(Timestamp::MAX),
        }
    }
}

/// The first time after a moment at which a clock shows so.
fn next(time: Time, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let mut day = after.to_zoned(zone.clone()).date();
    loop {
        let moment = day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp();
        if moment > after {
            return Some(moment);
        }
        day = day.tomorrow().ok()?;
    }
}

impl Period {
    pub fn length(self) -> SignedDuration {
        self.0
    }

    fn parse(text: &str) -> Option<Period> {
        let span: Span = text.parse().ok()?;
        let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
        (length.as_secs() > 0).then_some(Period(length))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let units = [(86_400, "d"), (3_600, "h"), (60, "m")];
        match units.into_iter().find(|(length, _)| seconds % length == 0) {
            Some((length, unit)) => write!(f, "{}{unit}", seconds / length),
            None => write!(f, "{seconds}s"),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schedule::Every(period) => period.fmt(f),
            Schedule::At(clock) => clock.fmt(f),
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.strftime("%H:%M").to_string())
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Period, D::Error> {
        let text = String::deserialize(from)?;
        Period::parse(&text)
            .ok_or_else(|| D::Error::custom(format!("{text:?} is no length of time, expected 15m, 2h or 1d")))
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Clock, D::Error> {
        let text = String::deserialize(from)?;
        let time = text.parse().map(Clock);
        time.map_err(|_| D::Error::custom(format!("{text:?} is no time of the day, expected a time such as 06:30")))
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(schedule: &str, last: Option<&str>, since: &str, zone: &str) -> String {
        let schedule = match Period::parse(schedule) {
            Some(period) => Schedule::Every(period),
            None => Schedule::At(Clock(schedule.parse().unwrap())),
        };
        let moment = |text: &str| text.parse::<Timestamp>().unwrap();
        schedule.due(last.map(moment), moment(since), &TimeZone::get(zone).unwrap()).to_string()
    }

    #[test]
    fn a_source_is_read_so_long_after_the_last_time() {
        let due = |last| due("15m", last, "2026-06-30T08:00:00Z", "Asia/Shanghai");
        assert_eq!(due(None), "2026-06-30T08:00:00Z", "at once, if it was never read");
        assert_eq!(due(Some("2026-06-30T07:50:00Z")), "2026-06-30T08:05:00Z");
        assert_eq!(due(Some("2026-06-29T00:00:00Z")), "2026-06-29T00:15:00Z", "what was missed is due");
    }

    #[test]
    fn a_source_is_read_when_the_clock_of_its_zone_shows_the_time() {
        let due = |last, since| due("06:30", last, since, "Asia/Shanghai");
        assert_eq!(due(None, "2026-06-30T08:00:00Z"), "2026-06-30T22:30:00Z", "not before the first such time");
        assert_eq!(due(Some("2026-06-29T22:30:01Z"), "2026-06-30T08:00:00Z"), "2026-06-30T22:30:00Z");
        assert_eq!(
            due(Some("2026-06-28T22:30:00Z"), "2026-06-30T08:00:00Z"),
            "2026-06-29T22:30:00Z",
            "a night was missed"
        );
    }

    #[test]
    fn clocks_are_put_forward_and_back() {
        let due = |last| due("02:30", Some(last), "2026-01-01T00:00:00Z", "Europe/Berlin");
        assert_eq!(
            due("2026-03-28T12:00:00Z"),
            "2026-03-29T01:30:00Z",
            "the hour that is left out is read as the one after"
        );
        assert_eq!(due("2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z", "the hour that comes twice is read once");
    }

    #[test]
    fn lengths_are_written_as_they_are_read() {
        let written = |text: &str| Period::parse(text).map(|period| period.to_string());
        assert_eq!(written("15m").as_deref(), Some("15m"));
        assert_eq!(written("1h 30m").as_deref(), Some("90m"));
        assert_eq!(written("1d").as_deref(), Some("1d"));
        for wrong in ["", "0m", "-5m", "1mo", "soon", "15"] {
            assert_eq!(written(wrong), None, "{wrong}");
        }
    }
}
