//! Where the company stands against its targets: every KPI, and the chosen one over time, by channel and by segment.

use super::{Plan, Tab};
use crate::tui::command::{Command, Place};
use crate::tui::format::period;
use crate::tui::overlay::target;
use crate::tui::pane::Pane;
use crate::tui::widgets::{Bar, Bars, LineChart, Series};
use crate::tui::world::{Cx, World};
use crate::value::Cell;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Widget;

pub struct Kpis;

const KPI: &[(&str, &str)] = &[("kpi", "kpi")];
const SERIES: usize = 1;

/// Periods that the chart of one KPI takes.
const PERIODS: u64 = 400;

impl Plan for Kpis {
    fn place(&self) -> Place {
        Place::Kpis
    }

    fn panes(&self) -> Vec<Pane> {
        vec![
            Pane::table("kpi.board")
                .drills()
                .hide(&["kpi", "unit", "period", "is_complete", "better"])
                .titled_by("period")
                .yields(&["trend"])
                .compact(),
            Pane::chart("kpi.series", PERIODS, draw_series).follows(0, KPI).drills(),
            Pane::chart("kpi.by_channel", 40, draw_parts).follows(0, KPI).scrolls(overflow),
            Pane::chart("kpi.by_segment", 40, draw_parts).follows(0, KPI).scrolls(overflow),
        ]
    }

    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect> {
        let board =
            (tab.panes[0].table.total.clamp(4, 60) as u16 + 2).min(area.height.saturating_sub(11).max(area.height / 2));
        let [board, rest] = Layout::vertical([Constraint::Length(board), Constraint::Min(6)]).areas(area);
        if area.width >= 110 && rest.height >= 8 {
            let [series, parts] =
                Layout::horizontal([Constraint::Percentage(58), Constraint::Min(30)]).spacing(2).areas(rest);
            let [channels, segments] = Layout::vertical([Constraint::Fill(1); 2]).areas(parts);
            return vec![board, series, channels, segments];
        }
        let shown = tab.focus.max(1);
        (0..4)
            .map(|pane| {
                if pane == 0 {
                    board
                } else if pane == shown {
                    rest
                } else {
                    Rect::default()
                }
            })
            .collect()
    }

    fn command(&self, tab: &mut Tab, command: Command, cx: &mut Cx<'_>) -> bool {
        if command != Command::SetTarget {
            return false;
        }
        match target::of_board(&tab.panes[0], &tab.panes[SERIES], cx.world) {
            Some(form) => cx.open(form),
            None => cx.say(crate::tui::world::Notice::bad(cx.text("target.none"))),
        }
        true
    }
}

/// The unit of a panel's figures, as its rows say.
fn unit(pane: &Pane) -> String {
    let own = pane.table.text(0, "unit");
    if own.is_empty() { "number".into() } else { own.into() }
}

fn draw_series(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let unit = unit(pane);
    let rows = 0..pane.table.rows.len();
    let label = |row: usize| {
        let day = pane.table.cell(row, "period").date();
        day.map_or_else(String::new, |day| period(day, world.scope.grain))
    };
    let labels: Vec<String> = rows.clone().map(label).collect();
    let values = |column: &str| -> Vec<f64> {
        rows.clone().map(|row| pane.table.number(row, column).unwrap_or(f64::NAN)).collect()
    };
    let (actual, target) = (values("actual"), values("target"));
    let has_target = target.iter().any(|value| value.is_finite());
    let names = (world.look.words.column("actual"), world.look.words.column("target"));
    let ink = world.look.theme.ink();
    let is_running = |row: &usize| matches!(pane.table.cell(*row, "is_complete"), Cell::Flag(false));
    let running = world.say("chart.running");
    LineChart {
        labels: &labels,
        actual: Series { name: &names.0, values: &actual },
        target: has_target.then_some(Series { name: &names.1, values: &target }),
        running: rows.clone().find(is_running).map(|row| (row, running.as_str())),
        format: &|value| world.format.compact(value, &unit),
        ink: &ink,
    }
    .render(area, buf);
}

/// The figure by channel or by segment: the first text names a part, and `actual` is its figure.
fn draw_parts(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let unit = unit(pane);
    let name_of = |row: usize| {
        let name = pane.table.rows[row].iter().find_map(|cell| cell.text()).unwrap_or("–");
        world.look.words.value(&crate::tui::text::clean(name))
    };
    let bar =
        |row: usize| Bar { label: name_of(row), values: vec![pane.table.number(row, "actual").unwrap_or(f64::NAN)] };
    let bars: Vec<Bar> = (0..pane.table.rows.len()).map(bar).collect();
    let ink = world.look.theme.ink();
    let shares = matches!(unit.as_str(), "money" | "count");
    let format = |value: f64| world.format.compact(value, &unit);
    Bars { bars: &bars, series: &[], first: pane.scrolled(), shares, format: &format, ink: &ink }.render(area, buf);
}

fn overflow(pane: &Pane, height: u16) -> usize {
    Bars::overflow(pane.table.rows.len(), 1, height)
}
