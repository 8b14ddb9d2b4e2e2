//! Backups: made, read back, restored, and what is said when something is damaged or there is no room.

use super::interrupted::with_many_orders;
use super::sharing::{leave, until, watch};
use crate::desk::Desk;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const ORDERS: &str = "\
order_id,customer_id,order_date,sku,quantity,amount
A1,C1,2026-05-02,P1,2,20
A2,C2,2026-05-09,P2,1,99
A3,C1,2026-06-01,P1,1,10
";

const SOURCES: &str = "\
[source.orders]
files = \"inbox/*.csv\"

[source.orders.feeds.sales_order]
order_key = \"order_id\"
customer_key = \"customer_id\"
ordered_at = \"order_date\"

[source.orders.feeds.order_line]
order_key = \"order_id\"
product_id = \"sku\"
quantity = \"quantity\"
amount = \"amount\"
";

fn with_orders() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("inbox/orders.csv", ORDERS).write("sources.toml", SOURCES);
    desk.run("import").succeeds();
    desk.run("kpis target revenue 2026-07 1200").succeeds();
    desk
}

/// Makes a backup, and gives its name.
fn back_up(desk: &Desk) -> String {
    let made = desk.run("backup --format json").succeeds().json();
    made[0]["backup"].as_str().expect("a name").to_owned()
}

fn backups(desk: &Desk) -> Value {
    desk.run("backups --format json").succeeds().json()
}

fn lines(desk: &Desk, workspace: &str) -> String {
    let sql = "SELECT count(*) AS orders, sum(amount) AS amount FROM core.order_line";
    desk.run(&format!("--workspace {workspace} sql '{sql}' --format csv")).succeeds().out()
}

/// Damages the first page, of some all over the file, that holds rows: others are free, or say where the tables are.
fn damage_a_page(desk: &Desk, name: &str) {
    let file = desk.path(name);
    let whole = fs::read(&file).expect("a file");
    let holds_rows = |part: usize| {
        let mut bytes = whole.clone();
        let at = bytes.len() / 32 * part;
        bytes[at..at + 64].iter_mut().for_each(|byte| *byte = !*byte);
        fs::write(&file, bytes).expect("a file");
        desk.run("doctor").output.status.code() == Some(3)
    };
    assert!((1..32).any(holds_rows), "no page holds rows");
}

/// Turns some bytes in the middle of a file over.
fn damage(file: &Path) {
    let mut bytes = fs::read(file).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].iter_mut().for_each(|byte| *byte = !*byte);
    fs::write(file, bytes).expect("a file");
}

fn kept_aside(desk: &Desk) -> Vec<PathBuf> {
    let files = fs::read_dir(desk.path(".")).expect("a folder").flatten().map(|entry| entry.path());
    let is_aside = |path: &PathBuf| path.display().to_string().contains("foureye.before-");
    files.filter(is_aside).collect()
}

#[test]
fn a_backup_is_read_back_listed_and_restored() {
    let desk = with_orders();
    let name = back_up(&desk);
    let listed = backups(&desk);
    assert_eq!((&listed[0]["backup"], &listed[0]["state"]), (&name.as_str().into(), &"verified".into()));
    let before = lines(&desk, ".");

    desk.run("undo 1").succeeds();
    desk.run("kpis target revenue 2026-07 5").succeeds();
    assert_ne!(lines(&desk, "."), before);
    desk.run(&format!("restore {name}")).succeeds().prints_nothing().says(&name).says("is kept as ");
    assert_eq!(lines(&desk, "."), before);
    desk.run("sql 'SELECT target FROM core.kpi_target' --format csv").succeeds().prints("1200");
    desk.run("doctor").succeeds();
    assert_eq!(kept_aside(&desk).len(), 1, "the database that was there");

    // Work goes on from there: numbers are given once, and the backup is in the history as what it was.
    desk.write("inbox/more.csv", ORDERS.replace('A', "B"));
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();
    desk.run("doctor").succeeds();
    let history = desk.run("jobs history --limit 0 --format json").succeeds().json();
    let made = history.as_array().into_iter().flatten().find(|run| run["job"] == "warehouse.backup");
    assert_eq!(made.map(|run| &run["status"]), Some(&"done".into()));
}

#[test]
fn a_backup_becomes_a_workspace_of_its_own() {
    let desk = with_orders();
    desk.edit("foureye.toml", "currency = \"CNY\"", "currency = \"TWD\"");
    let name = back_up(&desk);
    desk.run(&format!("restore {name} --into copy")).succeeds().says("copy has the data of");
    assert_eq!(lines(&desk, "copy"), lines(&desk, "."));
    assert!(desk.read("copy/foureye.toml").contains("TWD") && desk.read("copy/sources.toml").contains("orders"));
    desk.run("--workspace copy doctor").succeeds();
    desk.run(&format!("restore {name} --into copy")).ends_with_code(1).says("copy already holds a workspace");

    // The same from another disk, where the workspace is lost.
    fs::rename(desk.path(&format!("backups/{name}")), desk.path("saved")).expect("a folder");
    desk.run_in("elsewhere", "restore ../saved --into ../again").succeeds();
    assert_eq!(lines(&desk, "again"), lines(&desk, "."));
}

#[test]
fn what_is_restored_to_a_private_workspace_is_private() {
    let desk = with_orders();
    back_up(&desk);
    let done = Command::new("chmod").args(["-R", "u=rwX,go="]).arg(desk.path("")).status().expect("chmod");
    assert!(done.success());
    desk.run("restore latest").succeeds();
    let mode = desk.path("foureye.duckdb").metadata().expect("a database").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_restore_refuses_while_someone_has_the_file() {
    let desk = with_orders();
    let name = back_up(&desk);
    let service = watch(&desk);
    desk.run(&format!("restore {name}"))
        .ends_with_code(1)
        .says("is in use by the workspace's service")
        .says("foureye stop");
    // Through the service a backup is a job as ever, and the list is the service's.
    let second = back_up(&desk);
    assert_eq!(backups(&desk)[0]["backup"], second.as_str());
    leave(service);
    desk.run("stop");
    // It closes the file a moment after it has left its socket.
    until("it is restored", || desk.run(&format!("restore {name}")).output.status.success());
}

#[test]
fn the_configuration_is_put_back_when_asked_for() {
    let desk = with_orders();
    back_up(&desk);
    desk.edit("foureye.toml", "theme = \"dark\"", "theme = \"light\"");
    desk.run("restore latest").succeeds().says("not as they were when the backup was made: foureye.toml");
    assert!(desk.read("foureye.toml").contains("light"));
    desk.run("restore latest --configuration").succeeds();
    assert!(desk.read("foureye.toml").contains("dark"));
    let is_toml = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "toml");
    let kept = kept_aside(&desk).iter().find(is_toml).map(fs::read_to_string);
    assert!(kept.is_some_and(|text| text.expect("a text").contains("light")));
}

#[test]
fn a_damaged_backup_is_named_and_not_restored() {
    let desk = with_orders();
    let first = back_up(&desk);
    let second = back_up(&desk);
    damage(&desk.path(&format!("backups/{second}/core.order_line.parquet")));
    desk.run(&format!("backup verify {second}"))
        .ends_with_code(1)
        .says("is damaged: core.order_line.parquet is not as it was written")
        .says("foureye backups");
    let listed = backups(&desk);
    assert_eq!((&listed[0]["state"], &listed[1]["state"]), (&"damaged".into(), &"verified".into()));
    let before = lines(&desk, ".");
    desk.run(&format!("restore {second}")).ends_with_code(1).says("is damaged");
    assert_eq!(lines(&desk, "."), before);
    assert!(kept_aside(&desk).is_empty());
    desk.run("restore latest").succeeds().says(&first);

    fs::write(desk.path(&format!("backups/{first}/manifest.json")), "{").expect("a file");
    assert_eq!(backups(&desk)[1]["state"], "damaged");
    desk.run("restore latest").ends_with_code(2).says("no verified backup").says("hint: ");
    desk.run("restore yesterday").ends_with_code(2).says("there is no backup \"yesterday\"");
}

#[test]
fn a_damaged_page_is_found_and_said_with_the_way_back() {
    let desk = with_many_orders();
    desk.run("import").succeeds();
    back_up(&desk);
    let before = lines(&desk, ".");
    damage_a_page(&desk, "foureye.duckdb");
    desk.run("doctor")
        .ends_with_code(3)
        .says("foureye restore latest")
        .prints("Pages are whole")
        .prints("computed checksum");
    desk.run("backup").ends_with_code(1).says("cannot be backed up").says("hint: `foureye restore latest`");
    assert_eq!(backups(&desk).as_array().map(Vec::len), Some(1), "no backup of damaged data");
    desk.run("restore latest").succeeds();
    desk.run("doctor").succeeds();
    assert_eq!(lines(&desk, "."), before);
}

#[test]
fn a_file_that_does_not_open_is_said_to_be_damaged() {
    let desk = with_orders();
    back_up(&desk);
    let whole = fs::read(desk.path("foureye.duckdb")).expect("a file");
    for wrong in [&whole[..whole.len() / 2], &b"no database"[..], &b""[..]] {
        fs::write(desk.path("foureye.duckdb"), wrong).expect("a file");
        desk.run("doctor").ends_with_code(1).says("is damaged: ").says("foureye restore latest");
        desk.run("backups").succeeds().prints("Verified");
        desk.run("restore latest").succeeds();
        desk.run("doctor").succeeds();
    }
}

#[test]
fn where_the_disk_is_full_nothing_half_is_left() {
    let desk = with_many_orders();
    let name = back_up(&desk);
    desk.run("import").succeeds();
    let largest = fs::metadata(desk.path("foureye.duckdb")).expect("a file").len();
    assert!(largest > 1 << 20);
    desk.run_short_of_room(100, "backup").ends_with_code(1).says("error: ").says("make room on that disk");
    let names: Vec<String> = fs::read_dir(desk.path("backups"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, [name]);
    desk.run("doctor").succeeds();
    desk.run("backup").succeeds();
}

#[test]
fn the_newest_are_kept_and_always_one_that_is_verified() {
    let desk = with_orders();
    desk.edit("foureye.toml", "keep = 7 ", "keep = 2 ");
    let names: Vec<String> = (0..3).map(|_| back_up(&desk)).collect();
    let listed = backups(&desk);
    let kept: Vec<&str> = listed.as_array().into_iter().flatten().filter_map(|row| row["backup"].as_str()).collect();
    assert_eq!(kept, [&names[2], &names[1]]);
    desk.edit("foureye.toml", "keep = 2 ", "keep = 0 ");
    desk.run("backup").ends_with_code(1).says("foureye.toml:").says("nonzero");
}

#[test]
fn backups_are_made_by_themselves() {
    let desk = with_orders();
    desk.edit("foureye.toml", "# at = \"02:30\" ", "every = \"1d\" ");
    let service = watch(&desk);
    until("a backup has been made", || backups(&desk)[0]["state"] == "verified");
    leave(service);
    desk.edit("foureye.toml", "every = \"1d\" ", "every = \"1d\"\nat = \"02:30\" ");
    desk.run("sources").ends_with_code(1).says("backups are to be made both every so often and at a time");
}

#[test]
fn what_was_done_since_a_backup_stays_on_record_when_it_is_put_back() {
    let desk = Desk::with_workspace();
    desk.run("backup").succeeds();
    desk.run("kpis target revenue 2026-07 1200").succeeds();
    desk.run("restore latest").succeeds();
    desk.run("kpis target revenue 2026-08 1300").succeeds();
    let audit = desk.run("audit --format json").succeeds().json();
    let actions: Vec<&str> = audit.as_array().expect("entries").iter().filter_map(|it| it["action"].as_str()).collect();
    assert_eq!(actions.iter().filter(|action| **action == "target").count(), 2, "{audit:#}");
    assert!(actions.contains(&"restore"), "{audit:#}");
    desk.run("audit verify").succeeds();
    desk.run("restore latest --into elsewhere").succeeds();
    desk.run("audit verify --workspace elsewhere").succeeds();
}
