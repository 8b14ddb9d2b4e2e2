use super::args::{Format, Global};
use super::failure::Failure;
use super::grid::{self, Reading};
use crate::config::Words;
use crate::value::{Cell, Table, csv_field, csv_text, figure};
use serde_json::{Map, Value};
use std::io::{IsTerminal, Write, stderr, stdout};

/// Where a command's answer goes: data to stdout in the form asked for, words to stderr.
pub struct Output {
    pub format: Format,
    pub words: Words,
    /// ISO 4217, for the headers of amounts.
    pub currency: String,
    quiet: bool,
}

impl Output {
    pub fn new(global: &Global, words: Words, currency: String) -> Output {
        Output { format: global.format, words, currency, quiet: global.quiet }
    }

    /// A line on stderr, for people.
    pub fn note(&self, line: &str) {
        if !self.quiet {
            tell(line);
        }
    }

    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    pub fn table(&self, table: &Table) -> Result<(), Failure> {
        match self.format {
            Format::Table => self.grid(table, Reading::Figures),
            Format::Json => self.json(&objects(table)),
            Format::Csv => self.csv(table),
        }
    }

    /// The answer to a query of the reader's own: its names and values are shown as they are.
    pub fn answer(&self, table: &Table) -> Result<(), Failure> {
        match self.format {
            Format::Table => self.grid(table, Reading::Raw),
            _ => self.table(table),
        }
    }

    /// Several tables, each with its name: titled grids, one JSON object, or in CSV the first of them.
    pub fn tables(&self, tables: &[(&str, &Table)]) -> Result<(), Failure> {
        match self.format {
            Format::Table => {
                for (name, table) in tables.iter().filter(|(_, table)| !table.is_empty()) {
                    self.text(&format!("\n{}\n", self.words.text(&format!("cli.part.{name}"))))?;
                    self.grid(table, Reading::Figures)?;
                }
                Ok(())
            }
            Format::Json => {
                let parts = tables.iter().map(|(name, table)| ((*name).to_owned(), objects(table)));
                self.json(&Value::Object(parts.collect()))
            }
            Format::Csv => tables.first().map_or(Ok(()), |(_, table)| self.csv(table)),
        }
    }

    pub fn json(&self, value: &Value) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.text(&(text + "\n"))
    }

    /// A text as it is; on a terminal without what would steer it.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        if stdout().is_terminal() { write(&figure::plain_lines(text)) } else { write(text) }
    }

    fn csv(&self, table: &Table) -> Result<(), Failure> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = table.columns.iter().map(|column| csv_text(&column.name).into_owned()).collect();
        let rows = table.rows.iter().map(|row| row.iter().map(csv_field).collect());
        let unwritable = |error: String| Failure::failed(error, "try --format json");
        for record in std::iter::once(header).chain(rows) {
            let record: Vec<String> = record;
            writer.write_record(record).map_err(|error| unwritable(error.to_string()))?;
        }
        let bytes = writer.into_inner().map_err(|error| unwritable(error.to_string()))?;
        self.text(&String::from_utf8_lossy(&bytes))
    }

    fn grid(&self, table: &Table, reading: Reading) -> Result<(), Failure> {
        if table.rows.is_empty() {
            self.note(self.words.text("cli.no_rows"));
            return Ok(());
        }
        let on_terminal = stdout().is_terminal();
        let grid = grid::Grid { words: &self.words, currency: &self.currency, on_terminal, reading };
        write(&(grid.render(table) + "\n"))?;
        let shown = table.offset + table.rows.len() as u64;
        if shown < table.total {
            self.note(&self.words.say("cli.more_rows", &[("shown", &shown), ("total", &table.total)]));
        }
        Ok(())
    }
}

/// A line on stderr; what it repeats of the data cannot steer the terminal. Where nobody reads it, it is said in vain, and
/// nothing else depends on it.
pub fn tell(line: &str) {
    let _ = writeln!(stderr(), "{}", figure::plain_lines(line));
}

/// A table's rows as JSON objects, raw.
pub fn objects(table: &Table) -> Value {
    let object = |row: &Vec<Cell>| {
        let names = table.columns.iter().map(|column| column.name.clone());
        Value::Object(names.zip(row.iter().map(Cell::to_json)).collect::<Map<_, _>>())
    };
    Value::Array(table.rows.iter().map(object).collect())
}

fn write(text: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
