//! Once around the loop, for who sees the screen for the first time.

use super::{Extent, Overlay};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::text;
use crate::tui::world::{Act, Cx, Effect, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The tab that each step stands on; its words are `tour.N.title` and `tour.N.text`, counted from 1.
const STEPS: [usize; 8] = [0, 0, 1, 2, 3, 4, 5, 0];

#[derive(Default)]
pub struct Tour {
    step: usize,
}

impl Tour {
    fn go(&mut self, step: usize, cx: &mut Cx<'_>) {
        match STEPS.get(step) {
            Some(tab) => {
                self.step = step;
                cx.act(Act::Go(*tab));
            }
            None => cx.close(),
        }
    }

    fn words(&self, part: &str, world: &World) -> String {
        world.say(&format!("tour.{}.{part}", self.step + 1))
    }
}

impl Overlay for Tour {
    fn place(&self) -> Place {
        Place::Reader
    }

    fn title(&self, world: &World) -> String {
        format!("{}/{} {}", self.step + 1, STEPS.len(), self.words("title", world))
    }

    fn extent(&self, world: &World, width: u16) -> Extent {
        let lines = text::wrap(&self.words("text", world), usize::from(width.saturating_sub(4))).len();
        Extent::Foot { height: lines as u16 + 2 }
    }

    /// How it is left stands in its box.
    fn offers(&self, command: Command) -> bool {
        command == Command::ReadNext
    }

    fn opened(&mut self, _: u32, cx: &mut Cx<'_>) {
        cx.effect(Effect::Toured);
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        match command {
            Command::ReadNext | Command::ReadDown | Command::ReadPageDown => self.go(self.step + 1, cx),
            Command::ReadUp | Command::ReadPageUp => self.go(self.step.saturating_sub(1), cx),
            _ => {}
        }
    }

    fn click(&mut self, _: u16, _: u16, cx: &mut Cx<'_>) {
        self.go(self.step + 1, cx);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        let lines = text::wrap(&self.words("text", world), usize::from(area.width));
        for (at, line) in lines.iter().enumerate().take(usize::from(area.height)) {
            buf.set_stringn(area.x, area.y + at as u16, line, usize::from(area.width), theme.text);
        }
        let keys = &world.look.keymap;
        let hint = world
            .look
            .words
            .say("tour.keys", &[("next", &keys.shown(Command::ReadNext)), ("close", &keys.shown(Command::Close))]);
        buf.set_stringn(area.x, area.bottom().saturating_sub(1), hint, usize::from(area.width), theme.dim);
    }
}
