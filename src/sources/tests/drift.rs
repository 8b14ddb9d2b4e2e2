//! Files whose shape moves: told, and mended only by who knows what is meant.

use super::{Desk, figures};
use crate::service::{Request, Response, Service};

const PRICES: &str = r#"
[source.prices]
files = "inbox/*.csv"
[source.prices.feeds.product]
product_id = "sku"
name = "item name"
price = "unit price"
"#;

fn desk() -> Desk {
    Desk::new(PRICES, &[("inbox/1.csv", "sku,item name,unit price,note\nP1,Lamp,12.50,a\nP2,Chair,80,b\n")])
}

#[test]
fn what_comes_goes_and_changes_is_told_against_the_batch_before() {
    let desk = desk();
    assert!(!figures(&desk.import()).contains("drifted"), "a first file has moved from nothing");
    desk.put("inbox/2.csv", "sku,item name,UnitPrice,colour\nP3,Desk,ninety,red\n");
    assert!(figures(&desk.import()).ends_with("drifted_columns 4"), "{}", desk.view("sources.drift").join("\n"));
    assert_eq!(
        desk.view("sources.drift"),
        [
            "2|prices|inbox/2.csv|appeared|UnitPrice||text|",
            "2|prices|inbox/2.csv|appeared|colour||text|",
            "2|prices|inbox/2.csv|gone|note|text||",
            "2|prices|inbox/2.csv|gone|unit price|number||product.price",
        ],
        "a text is no price: it is not taken for the same column"
    );
    desk.put("inbox/3.csv", "sku,item name,UnitPrice,colour\nP4,Rug,45,blue\n");
    desk.import();
    assert_eq!(desk.view("sources.drift")[0], "3|prices|inbox/3.csv|type|UnitPrice|text|integer|");
}

#[test]
fn a_renamed_column_is_proposed_and_mapped_only_when_it_is_accepted() {
    let desk = desk();
    desk.import();
    desk.put("inbox/2.csv", "sku,item name,UnitPrice,note\nP1,Lamp,13,a\nP3,Desk,90,c\n");
    desk.import();
    assert_eq!(
        desk.view("sources.drift"),
        ["2|prices|inbox/2.csv|renamed|unit price|unit price|UnitPrice|product.price"]
    );
    let prices = "SELECT product_id, price FROM core.product ORDER BY 1";
    assert_eq!(desk.rows(prices), ["P1|", "P2|80.00", "P3|"], "nothing is guessed");

    desk.decide(Request::Remap {
        source: "prices".into(),
        old_column: "unit price".into(),
        new_column: "UnitPrice".into(),
    })
    .unwrap();
    assert_eq!(desk.rows(prices), ["P1|13.00", "P2|80.00", "P3|90.00"], "old files are mapped as they were");
    let kept = std::fs::read_to_string(desk.dir.path().join("sources.toml")).unwrap();
    assert!(kept.contains(r#"price = { first = ["UnitPrice", "unit price"] }"#), "{kept}");

    let unknown = Request::Remap { source: "prices".into(), old_column: "colour".into(), new_column: "color".into() };
    let Err(fault) = desk.service.call(9, unknown) else { panic!("{:?}", Response::Done) };
    assert!(fault.message.contains("no field of prices is mapped from the column \"colour\""));
}
