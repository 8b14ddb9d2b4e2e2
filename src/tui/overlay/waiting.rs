//! Stands while something is fetched that an overlay needs before it can open.

use super::{Extent, Overlay, reader};
use crate::service::{Code, Fault, Request, Response, Ticket};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::world::{Cx, Notice, To, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What opens with the answer.
type Open = Box<dyn Fn(Response, &mut Cx<'_>)>;

pub struct Waiting {
    /// Keys of the words.
    title: &'static str,
    said: &'static str,
    request: Request,
    open: Open,
    ticket: Option<Ticket>,
}

impl Waiting {
    pub fn new(
        title: &'static str,
        said: &'static str,
        request: Request,
        open: impl Fn(Response, &mut Cx<'_>) + 'static,
    ) -> Waiting {
        Waiting { title, said, request, open: Box::new(open), ticket: None }
    }
}

impl Overlay for Waiting {
    fn place(&self) -> Place {
        Place::Reader
    }

    fn title(&self, world: &World) -> String {
        world.say(self.title)
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Box { width: 48, height: 1 }
    }

    fn offers(&self, command: Command) -> bool {
        command == Command::Close
    }

    fn opened(&mut self, id: u32, cx: &mut Cx<'_>) {
        self.ticket = Some(cx.ask(To::Overlay(id, "answer"), self.request.clone()));
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        if command == Command::ReadNext {
            cx.close();
        }
    }

    fn answer(&mut self, _: &'static str, answer: Result<Response, Fault>, cx: &mut Cx<'_>) {
        self.ticket = None;
        cx.close();
        match answer {
            Ok(response) => (self.open)(response, cx),
            Err(fault) if fault.code == Code::Conflict => {
                cx.open(reader::overtaken(&fault, cx.world));
                cx.say(Notice::bad(cx.text("screen.overtaken")));
            }
            Err(fault) => cx.say(fault.into()),
        }
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.ticket.take().into_iter().for_each(|ticket| cx.drop_question(ticket));
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        cx.close();
        true
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        buf.set_stringn(area.x, area.y, world.say(self.said), usize::from(area.width), world.look.theme.dim);
    }
}
