use crate::config::Words;
use crate::value::figure::{figure, plain};
use crate::value::{Cell, Column, Kind, Table};
use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Width};

/// Draws tables for people: headers in their language, figures aligned and with units.
///
/// In a pipe there are no lines and no wrapping, so that `grep` and `awk` have it easy.
pub struct Grid<'a> {
    pub words: &'a Words,
    pub currency: &'a str,
    pub on_terminal: bool,
    pub reading: Reading,
}

/// How cells are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Of a view: words in the reader's language, figures rounded and with units.
    Figures,
    /// Of a query of one's own: names and values as the data has them.
    Raw,
}

/// A text column is not made narrower than this: a word of a language fits.
const NARROWEST: usize = 24;

/// One row with more columns than these is shown as a record, a line a column.
const WIDEST_RECORD: usize = 10;

impl Grid<'_> {
    pub fn render(&self, table: &Table) -> String {
        // A unit says how the row's figures read; it is not a figure itself.
        let shown: Vec<usize> = (0..table.columns.len())
            .filter(|at| self.is_raw() || !matches!(table.columns[*at].name.as_str(), "unit" | "better"))
            .collect();
        if table.total == 1 && table.rows.len() == 1 && shown.len() > WIDEST_RECORD {
            return self.record(table, &shown);
        }
        let mut grid = self.frame();
        grid.set_header(shown.iter().map(|at| self.header(&table.columns[*at])));
        for row in 0..table.rows.len() {
            grid.add_row(shown.iter().map(|at| self.cell(table, row, *at)));
        }
        let widths = grid.column_max_content_widths();
        for (at, column) in grid.column_iter_mut().enumerate() {
            column.set_padding(if at == 0 { (0, 1) } else { (1, 1) });
            let kind = table.columns[shown[at]].kind;
            if kind.is_numeric() {
                column.set_cell_alignment(CellAlignment::Right);
            }
            // Texts may wrap where the terminal is narrow; a figure that is cut is another figure.
            let may_wrap = kind == Kind::Text && usize::from(widths[at]) > NARROWEST;
            let narrowest = ColumnConstraint::LowerBoundary(Width::Fixed(NARROWEST as u16));
            column.set_constraint(if may_wrap { narrowest } else { ColumnConstraint::ContentWidth });
        }
        grid.trim_fmt()
    }

    fn is_raw(&self) -> bool {
        self.reading == Reading::Raw
    }

    fn frame(&self) -> comfy_table::Table {
        let mut grid = comfy_table::Table::new();
        grid.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        if self.on_terminal {
            grid.style_mut().header_separator = LineStyle::none().fill('─').junction('─');
            grid.set_content_arrangement(ContentArrangement::Dynamic);
        }
        grid
    }

    fn record(&self, table: &Table, shown: &[usize]) -> String {
        let mut grid = self.frame();
        for at in shown {
            grid.add_row([self.label(&table.columns[*at]), self.cell(table, 0, *at)]);
        }
        for (at, column) in grid.column_iter_mut().enumerate() {
            column.set_padding(if at == 0 { (0, 1) } else { (1, 1) });
        }
        grid.trim_fmt()
    }

    /// A column's words, with the currency where it holds amounts.
    fn label(&self, column: &Column) -> String {
        if self.is_raw() {
            return plain(&column.name);
        }
        let words = self.words.column(&column.name);
        if column.kind == Kind::Money { format!("{words} ({})", self.currency) } else { words }
    }

    fn header(&self, column: &Column) -> comfy_table::Cell {
        let cell = comfy_table::Cell::new(self.label(column));
        let may_style = self.on_terminal && std::env::var_os("NO_COLOR").is_none();
        if may_style { cell.add_attribute(Attribute::Bold) } else { cell }
    }

    fn cell(&self, table: &Table, row: usize, at: usize) -> String {
        if self.is_raw() {
            return plain(&raw(&table.rows[row][at]));
        }
        let (column, unit) = (&table.columns[at], table.cell(row, "unit").text());
        match &table.rows[row][at] {
            Cell::Flag(flag) if column.kind == Kind::Flag => {
                self.words.text(if *flag { "cli.yes" } else { "cli.no" }).to_owned()
            }
            Cell::Text(text) => plain(&self.text(text, column.kind, unit)),
            other => self.with_unit(figure(other, column.kind, unit), other, column.kind, unit),
        }
    }

    fn text(&self, text: &str, kind: Kind, unit: Option<&str>) -> String {
        match (kind, unit) {
            (Kind::Fact, Some("word")) | (Kind::Word, _) => self.words.values(text),
            (Kind::Fact, Some(unit)) => {
                let number = text.parse::<f64>().map(Cell::from);
                number.map_or_else(
                    |_| text.to_owned(),
                    |cell| self.with_unit(figure(&cell, Kind::Number, Some(unit)), &cell, Kind::Number, Some(unit)),
                )
            }
            // A name in brackets is no name of the data's but says that there is none.
            _ if text.starts_with('(') => self.words.value(text),
            _ => text.to_owned(),
        }
    }

    /// A header cannot name the unit of a column in which each row has its own.
    fn with_unit(&self, figure: String, cell: &Cell, kind: Kind, unit: Option<&str>) -> String {
        match unit {
            Some("money") if kind == Kind::Number && !cell.is_null() => format!("{figure} {}", self.currency),
            Some("days") if kind == Kind::Number && !cell.is_null() => {
                format!("{figure} {}", self.words.text("cli.days"))
            }
            _ => figure,
        }
    }
}

/// A value as SQL has it, so that nothing and an empty text can be told apart.
fn raw(cell: &Cell) -> String {
    match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::List(cells) => format!("[{}]", cells.iter().map(raw).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Language;

    fn column(name: &str, kind: Kind) -> Column {
        Column { name: name.into(), kind }
    }

    #[test]
    fn a_table_in_a_pipe_is_aligned_by_cells_and_has_no_lines() {
        let words = Words::load(Language::En).unwrap_or_default();
        let table = Table {
            columns: vec![column("shop", Kind::Text), column("value", Kind::Number), column("unit", Kind::Text)],
            rows: vec![
                vec!["上海".into(), 1234.5.into(), "money".into()],
                vec!["Taipei".into(), 0.25.into(), "share".into()],
            ],
            offset: 0,
            total: 2,
        };
        let grid = Grid { words: &words, currency: "CNY", on_terminal: false, reading: Reading::Figures };
        let drawn = grid.render(&table);
        let lines: Vec<&str> = drawn.lines().skip(1).collect();
        assert_eq!(lines, ["上海    1,234.50 CNY", "Taipei         25.0%"]);
    }
}
