//! Who the customers are: segments by recency, frequency and money, and clusters by behaviour.

use super::{Plan, Tab};
use crate::tui::command::Place;
use crate::tui::pane::Pane;
use ratatui::layout::Rect;

pub struct Segments;

impl Plan for Segments {
    fn place(&self) -> Place {
        Place::Segments
    }

    fn panes(&self) -> Vec<Pane> {
        vec![Pane::table("segments.list")]
    }

    fn arrange(&self, area: Rect, _tab: &Tab) -> Vec<Rect> {
        vec![area]
    }
}
