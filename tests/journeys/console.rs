use crate::desk::Desk;
use std::io::Read;

#[test]
fn a_query_is_answered_in_the_form_asked_for() {
    let desk = Desk::with_workspace();
    let query = "sql 'SELECT 12345 AS orders, 0.5::DOUBLE AS paid_share, NULL AS note'";
    desk.run(&format!("{query} --format csv")).succeeds().prints("orders,paid_share,note\n12345,0.5,\n");
    let rows = desk.run(&format!("{query} --format json")).succeeds().json();
    assert_eq!(rows, serde_json::json!([{ "orders": 12345, "paid_share": 0.5, "note": null }]));
}

#[test]
fn columns_are_aligned_by_cells_and_not_by_characters() {
    let desk = Desk::with_workspace();
    let rows =
        desk.run_with("sql -", "SELECT * FROM (VALUES ('上海', 7), ('Taipei', 1200)) AS t (city, orders)").succeeds();
    assert_eq!(rows.out().lines().skip(1).collect::<Vec<_>>(), ["上海         7", "Taipei    1200"]);
}

#[test]
fn names_and_values_are_shown_as_they_are() {
    let desk = Desk::with_workspace();
    let query = "SELECT 2026 AS ordered_at, 'completed' AS status, 0.00001::DOUBLE AS paid_share, \
                 1234567.50::DECIMAL(18, 2) AS unit, [1, NULL, 2] AS trend, true AS chosen, NULL AS note, '' AS empty";
    let shown = desk.run_with("sql -", query).succeeds().out();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(
        lines,
        [
            "ordered_at  status     paid_share        unit  trend         chosen  note  empty",
            "      2026  completed     0.00001  1234567.50  [1, NULL, 2]  true    NULL",
        ]
    );
}

#[test]
fn what_cannot_be_run_is_answered_with_what_can() {
    let desk = Desk::with_workspace();
    let answered = |sql: &str| desk.run_with("sql -", sql).ends_with_code(2).prints_nothing();
    answered("DELETE FROM core.product").says("only a SELECT can be run here").says("never changes anything");
    answered("EXPLAIN SELECT 1").says("only a SELECT can be run here");
    answered("-- nothing\n").says("there is no query").says("such as SELECT count(*) FROM core.customer");
    answered("SELECT 1; SELECT 2").says("these are 2 statements").says("one at a time");
    answered("SELEC 1").says("syntax error at or near \"SELEC\"").says("write one SELECT");
    answered("SHOW TABLES").says("SHOW ALL TABLES");
    answered("DESCRIBE orders").says("orders is no table of the warehouse").says("SHOW ALL TABLES lists them");
    let unknown = answered("SELECT colour FROM core.product").says("\"colour\" not found").says("hint: ");
    assert!(!unknown.err().contains("LINE 1"), "the text that was typed is not the engine's:\n{}", unknown.err());

    desk.run("sql 'DESCRIBE core.product'").succeeds().prints("product_id   VARCHAR");
    desk.run("sql 'SHOW ALL TABLES' --limit 0").succeeds().prints("sales_order");
}

#[test]
fn rows_are_limited_for_people_and_whole_for_programs() {
    let desk = Desk::with_workspace();
    desk.run("sql 'SELECT * FROM range(250)'").succeeds().says("100 of 250 rows");
    let rows = desk.run("sql 'SELECT * FROM range(250)' --format csv").succeeds().says_nothing();
    assert_eq!(rows.out().lines().count(), 251);
    desk.run("sql 'SELECT * FROM range(250)' --format csv --limit 2 --sort range:desc")
        .succeeds()
        .prints("range\n249\n248\n");
}

#[test]
fn the_console_cannot_write() {
    let desk = Desk::with_workspace();
    for sql in ["DELETE FROM core.product", "SELECT 1; DELETE FROM core.product", "COPY (SELECT 1) TO ''x''", "SELEC 1"]
    {
        desk.run_with("sql -", sql).ends_with_code(2).prints_nothing().says("error: ").says("hint: ");
    }
}

#[test]
fn nobody_has_to_read_what_is_said() {
    let desk = Desk::with_workspace();
    let ended = |line: &str| {
        let mut child = desk.start(line);
        drop((child.stdout.take(), child.stderr.take()));
        child.wait().expect("it ends").code()
    };
    assert_eq!(ended("sources"), Some(0));
    assert_eq!(ended("sql 'SELECT 1'"), Some(0));
    assert_eq!(ended("sql 'SELEC 1'"), Some(2));
    assert_eq!(ended("sources --format xml"), Some(2));
    assert_eq!(ended("quality --fail-on warning"), Some(1), "no check has been run");
    assert_eq!(ended("import nothing.csv"), Some(2));
    assert_eq!(ended("refresh"), Some(0));
    assert_eq!(ended("completions bash"), Some(0));
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let desk = Desk::with_workspace();
    let mut child = desk.start("sql 'SELECT * FROM range(2000000)' --format csv");
    let mut first = [0; 6];
    child.stdout.take().expect("stdout").read_exact(&mut first).expect("a header");
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));
    assert_eq!(&first, b"range\n");
}
