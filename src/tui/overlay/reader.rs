//! A text to read.

use super::{Extent, Overlay};
use crate::service::{Fault, Request, Response};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::text;
use crate::tui::world::{Cx, Effect, To, World};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What a line is, and so how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Head,
    Text,
    Dim,
    /// Kept as it is, never wrapped: SQL, aligned columns.
    Fixed,
    /// A key or a term, then what it stands for, aligned under one another.
    Entry,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub tone: Tone,
    pub text: String,
    /// What stands before the text, in a column of its own.
    pub term: String,
}

impl Line {
    pub fn new(tone: Tone, text: impl AsRef<str>) -> Line {
        Line { tone, text: text::clean(text.as_ref()), term: String::new() }
    }

    pub fn entry(term: impl AsRef<str>, text: impl AsRef<str>) -> Line {
        Line { term: text::clean(term.as_ref()), ..Line::new(Tone::Entry, text) }
    }

    pub fn gap() -> Line {
        Line::new(Tone::Text, "")
    }
}

/// How an answer reads.
type Reading = fn(&Response, &World) -> Vec<Line>;

pub struct Reader {
    title: String,
    lines: Vec<Line>,
    /// What it waits for, and how the answer reads.
    asks: Option<(Request, Reading)>,
    ticket: Option<crate::service::Ticket>,
    top: usize,
    height: u16,
    width: u16,
}

impl Reader {
    pub fn new(title: impl Into<String>, lines: Vec<Line>) -> Reader {
        Reader { title: title.into(), lines, asks: None, ticket: None, top: 0, height: 0, width: 80 }
    }

    /// A text that the service has to be asked for.
    pub fn asking(title: impl Into<String>, request: Request, read: fn(&Response, &World) -> Vec<Line>) -> Reader {
        Reader { asks: Some((request, read)), ..Reader::new(title, Vec::new()) }
    }

    /// The lines as wide as the screen allows, with the style of each.
    fn wrapped(&self, world: Option<&World>) -> Vec<(String, String, Style)> {
        let style = |tone: Tone| match (tone, world.map(|world| &world.look.theme)) {
            (_, None) => Style::default(),
            (Tone::Head, Some(theme)) => theme.focus,
            (Tone::Dim, Some(theme)) => theme.dim,
            (_, Some(theme)) => theme.text,
        };
        let width = usize::from(self.width);
        let terms = self.lines.iter().map(|line| text::width(&line.term)).max().unwrap_or(0).min(width / 2);
        let mut wrapped = Vec::new();
        for line in &self.lines {
            let pieces = match line.tone {
                Tone::Fixed => vec![line.text.clone()],
                Tone::Entry => text::wrap(&line.text, width.saturating_sub(terms + 2)),
                _ if line.text.is_empty() => vec![String::new()],
                _ => text::wrap(&line.text, width),
            };
            for (at, piece) in pieces.into_iter().enumerate() {
                let term = if line.tone != Tone::Entry {
                    String::new()
                } else {
                    let term = if at == 0 { text::fit(&line.term, terms) } else { String::new() };
                    let gap = terms + 2 - text::width(&term);
                    term + &" ".repeat(gap)
                };
                wrapped.push((term, piece, style(line.tone)));
            }
        }
        wrapped
    }

    fn scroll(&mut self, top: usize) {
        let lines = self.wrapped(None).len();
        self.top = top.min(lines.saturating_sub(usize::from(self.height)));
    }
}

/// A change came too late: what the thing is now.
pub fn overtaken(fault: &Fault, world: &World) -> Reader {
    let lines = [Line::new(Tone::Head, world.say("screen.overtaken")), Line::gap()];
    Reader::new(world.say("screen.overtaken_title"), lines.into_iter().chain(said(fault)).collect())
}

/// The service has let this client go: why.
pub fn let_go(fault: &Fault, world: &World) -> Reader {
    Reader::new(world.say("screen.let_go_title"), said(fault).collect())
}

/// What a fault says, and under it what would be right.
fn said(fault: &Fault) -> impl Iterator<Item = Line> {
    let message = fault.message.lines().map(|line| Line::new(Tone::Text, line));
    message.chain(fault.hint.iter().flat_map(|hint| [Line::gap(), Line::new(Tone::Dim, hint)]))
}

impl Overlay for Reader {
    fn place(&self) -> Place {
        Place::Reader
    }

    fn title(&self, _: &World) -> String {
        self.title.clone()
    }

    fn extent(&self, _: &World, width: u16) -> Extent {
        let widest =
            self.lines.iter().map(|line| text::width(&line.text) + text::width(&line.term) + 2).max().unwrap_or(0);
        let most = if width > 130 { 110 } else { width.saturating_sub(6) };
        let width = (widest as u16).clamp(48.min(most), most);
        let lines = Reader { width, ..Reader::new("", self.lines.clone()) }.wrapped(None).len();
        Extent::Box { width, height: lines.clamp(3, 200) as u16 }
    }

    /// Keys that scroll, where there is more to read than the box holds.
    fn offers(&self, command: Command) -> bool {
        match command {
            Command::ReadUp | Command::ReadDown | Command::ReadPageDown => {
                self.wrapped(None).len() > usize::from(self.height)
            }
            Command::ReadNext => false,
            command => command.is_hinted(),
        }
    }

    fn opened(&mut self, id: u32, cx: &mut Cx<'_>) {
        if let Some((request, _)) = &self.asks {
            self.lines = vec![Line::new(Tone::Dim, cx.text("screen.loading"))];
            self.ticket = Some(cx.ask(To::Overlay(id, "text"), request.clone()));
        }
    }

    fn answer(&mut self, _: &'static str, answer: Result<Response, Fault>, cx: &mut Cx<'_>) {
        self.ticket = None;
        self.lines = match (answer, &self.asks) {
            (Ok(response), Some((_, read))) => read(&response, cx.world),
            (Ok(_), None) => Vec::new(),
            (Err(fault), _) => {
                let hint = fault.hint.unwrap_or_default();
                vec![Line::new(Tone::Text, fault.message), Line::new(Tone::Dim, hint)]
            }
        };
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.ticket.take().into_iter().for_each(|ticket| cx.drop_question(ticket));
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        cx.close();
        true
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        let page = usize::from(self.height.max(2) - 1);
        match command {
            Command::ReadUp => self.scroll(self.top.saturating_sub(1)),
            Command::ReadDown => self.scroll(self.top + 1),
            Command::ReadPageUp => self.scroll(self.top.saturating_sub(page)),
            Command::ReadPageDown => self.scroll(self.top + page),
            Command::ReadFirst => self.scroll(0),
            Command::ReadLast => self.scroll(usize::MAX),
            Command::ReadNext => cx.close(),
            Command::ReadCopy => {
                let line =
                    |line: &Line| format!("{}{}{}", line.term, if line.term.is_empty() { "" } else { "\t" }, line.text);
                cx.effect(Effect::Copy(self.lines.iter().map(line).collect::<Vec<_>>().join("\n")));
            }
            _ => {}
        }
    }

    fn wheel(&mut self, is_down: bool) {
        self.scroll(if is_down { self.top + 3 } else { self.top.saturating_sub(3) });
    }

    fn fit(&mut self, area: Rect) {
        self.width = area.width;
        self.height = area.height;
        self.scroll(self.top);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let lines = self.wrapped(Some(world));
        for (at, (term, line, style)) in lines.iter().skip(self.top).take(usize::from(area.height)).enumerate() {
            let y = area.y + at as u16;
            let (x, _) = buf.set_stringn(area.x, y, term, usize::from(area.width), world.look.theme.key);
            buf.set_stringn(x, y, line, usize::from(area.right().saturating_sub(x)), *style);
        }
        let more = lines.len() > self.top + usize::from(area.height);
        if more && area.width > 2 {
            buf.set_stringn(area.right() - 1, area.bottom() - 1, "↓", 1, world.look.theme.focus);
        }
    }
}
