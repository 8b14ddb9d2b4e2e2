//! What each channel costs and brings.

use super::{Plan, Tab};
use crate::tui::command::Place;
use crate::tui::pane::Pane;
use ratatui::layout::Rect;

pub struct Channels;

impl Plan for Channels {
    fn place(&self) -> Place {
        Place::Channels
    }

    fn panes(&self) -> Vec<Pane> {
        vec![Pane::table("channels.performance")]
    }

    fn arrange(&self, area: Rect, _tab: &Tab) -> Vec<Rect> {
        vec![area]
    }
}
