//! A workbook as spreadsheets wrote it until 2007, and as some bureaus still send it: the little of it that a plain table
//! needs.
//!
//! The layout is of [MS-XLS]: a compound file whose stream `Workbook` is a list of records, each with its kind, its length
//! and its data. A globals substream names the sheet (2.4.28 BoundSheet8), the sheet's substream holds its cells (2.4.148
//! Label, 2.4.180 Number).

use super::sheet::Field;
use crate::generator::GenerateError;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CODE_PAGE: u16 = 0x0042;
const BOUND_SHEET: u16 = 0x0085;
const LABEL: u16 = 0x0204;
const NUMBER: u16 = 0x0203;

/// BIFF 8, written by a program of 1996.
const VERSION: [u8; 4] = [0x00, 0x06, 0x00, 0x00];

/// Writes one sheet with a line of headers. Rows past the 65,535th have no place in this format.
pub fn write(folder: &Path, name: &str, columns: &[&str], rows: &[Vec<Field>]) -> Result<(), GenerateError> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(GenerateError::at(parent))?;
    }
    save(&path, &book(columns, rows)).map_err(GenerateError::at(&path))
}

fn save(path: &Path, book: &[u8]) -> io::Result<()> {
    let file = fs::File::options().read(true).write(true).create(true).truncate(true).open(path)?;
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, file)?;
    // The same bytes whenever it is written.
    file.set_modified_time("/", std::time::UNIX_EPOCH)?;
    file.create_stream("/Workbook")?.write_all(book)?;
    file.flush()
}

fn book(columns: &[&str], rows: &[Vec<Field>]) -> Vec<u8> {
    let globals = |sheet_at: u32| {
        let mut bytes = Vec::new();
        record(&mut bytes, BOF, &[&VERSION[..2], &[0x05, 0x00], &[0; 12]].concat());
        record(&mut bytes, CODE_PAGE, &1200_u16.to_le_bytes());
        record(&mut bytes, BOUND_SHEET, &[&sheet_at.to_le_bytes()[..], &[0, 0], &[6, 0], b"Sheet1"].concat());
        record(&mut bytes, EOF, &[]);
        bytes
    };
    // The globals are as long wherever the sheet begins, which is behind them.
    let mut bytes = globals(globals(0).len() as u32);
    record(&mut bytes, BOF, &[&VERSION[..2], &[0x10, 0x00], &[0; 12]].concat());
    for (column, name) in columns.iter().enumerate() {
        label(&mut bytes, 0, column, name);
    }
    for (row, fields) in rows.iter().enumerate() {
        for (column, field) in fields.iter().enumerate() {
            match field {
                Field::Text(text) => label(&mut bytes, row + 1, column, text),
                Field::Number(text) => number(&mut bytes, row + 1, column, text),
                Field::Empty => {}
            }
        }
    }
    record(&mut bytes, EOF, &[]);
    bytes
}

fn record(bytes: &mut Vec<u8>, kind: u16, data: &[u8]) {
    bytes.extend(kind.to_le_bytes());
    bytes.extend((data.len() as u16).to_le_bytes());
    bytes.extend(data);
}

/// Row, column and the first style.
fn place(row: usize, column: usize) -> [u8; 6] {
    let [r0, r1] = (row as u16).to_le_bytes();
    let [c0, c1] = (column as u16).to_le_bytes();
    [r0, r1, c0, c1, 0, 0]
}

fn label(bytes: &mut Vec<u8>, row: usize, column: usize, text: &str) {
    let letters: Vec<u16> = text.encode_utf16().collect();
    let mut data = place(row, column).to_vec();
    data.extend((letters.len() as u16).to_le_bytes());
    // 16 bits a letter
    data.push(1);
    data.extend(letters.iter().flat_map(|letter| letter.to_le_bytes()));
    record(bytes, LABEL, &data);
}

fn number(bytes: &mut Vec<u8>, row: usize, column: usize, text: &str) {
    let mut data = place(row, column).to_vec();
    data.extend(text.parse::<f64>().unwrap_or_default().to_le_bytes());
    record(bytes, NUMBER, &data);
}
