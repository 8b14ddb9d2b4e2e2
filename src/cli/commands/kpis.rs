use crate::args;
use crate::cli::args::Format;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::Filters;
use crate::service::Request;
use crate::value::{Args, Grain, Table};
use clap::Subcommand;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use rust_decimal::Decimal;

#[derive(Debug, clap::Args)]
pub struct Kpis {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Each KPI with actual, target, attainment and changes (the default)
    Board,
    /// One KPI, period by period
    Series { kpi: String },
    /// One KPI by channel
    ByChannel { kpi: String },
    /// One KPI by store
    ByStore { kpi: String },
    /// One KPI by segment
    BySegment { kpi: String },
    /// Set the target of one period
    Target {
        kpi: String,
        /// 2026-06, 2026-Q2, 2026-W23, or a day of the period of --grain
        period: String,
        /// The target, or `none` to take it back
        #[arg(allow_negative_numbers = true)]
        value: String,
    },
}

impl Kpis {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let (view, args) = match self.part.unwrap_or(Part::Board) {
            Part::Board => return board(desk, &self.filters),
            Part::Series { kpi } => ("kpi.series", args![kpi => kpi]),
            Part::ByChannel { kpi } => ("kpi.by_channel", args![kpi => kpi]),
            Part::ByStore { kpi } => ("kpi.by_store", args![kpi => kpi]),
            Part::BySegment { kpi } => ("kpi.by_segment", args![kpi => kpi]),
            Part::Target { kpi, period, value } => return set(desk, kpi, &period, &value, self.filters.scope.grain()),
        };
        desk.show(view, args, &self.filters)
    }
}

/// The board, with the program's own titles where `kpis.toml` gives none.
fn board(desk: &Desk, filters: &Filters) -> Result<(), Failure> {
    let scope = filters.scope.resolve(desk)?;
    let mut board = desk.rows("kpi.board", Args::new(), &scope, desk.page(&filters.rows))?;
    if let Some(at) = board.column("title").filter(|_| desk.output.format == Format::Table) {
        for row in 0..board.rows.len() {
            board.rows[row][at] = title(desk, &board, row).into();
        }
    }
    desk.output.table(&board)
}

/// A KPI's own title, or the program's words for it.
pub fn title(desk: &Desk, board: &Table, row: usize) -> String {
    let (kpi, own) = (board.text(row, "kpi"), board.text(row, "title"));
    let known = desk.words.find(&format!("kpi.{kpi}.title")).unwrap_or(kpi);
    if own.is_empty() { known.to_owned() } else { own.to_owned() }
}

fn set(desk: &Desk, kpi: String, text: &str, value: &str, grain: Grain) -> Result<(), Failure> {
    let hint = "give a period as 2026-06, 2026-Q2 or 2026-W23, or a day with --grain";
    let (grain, period) = period(text, grain).ok_or_else(|| Failure::usage(format!("{text:?} is no period"), hint))?;
    let target = match value {
        "none" => None,
        number => Some(number.parse::<Decimal>().map_err(|_| {
            Failure::usage(format!("{number:?} is no target"), "give a number, or `none` to take the target back")
        })?),
    };
    desk.call(Request::SetTarget { kpi: kpi.clone(), grain, period, target })?;
    desk.say("cli.target_set", &[("kpi", &kpi), ("period", &text), ("value", &value)]);
    Ok(())
}

/// A period's length and first day; a bare day is one of the grain's.
fn period(text: &str, grain: Grain) -> Option<(Grain, Date)> {
    if let Ok(day) = text.parse::<Date>() {
        return Some((grain, grain.start_of(day)));
    }
    let (year, part) = text.split_once('-')?;
    let year: i16 = year.parse().ok()?;
    let first = Date::new(year, 1, 1).ok()?;
    if let Some(quarter) = part.strip_prefix('Q') {
        let quarter: i8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
        Some((Grain::Quarter, first.checked_add(i64::from((quarter - 1) * 3).months()).ok()?))
    } else if let Some(week) = part.strip_prefix('W') {
        let monday = ISOWeekDate::new(year, week.parse().ok()?, Weekday::Monday).ok()?;
        Some((Grain::Week, monday.date()))
    } else {
        Some((Grain::Month, Date::new(year, part.parse().ok()?, 1).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_named_as_calendars_do() {
        let starts = |text: &str| period(text, Grain::Day).map(|(grain, day)| format!("{} {day}", grain.name()));
        assert_eq!(starts("2026-06").as_deref(), Some("month 2026-06-01"));
        assert_eq!(starts("2026-Q2").as_deref(), Some("quarter 2026-04-01"));
        assert_eq!(starts("2026-W01").as_deref(), Some("week 2025-12-29"));
        assert_eq!(starts("2026-06-17").as_deref(), Some("day 2026-06-17"));
        assert_eq!(starts("2026-Q5"), None);
        assert_eq!(starts("June"), None);
    }

    #[test]
    fn a_day_stands_for_the_period_that_it_is_in() {
        assert_eq!(period("2026-06-17", Grain::Month).map(|(_, day)| day.to_string()).as_deref(), Some("2026-06-01"));
    }
}
