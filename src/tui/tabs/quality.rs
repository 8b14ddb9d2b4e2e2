//! How far the data can be trusted: a score for each table and dimension, the checks behind it, and the rows that failed.

use super::{Plan, Tab, stack};
use crate::args;
use crate::service::Relation;
use crate::tui::command::{Command, Place};
use crate::tui::overlay::review::Review;
use crate::tui::overlay::{clean, rows};
use crate::tui::pane::Pane;
use crate::tui::world::Cx;
use crate::value::{Cell, Comparison, Filter};
use ratatui::layout::Rect;

pub struct Quality;

const CHECK: &[(&str, &str)] = &[("check", "check_name")];
/// Columns of a profile that are for those who reckon with it: exports have them.
const UNSEEN: [&str; 6] = ["table_name", "row_count", "examined", "histogram_bounds", "batch_id", "earlier_batch_id"];
const SCORES: usize = 0;
const CHECKS: usize = 1;

impl Plan for Quality {
    fn place(&self) -> Place {
        Place::Quality
    }

    fn panes(&self) -> Vec<Pane> {
        vec![
            Pane::table("quality.scores").yields(&["rows"]),
            Pane::table("quality.checks").drills().yields(&[
                "column_name",
                "dimension",
                "owner",
                "protects",
                "severity",
                "tested",
            ]),
            Pane::table("quality.failures").follows(CHECKS, CHECK).hide(&["check_name", "batch_id"]).compact(),
        ]
    }

    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect> {
        let wanted = |pane: usize, least: u64| tab.panes[pane].table.total.clamp(least, 200) as u16 + 2;
        let scores = wanted(SCORES, 3);
        if area.height < 28 {
            let (shown, hidden) = (tab.focus.max(CHECKS), Rect::default());
            let places = stack(area, &[scores, wanted(shown, 4)]);
            let (scores, rest) = (places[0], places[1]);
            return if shown == CHECKS { vec![scores, rest, hidden] } else { vec![scores, hidden, rest] };
        }
        stack(area, &[scores, wanted(CHECKS, 8), wanted(2, 8)])
    }

    fn offers(&self, tab: &Tab, command: Command) -> Option<bool> {
        match command {
            Command::Failing => Some(!tab.panes[CHECKS].table.rows.is_empty()),
            Command::Profile | Command::Dictionary => Some(table_under(tab).is_some()),
            Command::Choose if tab.focus == SCORES => Some(!tab.panes[SCORES].table.rows.is_empty()),
            _ => None,
        }
    }

    fn command(&self, tab: &mut Tab, command: Command, cx: &mut Cx<'_>) -> bool {
        if command == Command::Choose && tab.focus == SCORES {
            narrow(tab);
            return true;
        }
        if command == Command::ReviewPairs {
            cx.open(Review::default());
            return true;
        }
        if command == Command::Clean {
            cx.open(clean::Clean::default());
            return true;
        }
        if command == Command::Profile {
            if let Some(table) = table_under(tab) {
                let relation = Relation::View { name: "quality.profile".into(), args: args![table => table] };
                cx.open(rows::of(Pane::of(relation).hide(&UNSEEN).compact()));
            }
            return true;
        }
        if command == Command::Dictionary {
            if let Some(table) = table_under(tab) {
                cx.open(rows::open("quality.dictionary", args![table => table]));
            }
            return true;
        }
        if command != Command::Failing {
            return false;
        }
        if let Some(row) = tab.panes[CHECKS].row_in_window() {
            cx.open(rows::open("quality.failures", tab.panes[CHECKS].args_of(row, CHECK)));
        }
        true
    }
}

/// The table under the cursor, of the scores or of the checks.
fn table_under(tab: &Tab) -> Option<&str> {
    let pane = if tab.focus == CHECKS { CHECKS } else { SCORES };
    tab.panes[pane].current("table_name").and_then(Cell::text)
}

/// Shows the checks of the table under the cursor only; of all tables, where it was that one already.
fn narrow(tab: &mut Tab) {
    let Some(value) = tab.panes[SCORES].current("table_name").cloned() else { return };
    let checks = &mut tab.panes[CHECKS];
    let filter = Filter { column: "table_name".into(), comparison: Comparison::Is, value };
    let was_narrowed = checks.filters.contains(&filter);
    checks.filters.retain(|known| known.column != filter.column);
    if !was_narrowed {
        checks.filters.push(filter);
    }
    checks.forget_choice();
    checks.restart();
}
