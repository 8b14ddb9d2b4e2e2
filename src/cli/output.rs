use super::args::{Format, Global};
use super::failure::Failure;
use super::grid::{self, Reading};
use crate::config::Words;
use crate::value::{Cell, Table};
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
            Format::Csv => csv(table),
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
            Format::Csv => tables.first().map_or(Ok(()), |(_, table)| csv(table)),
        }
    }

    pub fn json(&self, value: &Value) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        self.text(&(text + "\n"))
    }

    pub fn text(&self, text: &str) -> Result<(), Failure> {
        let mut out = stdout().lock();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    fn grid(&self, table: &Table, reading: Reading) -> Result<(), Failure> {
        if table.rows.is_empty() {
            self.note(self.words.text("cli.no_rows"));
            return Ok(());
        }
        let on_terminal = stdout().is_terminal();
        let grid = grid::Grid { words: &self.words, currency: &self.currency, on_terminal, reading };
        self.text(&(grid.render(table) + "\n"))?;
        let shown = table.offset + table.rows.len() as u64;
        if shown < table.total {
            self.note(&self.words.say("cli.more_rows", &[("shown", &shown), ("total", &table.total)]));
        }
        Ok(())
    }
}

/// A line on stderr. Where nobody reads it, it is said in vain, and nothing else depends on it.
pub fn tell(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

/// A table's rows as JSON objects, raw.
pub fn objects(table: &Table) -> Value {
    let object = |row: &Vec<Cell>| {
        let names = table.columns.iter().map(|column| column.name.clone());
        Value::Object(names.zip(row.iter().map(Cell::to_json)).collect::<Map<_, _>>())
    };
    Value::Array(table.rows.iter().map(object).collect())
}

fn csv(table: &Table) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(stdout().lock());
    let write = |writer: &mut csv::Writer<_>| -> csv::Result<()> {
        writer.write_record(table.columns.iter().map(|column| &column.name))?;
        for row in &table.rows {
            writer.write_record(row.iter().map(Cell::to_string))?;
        }
        Ok(writer.flush()?)
    };
    write(&mut writer).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Failure::failed(format!("{other:?}"), "try --format json"),
    })
}
