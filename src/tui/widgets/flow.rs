use super::{Ink, text};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

/// How much goes from each row to each column: a table of shares, whose cells are the darker the greater the share.
///
/// A row from which nothing goes and a column to which nothing goes are left out. The columns stand in the order in which
/// they matter: those that do not fit are added up in one last column.
pub struct Flow<'a> {
    pub from: &'a [String],
    pub to: &'a [String],
    /// `shares[from][to]`; not finite where nothing goes.
    pub shares: &'a [Vec<f64>],
    /// What stands over the rows and over the columns, such as "from ↓ to →".
    pub corner: &'a str,
    /// The rows before this one are scrolled away, as far as those after it do not fit.
    pub first: usize,
    pub ink: &'a Ink,
}

/// Shades up to a quarter, a half, three quarters and all of the greatest share.
const SHADES: [&str; 4] = ["·", "░", "▒", "▓"];
const PERCENT: usize = 4;

/// A column's least and greatest width where not all have room for their names.
const NARROW: (usize, usize) = (PERCENT + 2, 10);

impl Widget for Flow<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let greatest = self.shares.iter().flatten().copied().filter(|x| x.is_finite()).fold(0.0, f64::max);
        let is_misfit = self.shares.len() > self.from.len() || self.shares.iter().any(|row| row.len() > self.to.len());
        if greatest <= 0.0 || is_misfit || area.height < 2 || area.width < 16 {
            return;
        }
        let (from, to) = (self.rows(), self.columns());
        let grid = self.grid(area.width.into(), &to);
        self.head(area, &grid, &to, buffer);
        let shown = fitting(from.len(), area.height);
        let first = self.first.min(from.len() - shown);
        for (line, &at) in from[first..first + shown].iter().enumerate() {
            let y = area.y + 1 + line as u16;
            text::put(buffer, area, area.x, y, &text::fit(&self.from[at], grid.head), self.ink.text);
            let mut x = area.x + grid.head as u16 + 1;
            for (column, &to) in grid.columns.iter().zip(&to) {
                self.cell(area, (x, y), *column, self.share(at, to), greatest, buffer);
                x += *column as u16 + 1;
            }
            let others = to[grid.columns.len()..].iter().map(|to| self.share(at, *to)).sum::<f64>();
            text::put(buffer, area, x, y, &text::right(&percent(others), grid.others), self.ink.dim);
        }
        if shown < from.len() {
            let more = text::left_out(first, from.len() - shown - first);
            text::put(buffer, area, area.x, area.y + 1 + shown as u16, &more, self.ink.dim);
        }
    }
}

/// How many of the rows fit under the head; where not all do, one is kept to say so.
fn fitting(rows: usize, height: u16) -> usize {
    let room = usize::from(height).saturating_sub(1);
    if rows <= room { rows } else { room.saturating_sub(1) }
}

fn percent(share: f64) -> String {
    match share {
        none if none <= 0.0 => String::new(),
        little if little < 0.005 => "<1%".to_owned(),
        share => format!("{:.0}%", share * 100.0),
    }
}

/// How the table is laid out, in cells.
struct Grid {
    head: usize,
    /// The width of each column that is shown.
    columns: Vec<usize>,
    /// That of the column in which the others are added up.
    others: usize,
}

impl Flow<'_> {
    /// How many rows do not fit into a height: as far as they can be scrolled.
    pub fn overflow(rows: usize, height: u16) -> usize {
        rows - fitting(rows, height)
    }

    /// The share that goes from one name to another; nothing where there is none.
    fn share(&self, from: usize, to: usize) -> f64 {
        let share = self.shares.get(from).and_then(|row| row.get(to)).copied();
        share.filter(|share| share.is_finite()).unwrap_or(0.0)
    }

    fn rows(&self) -> Vec<usize> {
        (0..self.from.len()).filter(|from| (0..self.to.len()).any(|to| self.share(*from, to) > 0.0)).collect()
    }

    fn columns(&self) -> Vec<usize> {
        (0..self.to.len()).filter(|to| (0..self.from.len()).any(|from| self.share(from, *to) > 0.0)).collect()
    }

    fn grid(&self, width: usize, to: &[usize]) -> Grid {
        let widest = |names: &[String]| names.iter().map(|name| text::width(name)).max().unwrap_or(0);
        let (head, named) = (widest(self.from).max(text::width(self.corner)), widest(self.to).max(PERCENT + 2));
        if head + to.len() * (named + 1) <= width {
            let column = ((width - head) / to.len() - 1).min(14).max(named);
            return Grid { head, columns: vec![column; to.len()], others: 0 };
        }
        let head = head.min(width / 3);
        let column = |to: &usize| text::width(&self.to[*to]).clamp(NARROW.0, NARROW.1);
        let mut columns: Vec<usize> = to.iter().map(column).collect();
        let mut others = 0;
        while columns.len() > 1 && head + others + columns.iter().map(|column| column + 1).sum::<usize>() > width {
            columns.pop();
            others = PERCENT + 2;
        }
        let left = width.saturating_sub(head + others + 1);
        columns.iter_mut().take(1).for_each(|first| *first = left.min(*first));
        Grid { head, columns, others: others.saturating_sub(1) }
    }

    fn head(&self, area: Rect, grid: &Grid, to: &[usize], buffer: &mut Buffer) {
        text::put(buffer, area, area.x, area.y, &text::fit(self.corner, grid.head), self.ink.dim);
        let mut x = area.x + grid.head as u16 + 1;
        for (column, &to) in grid.columns.iter().zip(to) {
            text::put(buffer, area, x, area.y, &text::right(&self.to[to], *column), self.ink.text);
            x += *column as u16 + 1;
        }
        if grid.others > 0 {
            let others = format!("…+{}", to.len() - grid.columns.len());
            text::put(buffer, area, x, area.y, &text::right(&others, grid.others), self.ink.dim);
        }
    }

    fn cell(&self, area: Rect, (x, y): (u16, u16), width: usize, share: f64, greatest: f64, buffer: &mut Buffer) {
        if share <= 0.0 {
            return;
        }
        let level = ((share / greatest * 4.0).ceil() as usize).clamp(1, 4) - 1;
        let shade = width.saturating_sub(PERCENT + 1).max(1);
        let after = text::put(buffer, area, x, y, &SHADES[level].repeat(shade), self.ink.series(0));
        text::put(buffer, area, after, y, &text::right(&percent(share), width - shade), self.ink.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::drawn;

    const GAP: f64 = f64::NAN;

    fn scrolled(names: &[&str], shares: &[Vec<f64>], first: usize, width: u16, height: u16) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let ink = Ink::default();
        drawn(Flow { from: &names, to: &names, shares, corner: "from ↓ to →", first, ink: &ink }, width, height)
    }

    fn chart(names: &[&str], shares: &[Vec<f64>], width: u16, height: u16) -> String {
        scrolled(names, shares, 0, width, height)
    }

    fn shares() -> Vec<Vec<f64>> {
        vec![
            vec![GAP, 0.62, 0.38, 0.001],
            vec![0.45, 0.2, 0.35, GAP],
            vec![0.1, 0.8, 0.0, 0.1],
            vec![1.0, GAP, GAP, GAP],
        ]
    }

    #[test]
    fn shades_grow_with_the_share() {
        insta::assert_snapshot!(chart(&["search", "email", "微信", "store"], &shares(), 60, 5), @r#"
        from ↓ to →      search       email        微信       store
        search                  ▒▒▒▒▒▒  62% ░░░░░░  38% ······  <1%
        email       ░░░░░░  45% ······  20% ░░░░░░  35%
        微信        ······  10% ▓▓▓▓▓▓  80%             ······  10%
        store       ▓▓▓▓▓▓ 100%
        "#);
    }

    #[test]
    fn columns_that_do_not_fit_are_added_up_and_rows_scroll() {
        let names = ["paid search", "e-mail newsletter", "微信公众号", "store visits"];
        insta::assert_snapshot!(chart(&names, &shares(), 44, 5), @r#"
        from ↓ to →    paid sear… e-mail ne…   …+2
        paid search               ▒▒▒▒▒  62%   38%
        e-mail newsle… ░░░░░  45% ·····  20%   35%
        微信公众号     ·····  10% ▓▓▓▓▓  80%   10%
        store visits   ▓▓▓▓▓ 100%
        "#);
        insta::assert_snapshot!(chart(&names, &shares(), 24, 4), @r#"
        from ↓ … paid sea…   …+3
        paid se…            100%
        e-mail … ░░░░  45%   55%
        … +2
        "#);
        insta::assert_snapshot!(scrolled(&names, &shares(), 9, 24, 4), @r#"
        from ↓ … paid sea…   …+3
        微信公…  ····  10%   90%
        store v… ▓▓▓▓ 100%
        ↑ 2
        "#);
        assert_eq!(Flow::overflow(4, 4), 2);
    }

    #[test]
    fn without_moves_nothing_is_drawn() {
        assert_eq!(chart(&[], &[], 40, 5).trim(), "");
        assert_eq!(chart(&["a", "b"], &[vec![GAP, 0.0], vec![]], 40, 5).trim(), "");
    }

    #[test]
    fn ends_that_only_begin_or_close_a_path_have_no_column_or_no_row() {
        let shares = [vec![GAP, 0.7, 0.3], vec![GAP, 0.25, 0.75], vec![]];
        insta::assert_snapshot!(chart(&["start", "web", "order"], &shares, 60, 5), @r#"
        from ↓ to →            web          order
        start       ▓▓▓▓▓▓▓▓▓  70% ░░░░░░░░░  30%
        web         ░░░░░░░░░  25% ▓▓▓▓▓▓▓▓▓  75%
        "#);
    }

    #[test]
    fn every_size_is_drawn_without_leaving_the_pane() {
        for width in [0, 15, 16, 30, 200] {
            for height in [0, 1, 2, 3, 60] {
                chart(&["search", "email", "微信", "store"], &shares(), width, height);
            }
        }
    }
}
