use super::{Ink, text};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

/// How much goes from each name to each other: a table of shares, whose cells are the darker the greater the share.
///
/// A name that nothing goes to has no column, and one that nothing comes from no row. Where the names do not fit over
/// their columns, rows and columns are numbered, and every name keeps its row.
pub struct Flow<'a> {
    pub names: &'a [String],
    /// `shares[from][to]`; not finite where nothing goes.
    pub shares: &'a [Vec<f64>],
    /// What stands over the rows and over the columns, such as "from" and "to".
    pub from: &'a str,
    pub to: &'a str,
    pub ink: &'a Ink,
}

/// Shades up to a quarter, a half, three quarters and all of the greatest share.
const SHADES: [&str; 4] = ["·", "░", "▒", "▓"];
const PERCENT: usize = 4;

impl Widget for Flow<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let greatest = self.shares.iter().flatten().copied().filter(|x| x.is_finite()).fold(0.0, f64::max);
        if greatest <= 0.0 || self.shares.len() > self.names.len() || area.height < 2 || area.width < 16 {
            return;
        }
        let to: Vec<usize> =
            (0..self.names.len()).filter(|to| (0..self.shares.len()).any(|at| self.share(at, *to) > 0.0)).collect();
        let grid = self.grid(area.width.into(), &to);
        self.head(area, &grid, &to, buffer);
        let moves = |at: &usize| grid.numbered || to.iter().any(|to| self.share(*at, *to) > 0.0);
        let from: Vec<usize> = (0..self.names.len()).filter(moves).collect();
        let rows = usize::from(area.height) - 1;
        let shown = if from.len() > rows { rows - 1 } else { from.len() };
        for (line, &at) in from[..shown].iter().enumerate() {
            let y = area.y + 1 + line as u16;
            let name = &self.names[at];
            let name = if grid.numbered { format!("{:>2} {name}", at + 1) } else { name.clone() };
            text::put(buffer, area, area.x, y, &text::fit(&name, grid.head), self.ink.text);
            for (column, &to) in to[..grid.columns].iter().enumerate() {
                let x = area.x + (grid.head + 1 + column * (grid.column + 1)) as u16;
                self.cell(area, (x, y), grid.column, self.share(at, to), greatest, buffer);
            }
        }
        if shown < from.len() {
            let more = format!("… +{}", from.len() - shown);
            text::put(buffer, area, area.x, area.y + 1 + shown as u16, &more, self.ink.dim);
        }
    }
}

/// How the table is laid out, in cells.
struct Grid {
    numbered: bool,
    head: usize,
    column: usize,
    columns: usize,
}

impl Flow<'_> {
    /// The share that goes from one name to another; nothing where there is none.
    fn share(&self, from: usize, to: usize) -> f64 {
        let share = self.shares.get(from).and_then(|row| row.get(to)).copied();
        share.filter(|share| share.is_finite()).unwrap_or(0.0)
    }

    fn grid(&self, width: usize, to: &[usize]) -> Grid {
        let count = to.len();
        let widest = self.names.iter().map(|name| text::width(name)).max().unwrap_or(0);
        let corner = text::width(&self.corner());
        let named = widest.max(PERCENT + 2);
        let head = widest.max(corner);
        if head + count * (named + 1) <= width {
            let column = ((width - head) / count - 1).min(14).max(named);
            return Grid { numbered: false, head, column, columns: count };
        }
        let head = (widest + 3).max(corner).min(width / 3);
        let column = ((width - head) / count).saturating_sub(1).clamp(PERCENT + 1, 14);
        Grid { numbered: true, head, column, columns: count.min((width - head) / (column + 1)) }
    }

    fn corner(&self) -> String {
        format!("{} ↓ {} →", self.from, self.to)
    }

    fn head(&self, area: Rect, grid: &Grid, to: &[usize], buffer: &mut Buffer) {
        text::put(buffer, area, area.x, area.y, &text::fit(&self.corner(), grid.head), self.ink.dim);
        for (column, &to) in to[..grid.columns].iter().enumerate() {
            let name = if grid.numbered { (to + 1).to_string() } else { self.names[to].clone() };
            let x = area.x + (grid.head + 1 + column * (grid.column + 1)) as u16;
            text::put(buffer, area, x, area.y, &text::right(&name, grid.column), self.ink.text);
        }
    }

    fn cell(&self, area: Rect, (x, y): (u16, u16), width: usize, share: f64, greatest: f64, buffer: &mut Buffer) {
        if share <= 0.0 {
            return;
        }
        let level = ((share / greatest * 4.0).ceil() as usize).clamp(1, 4) - 1;
        let words = if share < 0.005 { "<1%".to_owned() } else { format!("{:.0}%", share * 100.0) };
        let shade = width.saturating_sub(PERCENT + 1).max(1);
        let after = text::put(buffer, area, x, y, &SHADES[level].repeat(shade), self.ink.series(0));
        text::put(buffer, area, after, y, &text::right(&words, width - shade), self.ink.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::testing::drawn;

    const GAP: f64 = f64::NAN;

    fn chart(names: &[&str], shares: &[Vec<f64>], width: u16, height: u16) -> String {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        drawn(Flow { names: &names, shares, from: "from", to: "to", ink: &Ink::default() }, width, height)
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
    fn where_names_do_not_fit_the_columns_are_numbered() {
        let names = ["paid search", "e-mail newsletter", "微信公众号", "store visits"];
        insta::assert_snapshot!(chart(&names, &shares(), 44, 5), @r#"
        from ↓ to →         1      2      3      4
         1 paid search        ▒  62% ░  38% ·  <1%
         2 e-mail new… ░  45% ·  20% ░  35%
         3 微信公众号  ·  10% ▓  80%        ·  10%
         4 store visi… ▓ 100%
        "#);
        insta::assert_snapshot!(chart(&names, &shares(), 24, 4), @r#"
        from ↓ …     1     2
         1 paid…       ▒ 62%
         2 e-ma… ░ 45% · 20%
        … +2
        "#);
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
