//! Databases as transcripts: what stands in a table is fetched, and goes on from where it was.
//!
//! What needs a server is told of as skipped where there is none; `.ci/servers` starts both. In CI none may be missing.

mod faults;
mod server;
mod types;
mod undoing;

use super::{Desk, figures};
use crate::args;
use crate::jobs::Progress;
use crate::service::Request;
use server::{Server, each};

/// A table of products, which the three servers read alike.
const PRODUCTS: &[&str] = &[
    "CREATE TABLE goods (id INTEGER PRIMARY KEY, name VARCHAR(40), price DECIMAL(10, 2), changed_at TIMESTAMP NOT NULL)",
    "INSERT INTO goods VALUES
        (1, 'Lamp', 12.50, '2026-06-01 08:00:00'),
        (2, 'Chair', 80, '2026-06-01 09:00:00'),
        (3, 'Rug', 45, '2026-06-02 08:00:00'),
        (4, '茶壶', 30, '2026-06-02 08:00:00'),
        (5, 'Desk', 120, '2026-06-03 08:00:00')",
];

const FEED: &str = "[source.goods.feeds.product]\nproduct_id = \"id\"\nname = \"name\"\nprice = \"price\"\n";

const NAMES: &str = "SELECT product_id, name, price FROM core.product ORDER BY product_id";

const BATCHES: &str = "SELECT records, file FROM ops.batch WHERE status = 'imported' ORDER BY batch_id";

/// A workspace with the source `goods`, in UTC, and its server with the products.
fn desk(server: &Server, options: &str) -> Desk {
    server.run(PRODUCTS);
    let source = format!(
        "[source.goods]\nsystem = \"shop\"\n{}table = {:?}\n{options}\n{FEED}",
        server.source("goods"),
        server.table("goods")
    );
    let desk = Desk::new(&source, &[]);
    desk.put("foureye.toml", "time_zone = \"UTC\"\n");
    desk.ask(Request::Reload);
    desk
}

impl Desk {
    fn fetch(&self, source: &str) -> Progress {
        self.run("sources.fetch", args![source => source])
    }
}

#[test]
fn a_table_comes_in_batches_and_goes_on_from_its_watermark() {
    each("a_table_comes_in_batches_and_goes_on_from_its_watermark", |server| {
        let desk = desk(server, "watermark = [\"changed_at\", \"id\"]\nbatch_rows = 2");
        assert_eq!(figures(&desk.fetch("goods")), "batches 3, records 5, accepted 5, rejected 0");
        assert_eq!(desk.rows("SELECT records FROM ops.batch ORDER BY batch_id"), ["2", "2", "1"]);
        assert_eq!(desk.rows(NAMES), ["1|Lamp|12.50", "2|Chair|80.00", "3|Rug|45.00", "4|茶壶|30.00", "5|Desk|120.00"]);
        assert_eq!(figures(&desk.fetch("goods")), "batches 0, records 0, accepted 0, rejected 0", "nothing has come");

        server.run(&[
            "UPDATE goods SET price = 13, changed_at = '2026-06-04 08:00:00' WHERE id = 1",
            "INSERT INTO goods VALUES (6, 'Vase', 9, '2026-06-03 08:00:00')",
        ]);
        assert_eq!(figures(&desk.fetch("goods")), "batches 2, records 2, accepted 2, rejected 0");
        assert_eq!(desk.rows(NAMES)[0], "1|Lamp|13.00", "the later row takes the place of the earlier");
        assert_eq!(desk.rows(NAMES)[5], "6|Vase|9.00", "what came beside the last row is not lost");
        assert_eq!(figures(&desk.fetch("goods")), "batches 0, records 0, accepted 0, rejected 0");
    });
}

#[test]
fn rows_that_share_a_watermark_come_in_one_batch_however_many_they_are() {
    each("rows_that_share_a_watermark_come_in_one_batch_however_many_they_are", |server| {
        let desk = desk(server, "watermark = \"changed_at\"\nbatch_rows = 1");
        assert_eq!(figures(&desk.fetch("goods")), "batches 4, records 5, accepted 5, rejected 0");
        assert_eq!(desk.rows("SELECT records FROM ops.batch ORDER BY batch_id"), ["1", "1", "2", "1"]);
        server.run(&["INSERT INTO goods VALUES (6, 'Vase', 9, '2026-06-03 08:00:00')"]);
        assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 1, accepted 1, rejected 0");
        assert_eq!(desk.rows("SELECT count(*) FROM core.product"), ["6"]);
    });
}

#[test]
fn batches_are_named_by_where_they_begin_and_end() {
    let server = Server::sqlite();
    let desk = desk(&server, "watermark = \"changed_at\"\nbatch_rows = 3");
    desk.fetch("goods");
    assert_eq!(
        desk.rows(BATCHES),
        ["4|goods@shop 2026-06-01 08:00:00 … 2026-06-02 08:00:00", "1|goods@shop 2026-06-03 08:00:00"]
    );
    let listed = desk.view("sources.list");
    assert!(listed[0].contains("|SQLite|"), "{listed:?}");
}

#[test]
fn rows_that_come_late_are_found_by_looking_back() {
    each("rows_that_come_late_are_found_by_looking_back", |server| {
        let desk = desk(server, "watermark = [\"changed_at\", \"id\"]\nlookback = \"1d\"");
        desk.fetch("goods");
        server.run(&[
            "INSERT INTO goods VALUES (6, 'Vase', 9, '2026-06-02 08:00:00')",
            "INSERT INTO goods VALUES (7, 'Mug', 4, '2026-06-01 08:00:00')",
        ]);
        assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 1, accepted 1, rejected 0");
        assert_eq!(
            desk.rows("SELECT name FROM core.product WHERE product_id >= '6'"),
            ["Vase"],
            "as far back as is stated"
        );
    });
}

#[test]
fn a_table_without_a_watermark_comes_whole_when_it_has_changed() {
    each("a_table_without_a_watermark_comes_whole_when_it_has_changed", |server| {
        let desk = desk(server, "");
        let price = |price: &str| server.run(&[&format!("UPDATE goods SET price = {price} WHERE id = 1")]);
        assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 5, accepted 5, rejected 0");
        assert_eq!(figures(&desk.fetch("goods")), "batches 0, records 0, accepted 0, rejected 0");
        price("13");
        assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 5, accepted 5, rejected 0");
        price("12.50");
        assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 5, accepted 5, rejected 0", "as it was at first");
        assert_eq!(desk.rows(NAMES)[0], "1|Lamp|12.50");
    });
}

#[test]
fn a_query_takes_a_tables_place() {
    each("a_query_takes_a_tables_place", |server| {
        server.run(PRODUCTS);
        let query = format!("SELECT id, name, price, changed_at FROM {} WHERE price < 100; ", server.table("goods"));
        let source =
            format!("[source.goods]\n{}query = {query:?}\nwatermark = \"changed_at\"\n{FEED}", server.source("goods"));
        let desk = Desk::new(&source, &[]);
        assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 4, accepted 4, rejected 0");
    });
}

#[test]
fn a_changed_table_drifts_and_a_quiet_column_does_not() {
    let server = Server::sqlite();
    let desk = desk(&server, "watermark = \"changed_at\"");
    desk.fetch("goods");
    server.run(&["INSERT INTO goods VALUES (6, NULL, NULL, '2026-06-04 08:00:00')"]);
    assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 1, accepted 1, rejected 0");
    server.run(&[
        "ALTER TABLE goods ADD COLUMN colour TEXT",
        "INSERT INTO goods VALUES (7, 'Mug', 4, '2026-06-05 08:00:00', 'red')",
    ]);
    assert!(figures(&desk.fetch("goods")).ends_with("drifted_columns 1"), "{:?}", desk.view("sources.drift"));
}

#[test]
fn what_is_not_text_is_a_reject_once() {
    let server = Server::sqlite();
    let desk = desk(&server, "watermark = \"changed_at\"");
    server.run(&["INSERT INTO goods VALUES (6, CAST(x'ff4c616d70' AS TEXT), 1, '2026-06-04 08:00:00')"]);
    assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 6, accepted 5, rejected 1");
    assert_eq!(desk.rows("SELECT record, reason FROM ops.reject"), ["6|bytes that are not UTF-8"]);
    assert_eq!(figures(&desk.fetch("goods")), "batches 0, records 0, accepted 0, rejected 0");
}
