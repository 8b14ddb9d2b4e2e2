//! Where the data comes from: each source, its batches, what was rejected, its mapping and its records as they came.

use super::{Plan, Tab, stack};
use crate::tui::command::{Command, Place};
use crate::tui::overlay::{propose, rows};
use crate::tui::pane::Pane;
use crate::tui::world::{Cx, World};
use crate::value::figure::grouped;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub struct Sources;

const SOURCE: &[(&str, &str)] = &[("source", "source")];

impl Plan for Sources {
    fn place(&self) -> Place {
        Place::Sources
    }

    fn panes(&self) -> Vec<Pane> {
        vec![
            Pane::table("sources.list").drills().yields(&[
                "schedule",
                "read_at",
                "format",
                "batches",
                "last_batch_at",
                "reject_rate",
            ]),
            Pane::table("sources.batches")
                .follows(0, SOURCE)
                .hide(&["source"])
                .yields(&["format", "encoding", "bytes"]),
            Pane::table("sources.mapping").follows(0, SOURCE),
        ]
    }

    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect> {
        let wanted = |pane: usize, least: u64| tab.panes[pane].table.total.clamp(least, 200) as u16 + 2;
        let list = wanted(0, 3);
        let least = wanted(1, 3).min(6) + wanted(2, 4).min(6);
        if area.height < 28 && list + least > area.height {
            // Little room: the batches give way to the mapping that has the keys, and the other way round.
            let (shown, hidden) = (if tab.focus == 2 { 2 } else { 1 }, Rect::default());
            let places = stack(area, &[list, wanted(shown, 4)]);
            let (list, rest) = (places[0], places[1]);
            return if shown == 2 { vec![list, hidden, rest] } else { vec![list, rest, hidden] };
        }
        stack(area, &[list, wanted(1, 3), wanted(2, 6)])
    }

    /// How live events stand, where they are collected.
    fn notes(&self, world: &World) -> Vec<(String, Style)> {
        let Some(standing) = world.overview.as_ref().and_then(|overview| overview.collector.as_ref()) else {
            return Vec::new();
        };
        let theme = &world.look.theme;
        let Some(address) = standing.address else {
            return vec![
                (standing.fault.clone().unwrap_or_default(), theme.bad),
                (world.say("collector.silent"), theme.bad),
            ];
        };
        let figure = |count: u64| grouped(count as f64, 0);
        let values: [(&str, &dyn std::fmt::Display); 6] = [
            ("address", &address),
            ("received", &figure(standing.received)),
            ("stored", &figure(standing.stored)),
            ("faulty", &figure(standing.faulty)),
            ("refused", &figure(standing.refused)),
            ("waiting", &figure(standing.waiting)),
        ];
        let said = |key: &str| (world.look.words.say(&format!("collector.{key}"), &values), theme.dim);
        vec![said("standing"), said("short"), said("shortest")]
    }

    fn offers(&self, tab: &Tab, command: Command) -> Option<bool> {
        let has_source = !tab.panes[0].table.rows.is_empty();
        matches!(command, Command::Refused | Command::Landed | Command::Drift).then_some(has_source)
    }

    fn command(&self, tab: &mut Tab, command: Command, cx: &mut Cx<'_>) -> bool {
        let view = match command {
            Command::Import => {
                cx.open(propose::ask_for_file(cx.world));
                return true;
            }
            Command::Refused => "sources.rejects",
            Command::Drift => "sources.drift",
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
