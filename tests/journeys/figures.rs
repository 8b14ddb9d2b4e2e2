//! Orders whose figures can be worked out by head.

use crate::desk::Desk;

const ORDERS: &str = "\
order_id,customer_id,customer_name,email,order_date,channel,sku,quantity,unit_price,amount
1,C1,陳小姐,chen@example.com,2026-04-10,web,P1,1,100,100
2,C2,Bo Lind,bo@example.com,2026-05-10,web,P1,1,100,100
3,C1,陳小姐,chen@example.com,2026-05-20,app,P2,2,50,100
4,C3,,,2026-06-05,app,P2,1,50,50
5,C2,Bo Lind,bo@example.com,2026-06-30,web,P1,3,100,300
";

/// The orders above, and one each in April of twenty more customers, for 100, 110, … 290: enough to make clusters of.
fn orders() -> String {
    let more = (10..30).map(|n| format!("{n}0,C{n},,,2026-04-{:02},web,P1,1,{n}0,{n}0\n", n - 9));
    ORDERS.to_owned() + &more.collect::<String>()
}

fn computed() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("orders.csv", orders());
    desk.run("import orders.csv --yes").succeeds().says("foureye refresh");
    desk.run("refresh").succeeds();
    desk
}

#[test]
fn a_day_at_the_desk() {
    let desk = computed();

    // Figures
    let kpis = desk.run("kpis --format json").succeeds().json();
    let kpi =
        |name: &str| kpis.as_array().and_then(|all| all.iter().find(|kpi| kpi["kpi"] == name)).cloned().expect("a KPI");
    assert_eq!(kpi("revenue")["actual"], 350.0);
    assert_eq!(kpi("orders")["actual"], 2.0);
    desk.run("kpis").succeeds().prints("350.00 CNY");
    let web = desk.run("kpis series revenue --channel web --format csv").succeeds().out();
    assert!(web.contains("2026-06-01,300"), "{web}");

    // A target, by its period's name
    desk.run("kpis target revenue 2026-06 700").succeeds().prints_nothing().says("700");
    let target = desk.run("kpis --format json").succeeds().json();
    assert!(
        target.as_array().is_some_and(|all| all.iter().any(|kpi| kpi["kpi"] == "revenue" && kpi["attainment"] == 0.5))
    );
    desk.run("kpis target luck 2026-06 7").ends_with_code(1).says("there is no KPI");

    // Nothing is stale, so nothing is done
    desk.run("refresh").succeeds();
    desk.run("refresh").succeeds().says("nothing is stale");

    // Segments and channels
    let segments = desk.run("segments --format json").succeeds().json();
    let customers: i64 = segments.as_array().expect("rows").iter().filter_map(|row| row["customers"].as_i64()).sum();
    assert_eq!(customers, 23);
    let channels = desk.run("channels --sort revenue:desc --format json").succeeds().json();
    assert_eq!((&channels[0]["channel_id"], &channels[0]["revenue"]), (&"web".into(), &4400.0.into()));

    // A customer, found in the other script
    let found = desk.run("customers search 陈 --format json").succeeds().json();
    let customer = found[0]["customer_id"].as_i64().expect("a customer");
    desk.run(&format!("interaction add --customer {customer} --kind complaint --subject 'late parcel' --body -"))
        .succeeds();
    desk.run(&format!("customers timeline {customer}")).succeeds().prints("late parcel");

    // Where a figure comes from
    desk.run("explain kpi.board").succeeds().prints("SELECT").prints("kpi.compute").prints("orders.csv");

    // An export, under exports/ or where it is wanted
    desk.run("export segments.list").succeeds().prints("exports/segments.list.csv").says("rows written");
    desk.run("export segments.list --out ./out/list.json").succeeds();
    assert!(serde_json::from_str::<serde_json::Value>(&desk.read("out/list.json")).is_ok());

    desk.run("doctor").succeeds().says("whole");
}

#[test]
fn checks_that_find_something_end_with_3() {
    let desk = Desk::with_workspace();
    desk.run("quality --fail-on error").ends_with_code(1).says("no check has been run yet");
    desk.write("orders.csv", ORDERS);
    desk.run("import orders.csv --yes").succeeds();
    desk.run("run quality.check").succeeds();
    let failed = |severity: &str| {
        let checks = desk.run("quality checks --format json").succeeds().json();
        let counts = |check: &&serde_json::Value| severity == "warning" || check["severity"] == "error";
        let rows = checks.as_array().cloned().unwrap_or_default();
        rows.iter().filter(counts).filter(|check| check["severity"] != "info" && check["failed"] != 0).count()
    };
    for severity in ["error", "warning"] {
        let code = if failed(severity) > 0 { 3 } else { 0 };
        desk.run(&format!("quality checks --fail-on {severity}")).ends_with_code(code);
    }
}
