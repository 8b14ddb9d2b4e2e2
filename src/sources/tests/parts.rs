//! Records that tell a part of a row, several rows, or what is wrong with them.

use super::{Desk, figures};
use crate::args;
use crate::service::{Request, Response, Service};
use crate::sources::{Mending, Texts};

const EVENTS: &str = r#"
[source.events]
files = "inbox/*.ndjson"
fault = "error"
columns = ["id", "order.no", "order.items", "who", "traits", "traits.mail", "traits.phone", "error"]
[source.events.feeds.touchpoint]
touchpoint_key = "id"
customer_key = "who"
happened_at = { value = "2026-06-30" }
kind = { value = "view" }
[source.events.feeds.order_line]
each = "order.items"
order_key = "order.no"
product_id = { sql = "item ->> 'sku'" }
quantity = { sql = "coalesce(item ->> 'n', '1')" }
unit_price = { sql = "item ->> 'price'" }
[source.events.feeds.customer]
merge = true
customer_key = "who"
email = "traits.mail"
phone = "traits.phone"
attributes = "traits"
"#;

const LINES: &str = "SELECT order_key, line_key, product_id, amount FROM core.order_line ORDER BY ALL";
const CUSTOMERS: &str = "SELECT customer_key, email, phone, attributes FROM core.customer_record ORDER BY ALL";

#[test]
fn each_item_of_a_list_is_a_row_and_the_same_list_again_is_no_more_of_them() {
    let order = r#"{"id":"1","order":{"no":"o1","items":[{"sku":"A","n":2,"price":1.5},{"sku":"B","price":3}]}}"#;
    let again = order.replace(r#""id":"1""#, r#""id":"2""#);
    let shorter = r#"{"id":"3","order":{"no":"o1","items":[{"sku":"C","price":4}]}}"#;
    let desk = Desk::new(EVENTS, &[("inbox/1.ndjson", &format!("{order}\n{again}\n"))]);
    desk.import();
    assert_eq!(desk.rows(LINES), ["o1|1|A|3.00", "o1|2|B|3.00"]);
    desk.put("inbox/2.ndjson", &format!("{again}\n{shorter}\n"));
    desk.import();
    assert_eq!(desk.rows(LINES), ["o1|1|C|4.00", "o1|2|B|3.00"], "each place by itself");
}

#[test]
fn a_list_that_is_none_has_no_rows_and_an_item_that_makes_none_rejects_its_record_once() {
    let records = [
        r#"{"id":"1","order":{"no":"o1","items":"none"}}"#,
        r#"{"id":"2","order":{"no":"o2","items":{"sku":"A"}}}"#,
        r#"{"id":"3","order":{"no":"o3","items":[]}}"#,
        r#"{"id":"4","order":{"no":"o4","items":[{"price":1},{"price":2},7]}}"#,
    ];
    let desk = Desk::new(EVENTS, &[("inbox/1.ndjson", &records.join("\n"))]);
    assert_eq!(figures(&desk.import()), "files 1, known_files 0, records 4, accepted 3, rejected 1");
    assert_eq!(desk.rows(LINES), [] as [&str; 0]);
    assert_eq!(desk.rows("SELECT reason FROM ops.reject"), ["product_id is missing"]);
}

#[test]
fn what_a_record_leaves_out_of_a_row_stays_as_earlier_ones_had_it() {
    let records = [
        r#"{"id":"1","who":"u","traits":{"mail":"u@example.com","plan":"free","city":"Oslo"}}"#,
        r#"{"id":"2","who":"v","traits":{"phone":"13800138000"}}"#,
        r#"{"id":"3","who":"u","traits":{"plan":"gold"}}"#,
    ];
    let desk = Desk::new(EVENTS, &[("inbox/1.ndjson", &records.join("\n"))]);
    desk.import();
    desk.put("inbox/2.ndjson", r#"{"id":"4","who":"u","traits":{"phone":"13900139000","city":null}}"#);
    desk.import();
    assert_eq!(
        desk.rows(CUSTOMERS),
        [
            r#"u|u@example.com|13900139000|{"mail":"u@example.com","plan":"gold","phone":"13900139000"}"#,
            r#"v||13800138000|{"phone":"13800138000"}"#
        ]
    );
    desk.run("sources.undo", args![batch => 2]);
    assert!(desk.rows(CUSTOMERS)[0].starts_with("u|u@example.com||"), "{:?}", desk.rows(CUSTOMERS));
}

#[test]
fn a_record_that_says_what_is_wrong_with_it_is_a_reject_until_someone_mends_it() {
    let desk = Desk::new(EVENTS, &[("inbox/1.ndjson", "{\"id\":\"1\"}\n{\"id\":\"2\",\"error\":\"too long\"}\n")]);
    assert_eq!(figures(&desk.import()), "files 1, known_files 0, records 2, accepted 1, rejected 1");
    assert_eq!(desk.rows("SELECT record, line, field, reason FROM ops.reject"), ["2|2|error|too long"]);
    let changed = Texts::from([("error".to_owned(), None)]);
    let mend = Request::Mend { batch: 1, record: 2, mending: Mending::Repair { changed } };
    desk.decide(mend).unwrap();
    assert_eq!(desk.rows("SELECT touchpoint_key FROM core.touchpoint ORDER BY ALL"), ["1", "2"]);
    assert!(matches!(desk.service.call(9, Request::Doctor), Ok(Response::Rows(_))));
}
