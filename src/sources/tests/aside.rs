//! Files of the inbox are moved aside, and are known by where they are then.

use super::Desk;
use crate::args;

const SOURCES: &str = r#"
[source.shop]
files = "inbox/shop.csv"
[source.shop.feeds.product]
product_id = "sku"
price = "price"
"#;

#[test]
fn a_file_that_is_moved_aside_is_known_by_its_new_place() {
    let desk = Desk::new(SOURCES, &[("inbox/shop.csv", "sku,price\nA,10\n,20\n")]);
    let files = || desk.rows("SELECT file FROM ops.batch UNION ALL SELECT file FROM ops.reject ORDER BY ALL");
    let take = || drop(desk.run("sources.import", args![source => "shop", aside => true]));
    desk.import();
    assert_eq!(files(), ["inbox/shop.csv", "inbox/shop.csv"], "who imports it by hand has it where it is");

    take();
    assert_eq!(files(), ["inbox/done/shop.csv", "inbox/done/shop.csv"], "its content has come before");
    assert!(desk.dir.path().join("inbox/done/shop.csv").is_file());

    desk.put("inbox/shop.csv", "sku,price\nB,30\n");
    take();
    assert_eq!(files(), ["inbox/done/2/shop.csv", "inbox/done/shop.csv", "inbox/done/shop.csv"]);
    assert!(desk.dir.path().join("inbox/done/2/shop.csv").is_file());
    assert!(!desk.dir.path().join("inbox/shop.csv").exists());

    desk.put("inbox/shop.csv", "sku\n\"C\n");
    take();
    assert!(desk.dir.path().join("inbox/shop.csv").exists(), "what cannot be read stays where it is");
}
