//! A grid of braille dots, two by four in a cell.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// The bit of a dot within its character, by row and column.
const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

pub struct Dots {
    columns: usize,
    rows: usize,
    cells: Vec<u8>,
}

impl Dots {
    pub fn new(area: Rect) -> Dots {
        let (columns, rows) = (usize::from(area.width), usize::from(area.height));
        Dots { columns, rows, cells: vec![0; columns * rows] }
    }

    pub fn width(&self) -> usize {
        self.columns * 2
    }

    pub fn height(&self) -> usize {
        self.rows * 4
    }

    pub fn set(&mut self, x: usize, y: usize) {
        if x < self.width() && y < self.height() {
            self.cells[y / 4 * self.columns + x / 2] |= BITS[y % 4][x % 2];
        }
    }

    /// A straight line between two dots, both included.
    pub fn line(&mut self, from: (usize, usize), to: (usize, usize)) {
        self.dotted(from, to, 1);
    }

    /// A line of which only every so many-th dot is set, and its end.
    pub fn dotted(&mut self, from: (usize, usize), to: (usize, usize), every: usize) {
        let steps = from.0.abs_diff(to.0).max(from.1.abs_diff(to.1)).max(1);
        let between = |a: usize, b: usize, at: usize| (a * (steps - at) + b * at + steps / 2) / steps;
        for at in (0..=steps).filter(|at| (steps - at).is_multiple_of(every)) {
            self.set(between(from.0, to.0, at), between(from.1, to.1, at));
        }
    }

    /// Draws the cells that have a dot; the others keep what they hold.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer, style: Style) {
        for (at, bits) in self.cells.iter().enumerate().filter(|(_, bits)| **bits != 0) {
            let (x, y) = (area.x + (at % self.columns) as u16, area.y + (at / self.columns) as u16);
            let symbol = char::from_u32(0x2800 + u32::from(*bits)).unwrap_or(' ');
            buffer[(x, y)].set_char(symbol).set_style(style);
        }
    }
}
