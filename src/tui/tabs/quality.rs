//! How far the data can be trusted: a score for each table and dimension, the checks behind it, and the rows that failed.

use super::{Plan, Tab};
use crate::tui::command::{Command, Place};
use crate::tui::overlay::rows;
use crate::tui::pane::Pane;
use crate::tui::world::Cx;
use ratatui::layout::{Constraint, Layout, Rect};

pub struct Quality;

const CHECK: &[(&str, &str)] = &[("check", "check_name")];
const CHECKS: usize = 1;

impl Plan for Quality {
    fn place(&self) -> Place {
        Place::Quality
    }

    fn panes(&self) -> Vec<Pane> {
        vec![
            Pane::table("quality.scores"),
            Pane::table("quality.checks").drill("quality.failures", CHECK),
            Pane::table("quality.failures").follows(CHECKS, CHECK).hide(&["check_name", "batch_id"]),
        ]
    }

    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect> {
        let tables = tab.panes[0].table.total.clamp(3, 16) as u16 + 2;
        let [scores, rest] =
            Layout::vertical([Constraint::Length(tables.min(area.height * 2 / 5)), Constraint::Min(5)]).areas(area);
        if rest.height < 16 {
            let hidden = Rect::default();
            return if tab.focus == 2 { vec![scores, hidden, rest] } else { vec![scores, rest, hidden] };
        }
        let [checks, failures] = Layout::vertical([Constraint::Percentage(55), Constraint::Min(6)]).areas(rest);
        vec![scores, checks, failures]
    }

    fn command(&self, tab: &mut Tab, command: Command, cx: &mut Cx<'_>) -> bool {
        if command != Command::Failing {
            return false;
        }
        if let Some(row) = tab.panes[CHECKS].row_in_window() {
            cx.open(rows::open("quality.failures", tab.panes[CHECKS].args_of(row, CHECK)));
        }
        true
    }
}
