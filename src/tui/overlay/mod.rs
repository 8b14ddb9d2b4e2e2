//! What stands over a tab: lists to choose from, forms, texts to read, rows behind a figure, the console.

pub mod audit;
pub mod clean;
mod console;
pub mod explain;
pub mod export;
pub mod filter;
pub mod form;
pub mod help;
pub mod input;
pub mod jobs;
pub mod meaning;
pub mod mend;
pub mod path;
pub mod picker;
pub mod propose;
pub mod reader;
pub mod review;
pub mod rows;
pub mod scope;
pub mod target;
pub mod tour;
pub mod unmask;
mod waiting;

pub use console::Console;

use super::command::{Command, Place};
use super::keymap::{Key, Keymap};
use super::pane::Pane;
use super::world::{Cx, PaneAt, World};
use crate::service::{Fault, Response};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How much of the screen it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All between header and hints.
    Full,
    /// A box in the middle with so much inside.
    Box { width: u16, height: u16 },
    /// A box at the bottom, so that what it speaks of is seen.
    Foot { height: u16 },
}

pub trait Overlay {
    /// Where its keys are bound.
    fn place(&self) -> Place;

    fn title(&self, world: &World) -> String;

    fn extent(&self, world: &World, width: u16) -> Extent;

    /// Called once, with the number that answers to its questions carry.
    fn opened(&mut self, _id: u32, _cx: &mut Cx<'_>) {}

    /// A command of its place; those of its panel and of closing are carried out before they come here.
    fn command(&mut self, _command: Command, _key: Key, _cx: &mut Cx<'_>) {}

    /// A key that is bound to nothing here: what is typed.
    fn key(&mut self, _key: Key, _cx: &mut Cx<'_>) {}

    fn paste(&mut self, _text: &str, _cx: &mut Cx<'_>) {}

    fn answer(&mut self, _what: &'static str, _answer: Result<Response, Fault>, _cx: &mut Cx<'_>) {}

    /// Data or configuration changed.
    fn changed(&mut self, _cx: &mut Cx<'_>) {}

    /// Whether a command does something as things stand, and is worth a hint.
    fn offers(&self, command: Command) -> bool {
        match command.place() {
            Place::Table => self.pane().is_some_and(|pane| pane.offers(command)),
            _ => command.is_hinted(),
        }
    }

    /// The key that stands beside a command's hint.
    fn key_shown(&self, command: Command, keymap: &Keymap) -> String {
        keymap.shown(command)
    }

    /// Ctrl-C: stops what runs; false where nothing does.
    fn interrupt(&mut self, _cx: &mut Cx<'_>) -> bool {
        false
    }

    /// Stops what it waits for, before it is gone.
    fn closed(&mut self, _cx: &mut Cx<'_>) {}

    /// A click inside it, counted from its corner.
    fn click(&mut self, _x: u16, _y: u16, _cx: &mut Cx<'_>) {}

    fn wheel(&mut self, _is_down: bool) {}

    /// The panel that takes the table's keys.
    fn pane(&self) -> Option<&Pane> {
        None
    }

    fn pane_mut(&mut self) -> Option<&mut Pane> {
        None
    }

    /// Asks for what it shows and has not yet, after each message.
    fn fetch(&mut self, at: PaneAt, cx: &mut Cx<'_>) {
        if let Some(pane) = self.pane_mut() {
            pane.ask(at, cx);
        }
    }

    /// Takes its place on the screen.
    fn fit(&mut self, _area: Rect) {}

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World);

    /// Where the terminal's cursor stands, while something is typed.
    fn cursor(&self, _area: Rect) -> Option<Position> {
        None
    }
}
