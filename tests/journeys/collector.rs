//! Live events: from a site's call to the customer whose they are.

use super::sharing::{leave, status, until};
use crate::desk::Desk;
use crate::http::Sender;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::process::Child;

/// A workspace that takes events, and the key of its shop.
pub fn open_shop() -> (Desk, String) {
    let desk = Desk::with_workspace();
    let key = desk.run("collector key shop --channel web").succeeds().out().trim().to_owned();
    desk.edit("collector.toml", "# port = 8765", "port = 0");
    desk.edit("collector.toml", "import_seconds = 60", "import_seconds = 1");
    desk.edit("foureye.toml", "time_zone = \"Asia/Shanghai\"", "time_zone = \"UTC\"");
    (desk, key)
}

/// A client that starts the service and stays, and where its collector listens.
pub fn listening(desk: &Desk) -> (Child, SocketAddr) {
    let watch = desk.start("watch");
    let mut address = None;
    until("the collector listens", || {
        address = collector(desk)["address"].as_str().map(|text| text.parse().expect("an address"));
        address.is_some()
    });
    (watch, address.expect("an address"))
}

fn collector(desk: &Desk) -> Value {
    status(desk)["collector"].clone()
}

pub fn all_is_imported(desk: &Desk) {
    until("all events are imported", || collector(desk)["waiting"] == 0);
}

pub fn rows(desk: &Desk, sql: &str) -> String {
    desk.run(&format!("sql '{sql}' --format csv")).succeeds().out()
}

#[test]
fn what_a_visitor_did_belongs_to_who_they_turned_out_to_be() {
    let (desk, key) = open_shop();
    assert!(!desk.read("collector.toml").contains(&key), "a key is known by its fingerprint only");
    let (client, address) = listening(&desk);
    let mut site = Sender::new(address, &key);
    let seen = json!({
        "messageId": "m-1", "anonymousId": "a-1", "timestamp": "2026-06-01T10:00:00Z",
        "context": { "campaign": { "source": "newsletter", "name": "june" }, "page": { "url": "https://shop.example/lamp" } }
    });
    assert_eq!(site.post("/v1/page", seen.clone()), 200);
    let known = json!({
        "messageId": "m-2", "anonymousId": "a-1", "userId": "u-1", "timestamp": "2026-06-01T10:05:00Z",
        "traits": { "firstName": "Mei", "lastName": "Chen", "email": "mei@example.com", "plan": "gold" }
    });
    assert_eq!(site.post("/v1/i", known), 200);
    let order = json!({ "batch": [
        { "type": "track", "messageId": "m-3", "userId": "u-1", "event": "Order Completed", "timestamp": "2026-06-01T10:10:00Z",
          "properties": { "order_id": "o-1", "total": 35.5, "currency": "CNY", "products": [
              { "sku": "LAMP", "price": 10.25, "quantity": 2 }, { "product_id": "RUG", "price": 15 }] } },
        { "type": "identify", "messageId": "m-4", "userId": "u-1", "traits": { "phone": "13800138000" } },
        { "type": "track", "messageId": "m-5", "event": "Nobody's" }
    ] });
    assert_eq!(site.post("/v1/batch", order.clone()), 200);
    // Nobody knows whether the first answer came through: it is sent again, and so is what came before.
    assert_eq!(site.post("/v1/batch", order), 200);
    assert_eq!(site.post("/v1/page", seen), 200);
    all_is_imported(&desk);
    desk.run("refresh").succeeds();

    let sql = "SELECT touchpoint_key, kind, channel_id, customer.name FROM core.touchpoint LEFT JOIN core.customer USING (customer_id) ORDER BY ALL";
    assert_eq!(
        rows(&desk, sql),
        "touchpoint_key,kind,channel_id,name\nm-1,view,newsletter,Mei Chen\nm-3,Order Completed,web,Mei Chen\n"
    );
    let lines =
        "SELECT order_key, line_key, product_id, quantity::INTEGER AS n, amount FROM core.order_line ORDER BY ALL";
    assert_eq!(rows(&desk, lines), "order_key,line_key,product_id,n,amount\no-1,1,LAMP,2,20.50\no-1,2,RUG,1,15.00\n");
    let customer =
        desk.run("sql 'SELECT name, email, phone, attributes FROM core.customer' --format json").succeeds().json();
    assert_eq!(customer.as_array().map(Vec::len), Some(1), "{customer:#}");
    assert_eq!(
        [&customer[0]["email"], &customer[0]["phone"]],
        ["mei@example.com", "+8613800138000"],
        "what a message leaves out stays"
    );
    assert!(customer[0]["attributes"].to_string().contains("gold"), "{customer:#}");
    let place =
        desk.run("sql 'SELECT batch_id, record FROM core.touchpoint ORDER BY touchpoint_key LIMIT 1' --format json");
    let place = place.succeeds().json();
    let line = format!("explain record {} {}", place[0]["batch_id"], place[0]["record"]);
    desk.run(&line).succeeds().prints("collector/shop/").prints("\"messageId\":\"m-1\"");

    // What makes no sense is kept, with its reason, until someone mends it.
    let rejects = desk.run("rejects --format json").succeeds().json();
    assert_eq!(rejects[0]["reason"], "it has neither a userId nor an anonymousId", "{rejects:#}");
    let (batch, record) = (&rejects[0]["batch_id"], &rejects[0]["record"]);
    desk.run(&format!("rejects mend {batch} {record} --set userId=u-1 --set fault=")).succeeds();
    until("the mended one is mapped", || rows(&desk, "SELECT kind FROM core.touchpoint").contains("Nobody's"));
    leave(client);
    desk.run("stop").succeeds();
    desk.run("doctor").succeeds();
}

#[test]
fn it_is_off_until_it_is_told_and_says_why_it_does_not_listen() {
    let desk = Desk::with_workspace();
    desk.edit("collector.toml", "# port = 8765", "port = 0");
    let client = desk.start("watch");
    until("it is said that a key is missing", || {
        collector(&desk)["fault"].as_str().is_some_and(|fault| fault.contains("no write key"))
    });
    // A key is all that is missing, and the service runs on.
    let key = desk.run_with("collector key shop --key -", "a-key-of-long-ago\n").succeeds().out();
    assert_eq!(key, "a-key-of-long-ago\n");
    until("it listens", || collector(&desk)["address"].is_string());
    let address = collector(&desk)["address"].as_str().and_then(|text| text.parse().ok()).expect("an address");
    assert_eq!(Sender::new(address, "a-key-of-long-ago").post("/v1/page", json!({ "userId": "u" })), 200);
    assert_eq!(Sender::new(address, "another").post("/v1/page", json!({ "userId": "u" })), 401);
    desk.run("status").succeeds().says("1 messages received, 1 stored");
    desk.edit("collector.toml", "port = 0", "# port = 0");
    until("it is off again", || collector(&desk).is_null());
    assert!(Sender::try_new(address, "a-key-of-long-ago").is_err(), "its port is free");
    leave(client);
}
