use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// The length of the periods that figures are given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    Day,
    Week,
    #[default]
    Month,
    Quarter,
}

impl Grain {
    pub const ALL: [Grain; 4] = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter];

    pub fn name(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
            Grain::Quarter => "quarter",
        }
    }

    pub fn parse(name: &str) -> Option<Grain> {
        Grain::ALL.into_iter().find(|grain| grain.name() == name)
    }

    /// The first day of the period that a day is in; weeks begin on Monday, as DuckDB's `date_trunc` has them.
    pub fn start_of(self, day: Date) -> Date {
        match self {
            Grain::Day => day,
            Grain::Week => day.saturating_sub(i64::from(day.weekday().since(Weekday::Monday)).days()),
            Grain::Month => day.first_of_month(),
            Grain::Quarter => {
                let first = day.first_of_month();
                first.saturating_sub(i64::from((first.month() - 1) % 3).months())
            }
        }
    }

    /// A period by its first day, as short as the grain allows: 2026-06 for a month, 2026 Q2 for a quarter.
    pub fn named(self, start: Date) -> String {
        match self {
            Grain::Day | Grain::Week => start.to_string(),
            Grain::Month => format!("{}-{:02}", start.year(), start.month()),
            Grain::Quarter => format!("{} Q{}", start.year(), (start.month() + 2) / 3),
        }
    }

    /// The first day of the period `count` periods after the one that begins on `start`.
    pub fn step(self, start: Date, count: i64) -> Date {
        let span = match self {
            Grain::Day => count.days(),
            Grain::Week => count.weeks(),
            Grain::Month => count.months(),
            Grain::Quarter => (3 * count).months(),
        };
        start.saturating_add(span)
    }
}

/// Days from `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub from: Date,
    pub to: Date,
}

/// The one filter that holds over all tabs; what is none is all. Without a span the data's whole time is meant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scope {
    pub span: Option<Span>,
    pub grain: Grain,
    pub channel: Option<String>,
    pub store: Option<String>,
    pub segment: Option<String>,
}
