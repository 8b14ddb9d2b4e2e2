use super::scale::extent;
use super::{Ink, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// How a sum comes about, a row a step: each bar goes from where the sum was to where the step takes it, `+` for what
/// adds and `-` for what takes away, and `|` stands where the sum is zero. In plain characters, so that it reads the same in a
/// log, in a copied text and without colour.
pub struct Waterfall<'a> {
    /// What each step adds; not finite where it is not known: its row stays empty.
    pub steps: &'a [f64],
    /// Steps that are scrolled away; the sum begins with them all the same.
    pub first: usize,
    pub ink: &'a Ink,
}

/// One bar: from where to where, by what character.
struct Bar {
    from: f64,
    to: f64,
    mark: &'static str,
}

impl Widget for Waterfall<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        for (y, step) in (area.y..area.bottom()).zip(self.first..self.steps.len()) {
            self.draw(Rect { y, height: 1, ..area }, step, buffer);
        }
    }
}

impl Waterfall<'_> {
    /// A bar from zero to the sum of all steps, in the steps' scale.
    pub fn draw_total(&self, row: Rect, buffer: &mut Buffer) {
        let total = self.sum(self.steps.len());
        self.bar(row, &Bar { from: 0.0, to: total, mark: "=" }, self.ink.text, buffer);
    }

    fn draw(&self, row: Rect, step: usize, buffer: &mut Buffer) {
        let (value, from) = (self.steps[step], self.sum(step));
        let bar = |mark| Bar { from, to: from + value, mark };
        match value {
            value if value > 0.0 => self.bar(row, &bar("+"), self.ink.good, buffer),
            value if value < 0.0 => self.bar(row, &bar("-"), self.ink.bad, buffer),
            _ => self.bar(row, &Bar { from, to: from, mark: "" }, self.ink.dim, buffer),
        }
    }

    /// What so many steps come to.
    fn sum(&self, steps: usize) -> f64 {
        self.steps[..steps].iter().filter(|step| step.is_finite()).sum()
    }

    fn bar(&self, row: Rect, bar: &Bar, style: Style, buffer: &mut Buffer) {
        let row = row.intersection(buffer.area);
        let sums = (0..=self.steps.len()).map(|steps| self.sum(steps));
        let Some((low, high)) = extent(sums.chain([0.0])).filter(|(low, high)| low < high && row.width > 1) else {
            return;
        };
        let edge = |value: f64| ((value - low) / (high - low) * f64::from(row.width)).round() as u16;
        text::put(buffer, row, row.x + edge(0.0).min(row.width - 1), row.y, "|", self.ink.dim);
        if bar.from == bar.to {
            return;
        }
        // What is more than nothing is seen, be it less than a cell.
        let (from, to) = (edge(bar.from.min(bar.to)), edge(bar.from.max(bar.to)));
        let (from, to) = if from == to { (from.min(row.width - 1), from.min(row.width - 1) + 1) } else { (from, to) };
        text::put(buffer, row, row.x + from, row.y, &bar.mark.repeat(usize::from(to - from)), style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::lines;

    fn chart(steps: &[f64], width: u16) -> String {
        let ink = Ink::default();
        let area = Rect::new(0, 0, width, steps.len() as u16 + 1);
        let mut buffer = Buffer::empty(area);
        let chart = Waterfall { steps, first: 0, ink: &ink };
        chart.draw_total(Rect { y: area.bottom() - 1, height: 1, ..area }, &mut buffer);
        chart.render(Rect { height: area.height - 1, ..area }, &mut buffer);
        lines(&buffer)
    }

    #[test]
    fn each_bar_begins_where_the_one_before_ended() {
        insta::assert_snapshot!(chart(&[-12.0, 9.0, 10.0, f64::NAN, -0.1, -3.0], 24), @r"
        ---------------|
        +++++++++++    |
                   +++++++++++++
                       |
                       |       -
                       |    ----
                       =====
        ");
    }

    #[test]
    fn what_never_falls_below_zero_begins_at_the_left() {
        insta::assert_snapshot!(chart(&[3.0, -1.0, 2.0], 12), @r"
        +++++++++
        |     ---
        |     ++++++
        ============
        ");
    }

    #[test]
    fn nothing_to_show_draws_nothing() {
        assert_eq!(chart(&[], 12).trim(), "");
        assert_eq!(chart(&[0.0, f64::NAN], 12).trim(), "");
    }
}
