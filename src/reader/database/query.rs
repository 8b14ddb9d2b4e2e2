//! The queries that a table is read by, put together for the server that answers them. Values are bound, names are quoted.

use super::dialect::{Column, Dialect};
use super::error::DatabaseError;
use super::{Relation, Table};

/// The texts of the watermark's columns in one row.
pub type Mark = Vec<String>;

/// Where a stretch begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    Beginning,
    /// With the first row whose watermark's first column is as large as this: rows that share it are read again.
    From(String),
    After(Mark),
}

/// Where a stretch ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// With the table.
    End,
    /// After some rows, whichever they are: for a look at the table.
    Sample(u32),
    /// After so many rows, and those that share the last one's watermark; and with the largest value of the watermark's
    /// first column.
    Rows { rows: u32, horizon: String },
    /// With the rows of this mark.
    Mark(Mark),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    pub start: Start,
    pub until: Until,
}

/// A statement, and the values that it binds, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Statement {
    pub sql: String,
    pub values: Vec<String>,
}

/// A table whose columns are known.
pub(super) struct Query<'a> {
    dialect: Dialect,
    from: String,
    pub columns: Vec<Column>,
    /// The watermark's columns.
    marks: Vec<&'a Column>,
}

/// What is asked of a table of which nothing is known yet.
pub(super) fn everything(table: &Table) -> String {
    format!("SELECT * FROM {}", from(table))
}

fn from(table: &Table) -> String {
    match &table.relation {
        Relation::Table(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| table.address.dialect.quoted(part)).collect();
            format!("{} AS fetched", parts.join("."))
        }
        Relation::Query(sql) => format!("({}\n) AS fetched", sql.trim().trim_end_matches(';')),
    }
}

impl<'a> Query<'a> {
    /// # Errors
    /// Where the table has no such watermark, or rows are in no order by it.
    pub fn over(table: &Table, columns: &'a [Column]) -> Result<Query<'a>, DatabaseError> {
        let dialect = table.address.dialect;
        let mut marks = Vec::new();
        for name in &table.watermark {
            let place = || table.address.to_string();
            let column = columns.iter().find(|column| column.name == *name).ok_or_else(|| {
                let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                DatabaseError::NoColumn {
                    place: place(),
                    what: format!("no column is called {name:?}"),
                    known: known.join(", "),
                }
            })?;
            if dialect.bound(column, 1).is_none() {
                return Err(DatabaseError::NoOrder {
                    place: place(),
                    column: name.clone(),
                    kind: column.kind.to_lowercase(),
                });
            }
            marks.push(column);
        }
        Ok(Query { dialect, from: from(table), columns: columns.to_vec(), marks })
    }

    /// How many rows there are from a mark on, and the largest watermark.
    pub fn count(&self, start: &Start) -> Statement {
        let largest = self.marks.first().map_or("NULL".to_owned(), |mark| {
            self.dialect.mark(&format!("max(fetched.{})", self.dialect.quoted(&mark.name)))
        });
        self.select(&format!("{}, {largest}", self.dialect.mark("count(*)")), start, None)
    }

    /// How many rows have no watermark; nothing to ask where none is stated.
    pub fn unmarked(&self) -> Option<Statement> {
        let missing: Vec<String> = self.marks.iter().map(|mark| format!("{} IS NULL", self.named(mark))).collect();
        let count = self.dialect.mark("count(*)");
        let sql = format!("SELECT {count} FROM {} WHERE {}", self.from, missing.join(" OR "));
        (!missing.is_empty()).then_some(Statement { sql, values: Vec::new() })
    }

    /// The mark of the row that so many rows end with; no row where there are fewer.
    pub fn nth(&self, start: &Start, rows: u32, horizon: &str) -> Statement {
        let mut statement = self.select(&self.mark_texts().join(", "), start, Some(&[horizon.to_owned()]));
        statement.sql += &format!(" ORDER BY {} LIMIT 1 OFFSET {}", self.order(), rows.saturating_sub(1));
        statement
    }

    /// The rows of a stretch: all columns as texts, and the watermark's once more as a mark.
    pub fn rows(&self, start: &Start, until: Option<&[String]>, limit: Option<u32>) -> Statement {
        let mut texts: Vec<String> = self.columns.iter().map(|column| self.dialect.text(column)).collect();
        texts.extend(self.mark_texts());
        let mut statement = self.select(&texts.join(", "), start, until);
        if !self.marks.is_empty() {
            statement.sql += &format!(" ORDER BY {}", self.order());
        }
        if let Some(rows) = limit {
            statement.sql += &format!(" LIMIT {rows}");
        }
        statement
    }

    fn select(&self, what: &str, start: &Start, until: Option<&[String]>) -> Statement {
        let mut statement = Statement { sql: format!("SELECT {what} FROM {}", self.from), values: Vec::new() };
        let mut parts = Vec::new();
        match start {
            Start::Beginning => {}
            Start::From(first) => parts.push(self.compared(&mut statement, 0, ">=", first)),
            Start::After(mark) => parts.push(self.beyond(&mut statement, mark, ">", ">")),
        }
        if let Some(mark) = until {
            parts.push(self.beyond(&mut statement, mark, "<", "<="));
        }
        if !parts.is_empty() {
            statement.sql += &format!(" WHERE {}", parts.join(" AND "));
        }
        statement
    }

    /// The rows on one side of a mark, in a form for which every server can use an index of the first column.
    fn beyond(&self, statement: &mut Statement, mark: &[String], side: &str, last: &str) -> String {
        match mark {
            [first, second] if self.marks.len() > 1 => {
                let within = self.compared(statement, 0, &format!("{side}="), first);
                let further = self.compared(statement, 0, side, first);
                let tied = self.compared(statement, 1, last, second);
                format!("{within} AND ({further} OR {tied})")
            }
            [first, ..] => self.compared(statement, 0, last, first),
            [] => "1 = 1".into(),
        }
    }

    fn compared(&self, statement: &mut Statement, at: usize, sign: &str, value: &str) -> String {
        let mark = self.marks[at];
        statement.values.push(value.to_owned());
        let bound = self.dialect.bound(mark, statement.values.len()).unwrap_or_default();
        format!("{} {sign} {bound}", self.named(mark))
    }

    fn mark_texts(&self) -> Vec<String> {
        self.marks.iter().map(|mark| self.dialect.mark(&self.named(mark))).collect()
    }

    /// By the columns themselves, as their texts may be in another order.
    fn order(&self) -> String {
        self.marks.iter().map(|mark| self.named(mark)).collect::<Vec<_>>().join(", ")
    }

    fn named(&self, column: &Column) -> String {
        format!("fetched.{}", self.dialect.quoted(&column.name))
    }
}
