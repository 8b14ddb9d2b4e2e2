//! How long an import takes beside DuckDB's own `COPY` of the same file into a table, and what the rest of the time goes to.
//! `cargo bench --profile release --bench import`; `FOUREYE_BENCH_ROWS` states another size than ten million rows.
//!
//! Both in one run and by turns, as machines differ from one minute to the next; what is told is the median. `COPY` makes types
//! and keeps no more; the import reads, keeps every record as text with its line, makes rows of one entity or two of it with keys,
//! and finds what cannot be one. What stands at the end of a line is how fast `COPY` is beside it: the time of `COPY`, divided by
//! its own.

use foureye::reader::{Chunk, Hints, open};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Each record is a line of an order.
const LINES: &str = r#"
[source.orders]
files = "orders.csv"
[source.orders.feeds.order_line]
order_key = "order_id"
product_id = "sku"
quantity = "quantity"
amount = "amount"
"#;

/// Each record carries its order along as well.
const ORDERS: &str = r#"
[source.orders.feeds.sales_order]
order_key = "order_id"
customer_key = "customer_id"
ordered_at = "order_date"
"#;

const TABLE: &str = "CREATE TABLE orders (
    order_id VARCHAR, customer_id VARCHAR, order_date TIMESTAMP, sku VARCHAR, quantity DECIMAL(18, 3), amount DECIMAL(18, 2)
)";

/// How often each is taken.
const ROUNDS: usize = 3;

fn main() {
    let rows = std::env::var("FOUREYE_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(10_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("orders.csv");
    let bytes = write(&file, rows).expect("a file");
    println!("{rows} rows, {} MB", bytes / 1_000_000);

    let mut took = [const { Vec::new() }; 4];
    for round in 0..ROUNDS {
        let folder = folder.path().join(round.to_string());
        std::fs::create_dir(&folder).expect("a folder");
        took[0].push(copied(&folder.join("copy.duckdb"), &file));
        took[1].push(timed(|| read(&file)));
        took[2].push(imported(&folder, &file, "lines", LINES));
        took[3].push(imported(&folder, &file, "orders", &format!("{LINES}{ORDERS}")));
        std::fs::remove_dir_all(&folder).expect("it can go");
    }
    let [copy, read, lines, both] = took.map(median);
    for (what, took) in [
        ("COPY into a table of its types", copy),
        ("reading the file alone", read),
        ("import: landing, and lines with their keys and rejects", lines),
        ("import: the same, and orders beside lines", both),
    ] {
        println!("{what:<55} {:>6.1} s  {:.2}", took.as_secs_f64(), copy.as_secs_f64() / took.as_secs_f64());
    }
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort();
    took[took.len() / 2]
}

/// Imports the file into a workspace of its own, whose database is there before the clock starts, as that of `COPY` is.
fn imported(folder: &Path, file: &Path, name: &str, sources: &str) -> Duration {
    run(folder, &["init", name]);
    let workspace = folder.join(name);
    std::fs::write(workspace.join("sources.toml"), sources).expect("a file");
    std::fs::hard_link(file, workspace.join("orders.csv")).expect("a file");
    run(&workspace, &["sql", "SELECT 1"]);
    timed(|| run(&workspace, &["import", "--quiet"]))
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn write(path: &Path, rows: u64) -> std::io::Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "order_id,customer_id,order_date,sku,quantity,amount")?;
    for n in 0..rows {
        let (month, day) = (n % 12 + 1, n % 28 + 1);
        let (order, customer, product) = (n / 3, n * 7919 % 500_000, n % 20_000);
        writeln!(file, "{order},C{customer},2026-{month:02}-{day:02},P{product},{},{}.50", n % 4 + 1, n % 1000)?;
    }
    file.flush()?;
    Ok(std::fs::metadata(path)?.len())
}

/// With as much memory and as many threads as a fresh workspace states.
fn copied(database: &Path, file: &Path) -> Duration {
    let config = duckdb::Config::default().max_memory("2GB").and_then(|config| config.threads(2)).expect("a setting");
    let database = duckdb::Connection::open_with_flags(database, config).expect("a database");
    database.execute_batch(TABLE).expect("a table");
    timed(|| database.execute_batch(&format!("COPY orders FROM '{}' (HEADER)", file.display())).expect("a copy"))
}

fn read(file: &Path) {
    let mut reader = open(file, &Hints::default()).expect("a file");
    let mut chunk = Chunk::new(reader.shape().columns.len());
    while reader.read(&mut chunk, 20_000).expect("records") {}
}

fn run(folder: &Path, args: &[&str]) {
    let ran =
        Command::new(env!("CARGO_BIN_EXE_foureye")).args(args).current_dir(folder).output().expect("foureye starts");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
