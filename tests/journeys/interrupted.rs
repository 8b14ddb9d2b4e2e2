use crate::desk::Desk;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

/// Lines enough that an import takes a while.
pub const LINES: usize = 300_000;

pub fn with_many_orders() -> Desk {
    let desk = Desk::with_workspace();
    let mut text = String::from("order_id,customer_id,order_date,sku,quantity,amount\n");
    for n in 0..LINES {
        text.push_str(&format!("{n},C{},2026-05-{:02},P{},1,10\n", n % 5000, n % 28 + 1, n % 100));
    }
    desk.write("inbox/orders.csv", text);
    desk.write(
        "sources.toml",
        "[source.orders]\nfiles = \"inbox/orders.csv\"\n\n\
         [source.orders.feeds.sales_order]\norder_key = \"order_id\"\ncustomer_key = \"customer_id\"\nordered_at = \"order_date\"\n\n\
         [source.orders.feeds.order_line]\norder_key = \"order_id\"\nproduct_id = \"sku\"\nquantity = \"quantity\"\namount = \"amount\"\n",
    );
    desk.run("doctor").succeeds();
    desk
}

/// Waits until the warehouse has grown: by then the import is in the middle of it.
pub fn wait_for_the_middle(desk: &Desk, child: &mut Child) {
    let size = || {
        let of = |name: &str| std::fs::metadata(desk.path(name)).map_or(0, |data| data.len());
        of("foureye.duckdb") + of("foureye.duckdb.wal")
    };
    let before = size();
    while size() < before + 200_000 {
        assert!(child.try_wait().expect("a state").is_none(), "the import ended before it was interrupted");
        sleep(Duration::from_millis(2));
    }
}

pub fn send(child: &Child, signal: Signal) {
    kill(Pid::from_raw(i32::try_from(child.id()).expect("a process number")), signal).expect("a signal is sent");
}

pub fn nothing_is_half_done(desk: &Desk) {
    desk.run("doctor").succeeds();
    let counts = desk
        .run("sql 'SELECT count(*) AS n FROM core.order_line UNION ALL SELECT count(*) FROM ops.batch' --format csv");
    assert_eq!(counts.succeeds().out(), "n\n0\n0\n");
}

#[test]
fn ctrl_c_rolls_an_import_back_and_ends_with_130() {
    let desk = with_many_orders();
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let mut child = desk.start("import");
        wait_for_the_middle(&desk, &mut child);
        send(&child, signal);
        let ended = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(130), "{said}");
        assert!(said.contains("error: interrupted"), "{said}");
        nothing_is_half_done(&desk);
    }
    let history = desk.run("jobs history --format json").succeeds().json();
    assert_eq!(history[0]["status"], "cancelled", "{history:#}");
}

#[test]
fn a_killed_import_leaves_a_file_that_opens_and_nothing_half_done() {
    let desk = with_many_orders();
    let mut child = desk.start("import");
    wait_for_the_middle(&desk, &mut child);
    send(&child, Signal::SIGKILL);
    child.wait().expect("it ends");
    nothing_is_half_done(&desk);
    let history = desk.run("jobs history --format json").succeeds().json();
    assert_eq!(history[0]["status"], "failed", "{history:#}");
    desk.run("import").succeeds();
    desk.run("sql 'SELECT count(*) AS n FROM core.order_line' --format csv")
        .succeeds()
        .prints(&format!("n\n{LINES}\n"));
}

pub const ENDLESS: &str =
    "sql 'SELECT count(*) FROM range(10000000) AS a, range(10000000) AS b WHERE a.range + b.range = 7'";

/// Waits until a process has the warehouse open.
pub fn wait_until_it_holds_the_file(child: &Child) {
    let fds = format!("/proc/{}/fd", child.id());
    let holds = || {
        let open = std::fs::read_dir(&fds).into_iter().flatten().flatten();
        open.filter_map(|fd| std::fs::read_link(fd.path()).ok()).any(|file| file.ends_with("foureye.duckdb"))
    };
    while !holds() {
        sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_query_is_interrupted_too() {
    let desk = Desk::with_workspace();
    let child = desk.start(ENDLESS);
    wait_until_it_holds_the_file(&child);
    send(&child, Signal::SIGINT);
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(130), "{}", String::from_utf8_lossy(&ended.stderr));
    desk.run("doctor").succeeds();
}

#[test]
fn whoever_holds_the_file_is_named() {
    let desk = Desk::with_workspace();
    let holder = desk.start(ENDLESS);
    wait_until_it_holds_the_file(&holder);
    let process = format!("(process {})", holder.id());
    desk.run("doctor").ends_with_code(1).says("foureye.duckdb is in use by foureye").says(&process).says("hint: ");
    send(&holder, Signal::SIGINT);
    holder.wait_with_output().expect("it ends");
}
