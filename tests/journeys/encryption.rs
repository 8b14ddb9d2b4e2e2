//! The data encrypted at rest, by a build with the feature `encryption`.

use super::interrupted::{LINES, send, with_many_orders};
use super::sharing::{service, watch};
use crate::desk::Desk;
use nix::sys::signal::{Signal, kill};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// What would be found in a file that is not encrypted.
const CANARY: &str = "CANARY-7d1f";

fn write_key(desk: &Desk, name: &str, text: &str) {
    desk.write(name, text);
    fs::set_permissions(desk.path(name), Permissions::from_mode(0o600)).expect("a key's file");
}

fn configure(desk: &Desk, key_file: &str) {
    desk.edit("foureye.toml", "# key_file = \"/etc/foureye/shop.key\"", &format!("key_file = \"{key_file}\""));
}

/// A workspace that is encrypted from its first byte on, and has one order by the canary.
fn encrypted() -> Desk {
    let desk = Desk::with_workspace();
    write_key(&desk, "shop.key", "correct horse battery staple\n");
    configure(&desk, "shop.key");
    desk.write(
        "orders.csv",
        format!("order_id,customer_id,order_date,sku,quantity,amount\n{CANARY},C1,2026-05-02,P1,2,20\n"),
    );
    desk.run("import orders.csv --yes").succeeds();
    desk
}

const NONE: [PathBuf; 0] = [];

/// The files below a folder that have the canary in them.
fn canaries(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            let has_it = |bytes: Vec<u8>| bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes());
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|it| it != "csv") && fs::read(&path).is_ok_and(has_it) {
                found.push(path);
            }
        }
    }
    found
}

fn orders(desk: &Desk) -> String {
    desk.run("sql 'SELECT order_key FROM core.sales_order' --format csv").succeeds().out()
}

#[test]
fn nothing_is_found_in_the_file_its_log_or_its_backups() {
    let desk = encrypted();
    assert!(orders(&desk).contains(CANARY));
    assert_eq!(canaries(&desk.path(".")), NONE);
    desk.run("backup").succeeds();
    // A service that is killed leaves what it has written in the log.
    let mut client = watch(&desk);
    desk.run(&format!("interaction add --customer 1 --kind inquiry --subject {CANARY} --body {CANARY}"));
    desk.run("kpis target revenue 2026-07 1200").succeeds();
    assert!(fs::metadata(desk.path("foureye.duckdb.wal")).is_ok_and(|log| log.len() > 0));
    assert_eq!(canaries(&desk.path(".")), NONE);
    kill(service(&desk), Signal::SIGKILL).expect("a signal is sent");
    client.kill().and_then(|()| client.wait()).expect("it ends");
    desk.run("doctor").succeeds();
    desk.run("restore latest").succeeds();
    assert!(orders(&desk).contains(CANARY));
    assert_eq!(canaries(&desk.path(".")), NONE);

    // The same search finds it where nothing is encrypted.
    desk.run("decrypt").succeeds();
    assert_eq!(canaries(&desk.path(".")), [desk.path("./foureye.duckdb")]);
}

#[test]
fn nothing_is_found_in_what_is_spilt() {
    let desk = encrypted();
    desk.edit("foureye.toml", "memory = \"2GB\" ", "memory = \"100MB\" ");
    let sql = format!(
        "SELECT max(t) FROM (SELECT concat(range, repeat($${CANARY}$$, 8)) AS t FROM range(20000000) \
         ORDER BY hash(range) LIMIT 19999999)"
    );
    let mut query = desk.start(&format!("sql '{sql}'"));
    let spilt = desk.path("foureye.duckdb.tmp");
    let size = || -> u64 {
        let files = fs::read_dir(&spilt).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|data| data.len()).sum()
    };
    let until = Instant::now() + Duration::from_secs(120);
    while size() < 8 << 20 {
        assert!(query.try_wait().expect("a state").is_none() && Instant::now() < until, "it has not spilt");
        sleep(Duration::from_millis(5));
    }
    assert_eq!(canaries(&spilt), NONE);
    send(&query, Signal::SIGINT);
    query.wait().expect("it ends");
}

#[test]
fn a_key_that_is_missing_wrong_or_open_to_others_is_told_with_what_to_do() {
    let desk = encrypted();
    desk.edit("foureye.toml", "key_file = \"shop.key\"", "# key_file = \"shop.key\"");
    desk.run("sources").ends_with_code(1).says("is encrypted, and no key is configured").says("key_file");
    desk.edit("foureye.toml", "# key_file = \"shop.key\"", "key_file = \"other.key\"");
    desk.run("sources").ends_with_code(1).says("other.key cannot be read");
    write_key(&desk, "other.key", "incorrect horse battery staple\n");
    desk.run("sources").ends_with_code(1).says("the key does not open").says("foureye rekey");
    fs::set_permissions(desk.path("other.key"), Permissions::from_mode(0o644)).expect("a key's file");
    desk.run("sources").ends_with_code(1).says("others may read the key's file").says("chmod 600");
    write_key(&desk, "other.key", "short\n");
    desk.run("sources").ends_with_code(1).says("12 are the least");
    desk.run_where("CREDENTIALS_DIRECTORY", desk.path("credentials"), "sources").ends_with_code(1);
    write_key(&desk, "credentials/foureye.key", "correct horse battery staple");
    desk.run_where("CREDENTIALS_DIRECTORY", desk.path("credentials"), "sources").succeeds();
    fs::remove_file(desk.path("foureye.salt")).expect("the salt");
    desk.run_where("CREDENTIALS_DIRECTORY", desk.path("credentials"), "sources")
        .ends_with_code(1)
        .says("manifest.json");
}

#[test]
fn a_key_is_read_from_standard_input_where_there_is_no_terminal() {
    let desk = encrypted();
    desk.edit("foureye.toml", "key_file = \"shop.key\"", "prompt = true");
    desk.run_detached_with("sources", "correct horse battery staple\n").succeeds();
    desk.run_detached_with("sources", "incorrect horse battery staple\n")
        .ends_with_code(1)
        .says("the key does not open");
}

#[test]
fn a_plain_workspace_is_encrypted_rekeyed_and_made_plain_again() {
    let desk = with_many_orders();
    desk.run("import").succeeds();
    let count = |desk: &Desk| {
        desk.run("sql 'SELECT count(*) AS n FROM core.order_line' --format csv").succeeds().prints(&format!("{LINES}"));
    };
    desk.run("encrypt").ends_with_code(2).says("no key is configured");
    write_key(&desk, "shop.key", "correct horse battery staple\n");
    configure(&desk, "shop.key");
    desk.run("sources").ends_with_code(1).says("is not encrypted").says("foureye encrypt");
    desk.run("encrypt").succeeds();
    desk.run("encrypt").ends_with_code(2).says("it is encrypted already");
    count(&desk);
    desk.run("backup").succeeds();

    write_key(&desk, "new.key", "another horse, another battery\n");
    desk.run("rekey --key-file shop.key").ends_with_code(2).says("the new key is the one that it has");
    desk.run("rekey --key-file new.key").succeeds();
    assert!(desk.read("foureye.toml").contains("new.key"), "the configuration follows");
    count(&desk);
    desk.run("doctor").succeeds();
    // The earlier backup keeps its key.
    desk.run("restore latest").ends_with_code(1).says("was encrypted with another key").says("--key-file");
    desk.run("restore latest --key-file shop.key").succeeds();
    count(&desk);

    desk.run("decrypt").succeeds();
    desk.edit("foureye.toml", "key_file = ", "# key_file = ");
    count(&desk);
    desk.run("doctor").succeeds();
}

#[test]
fn a_rekeying_that_is_killed_leaves_a_file_that_one_of_the_keys_opens() {
    let desk = with_many_orders();
    write_key(&desk, "shop.key", "correct horse battery staple\n");
    write_key(&desk, "new.key", "another horse, another battery\n");
    configure(&desk, "shop.key");
    desk.run("doctor").ends_with_code(1).says("is not encrypted");
    desk.run("encrypt").succeeds();
    desk.run("import").succeeds();
    for wait in [50, 400, 1200, 2500] {
        let mut rekey = desk.start("rekey --key-file new.key");
        sleep(Duration::from_millis(wait));
        send(&rekey, Signal::SIGKILL);
        rekey.wait().expect("it ends");
        let configured = desk.run("sql 'SELECT count(*) AS n FROM core.order_line' --format csv");
        if configured.output.status.success() {
            configured.prints(&format!("{LINES}"));
            continue;
        }
        configured.says("the key does not open");
        desk.edit("foureye.toml", "shop.key", "new.key");
        desk.run("sql 'SELECT count(*) AS n FROM core.order_line' --format csv").succeeds().prints(&format!("{LINES}"));
        return;
    }
    desk.run("rekey --key-file new.key").succeeds();
    desk.run("doctor").succeeds();
}
