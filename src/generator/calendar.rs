//! The days of the period, and how busy each one is: weekday, month, trend and festivals.
//!
//! There is no clock here: every plan ends on the same day, so that a file made today equals one made last year.

use super::Plan;
use super::dice::Dice;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date};
use serde::{Deserialize, Serialize};

/// The last day of every plan.
pub const LAST: Date = date(2026, 6, 30);
/// Sales grow by this much a year.
const TREND: f64 = 0.08;

#[derive(Deserialize)]
struct Words {
    weekday: Lift,
    month: Lift,
    festival: Vec<Festival>,
}

#[derive(Deserialize)]
struct Lift {
    lift: Vec<f64>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Festival {
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    dates: Vec<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    every: Option<Yearly>,
    phases: Vec<Phase>,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
struct Yearly {
    month: i8,
    day: i8,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
struct Phase {
    from: i32,
    to: i32,
    lift: f64,
    #[serde(default)]
    sale: bool,
}

impl Festival {
    fn falls_on(&self, day: Date) -> bool {
        self.dates.contains(&day) || self.every.is_some_and(|at| (at.month, at.day) == (day.month(), day.day()))
    }

    /// The phase that `day` is in, if the festival is near.
    fn phase(&self, day: Date) -> Option<&Phase> {
        self.phases.iter().find(|phase| (phase.from..=phase.to).any(|offset| self.falls_on(after(day, -offset))))
    }
}

/// A day of the period, counted from its first. Negative before it.
pub type Day = i32;

pub struct Calendar {
    pub first: Date,
    pub days: Day,
    pub months: u32,
    pub festivals: Vec<Festival>,
    busy: Vec<f64>,
    sale: Vec<bool>,
}

impl Calendar {
    pub fn new(plan: &Plan) -> Result<Calendar, super::GenerateError> {
        let words: Words = super::words::read("festivals.toml", include_str!("words/festivals.toml"))?;
        let end = after(LAST, 1);
        let first = end.saturating_sub(i64::from(plan.months).months());
        let days = first.until(end).map_or(0, |span| span.get_days());
        let mut calendar =
            Calendar { first, days, months: plan.months, festivals: Vec::new(), busy: Vec::new(), sale: Vec::new() };
        for day in 0..days {
            let date = calendar.date(day);
            let phases: Vec<&Phase> = words.festival.iter().filter_map(|festival| festival.phase(date)).collect();
            let weekday = words.weekday.lift.get(date.weekday().to_monday_zero_offset() as usize).unwrap_or(&1.0);
            let month = words.month.lift.get(date.month() as usize - 1).unwrap_or(&1.0);
            let trend = 1.0 + TREND * f64::from(day) / 365.0;
            calendar.busy.push(weekday * month * trend * phases.iter().map(|phase| phase.lift).product::<f64>());
            calendar.sale.push(phases.iter().any(|phase| phase.sale));
        }
        calendar.festivals = words.festival;
        Ok(calendar)
    }

    pub fn date(&self, day: Day) -> Date {
        after(self.first, day)
    }

    pub fn day(&self, date: Date) -> Day {
        self.first.until(date).map_or(0, |span| span.get_days())
    }

    /// How many months of the period have passed on `date`.
    pub fn month_of(&self, date: Date) -> usize {
        let months = i32::from(date.year() - self.first.year()) * 12 + i32::from(date.month() - self.first.month());
        usize::try_from(months).unwrap_or(0).min(self.months as usize - 1)
    }

    pub fn month_start(&self, month: usize) -> Date {
        self.first.saturating_add((month as i64).months())
    }

    /// How busy the shops are, around 1.
    pub fn busy(&self, day: Day) -> f64 {
        usize::try_from(day).ok().and_then(|day| self.busy.get(day)).copied().unwrap_or(0.0)
    }

    pub fn busiest(&self) -> f64 {
        self.busy.iter().copied().fold(0.0, f64::max)
    }

    /// Whether the online shops take something off everything.
    pub fn on_sale(&self, day: Day) -> bool {
        usize::try_from(day).ok().and_then(|day| self.sale.get(day)).copied().unwrap_or(false)
    }
}

/// `days` after a date, or before it.
pub fn after(date: Date, days: Day) -> Date {
    date.saturating_add(i64::from(days).days())
}

/// A moment of `date` between two hours, busiest in the middle.
pub fn moment(date: Date, open: i64, close: i64, dice: &mut Dice) -> DateTime {
    let seconds = (close - open) * 3600;
    let drawn = open * 3600 + (dice.below(seconds as u64) + dice.below(seconds as u64)) as i64 / 2;
    date.to_datetime(Time::midnight()).saturating_add(drawn.seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eighteen_months_begin_on_new_years_day() {
        let calendar = Calendar::new(&Plan::default()).unwrap();
        assert_eq!(calendar.first, date(2025, 1, 1));
        assert_eq!(calendar.days, 546);
        assert_eq!(calendar.month_of(LAST), 17);
    }

    #[test]
    fn festivals_are_busy_and_spring_festival_is_quiet() {
        let calendar = Calendar::new(&Plan::default()).unwrap();
        let busy = |day| calendar.busy(calendar.day(day));
        assert!(busy(date(2025, 11, 11)) > 2.0);
        assert!(calendar.on_sale(calendar.day(date(2025, 6, 18))));
        assert!(busy(date(2026, 2, 18)) < 0.6);
    }
}
