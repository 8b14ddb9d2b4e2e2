//! Files that are broken, lie about themselves, or mean harm: each is answered with what is wrong and where, and leaves the
//! warehouse as it was.

use crate::desk::{Desk, Ran};

const HEADER: &str = "order_id,customer_id,order_date,sku,quantity,amount\n";

/// A workspace with one good file imported, so that there is something to spoil.
fn shop() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("good.csv", format!("{HEADER}1,C1,2026-05-10,P1,1,100\n"));
    desk.write(
        "sources.toml",
        "[source.orders]\nfiles = \"inbox/*\"\n\n\
         [source.orders.feeds.order_line]\norder_key = \"order_id\"\nproduct_id = \"sku\"\nquantity = \"quantity\"\namount = \"amount\"\n\n\
         [source.orders.feeds.sales_order]\norder_key = \"order_id\"\ncustomer_key = \"customer_id\"\nordered_at = \"order_date\"\n",
    );
    desk.write("inbox/good.csv", format!("{HEADER}1,C1,2026-05-10,P1,1,100\n"));
    desk.run("import").succeeds();
    desk
}

/// All that the tables hold.
fn held(desk: &Desk) -> String {
    let sql = "SELECT (SELECT count(*) FROM ops.batch) AS batches, (SELECT count(*) FROM ops.reject) AS rejects, \
               (SELECT count(*) FROM core.order_line) AS lines, (SELECT count(*) FROM core.sales_order) AS orders, \
               (SELECT count(*) FROM landing.orders) AS landed";
    desk.run(&format!("sql '{sql}' --format csv")).succeeds().out()
}

/// Imports a file that nothing can be made of.
fn refused(desk: &Desk, name: &str, content: impl AsRef<[u8]>) -> Ran {
    let before = held(desk);
    desk.write(&format!("inbox/{name}"), content);
    let ran = desk.run("import").ends_with_code(1).says(name).says("error: ");
    std::fs::remove_file(desk.path(&format!("inbox/{name}"))).expect("a file");
    assert_eq!(held(desk), before, "{name} left something behind");
    desk.run("doctor").succeeds();
    ran
}

/// Imports a file of which some records fail, and says why they did.
fn rejected(desk: &Desk, name: &str, content: impl AsRef<[u8]>) -> Ran {
    desk.write(&format!("inbox/{name}"), content);
    desk.run("import").succeeds();
    desk.run("doctor").succeeds();
    desk.run("rejects --format csv").succeeds()
}

#[test]
fn files_that_nothing_can_be_made_of() {
    let desk = shop();
    refused(&desk, "nothing.csv", "").says("is empty");
    refused(&desk, "picture.csv", [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0xff]);
    refused(&desk, "open.csv", format!("{HEADER}2,\"C1,2026-05-10,P1,1,100\n3,C1,2026-05-11,P1,1,100\n"))
        .says("line 2");
    refused(&desk, "short.parquet", b"PAR1\x15\x04\x15\x10");
    refused(&desk, "torn.xlsx", b"PK\x03\x04 and then nothing that a workbook has");
    refused(&desk, "cut.json", "[{\"order_id\": 1}, {\"order_id\": ").says("cut.json");
}

#[test]
fn real_files_cut_short() {
    let desk = shop();
    let sample = crate::desk::repository().join("sample-data");
    for name in ["exhibition/leads.xlsx", "market/market.xls", "campaigns/members.parquet"] {
        let whole = std::fs::read(sample.join(name)).expect(name);
        let short = name.rsplit('/').next().expect("a name");
        refused(&desk, short, &whole[..whole.len() * 2 / 3]);
    }
}

#[test]
fn records_that_fail_are_told_by_file_and_line() {
    let desk = shop();
    let said = rejected(&desk, "few.csv", format!("{HEADER}2,C1,2026-05-10,P1,1,100\n3,C1\n")).out();
    assert!(
        said.contains("inbox/few.csv,3,2,") && said.contains("only 2 fields where the file has 6 columns"),
        "{said}"
    );
    let said = rejected(&desk, "huge.csv", format!("{HEADER}2,C1,2026-05-10,P1,99999999999999999999999,1\n")).out();
    assert!(said.contains("inbox/huge.csv,2,1,") && said.contains("quantity cannot be read"), "{said}");
    let said = rejected(
        &desk,
        "ends.csv",
        format!("{HEADER}5,C1,2026-05-10,P1,1,1\r\n6,C1,2026-05-10,P1,x,1\r7,C1,2026-05-10,P1,y,1\n"),
    );
    let said = said.out();
    assert!(said.contains("inbox/ends.csv,3,2,") && said.contains("inbox/ends.csv,4,3,"), "{said}");
}

#[test]
fn days_beyond_the_calendar_are_rejected_or_kept_as_they_are() {
    let desk = shop();
    let rows = "2,C1,0000-00-00,P1,1,1\n3,C1,9999-12-31,P1,1,1\n4,C1,2026-02-30,P1,1,1\n5,C1,99999-01-01,P1,1,1\n";
    let said = rejected(&desk, "days.csv", format!("{HEADER}{rows}")).out();
    for line in ["days.csv,2,", "days.csv,4,"] {
        assert!(said.contains(line), "{said}");
    }
    let days = desk.run("sql 'SELECT order_key, ordered_at FROM core.sales_order ORDER BY 1' --format csv").out();
    assert!(days.contains("3,9999-12-31"), "{days}");
    desk.run("refresh").succeeds();
    desk.run("kpis").succeeds();
}

#[test]
fn formulas_and_escape_sequences_are_data_and_nothing_else() {
    let desk = shop();
    let rows = "2,=HYPERLINK(\"\"http://x\"\"),2026-05-10,\u{1b}[31mP1\u{1b}[0m,1,1\n";
    desk.write("inbox/evil.csv", format!("{HEADER}{rows}"));
    desk.run("import").succeeds();
    let shown =
        desk.run("sql 'SELECT customer_key, product_id FROM core.sales_order JOIN core.order_line USING (order_key)'");
    let shown = shown.succeeds().out();
    assert!(shown.contains("[31mP1") && !shown.contains('\u{1b}'), "{shown:?}");
    desk.run("export --out live.csv sources.rejects").succeeds();
}

#[test]
fn headers_that_repeat_and_far_too_many_columns() {
    let desk = shop();
    let header = "order_id,customer_id,order_date,sku,quantity,amount,note,note\n";
    rejected(&desk, "twice.csv", format!("{header}2,C1,2026-05-10,P1,1,1,a,b\n"));
    let columns = desk.run("sql 'SELECT * FROM landing.orders' --format csv").out();
    assert!(
        columns.lines().next().is_some_and(|header| header.contains("note,") && header.contains("note_2")),
        "{columns}"
    );
    let wide: Vec<String> = (0..10_000).map(|n| format!("c{n}")).collect();
    let before = held(&desk);
    desk.write("inbox/wide.csv", format!("{}\n{}\n", wide.join(","), "1,".repeat(9_999) + "1"));
    desk.run("import").ends_with_code(1).says("wide.csv");
    assert_eq!(held(&desk), before);
}

#[test]
fn a_full_disk_is_told_and_leaves_what_was() {
    let desk = shop();
    let before = held(&desk);
    let rows: String = (0..400_000).map(|n| format!("{n},C{n},2026-05-10,P{n},1,100\n")).collect();
    desk.write("inbox/large.csv", format!("{HEADER}{rows}"));
    // No file may grow beyond 8 MB: to the program that is a disk without room.
    let ran = desk.run_short_of_room(8_000, "import").ends_with_code(1).says("error: ");
    assert!(!ran.err().contains("panicked"), "{}", ran.err());
    assert_eq!(held(&desk), before);
    desk.run("doctor").succeeds();
    desk.run("import").succeeds();
}
