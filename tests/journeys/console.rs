use crate::desk::Desk;
use std::io::Read;

#[test]
fn a_query_is_answered_in_the_form_asked_for() {
    let desk = Desk::with_workspace();
    let query = "sql 'SELECT 12345 AS orders, 0.5::DOUBLE AS paid_share, NULL AS note'";
    desk.run(query).succeeds().prints("12,345").prints("50.0%").says_nothing();
    desk.run(&format!("{query} --format csv")).succeeds().prints("orders,paid_share,note\n12345,0.5,\n");
    let rows = desk.run(&format!("{query} --format json")).succeeds().json();
    assert_eq!(rows, serde_json::json!([{ "orders": 12345, "paid_share": 0.5, "note": null }]));
}

#[test]
fn columns_are_aligned_by_cells_and_not_by_characters() {
    let desk = Desk::with_workspace();
    let rows =
        desk.run_with("sql -", "SELECT * FROM (VALUES ('上海', 7), ('Taipei', 1200)) AS t (city, orders)").succeeds();
    assert_eq!(rows.out().lines().skip(1).collect::<Vec<_>>(), ["上海         7", "Taipei   1,200"]);
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
fn a_reader_who_leaves_early_is_no_failure() {
    let desk = Desk::with_workspace();
    let mut child = desk.start("sql 'SELECT * FROM range(2000000)' --format csv");
    let mut first = [0; 6];
    child.stdout.take().expect("stdout").read_exact(&mut first).expect("a header");
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));
    assert_eq!(&first, b"range\n");
}
