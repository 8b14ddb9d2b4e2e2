//! Several at one workspace: its service, who attaches to it, and what becomes of jobs when terminals and services go.

use super::interrupted::{ENDLESS, LINES, nothing_is_half_done, send, with_many_orders};
use crate::client::Client;
use crate::desk::Desk;
use crate::terminal::Terminal;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Far more than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[track_caller]
pub fn until(what: &str, is_so: impl FnMut() -> bool) {
    let (mut is_so, end) = (is_so, Instant::now() + PATIENCE);
    while !is_so() {
        assert!(Instant::now() < end, "it never came about that {what}");
        sleep(Duration::from_millis(50));
    }
}

/// The workbench of someone who has seen the tour.
fn workbench(desk: &Desk, columns: u16, rows: u16) -> Terminal {
    desk.write(".toured", "");
    let mut terminal = Terminal::open(desk, columns, rows);
    terminal.shows("as of").at_rest();
    terminal
}

/// A client without a terminal, which starts the service and stays.
pub fn watch(desk: &Desk) -> Child {
    let watch = desk.start("watch");
    until("a service runs", || is_served(desk));
    watch
}

fn is_served(desk: &Desk) -> bool {
    status(desk).is_object()
}

pub fn status(desk: &Desk) -> Value {
    desk.run("status --format json").succeeds().json()
}

pub fn service(desk: &Desk) -> Pid {
    let process = status(desk)["process"].as_i64().expect("a service runs");
    Pid::from_raw(i32::try_from(process).expect("a process number"))
}

/// Whether a run has begun, and not ended.
fn is_at_work(desk: &Desk) -> bool {
    status(desk)["runs"][0]["done_share"].is_number()
}

fn clients(desk: &Desk) -> Vec<String> {
    let status = status(desk);
    let clients = status["clients"].as_array().into_iter().flatten();
    clients.map(|client| client["client"].as_str().unwrap_or_default().to_owned()).filter(|it| it != "status").collect()
}

pub fn leave(mut client: Child) {
    send(&client, Signal::SIGTERM);
    client.wait().expect("it ends");
}

/// Many orders that come in when they are told to.
fn many_orders() -> Desk {
    let desk = with_many_orders();
    desk.edit("foureye.toml", "watch = true", "watch = false");
    desk
}

fn imported(desk: &Desk) -> bool {
    let rows = desk.run("sql 'SELECT count(*) AS n FROM core.order_line' --format csv").succeeds().out();
    rows == format!("n\n{LINES}\n")
}

#[test]
fn a_command_beside_an_open_workbench_works_and_the_workbench_sees_it() {
    let desk = many_orders();
    let mut screen = workbench(&desk, 120, 40);
    assert_eq!(clients(&desk), ["workbench"]);
    desk.run("sources").succeeds().prints("orders");
    desk.run("import orders").succeeds().prints("300,000");
    screen.shows("300,000");
    screen.press("q").ends();
    until("the service ends after its last client", || !desk.path("foureye.sock").exists());
    desk.run("doctor").succeeds();
}

#[test]
fn two_terminals_see_one_job_and_it_outlives_both() {
    let desk = many_orders();
    let mut first = workbench(&desk, 120, 40);
    let mut second = workbench(&desk, 80, 24);
    let mut import = desk.start("import");
    first.shows("▶ Import");
    second.shows("▶ Import");
    // One line drops, one client is killed, and so is the one who began it.
    first.hang_up();
    first.ends();
    kill(second.process(), Signal::SIGKILL).expect("a signal is sent");
    send(&import, Signal::SIGKILL);
    import.wait().expect("it ends");
    until("all of them have gone", || clients(&desk).is_empty());
    let mut again = workbench(&desk, 120, 40);
    again.shows("300,000");
    drop(again);
    assert!(imported(&desk));
    let history = desk.run("jobs history --format json").succeeds().json();
    assert_eq!(history[0]["status"], "done", "{history:#}");
}

#[test]
fn a_command_whose_terminal_goes_leaves_its_job_running_and_ctrl_c_cancels_it() {
    let desk = with_many_orders();
    let service = watch(&desk);
    let mut import = desk.start("import");
    until("the import is under way", || is_at_work(&desk));
    send(&import, Signal::SIGINT);
    assert_eq!(import.wait().expect("it ends").code(), Some(130));
    nothing_is_half_done(&desk);

    let mut import = desk.start("import");
    until("the import is under way", || is_at_work(&desk));
    send(&import, Signal::SIGHUP);
    assert_eq!(import.wait().expect("it ends").code(), Some(129));
    until("the import has ended", || imported(&desk));
    leave(service);
}

#[test]
fn a_query_over_the_socket_is_interrupted_too() {
    let desk = Desk::with_workspace();
    let service = watch(&desk);
    let query = desk.start(ENDLESS);
    until("it is attached", || clients(&desk).contains(&"sql".to_owned()));
    send(&query, Signal::SIGINT);
    let ended = query.wait_with_output().expect("it ends");
    assert_eq!(ended.status.code(), Some(130), "{}", String::from_utf8_lossy(&ended.stderr));
    leave(service);
    until("nothing is left", || !desk.path("foureye.sock").exists());
}

#[test]
fn a_service_that_is_killed_in_a_job_leaves_nothing_half_done_and_screens_find_another() {
    let desk = many_orders();
    let mut screen = workbench(&desk, 120, 40);
    let killed = service(&desk);
    let import = desk.start("import");
    until("the import is under way", || is_at_work(&desk));
    kill(killed, Signal::SIGKILL).expect("a signal is sent");
    let said = import.wait_with_output().expect("it ends");
    assert_eq!(said.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&said.stderr).contains("went away"), "{said:?}");
    screen.shows("The service is there again.");
    assert_ne!(service(&desk), killed);
    nothing_is_half_done(&desk);
    let history = desk.run("jobs history --format json").succeeds().json();
    assert_eq!(history[0]["status"], "failed", "{history:#}");
    desk.run("import").succeeds();
    assert!(imported(&desk));
}

#[test]
fn a_client_of_another_version_is_refused_in_words() {
    let desk = Desk::with_workspace();
    let service = watch(&desk);
    let (mut client, reply) = Client::greet(&desk.path("foureye.sock"), "another");
    let refused = reply["refused"]["message"].as_str().expect("a reason").to_owned();
    assert!(refused.contains("this program is 9.9.9"), "{reply:#}");
    assert!(reply["refused"]["hint"].as_str().is_some_and(|hint| hint.contains("foureye stop")), "{reply:#}");
    assert_eq!(client.receive(), None);
    leave(service);
    until("the service has ended", || !desk.path("foureye.sock").exists());

    // And the other way: this program, and a service of another version.
    let other = std::os::unix::net::UnixListener::bind(desk.path("foureye.sock")).expect("a socket");
    let reply = json!({
        "foureye": "9.9.9", "protocol": "another", "process": 1, "user": "someone",
        "since": "2026-06-30T12:00:00", "refused": null,
    });
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = other.accept().expect("a client");
        let mut hello = [0; 4];
        stream.read_exact(&mut hello).expect("a greeting");
        let text = reply.to_string();
        let length = u32::try_from(text.len()).expect("a short frame").to_be_bytes();
        std::io::Write::write_all(&mut stream, &[&length, text.as_bytes()].concat()).expect("it reads");
    });
    desk.run("doctor").ends_with_code(1).says("is Foureye 9.9.9, and this program is").says("hint: ");
    answering.join().expect("it was asked");
}

#[test]
fn a_client_that_never_reads_holds_nobody_up() {
    let desk = Desk::with_workspace();
    let service = watch(&desk);
    let mut silent = Client::attach(&desk.path("foureye.sock"));
    let sql = "SELECT range, repeat('x', 100) AS text FROM range(100000)";
    let page = json!({ "sort": [], "filters": [], "search": null, "offset": 0, "limit": 1_000_000 });
    let scope = json!({ "span": null, "grain": "month", "channel": null, "store": null, "segment": null });
    let rows = json!({ "Rows": { "relation": { "Console": { "sql": sql } }, "scope": scope, "page": page } });
    for ticket in 0..4 {
        silent.call(ticket, &rows);
    }
    for _ in 0..5 {
        desk.run("sql 'SELECT 42 AS answer' --format csv").succeeds().prints("answer\n42\n");
    }
    assert!(clients(&desk).contains(&"test".to_owned()), "it is still attached");
    // Whoever asks without end and reads nothing is let go.
    for ticket in 4..40 {
        silent.call(ticket, &rows);
    }
    desk.run("sql 'SELECT 42 AS answer' --format csv").succeeds();
    drop(silent);
    leave(service);
    until("nothing is left", || !desk.path("foureye.sock").exists());
}

#[test]
fn what_is_no_message_is_let_go_and_changes_nothing() {
    let desk = Desk::with_workspace();
    let service = watch(&desk);
    for bytes in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0, 0, 0, 2, b'{', b'}'], &[0, 0, 0, 9, b'"'], &[255; 64]] {
        let mut client = Client::attach(&desk.path("foureye.sock"));
        client.send_raw(bytes);
    }
    desk.run("doctor").succeeds();
    leave(service);
}

#[test]
fn a_socket_that_was_removed_is_made_again() {
    let desk = Desk::with_workspace();
    let watch = watch(&desk);
    let before = service(&desk);
    std::fs::remove_file(desk.path("foureye.sock")).expect("it is there");
    // Who comes meanwhile waits for it.
    desk.run("doctor").succeeds();
    until("the socket is there again", || desk.path("foureye.sock").exists());
    assert_eq!(service(&desk), before);
    assert!(desk.read("service.log").contains("was made again"));
    leave(watch);
}

#[test]
fn a_service_is_ended_in_words_and_is_not_started_again_by_those_who_wait() {
    let desk = Desk::with_workspace();
    let mut screen = workbench(&desk, 120, 40);
    desk.run("stop").succeeds().says("has ended");
    screen.shows("has ended the service").shows("looking for it again");
    assert!(!is_served(&desk));
    desk.run("stop").succeeds().says("no service runs");
    let watch = watch(&desk);
    screen.shows("The service is there again.");
    screen.press("q").ends();
    leave(watch);
}

#[test]
fn a_mistake_in_a_file_is_told_to_who_starts_the_service() {
    let desk = Desk::with_workspace();
    desk.edit("kpis.toml", "[kpi.revenue]", "[kpi.revenue]\ncolour = \"red\"");
    desk.run("watch").ends_with_code(1).says("kpis.toml:").says("unknown field `colour`");
    assert!(!is_served(&desk));
}

#[test]
fn a_file_that_was_edited_counts_for_the_next_who_comes() {
    let desk = Desk::with_workspace();
    let watch = watch(&desk);
    let source = "\n[source.fax]\nfiles = \"inbox/fax.csv\"\n[source.fax.feeds.product]\nproduct_id = \"sku\"\n";
    let sources = desk.read("sources.toml") + source;
    desk.write("sources.toml", sources);
    desk.run("sources").succeeds().prints("fax");
    leave(watch);
}

#[test]
fn a_workspace_of_a_long_name_has_a_socket_too() {
    let desk = Desk::new();
    let name = "a-workspace-of-a-long-name".repeat(8);
    desk.run(&format!("init {name}")).succeeds();
    let mut watch = desk.start(&format!("watch --workspace {name}"));
    let served = || desk.run(&format!("status --format json --workspace {name}")).succeeds().json();
    until("a service runs", || served().is_object());
    send(&watch, Signal::SIGTERM);
    watch.wait().expect("it ends");
    until("nothing is left", || !desk.path(&name).join("foureye.sock").exists());
}

#[test]
fn two_who_start_at_once_share_one_service() {
    let desk = Desk::with_workspace();
    let starters: Vec<Child> = (0..4).map(|_| desk.start("watch")).collect();
    until("all are attached", || clients(&desk).len() == 4);
    starters.into_iter().for_each(leave);
    until("nothing is left", || !desk.path("foureye.sock").exists());
}

#[test]
fn a_team_is_served_until_a_signal_comes() {
    let desk = many_orders();
    let locked = "chmod -R u=rwX,go= . && chmod 750 .";
    let script = |command: &str| {
        let done = std::process::Command::new("sh").args(["-c", command]).current_dir(desk.path("")).status();
        assert!(done.expect("a shell").success());
    };
    script("chmod 755 . && chmod 644 foureye.toml");
    desk.run("serve").ends_with_code(1).says("others may read").says("hint: chmod");
    script(locked);
    let mut serve = desk.start("serve --socket team.sock");
    let status = || desk.run_where("FOUREYE_SOCKET", desk.path("team.sock"), "status --format json").succeeds().json();
    until("it serves", || status().is_object());
    let mode = std::fs::metadata(desk.path("team.sock")).expect("a socket").permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
    let import = desk.start_where("FOUREYE_SOCKET", desk.path("team.sock"), "import");
    until("the import runs", || status()["runs"][0]["done_share"].is_number());
    send(&serve, Signal::SIGTERM);
    assert!(serve.wait().expect("it ends").success());
    let said = import.wait_with_output().expect("it ends");
    assert!(!said.status.success());
    assert!(!desk.path("team.sock").exists());
    nothing_is_half_done(&desk);
    let history = desk.run("jobs history --format json").succeeds().json();
    assert_eq!(history[0]["status"], "cancelled", "{history:#}");
}

#[test]
fn a_socket_is_taken_from_who_starts_the_service() {
    let desk = Desk::with_workspace();
    let listener = std::os::unix::net::UnixListener::bind(desk.path("given.sock")).expect("a socket");
    let stdin = std::os::fd::OwnedFd::from(listener);
    let closed = "chmod -R u=rwX,go= . && chmod 750 .";
    let done = std::process::Command::new("sh").args(["-c", closed]).current_dir(desk.path("")).status();
    assert!(done.expect("a shell").success());
    let mut serve = desk.start_on("serve --inherit", stdin);
    let doctor = desk.run_where("FOUREYE_SOCKET", desk.path("given.sock"), "status --format json").succeeds().json();
    assert_eq!(doctor["process"], serve.id());
    send(&serve, Signal::SIGINT);
    assert!(serve.wait().expect("it ends").success());
    assert!(desk.path("given.sock").exists(), "whose it is takes it away");
    desk.run("serve --inherit").ends_with_code(1).says("standard input is no socket");
}

#[test]
fn the_second_of_two_edits_is_shown_the_first() {
    let desk = Desk::with_workspace();
    let service = watch(&desk);
    desk.run("kpis target revenue 2026-07 1000 --was none").succeeds();
    desk.run("kpis target revenue 2026-07 2000 --was none")
        .ends_with_code(1)
        .says("the target of revenue for 2026-07 is 1000")
        .says("by now, by ");
    desk.run("kpis target revenue 2026-07 2000 --was 1000").succeeds();

    let set = "dictionary set core.customer.phone --meaning";
    desk.run(&format!("{set} 'the number of the mobile'")).succeeds();
    desk.run(&format!("{set} 'any number' --was 'a number'")).ends_with_code(1).says("the number of the mobile");
    desk.run(&format!("{set} 'any number' --was 'the number of the mobile'")).succeeds();

    desk.write("orders.csv", "order_id,customer_id,order_date,sku,quantity,amount\n1,C1,2026-05-10,P1,two,100\n");
    desk.run("import orders.csv --yes").succeeds();
    desk.run("rejects mend 1 1 --set quantity=2 --was quantity=two").succeeds();
    desk.run("rejects mend 1 1 --set quantity=3 --was quantity=two")
        .ends_with_code(1)
        .says("record 1 of batch 1 is repaired by now, with quantity: 2");
    leave(service);
}

#[test]
fn who_only_asks_how_the_service_is_does_not_keep_it() {
    let desk = Desk::with_workspace();
    desk.edit("foureye.toml", "watch = true", "watch = false");
    leave(watch(&desk));
    let mut asking = Client::attach(&desk.path("foureye.sock"));
    let mut ticket = 0;
    until("the service ends", || {
        ticket += 1;
        let is_there = asking.is_heard(&json!({ "Call": { "ticket": ticket, "request": "Status" } }));
        desk.run("status").succeeds();
        !is_there && !desk.path("foureye.sock").exists()
    });
}
