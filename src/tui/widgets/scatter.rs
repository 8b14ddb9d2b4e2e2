use super::scale::extent;
use super::{Ink, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// Points that belong together, under one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: String,
    pub points: Vec<(f64, f64)>,
}

/// Points of several groups, each group with a mark of its own; where groups meet in a cell, the one with the most points
/// there is drawn. The lines cross at zero, where the axes have it.
pub struct Scatter<'a> {
    pub groups: &'a [Group],
    /// Names of the axes.
    pub x: &'a str,
    pub y: &'a str,
    pub ink: &'a Ink,
}

const MARKS: [&str; 10] = ["●", "△", "■", "+", "◆", "○", "▲", "×", "□", "◇"];

impl Widget for Scatter<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let points = || self.groups.iter().flat_map(|group| group.points.iter().copied().filter(finite));
        let (Some(across), Some(up)) = (extent(points().map(|(x, _)| x)), extent(points().map(|(_, y)| y))) else {
            return;
        };
        if area.height < 4 || area.width < 12 {
            return;
        }
        let plot = self.legend(area, buffer);
        let plot = self.names(plot, buffer);
        let frame = Frame { plot, across: widened(across), up: widened(up) };
        self.axes(&frame, buffer);
        for (at, cell) in self.counts(&frame).iter().enumerate() {
            let most = cell.iter().enumerate().max_by_key(|(group, count)| (**count, std::cmp::Reverse(*group)));
            if let Some((group, _)) = most.filter(|(_, count)| **count > 0) {
                let (x, y) = (at % usize::from(plot.width), at / usize::from(plot.width));
                let place = (plot.x + x as u16, plot.y + y as u16);
                text::put(buffer, plot, place.0, place.1, mark(group), self.ink.series(group));
            }
        }
    }
}

/// The plot and the values that its borders stand for.
struct Frame {
    plot: Rect,
    across: (f64, f64),
    up: (f64, f64),
}

impl Frame {
    fn column(&self, x: f64) -> usize {
        place(x, self.across, self.plot.width)
    }

    fn row(&self, y: f64) -> usize {
        usize::from(self.plot.height) - 1 - place(y, self.up, self.plot.height)
    }
}

impl Scatter<'_> {
    /// Draws the legend, at the right where the pane is wide and in the last rows else, and returns what is left.
    fn legend(&self, area: Rect, buffer: &mut Buffer) -> Rect {
        let count = |group: &Group| group.points.iter().filter(|point| finite(point)).count();
        let name = |group: &Group| format!("{} ({})", group.name, count(group));
        let entry = |(at, group): (usize, &Group)| (mark(at).to_owned(), name(group), self.ink.series(at));
        let entries: Vec<(String, String, Style)> = self.groups.iter().enumerate().map(entry).collect();
        let widest = entries.iter().map(|(_, name, _)| text::width(name) + 4).max().unwrap_or(0) as u16;
        if area.width < 48 || widest > area.width / 3 || usize::from(area.height) < entries.len() {
            let columns = (area.width / widest.max(1)).max(1);
            let rows = (entries.len() as u16).div_ceil(columns).clamp(1, (area.height / 3).max(1));
            for (at, line) in entries.chunks(usize::from(columns)).take(rows.into()).enumerate() {
                let line = if at + 1 == usize::from(rows) { &entries[at * usize::from(columns)..] } else { line };
                text::legend(buffer, area, area.bottom() - rows + at as u16, line, self.ink.text);
            }
            return Rect { height: area.height - rows, ..area };
        }
        let plot = Rect { width: area.width - widest, ..area };
        for (at, entry) in entries.iter().enumerate() {
            let side = Rect { x: plot.right() + 1, width: widest - 1, ..area };
            text::legend(buffer, side, area.y + at as u16, std::slice::from_ref(entry), self.ink.text);
        }
        plot
    }

    /// Says in the first row which way each axis goes, and returns what is left below it.
    fn names(&self, plot: Rect, buffer: &mut Buffer) -> Rect {
        let names = text::fit(&format!("↑ {}  → {}", self.y, self.x), plot.width.into());
        text::put(buffer, plot, plot.x, plot.y, &names, self.ink.dim);
        Rect { y: plot.y + 1, height: plot.height - 1, ..plot }
    }

    fn axes(&self, frame: &Frame, buffer: &mut Buffer) {
        let (plot, dim) = (frame.plot, self.ink.dim);
        let zero = |(low, high): (f64, f64)| low <= 0.0 && high >= 0.0;
        let column = if zero(frame.across) { frame.column(0.0) } else { 0 } as u16;
        let row = if zero(frame.up) { frame.row(0.0) } else { usize::from(plot.height) - 1 } as u16;
        for y in plot.top()..plot.bottom() {
            text::put(buffer, plot, plot.x + column, y, "│", dim);
        }
        let line = "─".repeat(plot.width.into());
        text::put(buffer, plot, plot.x, plot.y + row, &line, dim);
        text::put(buffer, plot, plot.x + column, plot.y + row, "┼", dim);
    }

    /// How many points of each group each cell of the plot holds.
    fn counts(&self, frame: &Frame) -> Vec<Vec<usize>> {
        let cells = usize::from(frame.plot.width) * usize::from(frame.plot.height);
        let mut counts = vec![vec![0; self.groups.len()]; cells];
        for (at, group) in self.groups.iter().enumerate() {
            for (x, y) in group.points.iter().copied().filter(finite) {
                counts[frame.row(y) * usize::from(frame.plot.width) + frame.column(x)][at] += 1;
            }
        }
        counts
    }
}

fn finite((x, y): &(f64, f64)) -> bool {
    x.is_finite() && y.is_finite()
}

fn mark(group: usize) -> &'static str {
    MARKS[group % MARKS.len()]
}

/// A range that is one value is given some width, so that the value stands in its middle.
fn widened((low, high): (f64, f64)) -> (f64, f64) {
    if low < high { (low, high) } else { (low - 1.0, high + 1.0) }
}

fn place(value: f64, (low, high): (f64, f64), cells: u16) -> usize {
    ((value - low) / (high - low) * f64::from(cells - 1)).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::drawn;

    fn groups() -> Vec<Group> {
        let around = |x: f64, y: f64| {
            (0..12).map(|at| (x + f64::from(at % 4) * 0.3, y + f64::from(at / 4) * 0.4)).collect::<Vec<_>>()
        };
        let group = |name: &str, points| Group { name: name.to_owned(), points };
        let mut odd = around(2.0, -1.0);
        odd.push((f64::NAN, 1.0));
        vec![group("Cluster 1", around(-3.0, 1.0)), group("Cluster 2", odd), group("集群 3", around(0.5, 2.0))]
    }

    fn chart(groups: &[Group], width: u16, height: u16) -> String {
        drawn(Scatter { groups, x: "component 1", y: "component 2", ink: &Ink::default() }, width, height)
    }

    #[test]
    fn groups_have_marks_and_counts() {
        insta::assert_snapshot!(chart(&groups(), 60, 14), @r#"
        ↑ component 2  → component 1               ● Cluster 1 (12)
                             │  ■ ■ ■  ■           △ Cluster 2 (12)
                             │  ■ ■ ■  ■           ■ 集群 3 (12)
                             │
        ● ● ● ●              │  ■ ■ ■  ■
        ● ● ● ●              │
                             │
        ● ● ● ●              │
                             │
                             │
        ─────────────────────┼─────────────△─△─△─△
                             │
                             │             △ △ △ △
                             │             △ △ △ △
        "#);
    }

    #[test]
    fn a_narrow_pane_has_its_legend_below() {
        insta::assert_snapshot!(chart(&groups(), 34, 9), @r#"
        ↑ component 2  → component 1
                         │  ■■ ■ ■
        ● ●● ●           │  ■■ ■ ■
        ● ●● ●           │
        ─────────────────┼──────────△─△△─△
                         │          △ △△ △
        ● Cluster 1 (12)
        △ Cluster 2 (12)
        ■ 集群 3 (12)
        "#);
    }

    #[test]
    fn without_points_nothing_is_drawn_and_one_point_stands_in_the_middle() {
        assert_eq!(chart(&[], 60, 10).trim(), "");
        let one = [Group { name: "one".to_owned(), points: vec![(5.0, 5.0)] }];
        insta::assert_snapshot!(chart(&one, 24, 6), @r#"
        ↑ component 2  → compon…
        │
        │           ●
        │
        ┼───────────────────────
        ● one (1)
        "#);
    }

    #[test]
    fn every_size_is_drawn_without_leaving_the_pane() {
        for width in [0, 1, 11, 12, 47, 48, 200] {
            for height in [0, 1, 2, 3, 18, 60] {
                chart(&groups(), width, height);
            }
        }
    }
}
