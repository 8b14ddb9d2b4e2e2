//! Drawing on the terminal with few bytes.

use crate::tui::text;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};

/// From this many blanks on, erasing takes fewer bytes than writing them; at a line's end from fewer on.
const ERASED: u16 = 12;
const ERASED_TO_END: u16 = 4;

/// Up to so many cells that stay as they are, writing them again takes fewer bytes than going over them.
const REWRITTEN: u16 = 4;

/// Writes frames with few bytes: a frame goes out as a whole, inside synchronized-output marks, and an unchanged one not
/// at all. Wide characters need no cursor movement after them, a style only what differs, many blanks an erasure, few
/// unchanged cells no movement over them.
pub struct Screen<W: Write> {
    out: W,
    frame: Vec<u8>,
    at: Option<(u16, u16)>,
    pen: Pen,
    is_cursor_shown: bool,
    size: fn() -> io::Result<(u16, u16)>,
    /// What the terminal shows, line by line, `width` cells each.
    shown: Vec<Cell>,
    width: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    fn of(cell: &Cell) -> Pen {
        Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// Whether a blank that it writes is the same as an erased cell.
    fn is_bare(&self) -> bool {
        self.bg == Color::Reset && !self.modifier.intersects(ON_BLANKS)
    }
}

impl<W: Write> Screen<W> {
    pub fn new(out: W, size: fn() -> io::Result<(u16, u16)>) -> Screen<W> {
        Screen {
            out,
            frame: Vec::new(),
            at: None,
            pen: Pen::default(),
            is_cursor_shown: false,
            size,
            shown: Vec::new(),
            width: 0,
        }
    }

    /// Writes something that is no part of a frame, such as a copied text.
    pub fn write_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    fn put(&mut self, text: &str) {
        self.frame.extend_from_slice(text.as_bytes());
    }

    fn place(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.width) + usize::from(x)
    }

    /// The cells between two columns of a line as text, if they can be written again with the pen as it is.
    fn rewritten(&self, from: u16, to: u16, y: u16) -> Option<String> {
        let cells = self.shown.get(self.place(from, y)..self.place(to, y))?;
        let is_same = |cell: &Cell| {
            let pen = Pen::of(cell);
            cell.symbol().len() == 1
                && (pen == self.pen || (cell.symbol() == " " && pen.is_bare() && self.pen.is_bare()))
        };
        (to - from <= REWRITTEN && cells.iter().all(is_same)).then(|| cells.iter().map(Cell::symbol).collect())
    }

    fn move_to(&mut self, x: u16, y: u16) {
        let over =
            self.at.filter(|(from, line)| *line == y && *from < x).and_then(|(from, _)| self.rewritten(from, x, y));
        match self.at {
            Some(at) if at == (x, y) => {}
            _ if over.is_some() => self.put(&over.unwrap_or_default()),
            Some((from, line)) if line == y && x > from => {
                let cells = x - from;
                let step = if cells == 1 { "\x1b[C".to_owned() } else { format!("\x1b[{cells}C") };
                self.put(&step);
            }
            Some((_, line)) if x == 0 && y == line + 1 => self.put("\r\n"),
            _ => self.put(&format!("\x1b[{};{}H", y + 1, x + 1)),
        }
        self.at = Some((x, y));
    }

    fn take_pen(&mut self, pen: Pen) {
        if pen == self.pen {
            return;
        }
        let mut codes: Vec<String> = Vec::new();
        let mut from = self.pen;
        if !(from.modifier - pen.modifier).is_empty() {
            codes.push(if pen == Pen::default() { String::new() } else { "0".into() });
            from = Pen::default();
        }
        for (modifier, code) in MODIFIERS {
            if (pen.modifier - from.modifier).contains(modifier) {
                codes.push(code.into());
            }
        }
        if pen.fg != from.fg {
            codes.push(color(pen.fg, 30));
        }
        if pen.bg != from.bg {
            codes.push(color(pen.bg, 40));
        }
        if !codes.is_empty() {
            self.put(&format!("\x1b[{}m", codes.join(";")));
        }
        self.pen = pen;
    }

    fn write_cell(&mut self, x: u16, y: u16, cell: &Cell) {
        self.move_to(x, y);
        let (pen, symbol) = brief(cell);
        self.take_pen(pen);
        self.put(symbol);
        let end = x + text::width(cell.symbol()).max(1) as u16;
        // At the right edge terminals differ on where the cursor is.
        self.at = (end < self.width).then_some((end, y));
        self.keep(x, y, cell);
    }

    fn keep(&mut self, x: u16, y: u16, cell: &Cell) {
        let at = self.place(x, y);
        let width = text::width(cell.symbol()).max(1);
        if let Some(kept) = self.shown.get_mut(at) {
            kept.clone_from(cell);
        }
        // What a wide character covers is part of it.
        for covered in self.shown.iter_mut().skip(at + 1).take(width - 1) {
            covered.set_symbol("");
        }
    }

    fn forget(&mut self) {
        let (width, height) = (self.size)().unwrap_or_default();
        self.width = width;
        self.shown = vec![Cell::default(); usize::from(width) * usize::from(height)];
    }

    fn write_blanks(&mut self, x: u16, y: u16, count: u16, cell: &Cell) {
        let is_end = x + count >= self.width;
        if count < if is_end { ERASED_TO_END } else { ERASED } {
            return (0..count).for_each(|step| self.write_cell(x + step, y, cell));
        }
        self.move_to(x, y);
        // Terminals erase with the pen's background, and some with what it does to it.
        self.take_pen(Pen { bg: Color::Reset, modifier: self.pen.modifier.difference(ON_BLANKS), ..self.pen });
        self.put(&if is_end { "\x1b[K".to_owned() } else { format!("\x1b[{count}X") });
        (0..count).for_each(|step| self.keep(x + step, y, cell));
    }
}

/// What shows on a blank.
const ON_BLANKS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

const MODIFIERS: [(Modifier, &str); 6] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::REVERSED, "7"),
    (Modifier::CROSSED_OUT, "9"),
];

/// A full block is a blank in reverse: the same picture in a third of the bytes.
fn brief(cell: &Cell) -> (Pen, &str) {
    let pen = Pen::of(cell);
    match cell.symbol() {
        "█" if pen.bg == Color::Reset => (Pen { modifier: pen.modifier ^ Modifier::REVERSED, ..pen }, " "),
        symbol => (pen, symbol),
    }
}

/// The code of a colour; `base` is 30 for text and 40 for what is behind it.
fn color(color: Color, base: u8) -> String {
    let bright = base + 60;
    let code = match color {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => bright,
        Color::LightRed => bright + 1,
        Color::LightGreen => bright + 2,
        Color::LightYellow => bright + 3,
        Color::LightBlue => bright + 4,
        Color::LightMagenta => bright + 5,
        Color::LightCyan => bright + 6,
        Color::White => bright + 7,
        Color::Indexed(index) => return format!("{};5;{index}", base + 8),
        Color::Rgb(r, g, b) => return format!("{};2;{r};{g};{b}", base + 8),
    };
    code.to_string()
}

impl<W: Write> Backend for Screen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        if self.shown.is_empty() || self.width != self.size()?.width {
            self.forget();
        }
        let mut blanks: Option<(u16, u16, u16, &'a Cell)> = None;
        for (x, y, cell) in content {
            let is_blank = cell.symbol() == " " && Pen::of(cell).is_bare();
            match blanks {
                Some((from, line, count, first)) if is_blank && line == y && from + count == x => {
                    blanks = Some((from, line, count + 1, first));
                    continue;
                }
                Some((from, line, count, first)) => self.write_blanks(from, line, count, first),
                None => {}
            }
            blanks = is_blank.then_some((x, y, 1, cell));
            if !is_blank {
                self.write_cell(x, y, cell);
            }
        }
        if let Some((from, line, count, first)) = blanks {
            self.write_blanks(from, line, count, first);
        }
        self.take_pen(Pen::default());
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.is_cursor_shown, false) {
            self.put("\x1b[?25l");
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.is_cursor_shown, true) {
            self.put("\x1b[?25h");
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        let (x, y) = self.at.unwrap_or_default();
        Ok(Position { x, y })
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        self.move_to(x, y);
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.take_pen(Pen::default());
        self.put("\x1b[2J");
        self.forget();
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = (self.size)()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        let mut bytes = b"\x1b[?2026h".to_vec();
        bytes.append(&mut self.frame);
        bytes.extend_from_slice(b"\x1b[?2026l");
        self.out.write_all(&bytes)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::style::Style;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Line(Arc<Mutex<Vec<u8>>>);

    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Line {
        fn sent(&self) -> Vec<u8> {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    #[test]
    fn what_a_terminal_shows_is_what_was_drawn() {
        let line = Line::default();
        let mut terminal = Terminal::new(Screen::new(line.clone(), || Ok((20, 4)))).unwrap();
        let mut seen = vt100::Parser::new(4.try_into().unwrap(), 20.try_into().unwrap(), 0);
        let frames = [
            ["客户 VIP ▸ 12", "", "────────────────────", "end"],
            ["客户", "一二三四五六七八九十", "x                  y", "end"],
            ["客 户", "a二b四c六", "", "              end"],
        ];
        for texts in frames {
            let style = Style::new().fg(Color::LightCyan).add_modifier(Modifier::BOLD);
            terminal
                .draw(|frame| {
                    for (y, text) in texts.iter().enumerate() {
                        let style = if y == 1 { style } else { Style::new() };
                        frame.buffer_mut().set_string(0, y as u16, text, style);
                    }
                })
                .unwrap();
            seen.process(&line.sent());
            let shown: Vec<String> = seen.screen().rows(0, 20).map(|row| row.trim_end().to_owned()).collect();
            assert_eq!(shown, texts.map(|text| text.trim_end().to_owned()));
        }
        assert!(seen.screen().cell(1, 0).unwrap().bold() && !seen.screen().cell(3, 14).unwrap().bold());
    }

    #[test]
    fn an_unchanged_frame_sends_no_byte() {
        let line = Line::default();
        let mut terminal = Terminal::new(Screen::new(line.clone(), || Ok((20, 4)))).unwrap();
        for is_first in [true, false] {
            terminal.draw(|frame| frame.buffer_mut().set_string(0, 0, "same", Style::new())).unwrap();
            assert_eq!(line.sent().is_empty(), !is_first);
        }
    }
}
