//! Records that failed, mended from the command line.

use crate::desk::Desk;

const ORDERS: &str = "\
order_id,customer_id,order_date,sku,quantity,amount
1,C1,2026-05-10,P1,1,100
2,C1,2026-05-20,P1,two,200
3,C2,2026-06-05,P2,two,50
4,C2,2026-06-30,,1,300
";

#[test]
fn rejects_are_mended_given_up_and_taken_back() {
    let desk = Desk::with_workspace();
    desk.write("orders.csv", ORDERS);
    desk.run("import orders.csv --yes").succeeds().says("3 records were rejected");

    desk.run("rejects").succeeds().prints("quantity cannot be read from \"two\"").prints("product_id is missing");
    desk.run("rejects show 1 2").succeeds().says("orders.csv:3").prints("two");

    desk.run("rejects mend 1 2 --set quantity=2").succeeds();
    let rules = desk.run("rejects rules --format json").succeeds().json();
    assert_eq!(
        (&rules[0]["old_text"], &rules[0]["new_text"], &rules[0]["alike"]),
        (&"two".into(), &"2".into(), &1.into())
    );
    desk.run("rejects apply orders quantity two 2").succeeds();
    desk.run("rejects give-up 1 4 --reason 'no product on the receipt'").succeeds();
    desk.run("rejects --format csv").succeeds().prints("no product on the receipt");
    let batches = "sql 'SELECT records, accepted, rejected, repaired, given_up FROM ops.batch' --format csv";
    desk.run(batches).succeeds().prints("4,1,0,2,1\n");
    desk.run("sql 'SELECT sum(amount) AS amount FROM core.order_line' --format csv").succeeds().prints("350.00\n");

    desk.run("rejects reopen 1 4").succeeds();
    desk.run(batches).succeeds().prints("4,1,1,2,0\n");
    desk.run("doctor").succeeds();

    desk.run("rejects mend 1 4 --set colour=red")
        .ends_with_code(1)
        .says("has no column \"colour\"")
        .says("its columns are");
    desk.run("rejects give-up 1 4 --reason ''").ends_with_code(1).says("for a reason");
    desk.run("rejects show 1 9").ends_with_code(1).says("batch 1 has no record 9");
}
