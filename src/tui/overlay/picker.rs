//! A list to choose from while typing.

use super::input::Input;
use super::{Extent, Overlay};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::text;
use crate::tui::world::{Act, Cx, World};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What is done with an entry that is taken.
pub type Take = Box<dyn Fn(&mut Cx<'_>)>;

pub struct Entry {
    pub label: String,
    /// What stands at its right: a key, a kind.
    pub detail: String,
    pub take: Take,
}

pub struct Picker {
    title: String,
    input: Input,
    entries: Vec<Entry>,
    /// Those that match what is typed, the best first.
    shown: Vec<usize>,
    at: usize,
    top: usize,
    height: u16,
}

impl Picker {
    pub fn new(title: impl Into<String>, entries: Vec<Entry>) -> Picker {
        let shown = (0..entries.len()).collect();
        Picker { title: title.into(), input: Input::default(), entries, shown, at: 0, top: 0, height: 0 }
    }

    fn narrow(&mut self) {
        let texts = self.entries.iter().map(|entry| entry.label.as_str());
        self.shown = ranked(self.input.text(), texts);
        self.at = 0;
        self.top = 0;
    }

    fn rows(&self) -> usize {
        usize::from(self.height.saturating_sub(2))
    }

    fn move_to(&mut self, at: usize) {
        self.at = at.min(self.shown.len().saturating_sub(1));
        let rows = self.rows().max(1);
        if self.at < self.top || self.at >= self.top + rows {
            self.top = self.at.saturating_sub(rows / 2).min(self.shown.len().saturating_sub(rows));
        }
    }

    fn take(&self, cx: &mut Cx<'_>) {
        if let Some(entry) = self.shown.get(self.at).and_then(|at| self.entries.get(*at)) {
            cx.close();
            (entry.take)(cx);
        }
    }
}

/// The places of the texts that match what is typed, the best first; all, in their order, where nothing is typed.
pub fn ranked<'a>(typed: &str, texts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let pattern = Pattern::parse(typed, CaseMatching::Smart, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, usize)> = texts
        .enumerate()
        .filter_map(|(at, text)| Some((pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher)?, at)))
        .collect();
    scored.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
    scored.into_iter().map(|(_, at)| at).collect()
}

/// Every command that works here.
pub fn palette(place: Place, world: &World) -> Picker {
    let commands = place.reach().into_iter().flat_map(Command::at).filter(|command| world.offers(*command));
    let entry = |command: Command| {
        let place = world.say(&format!("place.{}", command.place().name()));
        Entry {
            label: format!("{} · {place}", world.say(&format!("command.{}", command.id()))),
            detail: world.look.keymap.all_shown(command),
            take: Box::new(move |cx| cx.act(Act::Command(command))),
        }
    };
    Picker::new(world.say("palette.title"), commands.map(entry).collect())
}

impl Overlay for Picker {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, _: &World) -> String {
        self.title.clone()
    }

    fn extent(&self, _: &World, width: u16) -> Extent {
        Extent::Box { width: 68.min(width.saturating_sub(4)), height: (self.entries.len() as u16 + 2).min(18) }
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        match command {
            Command::ListUp => self.move_to(self.at.saturating_sub(1)),
            Command::ListDown => self.move_to(self.at + 1),
            Command::ListTake => self.take(cx),
            Command::ListClose => cx.close(),
            _ => {}
        }
    }

    fn key(&mut self, key: Key, _: &mut Cx<'_>) {
        if self.input.key(key) {
            self.narrow();
        }
    }

    fn paste(&mut self, text: &str, _: &mut Cx<'_>) {
        self.input.insert(text);
        self.narrow();
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        cx.close();
        true
    }

    fn click(&mut self, _: u16, y: u16, cx: &mut Cx<'_>) {
        let Some(row) = y.checked_sub(2).map(usize::from).filter(|row| self.top + row < self.shown.len()) else {
            return;
        };
        self.at = self.top + row;
        self.take(cx);
    }

    fn wheel(&mut self, is_down: bool) {
        self.move_to(if is_down { self.at + 3 } else { self.at.saturating_sub(3) });
    }

    fn fit(&mut self, area: Rect) {
        self.height = area.height;
        self.move_to(self.at);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        buf.set_stringn(area.x, area.y, "> ", 2, theme.key);
        self.input.draw(line(area), buf, theme.text);
        if self.shown.len() > self.rows() {
            let at = format!("{}/{}", self.at + 1, self.shown.len());
            let x = area.right().saturating_sub(at.len() as u16);
            buf.set_stringn(x, area.y + 1, &at, at.len(), theme.dim);
        }
        for (row, at) in self.shown.iter().skip(self.top).take(self.rows()).enumerate() {
            let entry = &self.entries[*at];
            let is_here = self.top + row == self.at;
            let y = area.y + 2 + row as u16;
            let detail = text::width(&entry.detail);
            let room = usize::from(area.width).saturating_sub(detail + 4);
            let style = if is_here { theme.cursor } else { theme.text };
            buf.set_stringn(area.x, y, if is_here { "▸ " } else { "  " }, 2, theme.focus);
            buf.set_stringn(area.x + 2, y, text::fit(&entry.label, room), room, style);
            let x = area.right().saturating_sub(detail as u16);
            buf.set_stringn(x, y, &entry.detail, detail, theme.key);
        }
    }

    fn cursor(&self, area: Rect) -> Option<Position> {
        Some(self.input.cursor(line(area)))
    }
}

fn line(area: Rect) -> Rect {
    Rect { x: area.x + 2, width: area.width.saturating_sub(2), height: 1.min(area.height), ..area }
}

#[cfg(test)]
mod tests {
    use super::ranked;

    #[test]
    fn what_is_typed_finds_the_best_first_in_any_script() {
        let texts = ["Export rows", "Explain", "导出当前行", "說明來源"];
        assert_eq!(ranked("expl", texts.into_iter()), [1]);
        assert_eq!(ranked("导出", texts.into_iter()), [2]);
        assert_eq!(ranked("", texts.into_iter()), [0, 1, 2, 3]);
        assert!(ranked("zzz", texts.into_iter()).is_empty());
    }
}
