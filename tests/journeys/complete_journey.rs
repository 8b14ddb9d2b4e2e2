//! A real retailer's year, from Parquet files to figures: what the data support is shown, what they lack is named.

use crate::desk::{Desk, repository};
use crate::terminal::Terminal;
use std::fs;
use std::path::PathBuf;

/// The reference data, or none where they are not beside the checkout.
fn data() -> Option<PathBuf> {
    let beside = repository().join("../shared/data");
    let data = std::env::var_os("FOUREYE_REFERENCE_DATA").map_or(beside, PathBuf::from).join("complete_journey");
    if !data.is_dir() {
        eprintln!("skipped: {} is not there", data.display());
    }
    data.is_dir().then_some(data)
}

fn desk(data: &PathBuf) -> Desk {
    let desk = Desk::with_workspace();
    for file in fs::read_dir(data).expect("the data").flatten() {
        desk.write(&format!("inbox/{}", file.file_name().to_string_lossy()), fs::read(file.path()).expect("a file"));
    }
    desk.write(
        "sources.toml",
        fs::read(repository().join("tests/complete_journey/sources.toml")).expect("the mapping"),
    );
    desk
}

#[test]
fn by_the_command_line() {
    let Some(data) = data() else { return };
    let desk = desk(&data);
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();
    let counted = |sql: &str| desk.run(&format!("sql '{sql}' --format csv")).succeeds().out();
    assert_eq!(counted("SELECT count(*) AS n FROM core.order_line"), "n\n75000\n");
    assert_eq!(counted("SELECT count(DISTINCT customer_id) AS n FROM core.sales_order"), "n\n2377\n");
    assert_eq!(counted("SELECT count(*) AS n FROM core.customer WHERE attributes IS NOT NULL"), "n\n801\n");
    assert_eq!(counted("SELECT count(*) AS n FROM core.campaign"), "n\n27\n");

    let rfm = desk.run("segments --format json").succeeds().json();
    let total =
        |column: &str| -> f64 { rfm.as_array().expect("rows").iter().filter_map(|row| row[column].as_f64()).sum() };
    let known = counted("SELECT count(DISTINCT customer_id) AS n FROM core.sale WHERE revenue > 0");
    assert_eq!(format!("n\n{}\n", total("customers")), known, "every buying household is in one segment");

    let board = desk.run("kpis --grain quarter --format json").succeeds().json();
    let revenue = board.as_array().expect("rows").iter().find(|row| row["kpi"] == "revenue").expect("revenue");
    let period = revenue["period"].as_str().expect("a period");
    let again = counted(&format!(
        "SELECT sum(line.amount) AS n FROM core.order_line AS line JOIN core.sales_order USING (system, order_key) \
         WHERE date_trunc($q$quarter$q$, ordered_at) = $q${period}$q$::DATE"
    ));
    let again: f64 = again.lines().nth(1).expect("a row").parse().expect("a number");
    assert!((revenue["actual"].as_f64().expect("a number") - again).abs() < 0.005, "{revenue} and {again}");
}

#[test]
fn by_keys_in_a_terminal() {
    let Some(data) = data() else { return };
    let desk = desk(&data);
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();
    let mut screen = Terminal::open(&desk, 120, 40);
    screen.shows("transactions").press("esc");
    screen.press("2").shows("Order lines").shows("75,000");
    screen.press("3").shows("Revenue");
    screen.press("4").shows("Champions");
    screen.press("5").shows("store");
    // 2,377 households that buy, and two of whom only the demographics are known
    screen.press("6").shows("/2,379");
    screen.press("q").ends();
    assert!(screen.is_restored());
}
