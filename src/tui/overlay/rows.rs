//! The rows behind a figure, over the whole tab.

use super::{Extent, Overlay};
use crate::service::Relation;
use crate::tui::command::Place;
use crate::tui::pane::Pane;
use crate::tui::world::{Cx, PaneAt, World};
use crate::value::Args;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub struct Rows {
    pane: Pane,
    id: u32,
}

/// The rows of a view, with its own arguments.
pub fn open(view: &str, args: Args) -> Rows {
    Rows { pane: Pane::of(Relation::View { name: view.to_owned(), args }), id: 0 }
}

/// All rows of a table, as `schema.table`.
pub fn table(name: String) -> Rows {
    Rows { pane: Pane::of(Relation::Table { name }), id: 0 }
}

/// The rows of a panel that is made already, with a drill of its own.
pub fn of(pane: Pane) -> Rows {
    Rows { pane, id: 0 }
}

impl Overlay for Rows {
    fn place(&self) -> Place {
        Place::Overlay
    }

    fn title(&self, world: &World) -> String {
        self.pane.title(world)
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Full
    }

    fn opened(&mut self, id: u32, _: &mut Cx<'_>) {
        self.id = id;
    }

    fn changed(&mut self, _: &mut Cx<'_>) {
        self.pane.is_outdated();
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        self.pane.stop(cx)
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.pane.stop(cx);
    }

    fn click(&mut self, x: u16, y: u16, cx: &mut Cx<'_>) {
        if self.pane.click(x, y) {
            self.pane.command(crate::tui::command::Command::Choose, PaneAt::Overlay(self.id), cx);
        }
    }

    fn wheel(&mut self, is_down: bool) {
        self.pane.wheel(is_down);
    }

    fn pane(&self) -> Option<&Pane> {
        Some(&self.pane)
    }

    fn pane_mut(&mut self) -> Option<&mut Pane> {
        Some(&mut self.pane)
    }

    fn fit(&mut self, area: Rect) {
        self.pane.fit(area);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        self.pane.draw(area, buf, world, true);
    }
}
