//! What a column's texts look like, for the reader's eye and for the order of dates.

use super::ProposedColumn;
use crate::config::DateOrder;

/// Tells whether a text is of a type.
type Is = fn(&str) -> bool;

/// The narrowest type that so large a share of the values fits, 1 being all of them.
pub fn looks_like<'a>(values: impl Iterator<Item = &'a str>, share: f64) -> &'static str {
    const TYPES: [(&str, Is); 5] =
        [("flag", is_flag), ("integer", is_integer), ("number", is_number), ("date", is_date), ("time", is_time)];
    let mut fits = [0_usize; TYPES.len()];
    let mut seen = 0_usize;
    for value in values {
        seen += 1;
        for (fit, (_, is)) in fits.iter_mut().zip(TYPES) {
            *fit += usize::from(is(value.trim()));
        }
    }
    let fitting = TYPES.iter().zip(fits).find(|(_, fit)| seen > 0 && *fit as f64 >= share * seen as f64);
    fitting.map_or("text", |((name, _), _)| name)
}

fn is_flag(value: &str) -> bool {
    matches!(value.to_lowercase().as_str(), "true" | "false" | "yes" | "no" | "y" | "n" | "是" | "否")
}

fn is_integer(value: &str) -> bool {
    value.parse::<i64>().is_ok()
}

fn is_number(value: &str) -> bool {
    value.replace(',', "").trim_start_matches(['¥', '$', '€', '£']).parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    parts.len() == 3 && parts.iter().all(|part| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit()))
}

fn is_time(value: &str) -> bool {
    let day = value.split([' ', 'T']).next().unwrap_or_default();
    is_date(day) && value.contains(':') || is_date(value)
}

/// How dates with the year last read: some day above 12 tells; without one, the month is taken to come first if the
/// first number never exceeds 12 and the second does.
pub(super) fn date_order(columns: &[ProposedColumn], rows: &[Vec<Option<String>>]) -> DateOrder {
    let dated = columns.iter().enumerate().filter(|(_, column)| matches!(column.looks_like.as_str(), "date" | "time"));
    let values = dated.flat_map(|(at, _)| rows.iter().filter_map(move |row| row[at].as_deref()));
    let mut order = DateOrder::Ymd;
    for value in values {
        let mut parts = value.split(['-', '/', '.', ' ']).map_while(|part| part.parse::<u32>().ok());
        match (parts.next(), parts.next()) {
            (Some(first), _) if first > 31 => {}
            (Some(first), _) if first > 12 => return DateOrder::Dmy,
            (Some(_), Some(second)) if second > 12 => return DateOrder::Mdy,
            (Some(_), Some(_)) => order = DateOrder::Mdy,
            _ => {}
        }
    }
    order
}
