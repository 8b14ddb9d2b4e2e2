//! Imports as transcripts: files come in, and what became of each record is told.

mod aside;
mod databases;
mod drift;
mod mending;
mod parts;
mod replay;

use crate::jobs::Progress;
use crate::service::{Request, Response};
use crate::trial::Desk;
use std::path::Path;

fn figures(progress: &Progress) -> String {
    match progress {
        Progress::Done { figures, .. } => {
            figures.iter().map(|(name, cell)| format!("{name} {cell}")).collect::<Vec<_>>().join(", ")
        }
        other => panic!("{other:?}"),
    }
}

const INVOICES: &str = r#"
[source.invoices]
files = "inbox/*.csv"
system = "shop"
[source.invoices.feeds.order_line]
order_key = "Invoice"
product_id = "StockCode"
quantity = "Quantity"
unit_price = "Price"
[source.invoices.feeds.sales_order]
order_key = "Invoice"
ordered_at = "InvoiceDate"
customer_key = "Customer ID"
[source.invoices.feeds.product]
product_id = "StockCode"
name = "Description"
[source.invoices.feeds.customer]
customer_key = "Customer ID"
country = "Country"
"#;

const DECEMBER: &str = "\
Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country
100,A1,Lamp,2,2026-05-01 08:00,12.50,7.0,Norway
100,A1,Lamp,2,2026-05-01 08:00,12.50,7.0,Norway
101,B2,Chair,1,2026-05-02 09:30,80,,Norway
C102,A1,Lamp,-1,2026-05-03 10:00,12.50,7.0,Norway
103,,Gift,1,2026-05-03 11:00,5,8,Spain
104,B2,Chair,one,2026-05-03 11:00,80,8,Spain
";

#[test]
fn a_flat_invoice_file_feeds_lines_orders_products_and_customers() {
    let desk = Desk::new(INVOICES, &[("inbox/may.csv", DECEMBER)]);
    assert_eq!(figures(&desk.import()), "files 1, known_files 0, records 6, accepted 4, rejected 2");
    assert_eq!(
        desk.rows("SELECT order_key, line_key, quantity, amount FROM core.order_line ORDER BY ALL"),
        ["100|1|2.000|25.00", "100|2|2.000|25.00", "101|1|1.000|80.00", "C102|1|-1.000|-12.50"],
        "equal lines of one invoice are two lines, and a return is negative"
    );
    assert_eq!(
        desk.rows(
            "SELECT order_key, customer_key, revenue FROM core.sale JOIN core.sales_order USING (order_key) ORDER BY 1"
        ),
        ["100|7|50.00", "101||80.00", "C102|7|-12.50"],
        "an order without a customer is kept"
    );
    assert_eq!(desk.rows("SELECT product_id, name FROM core.product ORDER BY 1"), ["A1|Lamp", "B2|Chair"]);
    assert_eq!(desk.rows("SELECT customer_key, country FROM core.customer_record"), ["7|Norway"]);
    assert_eq!(
        desk.rows("SELECT line, reason FROM ops.reject ORDER BY 1"),
        ["6|product_id is missing", "7|quantity cannot be read from \"one\""],
        "each reject once, with its line"
    );
}

#[test]
fn a_line_without_a_number_takes_no_other_lines_place() {
    let sources = r#"
[source.shop]
files = "inbox/*.csv"
[source.shop.feeds.order_line]
order_key = "order"
line_key = "line"
product_id = "sku"
quantity = "quantity"
unit_price = "price"
"#;
    let file = "order,line,sku,quantity,price\n1,2,A,1,10\n1,,B,1,20\n1,,C,1,30\n";
    let desk = Desk::new(sources, &[("inbox/lines.csv", file)]);
    assert_eq!(figures(&desk.import()), "files 1, known_files 0, records 3, accepted 3, rejected 0");
    assert_eq!(
        desk.rows("SELECT line_key, product_id FROM core.order_line ORDER BY product_id"),
        ["2|A", "#2|B", "#3|C"],
        "the second line has no number, and is not line 2"
    );
}

#[test]
fn the_same_content_is_imported_once_and_a_changed_row_replaces_the_old_one() {
    let desk = Desk::new(INVOICES, &[("inbox/may.csv", DECEMBER)]);
    desk.import();
    desk.put("inbox/may-again.csv", DECEMBER);
    assert_eq!(figures(&desk.import()), "files 0, known_files 2, records 0, accepted 0, rejected 0");
    desk.put(
        "inbox/correction.csv",
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n101,B2,Armchair,3,2026-05-02 09:30,80,,Norway\n",
    );
    desk.import();
    assert_eq!(desk.rows("SELECT quantity FROM core.order_line WHERE order_key = '101'"), ["3.000"]);
    assert_eq!(desk.rows("SELECT name FROM core.product WHERE product_id = 'B2'"), ["Armchair"]);

    let wrong = desk.rows("SELECT max(batch_id) FROM ops.batch")[0].parse::<i64>().unwrap();
    desk.run("sources.undo", crate::args![batch => wrong]);
    assert_eq!(
        desk.rows("SELECT quantity FROM core.order_line WHERE order_key = '101'"),
        ["1.000"],
        "undone in one step"
    );
    assert_eq!(desk.rows("SELECT name FROM core.product WHERE product_id = 'B2'"), ["Chair"]);
    assert_eq!(desk.rows("SELECT status FROM ops.batch ORDER BY batch_id"), ["imported", "undone"]);
}

#[test]
fn a_broken_file_leaves_nothing_behind() {
    let desk =
        Desk::new(INVOICES, &[("inbox/a.csv", DECEMBER), ("inbox/b.csv", "Invoice,StockCode\n1,\"never closed\n")]);
    let Progress::Failed { message, .. } = desk.import() else { panic!("it was imported") };
    assert!(message.contains("b.csv"), "{message}");
    assert_eq!(desk.rows("SELECT count(*) FROM ops.batch"), ["0"]);
    assert_eq!(desk.rows("SELECT count(*) FROM core.order_line"), ["0"]);
    assert_eq!(
        desk.rows("SELECT job, status FROM ops.job_run"),
        ["sources.import|failed"],
        "but the failure is on record"
    );
}

#[test]
fn a_mapping_that_names_a_missing_column_says_which_columns_there_are() {
    let sources = INVOICES.replace("\"Quantity\"", "\"Qty\"");
    let desk = Desk::new(&sources, &[("inbox/may.csv", DECEMBER)]);
    let Progress::Failed { message, hint } = desk.import() else { panic!("it was imported") };
    assert_eq!(message, "source invoices maps order_line.quantity from \"Qty\", which its files do not have");
    assert!(hint.unwrap().contains("Quantity"));
}

#[test]
fn a_proposal_recognises_headers_in_three_languages() {
    let desk = Desk::new(
        "",
        &[("订单.csv", "订单号,下单时间,商品编号,数量,单价,手机\nA1,2026年3月5日,P1,2,¥10,138 0013 8000\n")],
    );
    let file = desk.dir.path().join("订单.csv");
    let Response::Proposal(proposal) = desk.ask(Request::Propose { file: file.into(), entity: None }) else {
        panic!("no proposal")
    };
    let entities: Vec<&str> = proposal.feeds.iter().map(|feed| feed.entity.as_str()).collect();
    assert_eq!(entities, ["order_line", "sales_order"]);
    assert_eq!(proposal.columns[0].fields, ["order_line.order_key", "sales_order.order_key"]);
    assert_eq!(proposal.columns[1].looks_like, "date");

    let toml = proposal.toml.replace("[source.source", "[source.orders");
    desk.ask(Request::AcceptSource { name: "orders".into(), toml });
    assert_eq!(figures(&desk.import()), "files 1, known_files 0, records 1, accepted 1, rejected 0");
    assert_eq!(desk.rows("SELECT ordered_on, revenue FROM core.sale"), ["2026-03-05|20.00"]);
}

#[test]
fn the_model_and_the_tables_agree() {
    let desk = Desk::new("", &[]);
    let model = crate::config::Model::builtin().unwrap();
    for (name, entity) in &model.entities {
        let mut expected: Vec<String> = vec!["system VARCHAR".into()];
        expected.extend(
            entity
                .fields
                .iter()
                .map(|(field, described)| format!("{field} {}", described.kind.sql().replace(", ", ","))),
        );
        if entity.has_customer(name) {
            expected.push("customer_id BIGINT".into());
        }
        expected.extend(["source VARCHAR", "batch_id BIGINT", "record BIGINT"].map(str::to_owned));
        expected.sort();
        let table = entity.table(name);
        let found = desk.sql(&format!("DESCRIBE {table}"));
        let column = |row| format!("{} {}", found.text(row, "column_name"), found.text(row, "column_type"));
        let mut found: Vec<String> = (0..found.rows.len()).map(column).collect();
        found.sort();
        assert_eq!(found, expected, "{table}");
    }
}

#[test]
fn the_complete_journey_arrives_whole() {
    let data = std::env::var("FOUREYE_REFERENCE_DATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data").into());
    let journey = Path::new(&data).join("complete_journey");
    if !journey.exists() {
        eprintln!("skipped: {} is not there", journey.display());
        return;
    }
    let desk = Desk::new(include_str!("../../tests/complete_journey/sources.toml"), &[]);
    for file in std::fs::read_dir(journey).unwrap().flatten() {
        std::fs::copy(file.path(), desk.dir.path().join("inbox").join(file.file_name())).unwrap();
    }
    let done = desk.import();
    assert!(figures(&done).ends_with("rejected 0"), "{}", figures(&done));
    assert_eq!(desk.rows("SELECT count(*) FROM core.order_line"), ["75000"]);
    assert_eq!(desk.rows("SELECT count(DISTINCT customer_key) FROM core.sales_order"), ["2377"]);
    assert_eq!(desk.rows("SELECT count(*) FROM core.customer_record"), ["801"]);
    assert_eq!(desk.rows("SELECT count(*) FROM core.campaign"), ["27"]);
    assert_eq!(desk.rows("SELECT count(*) FROM core.promotion"), ["360535"]);
    assert_eq!(desk.rows("SELECT count(*) FROM core.campaign_response"), ["2102"]);
}

#[test]
fn the_sample_retailer_arrives_and_what_was_planted_as_unmappable_is_rejected() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let desk = Desk::new(&std::fs::read_to_string(sample.join("sources.toml")).unwrap(), &[]);
    copy(&sample, desk.dir.path());
    assert!(figures(&desk.import()).starts_with("files 49, known_files 0"));
    desk.counts();
    assert!(desk.view("sources.drift").is_empty(), "single slips of the tills are no drift");
    let truth = std::fs::read_to_string(sample.join("truth/dirt.csv")).unwrap();
    let planted = truth.lines().skip(1).filter_map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[4] == "yes").then(|| (cells[0].to_owned(), cells[3].parse::<i64>().unwrap()))
    });
    let mut expected = std::collections::BTreeMap::new();
    for (file, rows) in planted {
        *expected.entry(file).or_insert(0) += rows;
    }
    let expected: Vec<String> = expected.iter().map(|(file, rows)| format!("{file}|{rows}")).collect();
    assert_eq!(desk.rows("SELECT file, count(*) FROM ops.reject GROUP BY file ORDER BY file"), expected);
    assert_eq!(desk.rows("SELECT count(*) FROM ops.batch WHERE records <> accepted + rejected"), ["0"]);
}

#[test]
fn the_sample_retailer_sells_what_the_truth_says() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let desk = Desk::new(&std::fs::read_to_string(sample.join("sources.toml")).unwrap(), &[]);
    copy(&sample, desk.dir.path());
    desk.import();
    let truth = std::fs::read_to_string(sample.join("truth/months.csv")).unwrap();
    let expected: Vec<String> =
        truth.lines().skip(1).map(|line| line.split(',').take(3).collect::<Vec<_>>().join("|")).collect();
    let sales = "SELECT date_trunc('month', ordered_on)::DATE AS month, sum(revenue), count_if(units > 0) FROM core.sale GROUP BY month ORDER BY month";
    assert_eq!(desk.rows(sales), expected);
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else if entry.file_name() != "sources.toml" {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
