//! The chain of origin, broken a link at a time; and a way through ten thousand batches.

use super::origin::{Direction, Node, Steps, Walk};
use super::{Request, Response};
use crate::trial::Desk;
use crate::value::{Args, Scope, Table};

const SOURCES: &str = r#"
[source.web]
files = "orders-*.csv"
[source.web.feeds.sales_order]
order_key = "order"
customer_key = "customer"
ordered_at = "day"
[source.web.feeds.order_line]
order_key = "order"
product_id = "sku"
quantity = "qty"
amount = "amount"
"#;

const ORDERS: &str = "\
order,customer,day,sku,qty,amount
1,C1,2026-06-01,P1,1,10
2,C2,2026-06-02,P1,two,10
3,C1,2026-06-03,P2,1,20
";

/// A workspace into which the orders have come, and from which figures were made.
fn worked_out() -> Desk {
    let desk = Desk::new(SOURCES, &[("orders-1.csv", ORDERS)]);
    for job in ["sources.import", "identity.unify", "segments.rfm", "kpi.compute"] {
        desk.run(job, Args::new());
    }
    desk
}

impl Desk {
    fn examined(&self) -> Table {
        match self.ask(Request::Doctor) {
            Response::Rows(table) => table,
            other => panic!("{other:?}"),
        }
    }

    /// The rules that are broken, each with how often and an example.
    fn broken(&self) -> Vec<String> {
        let found = self.examined();
        let cell = |row: usize, name: &str| found.cell(row, name).to_string();
        let broken = (0..found.rows.len()).filter(|row| found.number(*row, "broken") != Some(0.0));
        broken.map(|row| format!("{} {}: {}", cell(row, "rule"), cell(row, "broken"), cell(row, "example"))).collect()
    }

    fn walk(&self, from: Node, offset: u64, limit: u64) -> Steps {
        let walk = Walk { from, direction: Direction::Back, scope: Scope::default(), figure: None, offset, limit };
        match self.ask(Request::Origin(Box::new(walk))) {
            Response::Origin(steps) => *steps,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_whole_chain_has_nothing_broken() {
    let desk = worked_out();
    assert_eq!(desk.broken(), Vec::<String>::new());
    let rules = desk.examined();
    assert!(rules.rows.len() > 15 && (0..rules.rows.len()).all(|row| rules.number(row, "broken") == Some(0.0)));
}

#[test]
fn every_broken_link_is_found_and_named() {
    let found = |harm: &str, expected: &[&str]| {
        let desk = worked_out();
        desk.service.harm(harm);
        assert_eq!(desk.broken(), expected, "{harm}");
    };
    found("UPDATE ops.batch SET accepted = 1", &["batches_add_up 1: batch 1"]);
    found("UPDATE ops.batch SET run_id = 99", &["batches_have_a_run 1: batch 1"]);
    found(
        "DELETE FROM landing.web WHERE _record = 3",
        &["records_are_all_there 1: batch 1: 2 of 3", "rows_have_a_record 2: core.order_line: record 3 of batch 1"],
    );
    found(
        "INSERT INTO landing.web (_batch, _record, _line) VALUES (8, 1, 2)",
        &["landed_rows_have_a_batch 1: landing.web: batch 8"],
    );
    found("DELETE FROM ops.reject", &["rejects_are_counted 1: batch 1"]);
    found(
        "UPDATE core.sales_order SET batch_id = 8 WHERE order_key = '1'",
        &[
            "rows_have_a_batch 1: core.sales_order: batch 8",
            "rows_have_a_record 1: core.sales_order: record 1 of batch 8",
        ],
    );
    found(
        "UPDATE core.sales_order SET record = 2 WHERE order_key = '1'",
        &["rejected_records_stand_nowhere 1: core.sales_order: record 2 of batch 1"],
    );
    found(
        "INSERT INTO core.sales_order FROM core.sales_order WHERE order_key = '1'",
        &["keys_are_unique 1: core.sales_order"],
    );
    found(
        "UPDATE core.sales_order SET customer_id = 77 WHERE order_key = '1'",
        &["customers_are_known 1: core.sales_order: customer 77"],
    );
    found(
        "UPDATE ops.job_run SET status = 'failed' WHERE job = 'segments.rfm'",
        &["results_have_a_run 1: mart.rfm: run 3"],
    );
    found("DELETE FROM ops.table_version WHERE table_name = 'mart.rfm'", &["inputs_are_known 1: run 4: mart.rfm"]);
    found(
        "INSERT INTO ops.batch BY NAME SELECT 50 AS batch_id, * EXCLUDE (batch_id, status, content_hash), 'undone' AS status, 'x' AS content_hash FROM ops.batch",
        &["numbers_are_not_given_twice 1: batch_ids"],
    );
    let decision = |record: u32, hash: &str| {
        format!(
            "INSERT INTO ops.decision (kind, subject, body, decided_by, decided_at) SELECT 'record.give_up', 'x', \
             {{source: source, content_hash: {hash}, record: {record}}}::JSON, 'tester', TIMESTAMP '2026-06-30' FROM ops.batch"
        )
    };
    found(&decision(9, "content_hash"), &["decisions_name_a_record 1: decision 1"]);
    found(&decision(2, "'of another file'"), &["decisions_wait 1: decision 1"]);
}

#[test]
fn the_same_content_twice_is_found() {
    let desk = worked_out();
    desk.service.harm(
        "INSERT INTO ops.batch BY NAME SELECT nextval('ops.batch_ids') AS batch_id, * EXCLUDE (batch_id) FROM ops.batch; \
         INSERT INTO landing.web BY NAME SELECT 2 AS _batch, * EXCLUDE (_batch) FROM landing.web; \
         INSERT INTO ops.reject BY NAME SELECT 2 AS batch_id, * EXCLUDE (batch_id) FROM ops.reject",
    );
    assert_eq!(desk.broken(), ["batches_came_once 1: batch 1, batch 2"]);
}

#[test]
fn a_file_that_is_gone_is_told_and_breaks_nothing() {
    let desk = worked_out();
    std::fs::remove_file(desk.service.workspace.file("orders-1.csv")).unwrap();
    assert_eq!(desk.broken(), ["files_are_there 1: orders-1.csv"]);
    let found = desk.examined();
    assert_eq!(found.text(found.rows.len() - 1, "severity"), "info");
}

#[test]
fn ten_thousand_batches_are_counted_and_read_a_page_at_a_time() {
    let desk = worked_out();
    desk.service.harm("INSERT INTO core.sales_order BY NAME SELECT 'o' || n AS order_key, 'web' AS source, n AS batch_id, 1 AS record FROM range(10, 10010) AS t(n)");
    let table = Node::Table("core.sales_order".into());
    let first = desk.walk(table.clone(), 0, 200);
    assert_eq!((first.total, first.steps.len()), (10_001, 200));
    assert_eq!(first.steps[0].to, Node::Batch(10_009));
    let last = desk.walk(table.clone(), 9_900, 200);
    assert_eq!((last.offset, last.steps.len()), (9_900, 101));
    assert_eq!(last.steps[100].to, Node::Batch(1));
    assert!(desk.walk(table, 20_000, 200).steps.is_empty());
}
