//! A cell as text: what a person would type to get it, and the same in every workbook.

use calamine::{Data, ExcelDateTime};

/// A day that no date in a workbook reaches: 1 January of the year 10000.
const END_OF_DAYS: f64 = 2_958_466.0;

/// A cell's text; None if it is empty. A formula counts as the value that was last worked out for it.
pub(super) fn text_of(cell: Data) -> Option<String> {
    let text = match cell {
        Data::Empty => return None,
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(moment) => moment_text(&moment),
        Data::Error(error) => error.to_string(),
    };
    (!text.is_empty()).then_some(text)
}

/// A date, a date with its time, a time of day, or hours past 24, as the number means it.
fn moment_text(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if !(0.0..END_OF_DAYS).contains(&days) {
        return days.to_string();
    }
    if moment.is_duration() {
        return duration_text(days);
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}{}", fraction(u64::from(milli)));
    if days < 1.0 {
        time
    } else if time == "00:00:00" {
        date
    } else {
        format!("{date} {time}")
    }
}

fn duration_text(days: f64) -> String {
    let millis = (days * 86_400_000.0).round() as u64;
    let seconds = millis / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}{}", seconds % 60, fraction(millis % 1_000))
}

fn fraction(millis: u64) -> String {
    if millis == 0 { String::new() } else { format!(".{millis:03}") }
}
