//! Data that means harm, through every way in and out: it steers no terminal, runs in no spreadsheet, is no part of a query,
//! reads no file, and uses up no memory.

use super::databases::till;
use crate::desk::Desk;
use crate::terminal::Terminal;

/// A formula that sets the terminal's title, clears its screen and colours it, by sequences of seven bits and of eight.
const POISON: &str = "=HYPERLINK(0)\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m";

const SOURCES: &str = r#"
[source.orders]
files = "inbox/*.csv"
[source.orders.feeds.sales_order]
order_key = "order_id"
customer_key = "customer_id"
ordered_at = "order_date"
[source.orders.feeds.order_line]
order_key = "order_id"
product_id = "sku"
quantity = "quantity"
amount = "amount"

[source.members]
files = "inbox/*.json"
[source.members.feeds.customer]
customer_key = "id"
name = "name"
city = "city"

[source.leads]
files = "inbox/*.xlsx"
[source.leads.feeds.customer]
customer_key = "id"
name = "name"
city = "city"

[source.club]
files = "inbox/*.parquet"
[source.club.feeds.customer]
customer_key = "id"
name = "name"
city = "city"

[source.till]
database = { url = "sqlite:till.db", table = "members", watermark = "id" }
[source.till.feeds.customer]
customer_key = "id"
name = "name"
city = "city"
"#;

/// A workspace into which the poison has come by every reader, in values, headers, a file's name, rejects and notes.
fn poisoned() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("sources.toml", SOURCES);
    let quoted = POISON.replace('"', "\"\"");
    let header = format!("order_id,customer_id,order_date,sku,quantity,amount,\"{quoted}\"\n");
    let rows = format!("1,\"{quoted}\",2026-05-10,\"{quoted}\",1,10,x\n2,C2,2026-05-10,P2,\"{quoted}\",10,x\n");
    desk.write(&format!("inbox/{}.csv", POISON.replace('/', "")), header + &rows);
    let member = serde_json::json!([{ "id": "J1", "name": POISON, "city": POISON }]);
    desk.write("inbox/members.json", member.to_string());
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in [["id", "name", "city"], ["X1", POISON, POISON]].iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *cell).expect("a cell");
        }
    }
    book.save(desk.path("inbox/leads.xlsx")).expect("a workbook");
    let values = format!("SELECT 'P1' AS id, '{POISON}' AS name, '{POISON}' AS city");
    let to = desk.path("inbox/club.parquet").display().to_string();
    let database = duckdb::Connection::open_in_memory().expect("a database");
    database.execute_batch(&format!("COPY ({values}) TO '{to}' (FORMAT parquet)")).expect("a file");
    till(
        &desk,
        &format!(
            "CREATE TABLE members (id TEXT PRIMARY KEY, name TEXT, city TEXT); INSERT INTO members VALUES ('S1', '{POISON}', '{POISON}')"
        ),
    );
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();
    let customer = desk.run("sql 'SELECT min(customer_id) AS id FROM core.customer' --format json").succeeds().json();
    let note = format!(
        "interaction add --customer {} --kind inquiry --subject '{POISON}' --body '{POISON}'",
        customer[0]["id"]
    );
    desk.run(&note).succeeds();
    desk
}

/// Where it has come to.
const HOLDING: [&str; 12] = [
    "landing.orders",
    "landing.members",
    "landing.leads",
    "landing.club",
    "landing.till",
    "core.customer_record",
    "core.customer",
    "core.sales_order",
    "core.order_line",
    "core.interaction",
    "ops.reject",
    "ops.batch",
];

/// Whether a terminal would do anything of what the poison says.
fn steers(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    ["\u{1b}]0;", "\u{7}", "\u{9b}"].iter().any(|sequence| text.contains(sequence))
}

#[test]
fn escape_sequences_never_reach_the_terminal() {
    let desk = poisoned();
    for table in HOLDING {
        for format in ["table", "csv", "json"] {
            let line = format!("sql 'SELECT * FROM {table}' --format {format}");
            let terminal = Terminal::run(&desk, &line);
            assert!(String::from_utf8_lossy(terminal.seen()).contains("owned"), "{line} shows it");
            assert!(!steers(terminal.seen()), "{line} steers the terminal");
        }
    }
    for line in [
        "sources",
        "sources batches",
        "sources drift",
        "rejects",
        "rejects rules",
        "quality profile core.customer",
        "quality frequency core.customer city",
        "customers search =",
        "jobs history",
        "dictionary",
        "explain sources.rejects",
        "explain batch 1",
        "explain record 1 2",
        "explain file inbox",
        "customers search '\u{1b}]0;owned\u{7}'",
        "sql 'SELECT \u{1b}]0;owned\u{7}'",
        "import 'no\u{1b}]0;owned\u{7}.csv'",
        "run 'no\u{1b}]0;owned\u{7}'",
    ] {
        let terminal = Terminal::run(&desk, line);
        assert!(!steers(terminal.seen()), "{line} steers the terminal");
        // What is kept in a file may be shown by `cat` one day.
        assert!(!steers(&desk.run(line).output.stderr), "{line} steers whoever reads its words");
    }
}

#[test]
fn the_workbench_shows_them_as_text() {
    let desk = poisoned();
    desk.write(".toured", "");
    let mut screen = Terminal::open(&desk, 120, 40);
    screen.shows("as of").at_rest();
    for keys in ["1", "2", "P", "esc", "V", "esc", "=", "esc", "6", "E", "esc", "J", "esc", "n", "esc"] {
        screen.press(keys).at_rest();
    }
    assert!(!steers(screen.seen()));
    screen.press("q").ends();
    let log = std::fs::read(desk.path("service.log")).unwrap_or_default();
    assert!(!steers(&log), "the log");
}

#[test]
fn formulas_never_reach_a_spreadsheet_live() {
    let desk = poisoned();
    let live = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let all_inert = |what: &str, text: &[u8]| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        let cells = reader.records().map(|row| row.expect("a row")).collect::<Vec<_>>();
        let cells: Vec<&str> = cells.iter().flat_map(|row| row.iter()).collect();
        assert!(cells.iter().any(|cell| cell.contains("HYPERLINK")), "{what} holds it");
        assert!(!cells.iter().any(|cell| live(cell)), "{what}: {cells:?}");
    };
    let query = "SELECT name AS \"=1+1\", city FROM core.customer_record";
    all_inert("a query", &desk.run_with("sql - --format csv", query).succeeds().output.stdout);
    for view in ["sources.rejects", "sources.batches", "crm.interactions"] {
        desk.run(&format!("export {view} --out {view}.csv")).succeeds();
        all_inert(view, &std::fs::read(desk.path(&format!("{view}.csv"))).expect("an export"));
    }
    desk.run("export sources.batches --out batches.xlsx").succeeds();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(desk.path("batches.xlsx")).expect("a workbook");
    let formulas = calamine::Reader::worksheet_formula(&mut book, "Sheet1").expect("a sheet");
    assert!(formulas.used_cells().next().is_none());
}

#[test]
fn names_and_values_are_never_part_of_a_query() {
    const BREAK: &str = "'; DROP TABLE core.customer; -- \"; DROP TABLE core.customer; --";
    let desk = Desk::with_workspace();
    let name = BREAK.replace('"', "\\\"");
    let feed = format!("customer_key = \"id\"\nname = \"{name}\"\ncity = {{ value = \"{name}\" }}\n");
    desk.write("sources.toml", format!("[source.\"{name}\"]\nfiles = \"inbox/*\"\n"));
    desk.run("import").ends_with_code(1).says("is no name for a source");
    desk.write(
        "sources.toml",
        format!("[source.members]\nfiles = \"inbox/*\"\ndelimiter = \",\"\nheader = true\n[source.members.feeds.customer]\n{feed}"),
    );
    let header = BREAK.replace('"', "\"\"");
    desk.write(&format!("inbox/{BREAK}.csv"), format!("id,\"{header}\"\n1,\"{header}\"\n"));
    desk.run("import").succeeds();
    let kept = desk.run_with("sql - --format json", "SELECT name, city FROM core.customer_record").succeeds().json();
    assert_eq!((kept[0]["name"].as_str(), kept[0]["city"].as_str()), (Some(BREAK), Some(BREAK)));
    desk.run("refresh").succeeds();
    let find =
        desk.run_with("sql - --format csv", "SELECT count(*) AS n FROM core.customer WHERE name = 'x'' OR 1=1 --'");
    find.succeeds().prints("n\n0\n");
    for line in [
        "customers search \"';DROP\u{a0}TABLE\u{a0}core.customer;--\"",
        "sources batches --search ';--",
        "kpis --channel \"';--\"",
        "quality frequency core.customer \"city\\\";--\"",
    ] {
        let code = desk.run(line).output.status.code();
        assert!(matches!(code, Some(0..=2)), "{line}: {code:?}");
    }
    desk.run("doctor").succeeds();
    desk.run("sql 'SELECT count(*) FROM core.customer'").succeeds();
}

#[test]
fn templates_read_nothing_but_what_they_are_given_and_come_to_an_end() {
    let desk = Desk::with_workspace();
    desk.write(
        "sources.toml",
        "[source.m]\nfiles = \"m.csv\"\n[source.m.feeds.customer]\ncustomer_key = \"id\"\nname = \"name\"\n",
    );
    desk.write("m.csv", "id,name\n1,{{ 7 * 7 }}\n").write("secret", "the secret");
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();
    let write = |body: &str| {
        let text = |language: &str| {
            format!("[template.t.text.{language}]\nsubject = \"{{{{ name }}}}\"\nbody = \"\"\"{body}\"\"\"\n")
        };
        let texts = ["en", "zh-CN", "zh-TW"].map(text).concat();
        let rules = "[template.t]\npurpose = \"marketing\"\nconsent = \"not_refused\"\nquiet_days = 0\nholdout = 0\n\
                     channel.app = { cost = 0, address = \"none\" }\n[template.t.title]\nen = \"T\"\nzh-CN = \"T\"\nzh-TW = \"T\"\n";
        desk.write("campaigns.toml", format!("{rules}{texts}"));
        let ran = desk.run("preview --template t");
        format!("{}{}", ran.out(), ran.err())
    };
    for body in [
        "{% include 'secret' %}",
        "{% import 'secret' as s %}{{ s }}",
        "{% extends 'secret' %}",
        "{{ read('secret') }}",
    ] {
        let said = write(body);
        assert!(!said.contains("the secret") && said.contains("error: "), "{body}: {said}");
    }
    let each = format!("{{% for a in '{}' %}}", "x".repeat(1000));
    let long = format!("{}{}", each.repeat(4), "{% endfor %}".repeat(4));
    let said = write(&long);
    assert!(said.contains("fuel"), "{said}");
    // A customer's name is a text, whatever it looks like.
    let said = write("Dear {{ name }}");
    assert!(said.contains("Dear {{ 7 * 7 }}"), "{said}");
}

#[test]
fn a_workbook_that_would_unpack_without_end_is_refused() {
    let desk = Desk::with_workspace();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "id").expect("a cell");
    sheet.write_string(1, 0, "A".repeat(32_000)).expect("a cell");
    let mut bytes = book.save_to_buffer().expect("a workbook");
    let entries: Vec<usize> = (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
    for entry in entries {
        bytes[entry + 24..entry + 28].copy_from_slice(&9_u32.to_le_bytes());
    }
    desk.write("liar.xlsx", bytes);
    desk.run("import liar.xlsx").ends_with_code(1).says("liar.xlsx").says("unpacks to more than it says");
    desk.run("doctor").succeeds();
}
