//! Mapping again gives what importing gave.

use super::Desk;
use crate::args;
use crate::jobs::Progress;
use crate::service::Request;
use crate::sources::Mending;

/// The club's customers are the web's, whose products are the till's.
const SOURCES: &str = r#"
[source.web]
files = "web.csv"
system = "one"
[source.web.feeds.customer]
customer_key = "id"
name = "name"
city = "city"
[source.web.feeds.product]
product_id = "sku"
name = "title"

[source.club]
files = "club.csv"
system = "one"
[source.club.feeds.customer]
customer_key = "id"
city = "city"

[source.till]
files = "till.csv"
[source.till.feeds.product]
product_id = "sku"
price = "price"
"#;

#[test]
fn a_source_that_only_a_relative_is_related_to_is_mapped_again_too() {
    let files = [
        ("web.csv", "id,name,city,sku,title\n1,Ana,Bonn,A,Tea\n2,Bo,Ulm,B,Cup\n"),
        ("club.csv", "id,city\n1,Köln\n3,Kiel\n"),
        ("till.csv", "sku,price\nA,10\nC,30\n"),
    ];
    let desk = Desk::new(SOURCES, &files);
    for source in ["web", "club", "till"] {
        desk.run("sources.import", args![source => source]);
    }
    let model = || {
        let customers = desk.rows("SELECT customer_key, name, city, source FROM core.customer_record ORDER BY ALL");
        let products = desk.rows("SELECT product_id, name, price, source FROM core.product ORDER BY ALL");
        [customers, products].concat()
    };
    let imported = model();
    assert_eq!(
        imported,
        ["1|Ana|Köln|club", "2|Bo|Ulm|web", "3||Kiel|club", "A|Tea|10.00|till", "B|Cup||web", "C||30.00|till"]
    );
    for args in [args![source => "till"], args![source => "club"], args![]] {
        let ended = desk.run("sources.replay", args);
        assert!(matches!(ended, Progress::Done { .. }), "{ended:?}");
        assert_eq!(model(), imported);
    }
}

const LINES: &str = r#"
[source.shop]
files = "lines.csv"
[source.shop.feeds.order_line]
order_key = "order"
product_id = "sku"
quantity = { value = "1" }
amount = "amount"
"#;

/// What is counted while records land, and what is worked out from where they have landed.
#[test]
fn lines_have_the_same_numbers_however_their_orders_came() {
    let together = "1,A,5\n2,A,5\n2,B,6\n2,C,7\n3,A,5\n";
    let files = [
        (together, ["1|1|A", "2|1|A", "2|2|B", "2|3|C", "3|1|A"].as_slice()),
        ("1,A,5\n2,A,5\n1,B,6\n", &["1|1|A", "1|2|B", "2|1|A"]),
        ("1,A,5\n1.0,B,6\n 1,C,7\n", &["1|1|A", "1|2|B", "1|3|C"]),
        ("1,A,5\n1,B,6,and more\n1,C,7\n", &["1|1|A", "1|2|C"]),
        ("1,A,5\n1,B,none\n1,C,7\n", &["1|1|A", "1|3|C"]),
        ("1,A,5\n,B,6\n2, C ,7\n", &["1|1|A", "2|1|C"]),
    ];
    for (lines, expected) in files {
        let desk = Desk::new(LINES, &[("lines.csv", &format!("order,sku,amount\n{lines}"))]);
        let rows = || desk.rows("SELECT order_key, line_key, product_id FROM core.order_line ORDER BY ALL");
        desk.import();
        assert_eq!(rows(), expected, "{lines}");
        desk.run("sources.replay", args![]);
        assert_eq!(rows(), expected, "{lines} mapped again");
    }
}

#[test]
fn a_line_that_was_given_up_is_not_counted_when_its_file_comes_again() {
    let desk = Desk::new(LINES, &[("lines.csv", "order,sku,amount\n1,A,5\n1,B,none\n1,C,7\n")]);
    let rows = || desk.rows("SELECT order_key, line_key, product_id FROM core.order_line ORDER BY ALL");
    desk.import();
    desk.decide(Request::Mend { batch: 1, record: 2, mending: Mending::GiveUp { note: "a test".into() } }).unwrap();
    assert_eq!(rows(), ["1|1|A", "1|2|C"]);
    desk.run("sources.undo", args![batch => 1]);
    assert_eq!(rows(), [] as [&str; 0]);
    desk.import();
    assert_eq!(rows(), ["1|1|A", "1|2|C"]);
}
