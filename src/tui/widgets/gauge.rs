use super::{Ink, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// How a figure stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attainment {
    Reached,
    /// Nine tenths or more.
    Near,
    Short,
    /// There is no target, or no actual.
    Unknown,
}

impl Attainment {
    /// From actual / target, for figures of which more is better.
    pub fn of(share: f64) -> Attainment {
        match share {
            share if !share.is_finite() => Attainment::Unknown,
            share if share >= 1.0 => Attainment::Reached,
            share if share >= 0.9 => Attainment::Near,
            _ => Attainment::Short,
        }
    }

    /// Where a ratio says nothing, as of a difference that is aimed at zero.
    pub fn against(target: f64, actual: f64, better: &str) -> Attainment {
        let is_reached = if better == "down" { actual <= target } else { actual >= target };
        if is_reached { Attainment::Reached } else { Attainment::Short }
    }

    /// The mark that says it without colour.
    pub fn mark(self) -> &'static str {
        match self {
            Attainment::Reached => "✓",
            Attainment::Near => "~",
            Attainment::Short => "!",
            Attainment::Unknown => "–",
        }
    }

    pub fn style(self, ink: &Ink) -> Style {
        match self {
            Attainment::Reached => ink.good,
            Attainment::Near => ink.warn,
            Attainment::Short => ink.bad,
            Attainment::Unknown => ink.dim,
        }
    }
}

/// Attainment of a target in one row: a bar up to a line at 100 %, the percentage, and a mark for how it stands.
pub struct Gauge<'a> {
    /// Actual / target; not finite where there is none.
    pub share: f64,
    pub ink: &'a Ink,
}

/// The bar's right end, so that what goes beyond the target is seen.
const FULL: f64 = 1.25;

impl Widget for Gauge<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let state = Attainment::of(self.share);
        let words = format!("{:>6} {}", text::percent(self.share), state.mark());
        let bar = usize::from(area.width).saturating_sub(text::width(&words) + 1);
        let mut x = area.left();
        if bar >= 5 {
            x = self.bar(bar, area, buffer, state.style(self.ink)) + 1;
        }
        text::put(buffer, area, x, area.top(), &words, state.style(self.ink));
    }
}

impl Gauge<'_> {
    fn bar(&self, width: usize, area: Rect, buffer: &mut Buffer, style: Style) -> u16 {
        let share = if self.share.is_finite() { self.share.max(0.0) } else { 0.0 };
        let filled = ((share / FULL).min(1.0) * width as f64).round() as usize;
        let goal = ((width as f64 / FULL).round() as usize).min(width - 1);
        let mut x = area.left();
        for at in 0..width {
            let (symbol, style) = match at {
                at if at == goal => ("┃", self.ink.target),
                at if at + 1 == width && share > FULL => ("▶", style),
                at if at < filled => ("█", style),
                _ => ("░", self.ink.dim),
            };
            x = text::put(buffer, area, x, area.top(), symbol, style);
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::drawn;

    fn gauges(width: u16) -> String {
        let ink = Ink::default();
        let shares = [0.0, 0.5, 0.94, 1.0, 1.1, 3.0, f64::NAN];
        shares.iter().map(|share| drawn(Gauge { share: *share, ink: &ink }, width, 1)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_target_of_nothing_is_reached_or_not() {
        assert_eq!(Attainment::against(0.0, 0.0, "up"), Attainment::Reached);
        assert_eq!(Attainment::against(0.0, -0.1, "up"), Attainment::Short);
        assert_eq!(Attainment::against(0.0, 0.1, "down"), Attainment::Short);
    }

    #[test]
    fn a_bar_goes_up_to_its_target_and_beyond() {
        insta::assert_snapshot!(gauges(30), @r#"
        ░░░░░░░░░░░░░░░░░┃░░░   0.0% !
        ████████░░░░░░░░░┃░░░  50.0% !
        ████████████████░┃░░░  94.0% ~
        █████████████████┃░░░ 100.0% ✓
        █████████████████┃░░░ 110.0% ✓
        █████████████████┃██▶ 300.0% ✓
        ░░░░░░░░░░░░░░░░░┃░░░      – –
        "#);
    }

    #[test]
    fn without_room_the_words_are_left() {
        insta::assert_snapshot!(gauges(10), @r#"
          0.0% !
         50.0% !
         94.0% ~
        100.0% ✓
        110.0% ✓
        300.0% ✓
             – –
        "#);
    }
}
