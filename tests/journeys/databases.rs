//! A database through the command line: a SQLite file, which needs no server.

use crate::desk::Desk;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use std::io::{BufRead, BufReader};

const MEMBERS: &str =
    "CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, phone TEXT, city TEXT, updated_at DATETIME NOT NULL);
INSERT INTO members VALUES
    (1, '陈小美', '13800138000', '上海', '2026-06-01 08:00:00'),
    (2, 'Ann Lee', NULL, 'Singapore', '2026-06-02 08:00:00');";

pub fn till(desk: &Desk, sql: &str) {
    let url = format!("sqlite://{}?mode=rwc", desk.path("till.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut connection = SqliteConnection::connect(&url).await.expect("a database");
        connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.expect(sql);
        connection.close().await.expect("it is closed");
    });
}

fn with_members() -> Desk {
    let desk = Desk::with_workspace();
    till(&desk, MEMBERS);
    desk
}

fn count(desk: &Desk) -> String {
    desk.run("sql 'SELECT count(*) AS n FROM core.customer_record' --format csv").succeeds().out()
}

#[test]
fn a_table_is_proposed_taken_and_read_on() {
    let desk = with_members();
    desk.run("import sqlite:till.db")
        .ends_with_code(1)
        .says("which table of sqlite:")
        .says("--table; there are members");
    desk.run("import sqlite:till.db --table members --as customer")
        .ends_with_code(2)
        .prints("[source.members.database]")
        .prints("watermark = [\"updated_at\", \"id\"]")
        .prints("phone = \"phone\"")
        .says("sqlite:till.db is of no source yet");
    let taken = desk.run("import sqlite:till.db --table members --as customer --yes --format json").succeeds().json();
    assert_eq!((&taken[0]["batches"], &taken[0]["accepted"]), (&1.into(), &2.into()));
    till(&desk, "INSERT INTO members VALUES (3, '林', NULL, '台北', '2026-06-03 08:00:00')");
    let next = desk.run("import members --format json").succeeds().json();
    assert_eq!((&next[0]["batches"], &next[0]["accepted"]), (&1.into(), &1.into()));
    assert_eq!(count(&desk), "n\n3\n");
    desk.run("sources").succeeds().prints("SQLite");
    desk.run("sources batches").succeeds().prints("members@till 2026-06-03 08:00:00");

    desk.run("undo 2").succeeds();
    assert_eq!(count(&desk), "n\n2\n");
    desk.run("import").succeeds();
    assert_eq!(count(&desk), "n\n3\n");
    desk.run("doctor").succeeds();
}

#[test]
fn what_goes_wrong_is_told_with_what_would_be_right() {
    let desk = with_members();
    desk.run("import postgres://reader:hush@db/shop --table t")
        .ends_with_code(2)
        .says("a password stands in the address")
        .says("password_env");
    desk.run("import oracle://db/shop")
        .ends_with_code(2)
        .says("this is the address of no database")
        .says("expected postgres://");
    desk.run("import sqlite:nowhere.db --table t").ends_with_code(1).says("sqlite:nowhere.db cannot be reached");
    desk.run("import sqlite:till.db --table nothing").ends_with_code(1).says("no such table: nothing");
    desk.run("import till.db").ends_with_code(1).says("foureye import sqlite:FILE");
}

#[test]
fn a_source_with_a_schedule_is_read_while_it_is_watched() {
    let desk = with_members();
    desk.write(
        "sources.toml",
        "[source.members]\nevery = \"1s\"\n[source.members.database]\nurl = \"sqlite:till.db\"\ntable = \"members\"\nwatermark = \"updated_at\"\n\
         [source.members.feeds.customer]\ncustomer_key = \"id\"\nname = \"name\"\n\
         [source.broken]\nevery = \"1s\"\n[source.broken.database]\nurl = \"sqlite:nowhere.db\"\ntable = \"members\"\n",
    );
    let mut watch = desk.start("watch");
    let mut told = BufReader::new(watch.stdout.take().expect("stdout")).lines();
    let mut next = || told.next().expect("a line").expect("a line");
    assert_eq!(next(), "sqlite:till.db members was imported as members: 2 records accepted, 0 rejected");
    assert!(next().starts_with("broken: sqlite:nowhere.db cannot be reached"));
    till(&desk, "INSERT INTO members VALUES (3, '林', NULL, '台北', '2026-06-03 08:00:00')");
    assert_eq!(
        next(),
        "sqlite:till.db members was imported as members: 1 records accepted, 0 rejected",
        "what is wrong is told once"
    );
    let process = i32::try_from(watch.id()).expect("a process number");
    kill(Pid::from_raw(process), Signal::SIGINT).expect("a signal is sent");
    watch.wait().expect("it ends");
    let refreshed = desk.run("jobs history --format json").succeeds().json();
    assert!(refreshed.to_string().contains("identity.unify"), "what follows is brought up to date");
    assert!(desk.run("sources --format csv").succeeds().out().contains("1s"));
}
