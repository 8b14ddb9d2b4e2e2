//! Just enough of a reader to check what was written, apart from the program's own: two that agree are worth more than
//! one.

use calamine::{Data, Reader};
use encoding_rs::Encoding;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub type Record = BTreeMap<String, String>;

pub fn records(path: &Path, encoding: Option<&str>) -> Vec<Record> {
    let (header, rows) = table(path, encoding);
    rows.into_iter().map(|row| header.iter().cloned().zip(row).collect()).collect()
}

pub fn header(path: &Path, encoding: Option<&str>) -> Vec<String> {
    table(path, encoding).0
}

type Table = (Vec<String>, Vec<Vec<String>>);

fn table(path: &Path, encoding: Option<&str>) -> Table {
    match path.extension().and_then(|end| end.to_str()) {
        Some("xlsx" | "xls") => workbook(path),
        Some("parquet") => parquet(path),
        Some("ndjson") => {
            objects(fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()))
        }
        Some("json") => {
            let all: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
            objects(all.into_iter())
        }
        _ => delimited(&text(path, encoding)),
    }
}

/// A mark at the beginning of the file tells its encoding by itself.
fn text(path: &Path, encoding: Option<&str>) -> String {
    let encoding = Encoding::for_label(encoding.unwrap_or("utf-8").as_bytes()).unwrap();
    let bytes = fs::read(path).unwrap();
    let (text, _, broken) = encoding.decode(&bytes);
    assert!(!broken, "{} is not {}", path.display(), encoding.name());
    assert!(!text.contains("&#"), "{} has letters that {} lacks", path.display(), encoding.name());
    text.into_owned()
}

fn delimited(text: &str) -> Table {
    let head = text.lines().next().unwrap_or_default();
    let by = ['\t', ';'].into_iter().find(|by| head.contains(*by)).unwrap_or(',');
    let mut reader = csv::ReaderBuilder::new().delimiter(by as u8).from_reader(text.as_bytes());
    let list = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = list(reader.headers().unwrap());
    (header, reader.records().map(|record| list(&record.unwrap())).collect())
}

fn objects(all: impl Iterator<Item = serde_json::Value>) -> Table {
    let mut header = Vec::new();
    let rows = all.map(|object| {
        header = object.as_object().unwrap().keys().cloned().collect();
        object.as_object().unwrap().values().map(plain).collect()
    });
    let rows = rows.collect();
    (header, rows)
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        // Numbers come back without their last zeros.
        serde_json::Value::Number(number) if number.is_f64() => format!("{:.2}", number.as_f64().unwrap()),
        other => other.to_string(),
    }
}

fn workbook(path: &Path) -> Table {
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let mut rows = range.rows().map(|row| row.iter().map(Data::to_string).collect::<Vec<String>>());
    (rows.next().unwrap(), rows.collect())
}

fn parquet(path: &Path) -> Table {
    let database = crate::warehouse::scratch().unwrap();
    let sql = format!("FROM read_parquet('{}')", path.display());
    let mut asked = database.prepare(&sql).unwrap();
    let mut found = asked.query([]).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = found.next().unwrap() {
        rows.push((0..2).map(|column| row.get::<_, String>(column).unwrap()).collect());
    }
    let names = asked.column_names();
    (names, rows)
}
