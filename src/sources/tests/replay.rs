//! Mapping again gives what importing gave.

use super::Desk;
use crate::args;
use crate::jobs::Progress;

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
