//! A file that grows row by row, in any of the shapes that real systems write.
//!
//! Customers are written one after the other, but a till's file is in order of time. So each sheet holds some thousands
//! of rows back and writes them sorted: small plans come out in perfect order, large ones in long sorted runs, and
//! memory is bounded either way.

use crate::generator::GenerateError;
use crate::generator::dirt::Flaw;
use crate::generator::money::Money;
use encoding_rs::{BIG5, Encoding, GB18030};
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

const HELD: usize = 4096;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    Text(String),
    Number(String),
    Empty,
}

impl From<&str> for Field {
    fn from(text: &str) -> Field {
        Field::Text(text.to_owned())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Field {
        Field::Text(text)
    }
}

impl From<Money> for Field {
    fn from(amount: Money) -> Field {
        Field::Number(amount.to_string())
    }
}

impl From<i64> for Field {
    fn from(number: i64) -> Field {
        Field::Number(number.to_string())
    }
}

impl From<u64> for Field {
    fn from(number: u64) -> Field {
        Field::Number(number.to_string())
    }
}

impl<T: Into<Field>> From<Option<T>> for Field {
    fn from(value: Option<T>) -> Field {
        value.map_or(Field::Empty, Into::into)
    }
}

/// `row![order_key, line_no, amount]`, as fields.
macro_rules! row {
    ($($value:expr),* $(,)?) => { vec![$($crate::generator::files::sheet::Field::from($value)),*] };
}
pub(in crate::generator) use row;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    Utf8,
    Utf8Bom,
    Utf16Le,
    Gb18030,
    Big5,
}

/// How rows are put into bytes.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    Delimited { by: char, letters: Letters, line_end: &'static str },
    NdJson,
}

pub const CSV: Form = Form::Delimited { by: ',', letters: Letters::Utf8, line_end: "\n" };

/// What became of a file.
#[derive(Debug, Clone)]
pub struct Written {
    /// The path below the output folder, with `/` on every machine.
    pub name: String,
    pub rows: u64,
    pub flaws: BTreeMap<Flaw, u64>,
}

pub struct Sheet {
    path: PathBuf,
    form: Form,
    columns: Vec<&'static str>,
    out: BufWriter<File>,
    held: Vec<(DateTime, Vec<Field>)>,
    written: Written,
}

impl Sheet {
    pub fn create(folder: &Path, name: &str, form: Form, columns: &[&'static str]) -> Result<Sheet, GenerateError> {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(GenerateError::at(parent))?;
        }
        let out = BufWriter::new(File::create(&path).map_err(GenerateError::at(&path))?);
        let written = Written { name: name.to_owned(), rows: 0, flaws: BTreeMap::new() };
        let mut sheet = Sheet { path, form, columns: columns.to_vec(), out, held: Vec::new(), written };
        sheet.head().map_err(GenerateError::at(&sheet.path))?;
        Ok(sheet)
    }

    /// Adds what happened at that time.
    pub fn push(&mut self, at: DateTime, row: Vec<Field>) -> Result<(), GenerateError> {
        self.held.push((at, row));
        self.written.rows += 1;
        if self.held.len() >= HELD { self.flush() } else { Ok(()) }
    }

    /// Adds a row with something wrong in it.
    pub fn soil(&mut self, at: DateTime, row: Vec<Field>, flaw: Flaw) -> Result<(), GenerateError> {
        *self.written.flaws.entry(flaw).or_default() += 1;
        self.push(at, row)
    }

    pub fn finish(mut self) -> Result<Written, GenerateError> {
        self.flush()?;
        self.out.flush().map_err(GenerateError::at(&self.path))?;
        Ok(self.written)
    }

    fn head(&mut self) -> io::Result<()> {
        let Form::Delimited { letters, .. } = self.form else { return Ok(()) };
        match letters {
            Letters::Utf8Bom => self.out.write_all(b"\xEF\xBB\xBF")?,
            Letters::Utf16Le => self.out.write_all(b"\xFF\xFE")?,
            Letters::Utf8 | Letters::Gb18030 | Letters::Big5 => {}
        }
        let names: Vec<Field> = self.columns.iter().map(|name| Field::from(*name)).collect();
        self.put(&names)
    }

    fn flush(&mut self) -> Result<(), GenerateError> {
        let mut rows = std::mem::take(&mut self.held);
        rows.sort_by_key(|(at, _)| *at);
        rows.iter().try_for_each(|(_, row)| self.put(row)).map_err(GenerateError::at(&self.path))
    }

    fn put(&mut self, row: &[Field]) -> io::Result<()> {
        match self.form {
            Form::Delimited { by, letters, line_end } => {
                let line = delimited(row, by) + line_end;
                encode(&line, letters, &mut self.out)
            }
            Form::NdJson => {
                let line = json(&self.columns, row) + "\n";
                self.out.write_all(line.as_bytes())
            }
        }
    }
}

fn delimited(row: &[Field], by: char) -> String {
    let mut line = String::new();
    for (place, field) in row.iter().enumerate() {
        if place > 0 {
            line.push(by);
        }
        match field {
            Field::Text(text) if text.contains([by, '"', '\n', '\r']) => {
                line.push('"');
                line.push_str(&text.replace('"', "\"\""));
                line.push('"');
            }
            Field::Text(text) | Field::Number(text) => line.push_str(text),
            Field::Empty => {}
        }
    }
    line
}

fn json(columns: &[&str], row: &[Field]) -> String {
    let mut line = String::from("{");
    for (place, (column, field)) in columns.iter().zip(row).enumerate() {
        if place > 0 {
            line.push(',');
        }
        line.push_str(&format!("\"{column}\":"));
        match field {
            Field::Text(text) => line.push_str(&serde_json::Value::from(text.as_str()).to_string()),
            Field::Number(number) => line.push_str(number),
            Field::Empty => line.push_str("null"),
        }
    }
    line.push('}');
    line
}

fn encode(line: &str, letters: Letters, out: &mut impl Write) -> io::Result<()> {
    let legacy = |encoding: &'static Encoding| encoding.encode(line).0;
    match letters {
        Letters::Utf8 | Letters::Utf8Bom => out.write_all(line.as_bytes()),
        Letters::Utf16Le => line.encode_utf16().try_for_each(|unit| out.write_all(&unit.to_le_bytes())),
        Letters::Gb18030 => out.write_all(&legacy(GB18030)),
        Letters::Big5 => out.write_all(&legacy(BIG5)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_only_what_needs_it() {
        let fields: Vec<Field> = row!["a,b", "say \"hi\"", 3_i64, None::<&str>, "丙"];
        assert_eq!(delimited(&fields, ','), "\"a,b\",\"say \"\"hi\"\"\",3,,丙");
    }

    #[test]
    fn json_keeps_numbers_bare_and_gaps_null() {
        let fields: Vec<Field> = row!["x\"", Money(1250), None::<&str>];
        assert_eq!(json(&["a", "b", "c"], &fields), r#"{"a":"x\"","b":12.50,"c":null}"#);
    }

    #[test]
    fn a_sheet_lets_go_of_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let mut sheet = Sheet::create(folder.path(), "a/b.csv", CSV, &["n"]).unwrap();
        let at = jiff::civil::date(2026, 6, 30).at(0, 0, 0, 0);
        for number in 0..HELD as i64 * 3 + 5 {
            sheet.push(at, row![number]).unwrap();
        }
        assert_eq!(sheet.held.len(), 5);
        assert_eq!(sheet.finish().unwrap().rows, HELD as u64 * 3 + 5);
    }
}
