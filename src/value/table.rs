use super::Cell;
use serde::{Deserialize, Serialize};

/// What a column's figures are, and so how they are aligned, rounded and given a unit.
///
/// A query says so by its column's SQL type and, where the type cannot tell, by the end of its name: see [`Kind::of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Text,
    /// A text that the program writes, not the data: a state, a segment, a kind, or several of them parted by commas. It is
    /// shown in the reader's language.
    Word,
    /// A text, or where the row has a `unit`, a number of that unit; `word` is the unit of a word.
    Fact,
    /// A number that names something and is never summed or grouped by thousands.
    Id,
    Count,
    /// A plain number; where the row has a `unit` column, a number of that unit.
    Number,
    Money,
    /// A part of a whole, 1 being all of it; shown as percent.
    Share,
    /// A relative difference, 0 being none; shown as percent with its sign.
    Change,
    Date,
    Time,
    Flag,
    /// A list of numbers in the order of time; shown as a sparkline.
    Trend,
}

/// Columns of texts that the program itself writes.
const WORDS: [&str; 25] = [
    "action",
    "audience",
    "based_on",
    "change",
    "check_name",
    "dimension",
    "fact",
    "fate",
    "feature",
    "grain",
    "kind",
    "missing",
    "outcome",
    "protects",
    "reason",
    "rule",
    "segment",
    "severity",
    "side",
    "state",
    "status",
    "table_name",
    "template",
    "treatment",
    "unit",
];

impl Kind {
    /// The kind of a column from its name and DuckDB's name of its type.
    ///
    /// `*_share`, `*_rate` and `attainment` are shares, `*_change` and `*_growth` changes, `*_id` ids,
    /// and a decimal with two places is money. Texts are the data's own but in the columns that the program fills.
    pub fn of(name: &str, sql_type: &str) -> Kind {
        let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
        match sql_type {
            "BOOLEAN" => Kind::Flag,
            "DATE" => Kind::Date,
            t if t.starts_with("TIMESTAMP") => Kind::Time,
            t if t.ends_with("[]") => Kind::Trend,
            t if is_number(t) && ends(&["_share", "_rate", "attainment"]) => Kind::Share,
            t if is_number(t) && ends(&["_change", "_growth"]) => Kind::Change,
            t if t.ends_with("INT") || t == "INTEGER" => {
                if name == "id" || ends(&["_id"]) {
                    Kind::Id
                } else {
                    Kind::Count
                }
            }
            t if t.starts_with("DECIMAL") && t.ends_with(",2)") => Kind::Money,
            t if is_number(t) => Kind::Number,
            _ if WORDS.contains(&name) => Kind::Word,
            _ if name == "value" => Kind::Fact,
            _ => Kind::Text,
        }
    }

    /// The kind of a column of which only the type is to be believed: its values are shown as they are.
    pub fn plain(self) -> Kind {
        if self.is_numeric() { Kind::Id } else { Kind::Text }
    }

    pub fn is_numeric(self) -> bool {
        matches!(self, Kind::Id | Kind::Count | Kind::Number | Kind::Money | Kind::Share | Kind::Change)
    }
}

fn is_number(sql_type: &str) -> bool {
    matches!(sql_type, "DOUBLE" | "FLOAT" | "INTEGER") || sql_type.starts_with("DECIMAL") || sql_type.ends_with("INT")
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// One page of an answer: its columns, its rows from `offset` on, and how many rows there are in all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    pub offset: u64,
    pub total: u64,
}

impl Table {
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The cell of a row by its column's name; null where there is none.
    pub fn cell(&self, row: usize, name: &str) -> &Cell {
        static NULL: Cell = Cell::Null;
        let found = self.column(name).and_then(|at| self.rows.get(row)?.get(at));
        found.unwrap_or(&NULL)
    }

    pub fn text(&self, row: usize, name: &str) -> &str {
        self.cell(row, name).text().unwrap_or_default()
    }

    /// A column's texts, from the first row to the last.
    pub fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        (0..self.rows.len()).map(move |row| self.text(row, name))
    }

    pub fn number(&self, row: usize, name: &str) -> Option<f64> {
        self.cell(row, name).number()
    }

    /// The table with these of its columns alone, in this order.
    #[must_use]
    pub fn only(self, names: &[&str]) -> Table {
        let kept: Vec<usize> = names.iter().filter_map(|name| self.column(name)).collect();
        Table {
            columns: kept.iter().map(|at| self.columns[*at].clone()).collect(),
            rows: self.rows.iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect()).collect(),
            ..self
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
