//! From a figure to the line of a file, and from a file to all that it has touched.

use crate::desk::Desk;
use serde_json::Value;

const ORDERS: &str = "\
order_id,customer_id,customer_name,email,order_date,channel,sku,quantity,unit_price,amount
1,C1,陳小姐,chen@example.com,2026-04-10,web,P1,1,100,100
2,C2,Bo Lind,bo@example.com,2026-05-10,web,P1,two,100,100
3,C1,陳小姐,chen@example.com,2026-06-20,app,P2,2,50,100
4,C3,\"Ann
Lee\",,2026-06-05,app,P2,1,50,50
5,C2,Bo Lind,bo@example.com,2026-06-30,web,P1,3,100,300
";

fn computed() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("inbox/orders.csv", ORDERS);
    desk.run("import inbox/orders.csv --yes").succeeds();
    desk.run("refresh").succeeds();
    desk
}

fn walked(desk: &Desk, from: &str) -> Value {
    desk.run(&format!("explain {from} --format json")).succeeds().json()
}

/// The steps that are related in this way, as one types them.
fn steps(walked: &Value, relation: &str) -> Vec<String> {
    let all = walked["steps"].as_array().expect("steps");
    all.iter()
        .filter(|step| step["relation"] == relation)
        .map(|step| step["step"].as_str().unwrap_or_default().to_owned())
        .collect()
}

fn rows_of(walked: &Value, step: &str) -> i64 {
    let all = walked["steps"].as_array().expect("steps");
    let found =
        all.iter().find(|known| known["step"] == step).unwrap_or_else(|| panic!("no step {step} in {walked:#}"));
    found["row_count"].as_i64().unwrap_or_default()
}

#[test]
fn a_figure_is_followed_to_the_line_of_its_file() {
    let desk = computed();

    // The revenue of June is that of three orders
    let board = desk.run("kpis --format json").succeeds().json();
    assert_eq!((&board[0]["kpi"], &board[0]["actual"]), (&"revenue".into(), &450.0.into()));
    let revenue = walked(&desk, "figure kpi.board 1");
    let rows = "figure kpi.rows --set from=2026-06-01 --set kpi=revenue --set to=2026-06-30";
    assert_eq!((steps(&revenue, "sums_up"), rows_of(&revenue, rows)), (vec![rows.to_owned()], 3));
    let shown = steps(&walked(&desk, rows), "shows");
    assert_eq!(
        shown,
        ["row core.sales_order orders/5", "row core.sales_order orders/3", "row core.sales_order orders/4"]
    );
    assert!(steps(&revenue, "reads").contains(&"table mart.kpi_value".to_owned()), "{revenue:#}");

    // A period's figure sums up the rows of that period
    let series = desk.run("kpis series revenue --format json").succeeds().json();
    let periods = series.as_array().expect("periods");
    let april = periods.iter().position(|row| row["period"] == "2026-04-01").expect("April") + 1;
    let april = walked(&desk, &format!("figure kpi.series {april} --set kpi=revenue"));
    assert_eq!(rows_of(&april, "figure kpi.rows --set from=2026-04-01 --set kpi=revenue --set to=2026-04-30"), 1);

    // The table is that of a run, which read the orders, which came in a batch
    let run = steps(&walked(&desk, "table mart.kpi_value"), "made_by").remove(0);
    let run = walked(&desk, &run);
    assert_eq!((&run["about"]["job"], &run["about"]["status"]), (&"kpi.compute".into(), &"done".into()));
    assert!(steps(&run, "reads").contains(&"table core.sales_order".to_owned()));
    assert_eq!(steps(&walked(&desk, "table core.sales_order"), "came_in"), ["batch 1"]);
    let batch = walked(&desk, "batch 1");
    assert!(steps(&batch, "came_in").contains(&"file inbox/orders.csv".to_owned()));
    assert_eq!(steps(&walked(&desk, &steps(&batch, "brought_by")[0]), "brought"), ["batch 1"]);

    // One of the orders is a line of a file; the one that a line break runs through is two
    let order = walked(&desk, "row core.sales_order orders/5");
    assert_eq!(order["about"]["order_key"], "5");
    assert_eq!(steps(&order, "came_as"), ["record 1 5"]);
    let record = walked(&desk, "record 1 5");
    assert_eq!(record["about"]["line"], 7);
    assert_eq!(record["record"]["line"]["here"][0], "5,C2,Bo Lind,bo@example.com,2026-06-30,web,P1,3,100,300");
    let two = walked(&desk, "record 1 4")["record"]["line"]["here"].as_array().map(Vec::len);
    assert_eq!(two, Some(2));
    let amount = record["record"]["fields"].as_array().and_then(|all| all.iter().find(|it| it["column"] == "amount"));
    assert_eq!(amount.expect("a column")["feeds"], serde_json::json!(["order_line.amount", "sales_order.amount"]));
    desk.run("explain record 1 5")
        .succeeds()
        .prints("5,C2,Bo Lind")
        .prints("sales_order.ordered_at")
        .prints("file inbox/orders.csv");
}

#[test]
fn what_a_file_has_touched_is_followed_forward() {
    let desk = computed();
    assert_eq!(steps(&walked(&desk, "file orders.csv --forward"), "imported_as"), ["batch 1"]);
    let batch = walked(&desk, "batch 1 --forward");
    assert_eq!(rows_of(&batch, "rows core.sales_order batch 1"), 4);
    assert_eq!(rows_of(&batch, "rows core.customer batch 1"), 3);
    assert_eq!(steps(&walked(&desk, "rows core.order_line batch 1"), "shows").len(), 4);
    assert_eq!(steps(&batch, "rejected"), ["record 1 2"]);
    assert!(steps(&batch, "shown_in").contains(&"figure kpi.rows".to_owned()));
    let read = batch["steps"].as_array().expect("steps").iter().filter(|step| step["relation"] == "read_by");
    let jobs: Vec<&str> = read.filter_map(|step| step["name"].as_str()).collect();
    assert!(jobs.contains(&"kpi.compute") && jobs.contains(&"segments.rfm"), "{jobs:?}");

    // A record became an order, its line, and a customer's record; and through them a customer
    let record = walked(&desk, "record 1 3 --touched");
    let became = steps(&record, "became");
    assert!(became.contains(&"row core.sales_order orders/3".to_owned()), "{became:?}");
    assert!(became.contains(&"row core.order_line orders/3/1".to_owned()), "{became:?}");
    let customer = steps(&record, "touched").remove(0);
    let known = walked(&desk, &format!("{customer} --forward"));
    assert_eq!(rows_of(&known, &format!("rows core.sales_order {customer}")), 2);
    assert!(
        known["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .any(|step| step["step"].as_str().is_some_and(|step| step.contains("mart.rfm")))
    );
    let order = walked(&desk, "row core.sales_order orders/3 --forward");
    assert_eq!(steps(&order, "belongs_to"), vec![customer.clone()]);
    assert_eq!(steps(&order, "named_by"), ["row core.order_line orders/3/1"]);

    // An order of two lines stands as the record of the last of them, and names the other
    let header = ORDERS.lines().next().expect("a header");
    desk.edit("sources.toml", "inbox/orders.csv", "inbox/*.csv");
    desk.write("inbox/more.csv", format!("{header}\n3,C1,,,2026-06-20,app,P1,1,10,10\n"));
    desk.run("import orders").succeeds();
    let order = walked(&desk, "row core.sales_order orders/3");
    assert_eq!(
        (steps(&order, "came_as"), steps(&order, "also_came_as")),
        (vec!["record 2 1".to_owned()], vec!["record 1 3".to_owned()])
    );
    assert!(
        steps(&walked(&desk, "record 1 3 --forward"), "overtaken")
            .contains(&"row core.sales_order orders/3".to_owned())
    );

    // The customer's records are those of its keys
    assert_eq!(steps(&walked(&desk, &customer), "made_of"), ["row core.customer_record orders/C1"]);

    // What was exported is followed to the figure, and the figure to its file
    desk.run("export segments.list").succeeds();
    let list = walked(&desk, "file segments.list.csv");
    assert_eq!(
        (&list["about"]["is_there"], steps(&list, "written_from")),
        (&true.into(), vec!["figure segments.list".to_owned()])
    );
    assert_eq!(
        steps(&walked(&desk, "figure segments.list --forward"), "exported_to"),
        ["file exports/segments.list.csv"]
    );

    // A page of many is counted, not loaded
    desk.run("explain batch 1 --forward --limit 2").succeeds().says("2 of ");
}

#[test]
fn what_people_decided_stands_on_the_way() {
    let desk = computed();
    desk.run("rejects mend 1 2 --set quantity=2").succeeds();
    let record = walked(&desk, "record 1 2");
    assert_eq!(record["about"]["state"], "repaired");
    let quantity =
        record["record"]["fields"].as_array().and_then(|all| all.iter().find(|it| it["column"] == "quantity"));
    let quantity = quantity.expect("a column");
    assert_eq!((&quantity["text"], &quantity["mended"]), (&"two".into(), &"2".into()));
    assert_eq!(record["record"]["line"]["here"][0], "2,C2,Bo Lind,bo@example.com,2026-05-10,web,P1,two,100,100");
    let decision = steps(&record, "decided").remove(0);
    assert_eq!(steps(&walked(&desk, &decision), "about"), ["record 1 2"]);

    // The line is said to be gone when it is
    std::fs::remove_file(desk.path("inbox/orders.csv")).expect("the file");
    assert_eq!(walked(&desk, "record 1 5")["record"]["line"]["away"], "gone");
    assert_eq!(walked(&desk, "file inbox/orders.csv")["about"]["is_there"], false);
    desk.run("doctor").succeeds().says("Files that are gone").says("whole");
}

#[test]
fn a_wrong_number_is_answered_with_what_would_be_right() {
    let desk = computed();
    let answered = |from: &str, wrong: &str, right: &str| {
        desk.run(&format!("explain {from}")).ends_with_code(2).says(wrong).says(right);
    };
    answered("", "not said what to explain", "kpi.board");
    answered("customer 9999", "there is no customer 9999", "customers search");
    answered("batch 7", "there is no batch 7", "sources batches");
    answered("file nowhere.csv", "no batch came in nowhere.csv", "sources batches");
    answered("record 1 99", "batch 1 has no record 99", "1 to 5");
    answered("record 9 1", "there is no batch 9", "sources batches");
    answered("row core.sales_order 1", "is no key of core.sales_order", "system/order_key, such as orders/");
    answered("row core.sales_order orders/77", "core.sales_order has no row orders/77", "such as orders/");
    answered("row mart.rfm 1", "have no key in the model", "core.sales_order");
    answered("table core.orders", "there is no table", "core.sales_order");
    answered("run 999", "there is no run 999", "jobs history");
    answered("decision 5", "there is no decision 5", "rejects");
    answered("rows core.consent luck 3", "rows belong to no", "batch ID");
    answered("rows core.product customer 1", "no rows of core.product belong to a customer", "core.sales_order");
    answered("figure kpi.board 99", "kpi.board has no row 99", "1 to ");
}
