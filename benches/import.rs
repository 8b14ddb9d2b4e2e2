//! How long an import takes beside DuckDB's own `COPY` of the same file into a table, and what the rest of the time goes to.
//! `cargo bench --profile release --bench import`; `FOUREYE_BENCH_ROWS` states another size than ten million rows.
//!
//! Both in one run, as machines differ from one hour to the next. `COPY` makes types and keeps no more; the import reads, keeps
//! every record as text with its line, makes rows of two entities of it with keys, and finds what cannot be one.

use foureye::reader::{Chunk, Hints, open};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const SOURCE: &str = r#"
[source.orders]
files = "orders.csv"
[source.orders.feeds.order_line]
order_key = "order_id"
product_id = "sku"
quantity = "quantity"
amount = "amount"
[source.orders.feeds.sales_order]
order_key = "order_id"
customer_key = "customer_id"
ordered_at = "order_date"
"#;

const TABLE: &str = "CREATE TABLE orders (
    order_id VARCHAR, customer_id VARCHAR, order_date TIMESTAMP, sku VARCHAR, quantity DECIMAL(18, 3), amount DECIMAL(18, 2)
)";

fn main() {
    let rows = std::env::var("FOUREYE_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(10_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let shop = folder.path().join("shop");
    run(folder.path(), &["init", "shop"]);
    std::fs::write(shop.join("sources.toml"), SOURCE).expect("a file");
    let bytes = write(&shop.join("orders.csv"), rows).expect("a file");
    println!("{rows} rows, {} MB", bytes / 1_000_000);

    let copy = copied(&folder.path().join("copy.duckdb"), &shop.join("orders.csv"));
    let read = timed(|| read(&shop.join("orders.csv")));
    let import = timed(|| run(&shop, &["import", "--quiet"]));
    let landed = timed(|| {
        let sql = "SELECT count(*) AS n, count(order_id) AS filled FROM landing.orders";
        run(&shop, &["sql", sql, "--format", "csv"]);
    });
    let told = |what: &str, took: Duration| {
        println!(
            "{what:<44} {:>7.1} s  {:>5.2} of the import",
            took.as_secs_f64(),
            took.as_secs_f64() / import.as_secs_f64()
        );
    };
    told("COPY into a table of its types", copy);
    told("import: landing, mapping, rejects, keys", import);
    told("  of it reading the file alone", read);
    told("  (opening the file and counting what landed)", landed);
    println!("COPY / import = {:.2}", copy.as_secs_f64() / import.as_secs_f64());
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
