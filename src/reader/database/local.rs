//! A time that a server gives in UTC, as the clock of a zone shows it.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Without its offset, as all times land: `2026-06-30 02:00:00+00` is `2026-06-30 10:00:00` in Shanghai. What is no time,
/// such as `infinity` or `0000-00-00 00:00:00`, stays as it is.
pub(super) fn local(text: &str, zone: &TimeZone) -> Option<String> {
    let moment: DateTime = text.trim_end_matches("+00").parse().ok()?;
    let there = moment.to_zoned(TimeZone::UTC).ok()?.with_time_zone(zone.clone());
    Some(there.datetime().strftime("%Y-%m-%d %H:%M:%S%.f").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_by_the_clock_of_its_zone() {
        let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
        let told = |text: &str| local(text, &shanghai).unwrap_or_else(|| text.to_owned());
        assert_eq!(told("2026-06-30 18:30:00+00"), "2026-07-01 02:30:00");
        assert_eq!(told("2026-06-30 18:30:00.250000"), "2026-07-01 02:30:00.25");
        assert_eq!(told("infinity"), "infinity");
        assert_eq!(told("0000-00-00 00:00:00"), "0000-00-00 00:00:00");
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        assert_eq!(local("2026-03-29 00:59:59", &berlin).unwrap(), "2026-03-29 01:59:59");
        assert_eq!(local("2026-03-29 01:00:00", &berlin).unwrap(), "2026-03-29 03:00:00", "the hour that is left out");
    }
}
