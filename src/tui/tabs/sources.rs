//! Where the data comes from: each source, its batches, what was rejected, its mapping and its records as they came.

use super::{Plan, Tab};
use crate::tui::command::{Command, Place};
use crate::tui::overlay::{propose, rows};
use crate::tui::pane::Pane;
use crate::tui::world::Cx;
use ratatui::layout::{Constraint, Layout, Rect};

pub struct Sources;

const SOURCE: &[(&str, &str)] = &[("source", "source")];

impl Plan for Sources {
    fn place(&self) -> Place {
        Place::Sources
    }

    fn panes(&self) -> Vec<Pane> {
        vec![
            Pane::table("sources.list").drill("sources.rejects", SOURCE),
            Pane::table("sources.batches").follows(0, SOURCE).hide(&["source"]),
            Pane::table("sources.mapping").follows(0, SOURCE),
        ]
    }

    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect> {
        let sources = tab.panes[0].table.total.clamp(3, 14) as u16 + 2;
        let below = |area: Rect| if area.height >= 14 { 2 } else { 1 };
        let [list, rest] =
            Layout::vertical([Constraint::Length(sources.min(area.height / 2)), Constraint::Min(5)]).areas(area);
        if below(rest) == 1 {
            // Little room: the batches give way to the mapping that has the keys, and the other way round.
            let hidden = Rect::default();
            return if tab.focus == 2 { vec![list, hidden, rest] } else { vec![list, rest, hidden] };
        }
        let [batches, mapping] = Layout::vertical([Constraint::Percentage(40), Constraint::Min(5)]).areas(rest);
        vec![list, batches, mapping]
    }

    fn command(&self, tab: &mut Tab, command: Command, cx: &mut Cx<'_>) -> bool {
        let view = match command {
            Command::Import => {
                cx.open(propose::ask_for_file(cx.world));
                return true;
            }
            Command::Refused => "sources.rejects",
            Command::Landed => {
                if let Some(source) = tab.panes[0].current("source").and_then(|cell| cell.text()) {
                    cx.open(rows::table(format!("landing.{source}")));
                }
                return true;
            }
            _ => return false,
        };
        if let Some(row) = tab.panes[0].row_in_window() {
            cx.open(rows::open(view, tab.panes[0].args_of(row, SOURCE)));
        }
        true
    }
}
