use foureye::args;
use foureye::config::Workspace;
use foureye::jobs::Progress;
use foureye::service::{Event, Local, Request, Response, Service};
use foureye::value::Table;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::Receiver;

/// A flat file of orders and lines with customers in it, mapped in all the ways that there are.
const SOURCES: &str = r#"
[source.orders]
files = "inbox/*"
header = false
format = "csv"
columns = ["order", "line", "sku", "n", "amount", "day", "who", "phone", "mail", "agreed"]
date_order = "dmy"
[source.orders.feeds.order_line]
order_key = "order"
line_key = "line"
product_id = "sku"
quantity = "n"
amount = "amount"
[source.orders.feeds.sales_order]
order_key = { first = ["order", "line"] }
customer_key = { sql = "nullif(who, 'guest')" }
ordered_at = "day"
status = { column = "agreed", words = { "yes" = "completed" } }
where = "who IS NOT NULL"
[source.orders.feeds.customer]
customer_key = "who"
phone = "phone"
email = "mail"
attributes = { columns = ["agreed", "mail"] }
[source.orders.feeds.consent]
customer_key = "who"
channel_id = { value = "email" }
granted = "agreed"
"#;

/// Files that one workspace takes before a fresh one is made, so that it does not grow without end.
const KEPT: u32 = 200;

struct Shop {
    local: Local,
    events: Receiver<Event>,
    file: PathBuf,
    taken: u32,
    _folder: tempfile::TempDir,
}

/// No thread's own: DuckDB has gone from a thread before what is kept for it is dropped, and crashes when it is closed then.
static SHOP: Mutex<Option<Shop>> = Mutex::new(None);

/// Any file of a source is imported or refused, and either way the chain of origin is whole after it.
pub fn import(bytes: &[u8]) {
    let mut kept = SHOP.lock().expect("no import has failed before");
    let shop = kept.get_or_insert_with(Shop::open);
    std::fs::write(&shop.file, bytes).expect("a file");
    shop.run();
    let found = shop.doctor();
    for row in (0..found.rows.len()).filter(|row| found.text(*row, "severity") == "error") {
        assert_eq!(found.number(row, "broken"), Some(0.0), "{:?}", found.rows[row]);
    }
    shop.taken += 1;
    if shop.taken >= KEPT {
        *kept = None;
    }
}

/// Leaves nothing behind.
pub fn close() {
    SHOP.lock().expect("no import has failed before").take();
}

impl Shop {
    fn open() -> Shop {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace::init(folder.path()).expect("a workspace");
        std::fs::write(workspace.file("sources.toml"), SOURCES).expect("a file");
        let file = workspace.inbox().join("orders");
        let local = Local::open(workspace).expect("a service");
        let events = local.events();
        Shop { local, events, file, taken: 0, _folder: folder }
    }

    /// Imports what is there; that it is refused is no failure, that it stops the program is one.
    fn run(&self) {
        let request = Request::Run { job: "sources.import".into(), args: args![] };
        self.local.call(1, request).expect("a run");
        for event in &self.events {
            match event {
                Event::Job(job) if job.progress.has_ended() => {
                    if let Progress::Failed { message, .. } = &job.progress {
                        assert!(!message.contains("stopped on data"), "{message}");
                    }
                    return;
                }
                _ => {}
            }
        }
    }

    fn doctor(&self) -> Table {
        match self.local.call(1, Request::Doctor).expect("an answer") {
            Response::Rows(rows) => rows,
            other => panic!("{other:?}"),
        }
    }
}
