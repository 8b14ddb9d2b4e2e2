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
    assert_eq!(kpi("revenue")["title"], "Revenue");
    desk.run("kpis").succeeds().prints("350.00 CNY").prints("2026-06 ");
    desk.run("kpis series revenue --grain quarter").succeeds().prints("2026 Q2");
    let web = desk.run("kpis series revenue --channel web --format csv").succeeds().out();
    assert!(web.contains("2026-06-01,300"), "{web}");

    // A target, by its period's name
    desk.run("kpis target revenue 2026-06 700").succeeds().prints_nothing().says("700");
    let target = desk.run("kpis --format json").succeeds().json();
    assert!(
        target.as_array().is_some_and(|all| all.iter().any(|kpi| kpi["kpi"] == "revenue" && kpi["attainment"] == 0.5))
    );

    // A share and a difference of shares are aimed at as people write them
    desk.run("kpis target market_share_change 2026-06 -0.5pp").succeeds();
    desk.run("kpis target market_share_change 2026-06 0.3pp --was -0.5pp").succeeds();
    desk.run("kpis target market_share 2026-06 7.1%").succeeds();
    desk.run("kpis target revenue 2026-06 105%").ends_with_code(2).says("no target").says("0.5pp");
    desk.run("kpis").succeeds().prints("+0.3 pp").prints("7.1%");

    // Nothing is stale, so nothing is done
    desk.run("refresh").succeeds();
    let refreshed = desk.run("refresh").succeeds().prints_nothing().says("nothing is stale");
    assert_eq!(refreshed.err().lines().count(), 1, "{}", refreshed.err());
    assert_eq!(desk.run("refresh --format json").succeeds().json(), serde_json::json!([]));

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

    // An export, under the workspace's exports/ or where it is wanted
    desk.run("export segments.list").succeeds().prints("exports/segments.list.csv").says("rows written");
    desk.run("export segments.list --out ./out/list.json").succeeds();
    assert!(serde_json::from_str::<serde_json::Value>(&desk.read("out/list.json")).is_ok());
    desk.run_in("papers", "export segments.list --out list.csv").succeeds().prints("papers/list.csv");
    assert!(desk.read("papers/list.csv").starts_with("segment,"));

    // What is there already is not written over unasked
    desk.write("papers/list.csv", "mine");
    let again = "export segments.list --out papers/list.csv";
    desk.run(again).ends_with_code(1).prints_nothing().says("papers/list.csv is there already").says("--force");
    assert_eq!(desk.read("papers/list.csv"), "mine");
    desk.run(&format!("{again} --force")).succeeds();
    assert!(desk.read("papers/list.csv").starts_with("segment,"));
    desk.run("export segments.list").ends_with_code(1).says("segments.list.csv is there already");

    desk.run("doctor").succeeds().says("whole");
}

#[test]
fn clusters_add_up_to_the_customers() {
    let desk = computed();
    let rows = |line: &str| desk.run(&format!("{line} --format json")).succeeds().json().as_array().cloned();
    let rows = |line: &str| rows(line).expect("rows");
    let sum = |rows: &[Row], column: &str| rows.iter().filter_map(|row| row[column].as_f64()).sum::<f64>();

    let clusters = rows("segments clusters");
    assert_eq!((sum(&clusters, "customers"), sum(&clusters, "revenue")), (23.0, 4550.0));
    assert_eq!(rows("segments scatter").len(), 23);
    let members = rows("segments cluster-members");
    assert_eq!((members.len(), sum(&members, "monetary")), (23, 4550.0));
    for cluster in &clusters {
        let of_cluster = rows(&format!("segments cluster-members {}", cluster["cluster"]));
        assert_eq!(sum(&of_cluster, "monetary"), cluster["revenue"].as_f64().expect("revenue"));
        assert_eq!(cluster["customers"], of_cluster.len());
    }

    // 25 orders of 23 customers; a cluster's customers have bought as often as the list of clusters says
    for cluster in &clusters {
        let profile = rows(&format!("segments profile {}", cluster["cluster"]));
        let orders = profile.iter().find(|row| row["feature"] == "frequency").expect("orders");
        assert!((orders["overall_mean"].as_f64().expect("a mean") - 25.0 / 23.0).abs() < 1e-9, "{orders}");
        assert_eq!(orders["mean"], cluster["frequency"]);
    }

    let choice = rows("segments choice");
    let tried: Vec<_> = choice.iter().filter_map(|row| row["clusters"].as_u64()).collect();
    assert_eq!(tried, [2, 3, 4, 5, 6, 7, 8]);
    let chosen: Vec<_> = choice.iter().filter(|row| row["chosen"] == true).collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0]["clusters"], clusters.len());
}

type Row = serde_json::Value;

const TOUCHES: &str = "\
customer_id,happened_at,kind,channel
C1,2026-04-09 09:00,click,search
C3,2026-05-01 09:00,click,search
C1,2026-05-19 09:00,click,email
C2,2026-06-20 09:00,click,search
C2,2026-06-25 09:00,click,email
";

/// The five orders, and what led to them, under the same customers' numbers.
const SHOP: &str = r#"
[source.orders]
files = "orders.csv"
system = "shop"
[source.orders.feeds.sales_order]
order_key = "order_id"
customer_key = "customer_id"
ordered_at = "order_date"
channel_id = "channel"
[source.orders.feeds.order_line]
order_key = "order_id"
product_id = "sku"
quantity = "quantity"
amount = "amount"

[source.touches]
files = "touches.csv"
system = "shop"
[source.touches.feeds.touchpoint]
customer_key = "customer_id"
happened_at = "happened_at"
kind = "kind"
channel_id = "channel"
"#;

#[test]
fn ways_to_an_order_and_days_of_a_channel() {
    let desk = Desk::with_workspace();
    desk.write("orders.csv", ORDERS).write("touches.csv", TOUCHES).write("sources.toml", SHOP);
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();

    // A click leads to the orders of the 30 days after it: C3's led to none, and two of the orders had no click before
    let paths = desk.run("channels paths --sort path --format csv").succeeds().out();
    assert_eq!(
        paths,
        "path,touches,conversions,revenue,lost,conversion_rate\n\
         (no touch),1,2,150.00,0,1\n\
         email,1,1,100.00,0,1\n\
         search,1,1,100.00,1,0.5\n\
         search > email,2,1,300.00,0,1\n"
    );
    desk.run("channels paths").succeeds().prints("(no known touch)").prints("search > email");

    let days = "day,cost,visits,conversions,revenue\n";
    let all = desk.run("channels daily --from 2026-06-29 --format csv").succeeds().out();
    assert_eq!(all, format!("{days}2026-06-29,0.00,0,0,0.00\n2026-06-30,0.00,0,1,300.00\n"));
    let app = desk.run("channels daily app --from 2026-06-05 --to 2026-06-05 --format csv").succeeds().out();
    assert_eq!(app, format!("{days}2026-06-05,0.00,0,1,50.00\n"));
    let clicks = desk.run("channels daily --from 2026-06-20 --to 2026-06-20 --format csv").succeeds().out();
    assert_eq!(clicks, format!("{days}2026-06-20,0.00,1,0,0.00\n"));
}

#[test]
fn checks_that_find_something_end_with_3() {
    let desk = Desk::with_workspace();
    desk.run("quality --fail-on error").ends_with_code(1).says("no check has been run yet");
    let checked = |more: &str| {
        desk.write("orders.csv", ORDERS.to_owned() + more);
        desk.run("import orders.csv --yes").succeeds();
        desk.run("run quality.check").succeeds();
    };
    let ends = |severity: &str, code: i32| {
        desk.run(&format!("quality checks --fail-on {severity}")).ends_with_code(code);
        let mut unread = desk.start(&format!("quality --fail-on {severity}"));
        drop((unread.stdout.take(), unread.stderr.take()));
        assert_eq!(unread.wait().expect("it ends").code(), Some(code), "{severity}, and nobody reads it");
    };
    checked("");
    ends("warning", 0);
    checked("6,C3,,,2026-06-06,app,P2,2000,1,2000\n");
    ends("error", 0);
    ends("warning", 3);
    desk.run("quality --fail-on warning").ends_with_code(3).says("1 check failed: line_quantity_plausible");
    checked("7,C3,,,2026-06-07,app,P2,-1,50,50\n");
    ends("error", 3);

    // A check's row has the name by which its failures are asked for
    desk.run("quality checks").succeeds().prints("line_quantity_plausible").prints("Quantities are plausible");
    let failures = desk.run("quality failures line_quantity_plausible --format json").succeeds().json();
    assert_eq!((failures.as_array().map(Vec::len), &failures[0]["line"]), (Some(1), &7.into()));
    desk.run("quality failures 'Quantities are plausible'").succeeds().prints("orders.csv");
    desk.run("quality failures luck").ends_with_code(2).says("there is no check \"luck\"").says("line_has_order");
}

const POSTS: &str = "\
{\"id\":\"p1\",\"created_at\":\"2026-06-30T08:10:00\",\"platform\":\"weibo\",\"topic\":\"送礼\",\"text\":\"a\",\"likes\":5,\"views\":900,\"sentiment\":\"positive\"}
{\"id\":\"p2\",\"created_at\":\"2026-06-30T08:40:00\",\"platform\":\"weibo\",\"topic\":\"送礼\",\"text\":\"b\",\"likes\":1,\"views\":100,\"sentiment\":\"negative\"}
{\"id\":\"p3\",\"created_at\":\"2026-06-29T09:00:00\",\"platform\":\"weibo\",\"topic\":\"送礼\",\"text\":\"c\",\"likes\":0,\"views\":10,\"sentiment\":\"\"}
";

#[test]
fn topics_are_told_by_hour_and_day() {
    let desk = Desk::with_workspace();
    desk.write("posts.ndjson", POSTS);
    desk.run("import posts.ndjson --yes").succeeds();
    let last_day = "--from 2026-06-30 --to 2026-06-30";
    let topics = desk.run(&format!("channels topics {last_day} --format json")).succeeds().json();
    assert_eq!((&topics[0]["posts"], &topics[0]["posts_growth"]), (&2.into(), &1.0.into()));
    assert_eq!((&topics[0]["reach"], &topics[0]["mood_share"]), (&1000.into(), &0.0.into()));
    assert_eq!(topics[0]["peak_at"], "2026-06-30 08:00:00", "{topics:#}");
    let hours = desk.run(&format!("channels topics 送礼 {last_day} --format csv")).succeeds().out();
    assert!(hours.lines().count() == 25 && hours.contains("2026-06-30 08:00:00,2,"), "{hours}");
    let days = desk.run("channels topics 送礼 --from 2026-06-24 --to 2026-06-30 --format csv").succeeds().out();
    assert_eq!(days.lines().count(), 8, "{days}");
    desk.run(&format!("channels topics gifts {last_day}")).ends_with_code(2).says("expected one of 送礼");
    desk.run("export channels.topics --out topics.csv").succeeds();
    desk.run("explain channels.topics").succeeds().prints("core.social_post");
}
