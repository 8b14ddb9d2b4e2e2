use crate::args;
use crate::cli::args::Format;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known};
use crate::service::{Request, Seen};
use crate::value::{Args, Grain, Page, Scope, Table, typed};
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
        /// The target: a number as --format json has it, or with its unit as 12.5% or 0.5pp; `none` to take it back
        #[arg(allow_hyphen_values = true)]
        value: String,
        /// Only if the target still is this; `none` where there is none
        #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
        was: Option<String>,
    },
}

impl Kpis {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let (view, args) = match self.part.unwrap_or(Part::Board) {
            Part::Board => ("kpi.board", Args::new()),
            Part::Series { kpi } => ("kpi.series", of_kpi(desk, kpi)?),
            Part::ByChannel { kpi } => ("kpi.by_channel", of_kpi(desk, kpi)?),
            Part::ByStore { kpi } => ("kpi.by_store", of_kpi(desk, kpi)?),
            Part::BySegment { kpi } => ("kpi.by_segment", of_kpi(desk, kpi)?),
            Part::Target { kpi, period, value, was } => {
                return set(desk, kpi, &period, &value, was.as_deref(), self.filters.scope.grain());
            }
        };
        let scope = self.filters.scope.resolve(desk)?;
        let mut figures = desk.rows(view, args, &scope, desk.page(&self.filters.rows))?;
        entitle(desk, &mut figures);
        if desk.output.format == Format::Table {
            name_periods(&mut figures, scope.grain);
        }
        desk.output.table(&figures)
    }
}

fn of_kpi(desk: &Desk, kpi: String) -> Result<Args, Failure> {
    Ok(args![kpi => known_kpi(desk, kpi)?])
}

/// A KPI that `kpis.toml` defines, computed or not.
fn known_kpi(desk: &Desk, kpi: String) -> Result<String, Failure> {
    if let Some(config) = desk.config()? {
        let defined: Vec<String> = config.kpis.kpis.into_keys().collect();
        known(desk, "KPI", Some(&kpi), &defined)?;
    }
    Ok(kpi)
}

/// Fills in the program's own titles where `kpis.toml` gives none.
pub fn entitle(desk: &Desk, board: &mut Table) {
    let (Some(kpi), Some(title)) = (board.column("kpi"), board.column("title")) else { return };
    for row in board.rows.iter_mut().filter(|row| row[title].is_null()) {
        let name = row[kpi].text().unwrap_or_default();
        let known = desk.words.find(&format!("kpi.{name}.title")).unwrap_or(name);
        row[title] = known.into();
    }
}

/// Periods as people name them; programs get their first days.
fn name_periods(figures: &mut Table, grain: Grain) {
    let Some(at) = figures.column("period") else { return };
    for row in &mut figures.rows {
        if let Some(day) = row[at].date() {
            row[at] = grain.named(day).into();
        }
    }
}

fn set(desk: &Desk, kpi: String, text: &str, value: &str, was: Option<&str>, grain: Grain) -> Result<(), Failure> {
    let hint = "give a period as 2026-06, 2026-Q2 or 2026-W23, or a day with --grain";
    let (grain, period) = period(text, grain).ok_or_else(|| Failure::usage(format!("{text:?} is no period"), hint))?;
    let kpi = known_kpi(desk, kpi)?;
    let target = aimed(desk, &kpi, value)?;
    let request = Request::SetTarget { kpi: kpi.clone(), grain, period, target };
    desk.call(match was {
        Some(was) => request.seen(Seen::Target(aimed(desk, &kpi, was)?.into())),
        None => request,
    })?;
    desk.say("cli.target_set", &[("kpi", &kpi), ("period", &text), ("value", &value)]);
    Ok(())
}

/// A bare number is in the form that the figures are printed in for programs; one with its unit is as people write it.
fn aimed(desk: &Desk, kpi: &str, text: &str) -> Result<Option<Decimal>, Failure> {
    if text == "none" {
        return Ok(None);
    }
    if let Ok(number) = text.parse() {
        return Ok(Some(number));
    }
    let target = typed(text, &unit(desk, kpi)?).map(Some);
    let hint = "give a number, or for a share 12.5%, for points 0.5pp; or `none` to take the target back";
    target.ok_or_else(|| Failure::usage(format!("{text:?} is no target"), hint))
}

/// A KPI's unit, as kpis.toml has it; of a service whose files are not this user's, as its figures have it, if there are any.
fn unit(desk: &Desk, kpi: &str) -> Result<String, Failure> {
    if let Some(config) = desk.config()? {
        return Ok(config.kpis.kpis.get(kpi).map_or_else(String::new, |kpi| kpi.unit.name().to_owned()));
    }
    let board = desk.rows("kpi.board", Args::new(), &Scope::default(), Page::all())?;
    let row = board.texts("kpi").position(|name| name == kpi);
    Ok(row.map_or_else(String::new, |row| board.text(row, "unit").to_owned()))
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
