//! How long a backup and a restore take, and, in a build with the feature `encryption`, how fast the encrypted file is
//! beside the plain one. `cargo bench --profile release --bench backup`; `FOUREYE_BENCH_ROWS` states another size than
//! three million rows.
//!
//! Plain and encrypted take turns in one run, as machines differ from one hour to the next; the faster of two counts. What
//! stands at the end of a line is the time of the plain file, divided by that of the encrypted one. Each line opens the
//! file anew, at which the encrypted one's key is derived, on purpose not at once; the line that does nothing else says how
//! long that is.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const SOURCES: &str = r#"
[source.orders]
files = "orders.csv"
[source.orders.feeds.order_line]
order_key = "order_id"
product_id = "sku"
quantity = "quantity"
amount = "amount"
"#;

/// What a workspace is asked, by the name of its line.
const WORK: [(&str, &[&str]); 7] = [
    ("import", &["import", "--quiet"]),
    ("open, and no more", &["sql", "SELECT 1"]),
    (
        "sum of all lines",
        &["sql", "SELECT product_id, sum(amount) FROM core.order_line GROUP BY ALL ORDER BY ALL LIMIT 5"],
    ),
    (
        "sort of all lines",
        &[
            "sql",
            "SELECT max(n) FROM (SELECT row_number() OVER (ORDER BY amount, order_key) AS n FROM core.order_line)",
        ],
    ),
    ("doctor: all pages and rules", &["doctor"]),
    ("backup", &["backup", "--quiet"]),
    ("restore", &["restore", "latest", "--quiet"]),
];

fn main() {
    let rows = std::env::var("FOUREYE_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(3_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("orders.csv"), rows).expect("a file");
    let mut kinds = vec![("plain", false)];
    if cfg!(feature = "encryption") {
        kinds.push(("encrypted", true));
    }
    let mut best = vec![[Duration::MAX; WORK.len()]; kinds.len()];
    for turn in 0..2 {
        for (at, (kind, is_encrypted)) in kinds.iter().enumerate() {
            let workspace = workspace(folder.path(), &format!("{kind}-{turn}"), *is_encrypted);
            for (work, best) in WORK.iter().zip(&mut best[at]) {
                *best = timed(|| run(&workspace, work.1)).min(*best);
            }
            fs::remove_dir_all(&workspace).expect("a folder");
        }
    }
    println!("{rows} rows");
    for (at, (what, _)) in WORK.iter().enumerate() {
        let seconds: Vec<f64> = best.iter().map(|times| times[at].as_secs_f64()).collect();
        let compared = seconds.get(1).map(|encrypted| format!("{encrypted:>7.2} s  {:.2}", seconds[0] / encrypted));
        println!("{what:<30} {:>7.2} s {}", seconds[0], compared.unwrap_or_default());
    }
}

fn workspace(folder: &Path, name: &str, is_encrypted: bool) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    run(folder, &["init", name]);
    let workspace = folder.join(name);
    fs::write(workspace.join("sources.toml"), SOURCES).expect("a file");
    fs::hard_link(folder.join("orders.csv"), workspace.join("orders.csv")).expect("a file");
    if is_encrypted {
        let (key, settings) = (workspace.join("shop.key"), workspace.join("foureye.toml"));
        fs::write(&key, "correct horse battery staple").expect("a file");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("a mode");
        let text = fs::read_to_string(&settings).expect("a file");
        fs::write(settings, text.replace("[encryption]", "[encryption]\nkey_file = \"shop.key\"")).expect("a file");
    }
    workspace
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn write(path: &Path, rows: u64) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "order_id,sku,quantity,amount")?;
    for n in 0..rows {
        writeln!(file, "{},P{},{},{}.50", n / 3, n * 7919 % 20_000, n % 4 + 1, n % 1000)?;
    }
    file.flush()
}

fn run(folder: &Path, args: &[&str]) {
    let ran =
        Command::new(env!("CARGO_BIN_EXE_foureye")).args(args).current_dir(folder).output().expect("foureye starts");
    assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
}
