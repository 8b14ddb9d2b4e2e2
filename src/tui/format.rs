//! Figures as people read them: by kind, by unit, and in the reader's language.

use super::text;
use crate::config::{Language, Words};
use crate::value::figure::{grouped, points, whole_only_if_whole};
use crate::value::{Cell, Grain, Kind};
use jiff::civil::{Date, DateTime};

/// What figures are written by.
#[derive(Debug, Clone)]
pub struct Format {
    pub language: Language,
    /// ISO 4217.
    pub currency: String,
}

impl Format {
    pub fn new(language: Language, currency: &str) -> Format {
        Format { language, currency: currency.to_owned() }
    }

    /// The sign that amounts stand behind: `¥`, `$`, or the code where there is none.
    pub fn currency_sign(&self) -> &str {
        match self.currency.as_str() {
            "CNY" | "JPY" => "¥",
            "TWD" => "NT$",
            "HKD" => "HK$",
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            other => other,
        }
    }

    /// A cell of a table. A column of money has its currency in the header; `unit` is that of a row whose columns are
    /// of no unit of their own.
    pub fn cell(&self, cell: &Cell, kind: Kind, unit: Option<&str>, words: &Words) -> String {
        let number = match cell {
            Cell::Null => return String::new(),
            Cell::Flag(flag) if kind == Kind::Flag => {
                return words.text(if *flag { "value.true" } else { "value.false" }).to_owned();
            }
            Cell::Date(date) => return date.to_string(),
            Cell::Time(time) => return minute(time),
            Cell::Text(text) => return self.text(text, kind, unit, words),
            Cell::List(cells) if cells.iter().any(|cell| cell.number().is_none() && !cell.is_null()) => {
                let texts: Vec<String> = cells.iter().map(|cell| self.cell(cell, Kind::Text, None, words)).collect();
                return texts.join(", ");
            }
            Cell::List(_) if kind != Kind::Trend => return text::clean(&cell.to_string()),
            Cell::List(_) => return super::widgets::sparkline(&cell.numbers(), 24),
            other => other.number().unwrap_or(f64::NAN),
        };
        match (kind, unit) {
            (Kind::Id | Kind::Text | Kind::Word | Kind::Fact, _) => text::clean(&cell.to_string()),
            (Kind::Money, _) => grouped(number, 2),
            (Kind::Number, Some(unit)) => self.unit(number, unit),
            (Kind::Number, None) => grouped(number, places(number)),
            (Kind::Change, Some("share" | "points")) => change(number, " pp"),
            (kind, _) => self.number(number, kind),
        }
    }

    fn text(&self, text: &str, kind: Kind, unit: Option<&str>, words: &Words) -> String {
        let text = text::clean(text);
        match (kind, unit) {
            (Kind::Fact, Some("word")) | (Kind::Word, _) => words.values(&text),
            (Kind::Fact, Some(unit)) => text.parse().map_or(text, |number| self.unit(number, unit)),
            // A name in brackets is no name of the data's but says that there is none.
            _ if text.starts_with('(') => words.value(&text),
            _ => text,
        }
    }

    /// A figure that stands alone, with its unit.
    pub fn number(&self, number: f64, kind: Kind) -> String {
        match kind {
            _ if !number.is_finite() => "–".into(),
            Kind::Money => self.with_sign(&grouped(number, 2)),
            Kind::Share => format!("{}%", grouped(whole_only_if_whole(number * 100.0), 1)),
            Kind::Change => change(number, "%"),
            Kind::Count => grouped(number, 0),
            _ => grouped(number, places(number)),
        }
    }

    /// A figure in the unit that a row names: money, count, share, points, score, days or number.
    pub fn unit(&self, number: f64, unit: &str) -> String {
        match unit {
            "money" => self.number(number, Kind::Money),
            "count" | "days" => self.number(number, Kind::Count),
            "share" => self.number(number, Kind::Share),
            "points" => points(number),
            "score" if number.is_finite() => grouped(number, 2),
            _ => self.number(number, Kind::Number),
        }
    }

    /// As short as an axis or a tile has it: 1.2 M, 120 万, 12.3%, +0.2 pp.
    pub fn compact(&self, number: f64, unit: &str) -> String {
        match unit {
            "share" => self.number(number, Kind::Share),
            "points" => points(number),
            "money" => self.with_sign(&self.short(number)),
            _ => self.short(number),
        }
    }

    fn short(&self, number: f64) -> String {
        let steps: &[(f64, &str)] = match self.language {
            Language::En => &[(1e9, "B"), (1e6, "M"), (1e3, "k")],
            Language::ZhCn => &[(1e8, "亿"), (1e4, "万")],
            Language::ZhTw => &[(1e8, "億"), (1e4, "萬")],
        };
        if !number.is_finite() {
            return "–".into();
        }
        // A number that rounds up to the next step is written in it: 999,960 is 1 M.
        let step = steps.iter().find(|(step, _)| number.abs() >= step * 0.99995);
        match step {
            Some((step, name)) => format!("{}{name}", trimmed(number / step)),
            None => trimmed(number),
        }
    }

    fn with_sign(&self, amount: &str) -> String {
        let sign = self.currency_sign();
        let gap = if sign.len() == 3 && sign.is_ascii() && !sign.contains('$') { " " } else { "" };
        match amount.strip_prefix('-') {
            Some(rest) => format!("-{sign}{gap}{rest}"),
            None => format!("{sign}{gap}{amount}"),
        }
    }
}

/// A difference, with its sign and an arrow: relative as `▲ +3.2%`, of shares as `▲ +3.2 pp`, percentage points.
fn change(number: f64, unit: &str) -> String {
    let percent = number * 100.0;
    match percent {
        p if p.abs() < 0.05 => format!("= 0.0{unit}"),
        p if p > 0.0 => format!("▲ +{}{unit}", grouped(p, 1)),
        p => format!("▼ {}{unit}", grouped(p, 1)),
    }
}

/// Places after the point that a number without a unit needs.
fn places(number: f64) -> usize {
    match number.abs() {
        n if n.fract() == 0.0 => 0,
        n if n >= 1000.0 => 1,
        n if n >= 1.0 => 2,
        _ => 4,
    }
}

fn trimmed(number: f64) -> String {
    let places = if number.abs() >= 100.0 {
        0
    } else if number.abs() >= 10.0 {
        1
    } else {
        2
    };
    let text = grouped(number, places);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A time to the minute.
pub fn minute(time: &DateTime) -> String {
    format!("{} {:02}:{:02}", time.date(), time.hour(), time.minute())
}

/// A period by its first day.
pub fn period(day: Date, grain: Grain) -> String {
    grain.named(day)
}

/// How long ago something was, in the largest unit that fits; both times are UTC.
pub fn age(then: DateTime, now: DateTime, words: &Words) -> String {
    let seconds = now.duration_since(then).as_secs().max(0);
    let (key, count) = match seconds {
        s if s < 60 => ("age.now", s),
        s if s < 3600 => ("age.minutes", s / 60),
        s if s < 86_400 => ("age.hours", s / 3600),
        s => ("age.days", s / 86_400),
    };
    words.say(key, &[("n", &count)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chinese() -> Format {
        Format::new(Language::ZhCn, "CNY")
    }

    #[test]
    fn figures_have_their_unit_and_their_thousands() {
        let format = chinese();
        assert_eq!(format.number(1_234_567.891, Kind::Money), "¥1,234,567.89");
        assert_eq!(format.number(-5.0, Kind::Money), "-¥5.00");
        assert_eq!(format.number(0.1234, Kind::Share), "12.3%");
        assert_eq!(format.number(0.032, Kind::Change), "▲ +3.2%");
        assert_eq!(format.number(-0.5, Kind::Change), "▼ -50.0%");
        assert_eq!(format.number(f64::NAN, Kind::Share), "–");
        assert_eq!(format.unit(0.002, "points"), "+0.2 pp");
        let changed = |unit| format.cell(&Cell::Float(0.003), Kind::Change, Some(unit), &Words::default());
        assert_eq!((changed("points"), changed("money")), ("▲ +0.3 pp".into(), "▲ +0.3%".into()));
        assert_eq!(grouped(-0.001, 2), "0.00");
        assert_eq!(Format::new(Language::En, "CHF").number(12.0, Kind::Money), "CHF 12.00");
    }

    #[test]
    fn an_axis_counts_in_the_steps_of_its_language() {
        assert_eq!(chinese().compact(12_345_678.0, "money"), "¥1,235万");
        assert_eq!(Format::new(Language::ZhTw, "TWD").compact(250_000_000.0, "count"), "2.5億");
        assert_eq!(Format::new(Language::En, "USD").compact(12_345_678.0, "money"), "$12.3M");
        assert_eq!(Format::new(Language::En, "USD").compact(999_999.0, "count"), "1M");
        assert_eq!(chinese().compact(950.0, "count"), "950");
        assert_eq!(chinese().compact(-0.002, "points"), "-0.2 pp");
    }
}
