use crate::desk::Desk;

/// Seven records: three orders of two lines, one of them without a customer, and a line whose date is none.
const ORDERS: &str = "\
订单号,会员号,下单时间,商品编号,数量,单价,金额
A1,M1,2026-05-02 10:00:00,P1,2,10.00,20.00
A1,M1,2026-05-02 10:00:00,P2,1,5.50,5.50
A2,M2,2026-05-09 11:30:00,P1,1,10.00,10.00
A2,M2,2026-05-09 11:30:00,P3,1,99.00,99.00
A3,,2026-06-01 09:15:00,P2,4,5.50,22.00
A3,,2026-06-01 09:15:00,P1,-1,10.00,-10.00
A4,M1,yesterday,P1,1,10.00,10.00
";

fn with_orders() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("orders.csv", ORDERS);
    desk
}

fn figure(desk: &Desk, sql: &str) -> serde_json::Value {
    let rows = desk.run(&format!("sql '{sql}' --format json")).succeeds().json();
    rows[0].as_object().and_then(|row| row.values().next()).cloned().unwrap_or_default()
}

#[test]
fn a_file_of_no_source_is_proposed_and_not_taken_unasked() {
    let desk = with_orders();
    desk.run("import orders.csv")
        .ends_with_code(2)
        .prints("订单号")
        .prints("[source.orders]")
        .says("orders.csv is of no source yet")
        .says("--yes");
    assert!(!desk.read("sources.toml").contains("\n[source.orders]"));
}

#[test]
fn a_proposal_that_is_taken_is_imported_and_adds_up() {
    let desk = with_orders();
    let batch = desk.run("import orders.csv --yes --format json").succeeds().says("1 record was rejected").json();
    assert_eq!((&batch[0]["records"], &batch[0]["accepted"], &batch[0]["rejected"]), (&7.into(), &6.into(), &1.into()));
    desk.run("sources rejects").succeeds().prints("orders.csv").prints("yesterday");
    assert_eq!(figure(&desk, "SELECT sum(amount) FROM core.order_line"), 146.5);
    desk.run("doctor").succeeds();
}

#[test]
fn a_file_of_which_nothing_would_be_mapped_is_not_taken() {
    let desk = Desk::with_workspace();
    desk.write("weather.csv", "day,temperature\n2026-06-01,21\n");
    desk.run("import weather.csv --yes")
        .ends_with_code(1)
        .prints_nothing()
        .says("its columns are day, temperature")
        .says("--as")
        .says("sales_order (order_key, ordered_at)");
    desk.run("import weather.csv --yes --as sales_order")
        .ends_with_code(1)
        .says("as sales_order it has no column for order_key, ordered_at; its columns are day, temperature")
        .says("order_key is found under order id");
    desk.run("sources --format csv").succeeds().says_nothing();
    assert_eq!(figure(&desk, "SELECT count(*) FROM ops.batch"), 0);
    assert!(!desk.read("sources.toml").contains("\n[source.weather]"));
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let desk = with_orders();
    desk.run("import orders.csv --yes").succeeds();
    let again = desk.run("import orders.csv --format json").succeeds().json();
    assert_eq!(again[0]["records"], 0);
    assert_eq!(figure(&desk, "SELECT count(*) FROM core.order_line"), 6);
}

#[test]
fn a_wrong_import_is_undone_in_one_step() {
    let desk = with_orders();
    desk.run("import orders.csv --yes").succeeds();
    let batches = desk.run("sources batches --format json").succeeds().json();
    desk.run(&format!("undo {}", batches[0]["batch_id"])).succeeds();
    assert_eq!(figure(&desk, "SELECT count(*) FROM core.order_line"), 0);
    let again = desk.run(&format!("undo {}", batches[0]["batch_id"])).ends_with_code(1);
    again.says("there is no imported batch").says("foureye sources batches");
    desk.run("undo 999").ends_with_code(2).says("there is no batch 999").says("foureye sources batches");
}

#[test]
fn encodings_are_found_out() {
    let desk = Desk::with_workspace();
    let (gb18030, _, _) = encoding_rs::GB18030.encode(ORDERS);
    desk.write("orders.csv", gb18030);
    desk.run("import orders.csv --yes").succeeds();
    desk.run("sources batches").succeeds().prints("GB18030");
    assert_eq!(figure(&desk, "SELECT sum(amount) FROM core.order_line"), 146.5);
}

#[test]
fn a_broken_file_leaves_nothing_behind() {
    let desk = with_orders();
    desk.run("import orders.csv --yes").succeeds();
    desk.write("orders.csv", [0xff, 0xfe, 0x00]);
    let before = figure(&desk, "SELECT count(*) FROM ops.batch");
    desk.run("import orders.csv").ends_with_code(1).says("error: ");
    assert_eq!(figure(&desk, "SELECT count(*) FROM ops.batch"), before);
    assert_eq!(figure(&desk, "SELECT count(*) FROM core.order_line"), 6);
}
