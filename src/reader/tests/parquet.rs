//! Parquet, by way of DuckDB.

use super::*;

/// What the query gives, as a Parquet file.
fn parquet(name: &str, query: &str) -> Fixture {
    let file = Fixture::new(name, "");
    let target = file.path.display().to_string();
    let database = crate::warehouse::scratch().unwrap();
    database.execute_batch(&format!("COPY ({query}) TO '{target}' (FORMAT parquet)")).unwrap();
    file
}

#[test]
fn every_type_becomes_text() {
    let query = "SELECT 1 AS id, 1.50::DECIMAL(9, 2) AS price, DATE '2024-03-05' AS day, \
        TIMESTAMP '2024-03-05 10:00:00' AS moment, NULL::INT AS nothing, '' AS bare, true AS yes, [1, 2] AS list";
    let found = parquet("a.parquet", query).read().unwrap();
    assert_eq!(found.shape.format, Format::Parquet);
    assert_eq!(found.shape.columns, ["id", "price", "day", "moment", "nothing", "bare", "yes", "list"]);
    assert_eq!(found.rows, ["1:1 1|1.50|2024-03-05|2024-03-05 10:00:00|-||true|[1, 2]"]);
}

#[test]
fn rows_come_in_the_order_of_the_file() {
    let file = parquet("report[1].parquet", "SELECT range AS id FROM range(300000)");
    let found = read_all(&file.path, &Hints::default(), 7_000).unwrap();
    assert!(found.adds_up());
    assert!(found.rows.iter().enumerate().all(|(at, row)| *row == format!("{0}:{0} {at}", at + 1)));
}

#[test]
fn a_reader_that_is_left_lets_its_thread_go() {
    let file = parquet("a.parquet", "SELECT range AS id FROM range(300000)");
    let mut reader = open(&file.path, &Hints::default()).unwrap();
    let mut chunk = Chunk::new(1);
    assert!(reader.read(&mut chunk, 10).unwrap());
    assert_eq!(chunk.len(), 10);
}

#[test]
fn a_file_cut_short() {
    let file = parquet("a.parquet", "SELECT range AS id FROM range(1000)");
    let whole = std::fs::read(&file.path).unwrap();
    std::fs::write(&file.path, &whole[..whole.len() / 2]).unwrap();
    assert!(file.error().starts_with("a.parquet: the Parquet file is damaged or cut short ("), "{}", file.error());
}
