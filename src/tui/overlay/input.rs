//! A line that is typed.

use crate::tui::keymap::Key;
use crate::tui::text;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

#[derive(Debug, Clone, Default)]
pub struct Input {
    text: String,
    /// Where the next character goes, in bytes.
    at: usize,
}

impl Input {
    pub fn new(text: &str) -> Input {
        Input { text: text::clean(text), at: text::clean(text).len() }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn set(&mut self, text: &str) {
        *self = Input::new(text);
    }

    pub fn insert(&mut self, text: &str) {
        let text = text::clean(text);
        self.text.insert_str(self.at, &text);
        self.at += text.len();
    }

    /// True where the key changed the text.
    pub fn key(&mut self, key: Key) -> bool {
        let before = self.before();
        let after = self.text[self.at..].chars().next().map_or(self.at, |c| self.at + c.len_utf8());
        match key.code {
            KeyCode::Left => self.at = before,
            KeyCode::Right => self.at = after,
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = self.text.len(),
            KeyCode::Backspace if before < self.at => {
                self.text.replace_range(before..self.at, "");
                self.at = before;
                return true;
            }
            KeyCode::Delete if after > self.at => {
                self.text.replace_range(self.at..after, "");
                return true;
            }
            KeyCode::Char('u') if key.ctrl => {
                self.text.replace_range(..self.at, "");
                self.at = 0;
                return true;
            }
            _ => {
                let Some(c) = key.char() else { return false };
                self.insert(c.encode_utf8(&mut [0; 4]));
                return true;
            }
        }
        false
    }

    fn before(&self) -> usize {
        self.text[..self.at].chars().next_back().map_or(0, |c| self.at - c.len_utf8())
    }

    /// The part that is shown in so many cells, so that the cursor is in it, and the cursor's cell.
    fn window(&self, cells: usize) -> (&str, usize) {
        let mut from = 0;
        let room = cells.saturating_sub(1);
        while text::width(&self.text[from..self.at]) > room {
            from += self.text[from..].chars().next().map_or(1, char::len_utf8);
        }
        (&self.text[from..], text::width(&self.text[from..self.at]))
    }

    pub fn draw(&self, area: Rect, buf: &mut Buffer, style: Style) {
        let (shown, _) = self.window(usize::from(area.width));
        buf.set_stringn(area.x, area.y, shown, usize::from(area.width), style);
    }

    pub fn cursor(&self, area: Rect) -> Position {
        let (_, cell) = self.window(usize::from(area.width));
        Position { x: area.x + cell as u16, y: area.y }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &str) -> String {
        let mut input = Input::new("单价");
        keys.split(' ').filter_map(Key::parse).for_each(|key| {
            input.key(key);
        });
        input.text().to_owned()
    }

    #[test]
    fn a_line_is_edited_by_characters_not_bytes() {
        assert_eq!(typed("backspace 位"), "单位");
        assert_eq!(typed("left delete x"), "单x");
        assert_eq!(typed("home a end b"), "a单价b");
        assert_eq!(typed("home backspace"), "单价");
    }
}
