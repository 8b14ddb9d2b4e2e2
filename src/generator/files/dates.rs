//! The ways in which systems write a moment. Within one file there is only one of them, and `sources.toml` says which.

use jiff::civil::{Date, DateTime};

/// `2026-03-05 14:02:11`
pub fn plain(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2026-03-05T14:02:11`
pub fn iso(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// `2026/3/5 14:02`
pub fn slashes(at: DateTime) -> String {
    at.strftime("%Y/%-m/%-d %H:%M").to_string()
}

/// `2026/3/5`
pub fn slashed_day(date: Date) -> String {
    date.strftime("%Y/%-m/%-d").to_string()
}

/// `2026年3月5日 14:02`
pub fn chinese(at: DateTime) -> String {
    at.strftime("%Y年%-m月%-d日 %H:%M").to_string()
}

/// `05.03.2026 14:02`
pub fn dotted(at: DateTime) -> String {
    at.strftime("%d.%m.%Y %H:%M").to_string()
}

/// `05/03/2026 14:02`, the day first.
pub fn british(at: DateTime) -> String {
    at.strftime("%d/%m/%Y %H:%M").to_string()
}

/// `03/05/2026`, the month first.
pub fn american(date: Date) -> String {
    date.strftime("%m/%d/%Y").to_string()
}
