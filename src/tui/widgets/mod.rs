//! Charts: plain data in, cells out. They know neither the service nor the model.
//!
//! All of them measure in cells, take their styles from the caller as an [`Ink`], write their numbers with the caller's
//! formatter, and draw what they can of data that have gaps: a value that is not finite is a gap, and no data draw nothing.
//! No chart tells its series apart by colour alone: each has a mark or a texture of its own.

mod bars;
mod dots;
mod flow;
mod gauge;
mod line;
mod scale;
mod scatter;
mod sparkline;
mod text;
mod versus;
mod waterfall;

pub use bars::{Bar, Bars};
pub use flow::Flow;
pub use gauge::{Attainment, Gauge};
pub use line::{LineChart, Series};
pub use scatter::{Group, Scatter};
pub use sparkline::sparkline;
pub use text::left;
pub use versus::{Measure, Versus};
pub use waterfall::Waterfall;

use ratatui::style::Style;

/// Writes a value as the reader of the chart wants it, with its unit.
pub type Format<'a> = &'a dyn Fn(f64) -> String;

/// What charts draw with; a theme says what it looks like.
#[derive(Debug, Clone, Default)]
pub struct Ink {
    pub text: Style,
    /// Axes, frames, and what is less important than the data.
    pub dim: Style,
    /// A target that values are held against.
    pub target: Style,
    /// One style a series, taken in turn; empty is plain text.
    pub series: Vec<Style>,
    pub good: Style,
    pub warn: Style,
    pub bad: Style,
}

impl Ink {
    /// The style of a series by its place.
    pub fn series(&self, at: usize) -> Style {
        if self.series.is_empty() { self.text } else { self.series[at % self.series.len()] }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

    /// What a widget draws on an area of this size, line by line, without the spaces at the ends.
    pub fn drawn(widget: impl Widget, width: u16, height: u16) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        widget.render(area, &mut buffer);
        lines(&buffer)
    }

    pub fn lines(buffer: &Buffer) -> String {
        let area = buffer.area;
        let line = |y: u16| {
            let mut text = String::new();
            let mut covered = 0;
            for x in area.left()..area.right() {
                if covered > 0 {
                    covered -= 1;
                    continue;
                }
                let symbol = buffer[(x, y)].symbol();
                covered = super::text::width(symbol).saturating_sub(1);
                text.push_str(symbol);
            }
            text.trim_end().to_owned()
        };
        (area.top()..area.bottom()).map(line).collect::<Vec<_>>().join("\n")
    }
}
