//! One customer at a time.

use super::{Plan, Tab};
use crate::tui::command::Place;
use crate::tui::pane::Pane;
use ratatui::layout::Rect;

pub struct Crm;

impl Plan for Crm {
    fn place(&self) -> Place {
        Place::Crm
    }

    fn panes(&self) -> Vec<Pane> {
        vec![Pane::table("crm.search").with_args(crate::args![text => ""])]
    }

    fn arrange(&self, area: Rect, _tab: &Tab) -> Vec<Rect> {
        vec![area]
    }
}
