use super::{Ink, text};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

/// One measure of two sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub label: String,
    pub left: String,
    pub right: String,
    /// The left side's part of the two together; not finite where they cannot be added.
    pub left_share: f64,
}

/// Two sides measure by measure, with a bar between them that is shared as the measure is.
pub struct Versus<'a> {
    pub names: (&'a str, &'a str),
    pub measures: &'a [Measure],
    pub ink: &'a Ink,
}

impl Widget for Versus<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        if self.measures.is_empty() || area.width < 16 || area.height < 2 {
            return;
        }
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(text::width).max().unwrap_or(0);
        let lefts = &mut self.measures.iter().map(|measure| measure.left.as_str()).chain([self.names.0]);
        let left = widest(lefts);
        let right = widest(&mut self.measures.iter().map(|measure| measure.right.as_str()).chain([self.names.1]));
        let width = usize::from(area.width);
        let label = widest(&mut self.measures.iter().map(|measure| measure.label.as_str()));
        let label = label.min(width.saturating_sub(left + right + 3));
        let bar = width.saturating_sub(label + left + right + 3);
        let bar = if bar >= 5 { bar.min(60) } else { 1 };
        let middle = " ".repeat(bar);
        let head = format!("{} {} {middle} {}", text::left("", label), text::right(self.names.0, left), self.names.1);
        text::put(buffer, area, area.x, area.y, &head, self.ink.dim);
        for (at, measure) in self.measures.iter().enumerate() {
            let y = area.y + 1 + at as u16;
            let before = format!("{} {} ", text::left(&measure.label, label), text::right(&measure.left, left));
            let x = text::put(buffer, area, area.x, y, &before, self.ink.text);
            let x = self.bar(area, (x, y), bar, measure.left_share, buffer);
            text::put(buffer, area, x + 1, y, &measure.right, self.ink.text);
        }
    }
}

impl Versus<'_> {
    fn bar(&self, area: Rect, (x, y): (u16, u16), width: usize, share: f64, buffer: &mut Buffer) -> u16 {
        if width < 5 || !share.is_finite() {
            return x + width as u16;
        }
        let filled = ((share.clamp(0.0, 1.0) * width as f64).round()) as usize;
        let x = text::put(buffer, area, x, y, &"█".repeat(filled), self.ink.series(0));
        text::put(buffer, area, x, y, &"▒".repeat(width - filled), self.ink.series(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::drawn;

    fn chart(width: u16, height: u16) -> String {
        let measure = |label: &str, left: &str, right: &str, left_share| Measure {
            label: label.to_owned(),
            left: left.to_owned(),
            right: right.to_owned(),
            left_share,
        };
        let measures = [
            measure("Cost", "¥12万", "¥4万", 0.75),
            measure("销售额", "¥80万", "¥120万", 0.4),
            measure("Return", "6.7", "30", f64::NAN),
        ];
        drawn(Versus { names: ("online", "offline"), measures: &measures, ink: &Ink::default() }, width, height)
    }

    #[test]
    fn two_sides_stand_beside_their_share() {
        insta::assert_snapshot!(chart(50, 4), @r#"
               online                              offline
        Cost    ¥12万 █████████████████████▒▒▒▒▒▒▒ ¥4万
        销售额  ¥80万 ███████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ ¥120万
        Return    6.7                              30
        "#);
    }

    #[test]
    fn without_room_the_figures_are_left() {
        insta::assert_snapshot!(chart(24, 4), @r#"
               online   offline
        Cost    ¥12万   ¥4万
        销售额  ¥80万   ¥120万
        Return    6.7   30
        "#);
    }
}
