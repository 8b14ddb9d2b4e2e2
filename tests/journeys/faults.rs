//! Killed at any moment, or kept from writing, the program loses nothing that it has acknowledged, and leaves a file that opens
//! and is whole.
//!
//! `FOUREYE_ROUNDS` says how many moments are tried, over all kinds together; 20 where it says nothing. `.ci/faults` tries
//! 200. The moments are drawn from the round's number, as shares of how long the thing takes when it is left alone.

use super::collector::{all_is_imported, listening, open_shop, rows};
use super::interrupted::send;
use super::sharing::{leave, service, until, watch};
use crate::desk::{Desk, files, repository};
use crate::http::Sender;
use nix::sys::signal::{Signal, kill};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::Child;
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

const LINES: usize = 20_000;

/// Imports, jobs and backups, by the service and by the client; the making of the file; migrations; events; and an import that
/// may not write.
const KINDS: usize = 10;

/// The moments at which a thing that takes so long is to be killed.
fn moments(whole: Duration) -> impl Iterator<Item = Duration> {
    let rounds: usize = std::env::var("FOUREYE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(20);
    (0..rounds.div_ceil(KINDS)).map(move |round| {
        let share = Xoshiro256PlusPlus::seed_from_u64(round as u64).gen_range(0.0..1.0);
        println!("round {round}, after {:?} of {whole:?}", whole.mul_f64(share));
        whole.mul_f64(share)
    })
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn shop() -> Desk {
    shop_with(LINES)
}

fn shop_with(lines: usize) -> Desk {
    let desk = Desk::with_workspace();
    let mut text = String::from("order_id,customer_id,order_date,sku,quantity,amount\n");
    for n in 0..lines {
        text.push_str(&format!("{n},C{},2026-05-{:02},P{},1,10\n", n % 5000, n % 28 + 1, n % 100));
    }
    desk.write("orders.csv", text);
    desk.write(
        "sources.toml",
        "[source.orders]\nfiles = \"orders.csv\"\n\
         [source.orders.feeds.sales_order]\norder_key = \"order_id\"\ncustomer_key = \"customer_id\"\nordered_at = \"order_date\"\n\
         [source.orders.feeds.order_line]\norder_key = \"order_id\"\nproduct_id = \"sku\"\nquantity = \"quantity\"\namount = \"amount\"\n",
    );
    desk.edit("foureye.toml", "watch = true", "watch = false");
    desk
}

fn count(desk: &Desk, of: &str) -> u64 {
    let sql = format!("sql 'SELECT count(*) AS n FROM {of}' --format json");
    desk.run(&sql).succeeds().json()[0]["n"].as_u64().expect("a count")
}

/// Sets targets one after the other until the moment has come; gives those that were acknowledged.
fn decide_until(desk: &Desk, moment: Duration) -> Vec<String> {
    let end = Instant::now() + moment;
    let mut acknowledged = Vec::new();
    for month in (1..=12).flat_map(|month| (2010..2040).map(move |year| format!("{year}-{month:02}"))) {
        if Instant::now() >= end {
            break;
        }
        let ran = desk.run(&format!("kpis target revenue {month} 1000"));
        if ran.output.status.success() {
            acknowledged.push(month);
        }
    }
    sleep(end.saturating_duration_since(Instant::now()));
    acknowledged
}

fn is_whole(desk: &Desk, acknowledged: &[String]) {
    desk.run("doctor").succeeds();
    let held = rows(desk, "SELECT strftime(period, $$%Y-%m$$) FROM core.kpi_target");
    for month in acknowledged {
        assert_eq!(held.lines().filter(|held| held == month).count(), 1, "{month} was acknowledged");
    }
}

/// Starts a command, kills the service or the client at a moment, and says whether the client was told that it is done.
fn killed(desk: &Desk, line: &str, moment: Duration, whom: Whom) -> (bool, Vec<String>) {
    let watching = watch(desk);
    let mut client = desk.start(line);
    let acknowledged = decide_until(desk, moment);
    match whom {
        Whom::Service => kill(service(desk), Signal::SIGKILL).expect("a signal is sent"),
        Whom::Client => send(&client, Signal::SIGKILL),
    }
    let is_done = client.wait().expect("it ends").success();
    leave(watching);
    match whom {
        // The watch may have found another, or have left before.
        Whom::Service => drop(desk.run("stop")),
        // What its client has begun goes on, and then the service ends by itself.
        Whom::Client => until("the service ends", || !desk.path("foureye.sock").exists()),
    }
    (is_done, acknowledged)
}

#[derive(Clone, Copy)]
enum Whom {
    Service,
    Client,
}

fn imports(whom: Whom) {
    let whole = {
        let desk = shop();
        timed(|| drop(desk.run("import").succeeds()))
    };
    for moment in moments(whole) {
        let desk = shop();
        let (is_done, acknowledged) = killed(&desk, "import", moment, whom);
        is_whole(&desk, &acknowledged);
        let lines = count(&desk, "core.order_line");
        assert!(lines == LINES as u64 || lines == 0 && !is_done, "{lines} lines");
        desk.run("import").succeeds();
        assert_eq!(count(&desk, "core.order_line"), LINES as u64);
    }
}

#[test]
fn a_service_killed_in_an_import() {
    imports(Whom::Service);
}

#[test]
fn a_client_killed_in_an_import() {
    imports(Whom::Client);
}

fn jobs(whom: Whom) {
    let desk = shop();
    desk.run("import").succeeds();
    let whole = timed(|| drop(desk.run("refresh").succeeds()));
    for (round, moment) in moments(whole).enumerate() {
        desk.edit("foureye.toml", &format!("seed = {}", 4 + round), &format!("seed = {}", 5 + round));
        let (_, acknowledged) = killed(&desk, "refresh", moment, whom);
        is_whole(&desk, &acknowledged);
        desk.run("refresh").succeeds();
        assert_eq!(count(&desk, "ops.job_run WHERE status = $$running$$"), 0);
        assert_eq!(count(&desk, "core.order_line"), LINES as u64);
    }
}

#[test]
fn a_service_killed_in_a_job() {
    jobs(Whom::Service);
}

#[test]
fn a_client_killed_in_a_job() {
    jobs(Whom::Client);
}

fn backups(whom: Whom) {
    let desk = shop();
    desk.run("import").succeeds();
    let whole = timed(|| drop(desk.run("backup").succeeds()));
    for moment in moments(whole) {
        let (_, acknowledged) = killed(&desk, "backup", moment, whom);
        is_whole(&desk, &acknowledged);
        let backups = desk.run("backups --format json").succeeds().json();
        for backup in backups.as_array().expect("backups") {
            assert_ne!(backup["state"], "damaged", "{backups:#}");
        }
        desk.run("backup").succeeds();
        desk.run("restore latest").succeeds();
        is_whole(&desk, &acknowledged);
        assert_eq!(count(&desk, "core.order_line"), LINES as u64);
    }
}

#[test]
fn a_service_killed_in_a_backup() {
    backups(Whom::Service);
}

#[test]
fn a_client_killed_in_a_backup() {
    backups(Whom::Client);
}

/// How long events come before the last moment: files of them are written, completed and imported meanwhile.
const FLOOD: Duration = Duration::from_secs(3);

/// Sends batches until nobody answers; keeps the ids of those that were acknowledged.
fn flood(address: SocketAddr, key: &str, sender: &str, acknowledged: &Mutex<BTreeSet<String>>) {
    let Ok(mut site) = Sender::try_new(address, key) else { return };
    for batch in 0.. {
        let ids: Vec<String> = (0..20).map(|n| format!("{sender}-{batch}-{n}")).collect();
        let message = |id| json!({ "type": "track", "messageId": id, "event": "Viewed", "anonymousId": sender });
        let messages: Vec<Value> = ids.iter().map(message).collect();
        match site.try_post("/v1/batch", &json!({ "writeKey": key, "batch": messages }).to_string()) {
            Ok(200) => acknowledged.lock().expect("a lock").extend(ids),
            _ => return,
        }
    }
}

#[test]
fn a_service_killed_in_a_flood_of_events() {
    let (desk, key) = open_shop();
    let acknowledged = Mutex::default();
    for (round, moment) in moments(FLOOD).enumerate() {
        let (watching, address) = listening(&desk);
        std::thread::scope(|senders| {
            for sender in 0..4 {
                let (key, acknowledged) = (&key, &acknowledged);
                senders.spawn(move || flood(address, key, &format!("r{round}-s{sender}"), acknowledged));
            }
            sleep(moment);
            kill(service(&desk), Signal::SIGKILL).expect("a signal is sent");
        });
        leave(watching);
        let (watching, _) = listening(&desk);
        all_is_imported(&desk);
        leave(watching);
        desk.run("stop");
        is_whole(&desk, &[]);
        let held = rows(&desk, "SELECT touchpoint_key FROM core.touchpoint");
        let held: Vec<&str> = held.lines().skip(1).collect();
        let once: BTreeSet<&str> = held.iter().copied().collect();
        assert_eq!(held.len(), once.len(), "none is there twice");
        let acknowledged = acknowledged.lock().expect("a lock");
        let lost: Vec<&String> = acknowledged.iter().filter(|id| !once.contains(id.as_str())).collect();
        assert!(lost.is_empty(), "{} of {} are lost, such as {:?}", lost.len(), acknowledged.len(), lost[0]);
    }
    assert!(acknowledged.lock().expect("a lock").len() > 100, "events came");
}

#[test]
fn the_program_killed_while_it_makes_the_file() {
    let whole = timed(|| drop(Desk::with_workspace().run("doctor").succeeds()));
    for moment in moments(whole) {
        let desk = Desk::with_workspace();
        let mut making = desk.start("doctor");
        sleep(moment);
        send(&making, Signal::SIGKILL);
        making.wait().expect("it ends");
        desk.run("doctor").succeeds();
    }
}

/// A file as an earlier version has left it, at its seventh migration.
fn old_file(desk: &Desk) {
    std::fs::remove_file(desk.path("foureye.duckdb")).expect("a file");
    let database = duckdb::Connection::open(desk.path("foureye.duckdb")).expect("a file");
    let migrations = files(&repository().join("src/warehouse/migrations"), "sql");
    for (at, migration) in migrations.iter().take(7).enumerate() {
        let sql = std::fs::read_to_string(migration).expect("a migration");
        let name = migration.file_stem().expect("a name").to_string_lossy().into_owned();
        database.execute_batch(&sql).expect("a migration");
        let kept = "INSERT INTO ops.schema_version VALUES (?, ?, '0.0.1')";
        database.execute(kept, duckdb::params![at as u32 + 1, name]).expect("a version");
    }
    database
        .execute_batch("INSERT INTO core.store BY NAME SELECT 'S' || i AS store_id FROM range(1000) AS t (i)")
        .expect("rows");
}

#[test]
fn the_program_killed_while_it_brings_an_old_file_up_to_date() {
    let desk = Desk::with_workspace();
    let newest = count(&desk, "ops.schema_version");
    old_file(&desk);
    let whole = timed(|| drop(desk.run("doctor").succeeds()));
    for moment in moments(whole) {
        old_file(&desk);
        let mut migrating: Child = desk.start("doctor");
        sleep(moment);
        send(&migrating, Signal::SIGKILL);
        migrating.wait().expect("it ends");
        desk.run("doctor").succeeds();
        assert_eq!((count(&desk, "ops.schema_version"), count(&desk, "core.store")), (newest, 1000));
    }
}

#[test]
fn a_folder_that_cannot_be_written_while_an_import_runs() {
    let whole = {
        let desk = shop();
        timed(|| drop(desk.run("import").succeeds()))
    };
    for moment in moments(whole) {
        let desk = shop().held_by_modes();
        let watching = watch(&desk);
        let mut import = desk.start("import");
        let mut acknowledged = decide_until(&desk, moment);
        let locked = desk.locked("");
        let was_denied = desk.run("kpis target revenue 2045-01 1000");
        assert!(was_denied.output.status.success() || was_denied.err().contains("hint: "), "{}", was_denied.err());
        let is_done = import.wait().expect("it ends").success();
        drop(locked);
        // The service goes on, and is the same one.
        let before = service(&desk);
        acknowledged.extend(decide_until(&desk, Duration::from_millis(300)));
        is_whole(&desk, &acknowledged);
        let lines = count(&desk, "core.order_line");
        assert!(lines == LINES as u64 || lines == 0 && !is_done, "{lines} lines");
        desk.run("import").succeeds();
        assert_eq!(count(&desk, "core.order_line"), LINES as u64);
        assert_eq!(count(&desk, "ops.job_run WHERE status = $$running$$"), 0);
        assert_eq!(service(&desk), before);
        leave(watching);
        desk.run("stop");
        is_whole(&desk, &acknowledged);
    }
}

/// What cannot be written, and what is said of a command that would have to.
const DENIED: [(&str, &str, &str); 9] = [
    ("", "kpis target revenue 2026-05 1000", "Permission denied"),
    ("", "export sources.list --out list.csv", "that you may write to it"),
    ("", "refresh", "Permission denied"),
    ("", "watch", "foureye.sock cannot be made: Permission denied"),
    ("foureye.duckdb", "import", "foureye.duckdb"),
    ("exports", "export sources.list", "that you may write to it"),
    ("backups", "backup", "earlier backups are as they were"),
    ("", "collector key shop", "cannot be written: Permission denied"),
    ("service.log", "watch", "service.log: Permission denied"),
];

#[test]
fn what_cannot_be_written_is_said_and_all_goes_on_when_it_can_be() {
    let desk = shop().held_by_modes();
    desk.run("import").succeeds();
    desk.run("kpis target revenue 2026-04 1000").succeeds();
    desk.run("backup").succeeds();
    leave(watch(&desk));
    desk.run("stop");
    for (place, line, said) in DENIED {
        let locked = desk.locked(place);
        desk.run(line).ends_with_code(1).says("error: ").says(said).says("hint: ");
        drop(locked);
        is_whole(&desk, &["2026-04".to_owned()]);
        if line != "watch" {
            desk.run(line).succeeds();
        }
    }
    assert_eq!(count(&desk, "core.order_line"), LINES as u64);
    desk.run("audit verify").succeeds();
}

#[test]
fn a_service_that_could_not_write_goes_on_when_it_can() {
    const MANY: usize = 3 * LINES;
    let desk = shop_with(MANY).held_by_modes();
    let watching = watch(&desk);
    let process = service(&desk);
    desk.run("kpis target revenue 2026-04 1000").succeeds();
    let locked = desk.locked("");
    // So many rows end in a checkpoint, after which the engine cannot remove its log: it gives the database up. Where the workbench
    // reads just then, it puts the checkpoint off and goes on as it is.
    desk.run("import").ends_with_code(1).says("Permission denied").says("hint: ");
    let asked = desk.run("kpis");
    let is_said = asked.err().contains("Permission denied") && asked.err().contains("what was committed is kept");
    assert!(asked.output.status.success() || is_said, "{}", asked.err());
    drop(locked);
    until("it works again", || desk.run("kpis target revenue 2026-05 1000").output.status.success());
    assert_eq!(service(&desk), process, "nobody had to start it again");
    desk.run("import").succeeds();
    is_whole(&desk, &["2026-04".to_owned(), "2026-05".to_owned()]);
    assert_eq!(count(&desk, "core.order_line"), MANY as u64);
    assert_eq!(count(&desk, "ops.job_run WHERE status IN ($$queued$$, $$running$$)"), 0);
    leave(watching);
    desk.run("stop");
    is_whole(&desk, &["2026-04".to_owned(), "2026-05".to_owned()]);
}

#[test]
fn a_service_that_cannot_write_can_be_ended() {
    let desk = shop().held_by_modes();
    let watching = watch(&desk);
    let locked = desk.locked("");
    desk.run("stop").succeeds();
    drop((locked, watching));
    desk.run("doctor").succeeds();
}
