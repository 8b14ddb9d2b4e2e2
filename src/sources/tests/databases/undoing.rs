//! Batches of a database that are taken out again, and what people have decided about their records.

use super::server::{Server, each};
use super::{Desk, FEED, NAMES, desk, figures};
use crate::args;
use crate::jobs::Progress;
use crate::service::{Request, Service};
use crate::sources::{Mending, Texts};

fn undo(desk: &Desk, batch: i64) {
    let done = desk.run("sources.undo", args![batch => batch]);
    assert!(matches!(done, Progress::Done { .. }), "{done:?}");
}

#[test]
fn what_was_undone_is_read_again() {
    each("what_was_undone_is_read_again", |server| {
        let desk = desk(server, "watermark = [\"changed_at\", \"id\"]\nbatch_rows = 2");
        desk.fetch("goods");
        let all = desk.rows(NAMES);
        undo(&desk, 3);
        assert_eq!(desk.rows("SELECT count(*) FROM core.product"), ["4"]);
        assert_eq!(figures(&desk.fetch("goods")), "batches 1, records 1, accepted 1, rejected 0");
        assert_eq!(desk.rows(NAMES), all);

        undo(&desk, 1);
        assert_eq!(desk.rows("SELECT count(*) FROM core.product"), ["3"]);
        server.run(&["INSERT INTO goods VALUES (6, 'Vase', 9, '2026-06-04 08:00:00')"]);
        assert_eq!(
            figures(&desk.fetch("goods")),
            "batches 2, records 3, accepted 3, rejected 0",
            "and no other batch's rows"
        );
        assert_eq!(desk.rows(NAMES)[..5], all);
        assert_eq!(figures(&desk.fetch("goods")), "batches 0, records 0, accepted 0, rejected 0");
        desk.counts();
    });
}

#[test]
fn what_was_decided_about_a_record_holds_when_its_batch_comes_again() {
    each("what_was_decided_about_a_record_holds_when_its_batch_comes_again", |server| {
        let desk = desk(server, "watermark = \"changed_at\"\nbatch_rows = 2");
        let by_name = FEED.replace("\"id\"", "\"nm\"").replace("\"name\"", "\"id\"").replace("\"nm\"", "\"name\"");
        let source = std::fs::read_to_string(desk.dir.path().join("sources.toml")).unwrap().replace(FEED, &by_name);
        desk.put("sources.toml", &source);
        desk.service.call(9, Request::Reload).unwrap();
        server.run(&[
            "INSERT INTO goods VALUES (6, NULL, 9, '2026-06-02 08:00:00'), (7, 'Mug', 4, '2026-06-05 08:00:00')",
        ]);
        let progress = desk.fetch("goods");
        assert_eq!(figures(&progress), "batches 3, records 7, accepted 6, rejected 1");
        let reject = desk.rows("SELECT batch_id, record FROM ops.reject");
        let (batch, record) = reject[0].split_once('|').unwrap();
        let (batch, record) = (batch.parse().unwrap(), record.parse().unwrap());
        let changed: Texts = [("name".to_owned(), Some("Vase".to_owned()))].into_iter().collect();
        desk.decide(Request::Mend { batch, record, mending: Mending::Repair { changed } }).unwrap();
        assert_eq!(desk.rows("SELECT product_id FROM core.product WHERE name = '6'"), ["Vase"]);

        undo(&desk, batch);
        server.run(&["INSERT INTO goods VALUES (8, 'Bowl', 4, '2026-06-06 08:00:00')"]);
        desk.fetch("goods");
        assert_eq!(desk.rows("SELECT product_id FROM core.product WHERE name = '6'"), ["Vase"]);
        assert_eq!(desk.rows("SELECT count(*) FROM core.product"), ["8"]);
        assert_eq!(desk.rows("SELECT count(*) FROM ops.reject"), ["0"]);
        desk.counts();
    });
}

#[test]
fn another_query_is_read_from_its_beginning() {
    let server = Server::sqlite();
    let desk = desk(&server, "watermark = \"changed_at\"");
    desk.fetch("goods");
    let source = format!(
        "[source.goods]\n{}query = \"SELECT *, 'red' AS colour FROM goods\"\nwatermark = \"changed_at\"\n{FEED}",
        server.source("goods")
    );
    desk.put("sources.toml", &source);
    desk.service.call(9, Request::Reload).unwrap();
    assert!(figures(&desk.fetch("goods")).starts_with("batches 1, records 5, accepted 5"));
}
