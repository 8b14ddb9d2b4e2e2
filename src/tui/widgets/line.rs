use super::dots::Dots;
use super::scale::{Scale, extent};
use super::{Format, Ink, sparkline, text};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

/// A name and one value a period; not finite where a period has none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Series<'a> {
    pub name: &'a str,
    pub values: &'a [f64],
}

/// A line over periods, with the target that it is held against as dashes.
pub struct LineChart<'a> {
    /// One label a period.
    pub labels: &'a [String],
    pub actual: Series<'a>,
    pub target: Option<Series<'a>>,
    /// The first period that is still running, and what the legend says of it: its value is not what it will come to.
    pub running: Option<(usize, &'a str)>,
    pub format: Format<'a>,
    pub ink: &'a Ink,
}

const DASH: &str = "╌";

impl Widget for LineChart<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let Some(extent) = extent(self.values()) else { return };
        if area.height < 4 || area.width < 16 {
            let line = sparkline(self.actual.values, area.width.into());
            text::put(buffer, area, area.left(), area.top(), &line, self.ink.series(0));
            return;
        }
        let legend = u16::from(area.height >= 6);
        let (scale, rows) = even(extent, area.height - 2 - legend);
        let spare = area.height - 2 - legend - rows;
        let ticks = self.ticks(&scale, rows);
        let margin = ticks.iter().map(|(_, label)| text::width(label)).max().unwrap_or(0);
        let margin = (margin as u16).min(area.width / 3) + 1;
        let plot = Rect::new(area.x + margin + 1, area.y + legend + spare, area.width - margin - 1, rows);
        if legend == 1 {
            self.legend(area, buffer);
        }
        self.axes(area, plot, &ticks, buffer);
        self.draw_target(&scale, plot, buffer);
        self.draw_actual(&scale, plot, buffer);
    }
}

impl LineChart<'_> {
    fn values(&self) -> impl Iterator<Item = f64> {
        let target = self.target.map_or(&[][..], |target| target.values);
        self.actual.values.iter().chain(target).copied()
    }

    fn periods(&self) -> usize {
        self.labels.len().max(self.actual.values.len())
    }

    /// The rows of the plot that have a tick, with their labels; a label that says the same as the one before is left out.
    fn ticks(&self, scale: &Scale, rows: u16) -> Vec<(u16, String)> {
        let mut ticks: Vec<(u16, String)> = Vec::new();
        for value in scale.ticks() {
            let row = (height_of(scale, value, usize::from(rows) * 4) / 4) as u16;
            let label = (self.format)(value);
            if !ticks.iter().any(|(other, said)| *other == row || *said == label) {
                ticks.push((row, label));
            }
        }
        ticks
    }

    fn legend(&self, area: Rect, buffer: &mut Buffer) {
        let mut entries = vec![("⠤⠒".to_owned(), self.actual.name.to_owned(), self.ink.series(0))];
        if let Some(target) = self.target.filter(|target| target.values.iter().any(|x| x.is_finite())) {
            entries.push((DASH.repeat(2), target.name.to_owned(), self.ink.target));
        }
        if let Some((_, name)) = self.running {
            entries.push(("⠂⠂".to_owned(), name.to_owned(), self.ink.series(0)));
        }
        text::legend(buffer, area, area.top(), &entries, self.ink.text);
    }

    fn axes(&self, area: Rect, plot: Rect, ticks: &[(u16, String)], buffer: &mut Buffer) {
        let (x, dim) = (plot.x - 1, self.ink.dim);
        for y in plot.top()..plot.bottom() {
            text::put(buffer, area, x, y, "│", dim);
        }
        let room = usize::from(x - area.left()).saturating_sub(1);
        for (row, label) in ticks {
            text::put(buffer, area, x, plot.y + row, "┤", dim);
            text::put(buffer, area, area.left(), plot.y + row, &text::right(label, room), dim);
        }
        let line = "─".repeat(plot.width.into());
        text::put(buffer, area, x, plot.bottom(), &format!("└{line}"), dim);
        for (tick, at, label) in self.x_labels(area, plot) {
            text::put(buffer, area, tick, plot.bottom(), "┴", dim);
            text::put(buffer, area, at, plot.bottom() + 1, label, dim);
        }
    }

    /// The labels below the axis: the last one and as many before it, evenly spaced, as stand apart and whole.
    fn x_labels(&self, area: Rect, plot: Rect) -> Vec<(u16, u16, &str)> {
        let count = self.labels.len();
        let placed = |at: usize| {
            let label = self.labels[at].as_str();
            let wide = text::width(label) as u16;
            let tick = plot.x + (self.dot(at, plot) / 2) as u16;
            let from = tick.saturating_sub(wide / 2).min(area.right().saturating_sub(wide)).max(area.left());
            (tick, from, label)
        };
        let fits = |(_, from, label): &(u16, u16, &str)| usize::from(from + 2) + text::width(label);
        for stride in 1..=count {
            let mut labels: Vec<_> = (0..count).rev().step_by(stride).map(placed).collect();
            labels.reverse();
            if labels.windows(2).all(|pair| fits(&pair[0]) <= usize::from(pair[1].1)) {
                labels.retain(|(_, _, label)| text::width(label) <= usize::from(area.width));
                return labels;
            }
        }
        Vec::new()
    }

    /// The column of dots on which a period stands.
    fn dot(&self, at: usize, plot: Rect) -> usize {
        let last = usize::from(plot.width) * 2 - 1;
        match self.periods() {
            0 | 1 => last / 2,
            periods => (at * last + (periods - 1) / 2) / (periods - 1),
        }
    }

    fn draw_target(&self, scale: &Scale, plot: Rect, buffer: &mut Buffer) {
        let Some(target) = self.target else { return };
        let edge = |a: usize, b: usize| (self.dot(a, plot) + self.dot(b, plot)) / 4;
        let last = self.periods().saturating_sub(1);
        for (at, value) in target.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let row = height_of(scale, *value, usize::from(plot.height) * 4) / 4;
            let from = if at == 0 { 0 } else { edge(at - 1, at) };
            let to = if at >= last { usize::from(plot.width) - 1 } else { edge(at, at + 1) };
            for x in from..=to {
                text::put(buffer, plot, plot.x + x as u16, plot.y + row as u16, DASH, self.ink.target);
            }
        }
    }

    fn draw_actual(&self, scale: &Scale, plot: Rect, buffer: &mut Buffer) {
        let mut dots = Dots::new(plot);
        let mut before: Option<(usize, usize)> = None;
        for (at, value) in self.actual.values.iter().enumerate() {
            let here = value.is_finite().then(|| (self.dot(at, plot), height_of(scale, *value, dots.height())));
            let is_running = self.running.is_some_and(|(from, _)| at >= from);
            match (before, here) {
                (Some(before), Some(here)) if is_running => dots.dotted(before, here, 3),
                (Some(before), Some(here)) => dots.line(before, here),
                (None, Some((x, y))) => {
                    dots.set(x, y);
                    dots.set(x ^ 1, y);
                }
                _ => {}
            }
            before = here;
        }
        dots.draw(plot, buffer, self.ink.series(0));
    }
}

/// The axis on which all ticks are equally far apart, and the rows that it then takes: the one on which the values stand
/// highest, where a tick fewer weighs as much as a twelfth of the height.
fn even(extent: (f64, f64), rows: u16) -> (Scale, u16) {
    let most = (usize::from(rows) / 2 + 1).clamp(2, 6);
    let spare = |scale: &Scale| usize::from(rows - 1) % (scale.ticks().count() - 1).max(1);
    let worth = |scale: &Scale| {
        let ticks: Vec<f64> = scale.ticks().collect();
        let range = ticks.last().unwrap_or(&1.0) - ticks.first().unwrap_or(&0.0);
        let height = (usize::from(rows - 1) - spare(scale)) as f64 / range;
        height * (1.0 - (most - ticks.len()) as f64 / 12.0)
    };
    let scales = (2..=most).map(|most| Scale::over(extent, most));
    let best = scales.max_by(|a, b| worth(a).total_cmp(&worth(b))).unwrap_or_else(|| Scale::over(extent, 2));
    (best, rows - spare(&best) as u16)
}

/// The row of dots on which a value stands, from the top.
fn height_of(scale: &Scale, value: f64, dots: usize) -> usize {
    ((1.0 - scale.place(value)) * (dots - 1) as f64).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::drawn;

    fn thousands(value: f64) -> String {
        if value.abs() >= 1000.0 { format!("{}k", value / 1000.0) } else { format!("{value}") }
    }

    fn months(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("{}-{:02}", 2025 + at / 12, at % 12 + 1)).collect()
    }

    fn chart(actual: &[f64], target: Option<&[f64]>, width: u16, height: u16) -> String {
        let labels = months(actual.len());
        let chart = LineChart {
            labels: &labels,
            actual: Series { name: "Revenue", values: actual },
            target: target.map(|values| Series { name: "Target", values }),
            running: None,
            format: &thousands,
            ink: &Ink::default(),
        };
        drawn(chart, width, height)
    }

    const SALES: [f64; 18] =
        [21e3, 19e3, 24e3, 25e3, 23e3, 28e3, 31e3, 30e3, 27e3, 33e3, 38e3, 41e3, 29e3, 27e3, 32e3, 35e3, 36e3, 39e3];

    #[test]
    fn a_line_stands_over_its_months_with_its_target() {
        insta::assert_snapshot!(chart(&SALES, Some(&[30e3; 18]), 60, 14), @r#"
        ⠤⠒ Revenue  ╌╌ Target
        50k ┤
            │
        40k ┤                               ⢀⠤⠒⠒⠉⢆               ⢀⡠⠔
            │                             ⡠⠒⠁    ⠈⢢       ⣀⠤⠔⠒⠒⠉⠉⠁
        30k ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌⣀⠤⠒⠉⠉⠒⠒⠤⣀╌⣀⠔⠉╌╌╌╌╌╌╌╌╌⠣⢄⣀╌⣀⠔⠉╌╌╌╌╌╌╌╌╌╌
            │     ⢀⡠⠤⠤⠤⠤⢄⣀⡠⠔⠉         ⠉               ⠉
        20k ┤⠒⠤⢄⡠⠔⠁
            │
        10k ┤
            │
          0 ┤
            └───┴────────────┴────────────┴───────────┴────────────┴
             2025-02      2025-06      2025-10     2026-02   2026-06
        "#);
    }

    #[test]
    fn labels_stay_whole_and_apart_on_a_narrow_pane() {
        insta::assert_snapshot!(chart(&SALES, None, 30, 8), @r#"
        ⠤⠒ Revenue
        50k ┤                ⡀
            │        ⣀⡀  ⢀⠤⠒⠉⠘⡄  ⣀⠤⠔⠒⠉
            │⣀ ⣀⠤⠤⠤⠔⠉ ⠈⠉⠒⠁    ⠈⠒⠉
            │ ⠉
          0 ┤
            └───────────┴────────────┴
                     2025-09   2026-06
        "#);
    }

    #[test]
    fn gaps_are_left_open_and_a_lone_value_is_a_point() {
        let gaps = [5.0, 6.0, f64::NAN, 9.0, f64::NAN, 4.0, 3.0, 5.0];
        insta::assert_snapshot!(chart(&gaps, Some(&[7.0, 7.0, 7.0, 7.0, 6.0, 6.0, 6.0, f64::NAN]), 40, 8), @r#"
        ⠤⠒ Revenue  ╌╌ Target
        10 ┤               ⠤
           │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
         5 ┤⠤⠔⠒⠒⠉⠁           ╌╌╌╌╌╌╌╌⣀⣀╌╌╌╌╌╌⢀⣀⠤
           │                           ⠉⠉⠑⠒⠊⠉⠁
         0 ┤
           └─────┴──────────────┴──────────────┴
              2025-02        2025-05     2025-08
        "#);
    }

    #[test]
    fn labels_of_wide_characters_do_not_meet() {
        let labels: Vec<String> = (1..=12).map(|month| format!("{month}月份")).collect();
        let chart = LineChart {
            labels: &labels,
            actual: Series { name: "销售额", values: &SALES[..12] },
            target: None,
            running: None,
            format: &|value| format!("{}万", value / 1e4),
            ink: &Ink::default(),
        };
        insta::assert_snapshot!(drawn(chart, 50, 8), @r#"
        ⠤⠒ 销售额
        5万 ┤                                            ⣀
            │                      ⢀⣀⣀⣀⡀        ⣀⠤⠤⠤⠒⠒⠒⠉⠉
            │⣀⣀   ⢀⣀⡠⠤⠤⠤⠤⠤⠤⠤⠤⠤⠔⠒⠊⠉⠉⠁   ⠈⠉⠉⠉⠑⠒⠒⠊⠉
            │  ⠉⠉⠉⠁
        0万 ┤
            └────────┴───────────┴───────────┴───────────┴
                   3月份       6月份       9月份    12月份
        "#);
    }

    #[test]
    fn a_running_period_is_dotted_and_named() {
        let labels = months(5);
        let chart = LineChart {
            labels: &labels,
            actual: Series { name: "Revenue", values: &[30.0, 32.0, 31.0, 34.0, 3.0] },
            target: None,
            running: Some((4, "running")),
            format: &thousands,
            ink: &Ink::default(),
        };
        insta::assert_snapshot!(drawn(chart, 40, 8), @r#"
        ⠤⠒ Revenue  ⠂⠂ running
        40 ┤                      ⢀⣀⣀⣀⣀
           │⠒⠒⠒⠒⠒⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁     ⠄
        20 ┤                             ⠈ ⡀
           │                                ⠐
         0 ┤                                  ⠁⠠
           └┴─────────────────┴────────────────┴
         2025-01           2025-03       2025-05
        "#);
    }

    #[test]
    fn ticks_stand_equally_far_apart_at_every_height() {
        for height in 6..30 {
            let picture = chart(&[253.0, 120.0, 180.0], None, 40, height);
            let ticks: Vec<usize> =
                picture.lines().enumerate().filter(|(_, line)| line.contains('┤')).map(|(at, _)| at).collect();
            let gaps: Vec<usize> = ticks.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(gaps.windows(2).all(|pair| pair[0] == pair[1]), "{height}: {gaps:?}\n{picture}");
        }
    }

    #[test]
    fn a_tiny_pane_has_a_sparkline() {
        assert_eq!(chart(&[1.0, 2.0, 3.0], None, 10, 1), "▁▅█");
    }

    #[test]
    fn without_values_nothing_is_drawn() {
        assert_eq!(chart(&[], None, 40, 8).trim(), "");
        assert_eq!(chart(&[f64::NAN; 3], None, 40, 8).trim(), "");
    }

    #[test]
    fn every_size_is_drawn_without_leaving_the_pane() {
        for width in [1, 15, 16, 17, 60, 200] {
            for height in [1, 3, 4, 5, 18, 60] {
                for values in [&SALES[..], &SALES[..1], &[0.0], &[-3.0, 2.0], &[1e12, 1.0]] {
                    chart(values, Some(&[30e3, f64::NAN]), width, height);
                }
            }
        }
    }
}
