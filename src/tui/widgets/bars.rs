use super::scale::extent;
use super::{Format, Ink, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// A label with one value a series; not finite where there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub label: String,
    pub values: Vec<f64>,
}

/// Horizontal bars, aligned, each with its value and, if wanted, its share of its series.
///
/// With more than one series each label has a bar of each, told apart by texture; negative values go to the left of zero.
pub struct Bars<'a> {
    pub bars: &'a [Bar],
    /// The series' names; one needs none.
    pub series: &'a [&'a str],
    /// The bars before this one are scrolled away, as far as those after it do not fit.
    pub first: usize,
    pub shares: bool,
    pub format: Format<'a>,
    pub ink: &'a Ink,
}

const TEXTURES: [&str; 4] = ["█", "▒", "░", "·"];
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const SHARE: u16 = 6;

/// The widths of the columns: label, bar, value, share.
struct Columns {
    label: u16,
    bar: u16,
    value: u16,
    share: u16,
}

impl Widget for Bars<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let series = self.bars.iter().map(|bar| bar.values.len()).max().unwrap_or(0);
        let all = self.bars.iter().flat_map(|bar| bar.values.iter().copied());
        let Some((low, high)) = extent(all.chain([0.0])).filter(|_| series > 0 && area.width >= 8) else { return };
        let columns = self.columns(area.width);
        let totals: Vec<f64> = (0..series).map(|at| self.total(at)).collect();
        let mut rows = area;
        if self.series.len() > 1 && area.height > 2 {
            self.legend(area, buffer);
            rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
        }
        let (shown, gap) = self.shown(series as u16, rows.height);
        let first = self.first.min(self.bars.len() - shown);
        let mut y = rows.y;
        for bar in &self.bars[first..first + shown] {
            text::put(buffer, area, area.x, y, &text::fit(&bar.label, columns.label.into()), self.ink.text);
            for (at, value) in bar.values.iter().enumerate() {
                let row = Rect { y, height: 1, ..area };
                self.draw(row, &columns, (low, high), at, *value, totals[at], buffer);
                y += 1;
            }
            y += gap;
        }
        if shown < self.bars.len() && y < rows.bottom() {
            let more = text::left_out(first, self.bars.len() - shown - first);
            text::put(buffer, area, area.x, y, &more, self.ink.dim);
        }
    }
}

impl Bars<'_> {
    fn total(&self, series: usize) -> f64 {
        self.bars.iter().filter_map(|bar| bar.values.get(series)).filter(|x| x.is_finite()).sum()
    }

    /// What has room: the label and the value always, the bar next, the share last.
    fn columns(&self, width: u16) -> Columns {
        let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0) as u16;
        let value = widest(&mut self.bars.iter().flat_map(|bar| &bar.values).map(|x| text::width(&self.value(*x))));
        let label = widest(&mut self.bars.iter().map(|bar| text::width(&bar.label)));
        let value = value.min(width / 2);
        // A bar keeps a dozen cells, however long its label is.
        let label = label.min((width - value - 1).min((width * 2 / 5).max(10).max(width.saturating_sub(value + 14))));
        let left = (width - value).saturating_sub(label + 2);
        let share = if self.shares && left >= SHARE + 1 + 8 { SHARE + 1 } else { 0 };
        let bar = if left - share >= 3 { left - share } else { 0 };
        Columns { label, bar, value, share }
    }

    /// How many of so many bars do not fit into a height: as far as they can be scrolled.
    pub fn overflow(bars: usize, series: usize, height: u16) -> usize {
        let legend = u16::from(series > 1 && height > 2);
        bars - fitting(bars, series, usize::from(height - legend))
    }

    /// How many bars are drawn, with how many empty rows between them; where not all fit, a row is kept to say so.
    fn shown(&self, series: u16, height: u16) -> (usize, u16) {
        let all = self.bars.len();
        let height = usize::from(height);
        let gap = usize::from(series > 1 && all * usize::from(series + 1) <= height + 1);
        (fitting(all, series.into(), height), gap as u16)
    }

    fn legend(&self, area: Rect, buffer: &mut Buffer) {
        let entry = |(at, name): (usize, &&str)| (texture(at).repeat(2), (*name).to_owned(), self.ink.series(at));
        let entries: Vec<_> = self.series.iter().enumerate().map(entry).collect();
        text::legend(buffer, area, area.top(), &entries, self.ink.text);
    }

    fn value(&self, value: f64) -> String {
        if value.is_finite() { (self.format)(value) } else { "–".to_owned() }
    }

    #[allow(clippy::too_many_arguments)]
    fn draw(
        &self,
        row: Rect,
        columns: &Columns,
        span: (f64, f64),
        series: usize,
        value: f64,
        total: f64,
        buffer: &mut Buffer,
    ) {
        let style = self.ink.series(series);
        let start = row.x + columns.label + 1;
        if columns.bar > 0 && value.is_finite() {
            let place = Rect { x: start, width: columns.bar, ..row };
            draw_bar(place, span, value, series, style, self.ink.dim, buffer);
        }
        let words = text::right(&self.value(value), columns.value.into());
        let at = row.right() - columns.share - columns.value;
        text::put(buffer, row, at, row.y, &words, self.ink.text);
        if columns.share > 0 && value.is_finite() && total > 0.0 {
            let share = text::right(&text::percent(value / total), SHARE.into());
            text::put(buffer, row, row.right() - SHARE, row.y, &share, self.ink.dim);
        }
    }
}

/// How many of the bars fit; where not all do, a row is kept to say so.
fn fitting(bars: usize, series: usize, height: usize) -> usize {
    if bars * series <= height { bars } else { height.saturating_sub(1) / series.max(1) }
}

fn texture(series: usize) -> &'static str {
    TEXTURES[series % TEXTURES.len()]
}

/// A bar from zero to the value. What is more than nothing is seen, be it less than an eighth of a cell.
fn draw_bar(
    place: Rect,
    (low, high): (f64, f64),
    value: f64,
    series: usize,
    style: Style,
    dim: Style,
    buffer: &mut Buffer,
) {
    if low == high {
        return;
    }
    let cell = (high - low) / f64::from(place.width);
    let zero = (-low / cell).round() as u16;
    let eighths = (value.abs() / cell * 8.0).round() as usize;
    let (whole, rest) = (eighths / 8, eighths % 8);
    if value < 0.0 {
        let length = ((whole + usize::from(rest > 3)).max(1) as u16).min(zero);
        text::put(buffer, place, place.x + zero - length, place.y, &texture(series).repeat(length.into()), style);
    } else if value > 0.0 {
        let end = match series {
            0 if eighths == 0 => EIGHTHS[1],
            0 => EIGHTHS[rest],
            _ if rest > 3 || whole == 0 => texture(series),
            _ => "",
        };
        text::put(buffer, place, place.x + zero, place.y, &(texture(series).repeat(whole) + end), style);
    }
    if low < 0.0 && value <= 0.0 {
        text::put(buffer, place, place.x + zero, place.y, "│", dim);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::drawn;

    fn bar(label: &str, values: &[f64]) -> Bar {
        Bar { label: label.to_owned(), values: values.to_vec() }
    }

    fn chart(bars: &[Bar], series: &[&str], shares: bool, width: u16, height: u16) -> String {
        let format = |value: f64| format!("{value:.0}");
        drawn(Bars { bars, series, first: 0, shares, format: &format, ink: &Ink::default() }, width, height)
    }

    fn segments() -> Vec<Bar> {
        vec![
            bar("冠军客户", &[48_210.0]),
            bar("Loyal", &[20_000.0]),
            bar("About to sleep", &[310.0]),
            bar("Lost", &[0.0]),
        ]
    }

    #[test]
    fn bars_stand_with_values_and_shares() {
        insta::assert_snapshot!(chart(&segments(), &[], true, 60, 5), @r#"
        冠军客户       ████████████████████████████████ 48210  70.4%
        Loyal          █████████████▎                   20000  29.2%
        About to sleep ▎                                  310   0.5%
        Lost                                                0   0.0%
        "#);
    }

    #[test]
    fn where_room_is_short_the_share_goes_first_and_then_the_bar() {
        insta::assert_snapshot!(chart(&segments(), &[], true, 28, 4), @r#"
        冠军客户    ██████████ 48210
        Loyal       ████▏      20000
        About to s… ▏            310
        Lost                       0
        "#);
        insta::assert_snapshot!(chart(&segments(), &[], true, 18, 4), @r#"
        冠军客户     48210
        Loyal        20000
        About to …     310
        Lost             0
        "#);
    }

    #[test]
    fn two_series_are_told_apart_by_texture() {
        let bars = [bar("Online", &[120.0, 100.0]), bar("Offline", &[80.0, 90.0]), bar("Booth", &[f64::NAN, 20.0])];
        insta::assert_snapshot!(chart(&bars, &["Actual", "Target"], false, 50, 9), @r#"
        ██ Actual  ▒▒ Target
        Online  ██████████████████████████████████████ 120
                ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒       100

        Offline █████████████████████████▍              80
                ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒           90

        Booth                                            –
                ▒▒▒▒▒▒                                  20
        "#);
    }

    #[test]
    fn negative_values_go_to_the_left_of_zero() {
        let bars =
            [bar("recency", &[-1.5e3]), bar("frequency", &[2.5e3]), bar("monetary", &[0.0]), bar("returns", &[-20.0])];
        insta::assert_snapshot!(chart(&bars, &[], false, 50, 4), @r#"
        recency   █████████████│                     -1500
        frequency              █████████████████████  2500
        monetary               │                         0
        returns               █│                       -20
        "#);
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let bars: Vec<Bar> = (1..=9).map(|at| bar(&format!("shop {at}"), &[f64::from(at)])).collect();
        insta::assert_snapshot!(chart(&bars, &[], false, 30, 4), @r#"
        shop 1 ██▍                   1
        shop 2 ████▋                 2
        shop 3 ███████               3
        … +6
        "#);
        let format = |value: f64| format!("{value:.0}");
        let ink = Ink::default();
        let scrolled = |first| Bars { bars: &bars, series: &[], first, shares: false, format: &format, ink: &ink };
        assert!(drawn(scrolled(2), 30, 4).ends_with("↑ 2 … +4"), "{}", drawn(scrolled(2), 30, 4));
        assert!(drawn(scrolled(99), 30, 4).ends_with("↑ 6"), "the last ones stay in sight");
        assert_eq!(Bars::overflow(9, 1, 4), 6);
        assert_eq!(Bars::overflow(9, 3, 10), 7);
        assert_eq!(Bars::overflow(2, 3, 10), 0);
    }

    #[test]
    fn without_data_nothing_is_drawn_and_no_size_is_left() {
        assert_eq!(chart(&[], &[], true, 40, 3).trim(), "");
        for width in [0, 1, 7, 8, 12, 60, 200] {
            for height in [0, 1, 2, 18, 60] {
                chart(&segments(), &["a", "b"], true, width, height);
                chart(&[bar("x", &[f64::NAN, -2.0])], &["a", "b"], true, width, height);
            }
        }
    }
}
