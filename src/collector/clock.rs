//! When a message happened, by our clock: a device's clock is off by as much as its `sentAt` is from its arrival.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// When it happened: by the clock of the workspace, as its data's times are. A text that is no time comes back as it is,
/// for a person to see; where there is none it happened when it came.
pub(super) fn happened(stated: Option<&str>, sent: Option<&str>, received: Timestamp, zone: &TimeZone) -> String {
    let Some(stated) = stated else { return told(received, zone) };
    let Some(at) = moment(stated) else { return stated.to_owned() };
    let slow = sent.and_then(moment).map(|sent| received.duration_since(sent));
    told(slow.and_then(|slow| at.checked_add(slow).ok()).unwrap_or(at), zone)
}

fn told(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M:%S%.3f").to_string()
}

/// ISO 8601, in UTC where no zone is stated; or milliseconds since 1970.
fn moment(text: &str) -> Option<Timestamp> {
    let utc = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|it| it.timestamp());
    let milliseconds =
        || text.parse().ok().filter(|_| text.len() == 13).and_then(|it| Timestamp::from_millisecond(it).ok());
    text.parse().ok().or_else(utc).or_else(milliseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(stated: Option<&str>, sent: Option<&str>) -> String {
        let received = "2026-06-30T10:00:00Z".parse().unwrap();
        happened(stated, sent, received, &TimeZone::get("Asia/Shanghai").unwrap())
    }

    #[test]
    fn a_clock_that_is_wrong_is_put_right_by_when_it_said_it_sent() {
        assert_eq!(at(Some("2026-06-30T09:59:30Z"), Some("2026-06-30T10:00:00Z")), "2026-06-30 17:59:30.000");
        assert_eq!(at(Some("2001-01-01T00:00:00.5Z"), Some("2001-01-01T00:01:00Z")), "2026-06-30 17:59:00.500");
        assert_eq!(at(Some("2030-01-01T00:00:00Z"), Some("2030-01-01T00:00:00Z")), "2026-06-30 18:00:00.000");
    }

    #[test]
    fn without_a_time_of_sending_it_is_taken_at_its_word_and_without_its_own_it_is_now() {
        assert_eq!(at(Some("2026-06-01T00:00:00+02:00"), None), "2026-06-01 06:00:00.000");
        assert_eq!(at(Some("2026-06-01T00:00:00"), Some("yesterday")), "2026-06-01 08:00:00.000");
        assert_eq!(at(Some("1780272000000"), None), "2026-06-01 08:00:00.000");
        assert_eq!(at(None, Some("2001-01-01T00:00:00Z")), "2026-06-30 18:00:00.000");
    }

    #[test]
    fn what_is_no_time_is_left_for_a_person_to_see() {
        assert_eq!(at(Some("yesterday"), Some("2026-06-30T10:00:00Z")), "yesterday");
        assert_eq!(at(Some(""), None), "");
    }
}
