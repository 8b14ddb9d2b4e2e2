//! What goes wrong between here and a database: each is told, and leaves what had come.

use super::server::{PASSWORD, Server, each};
use super::{Desk, FEED, PRODUCTS, figures};
use crate::jobs::Progress;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A line to a server, which breaks after so many bytes from it, once.
struct Line {
    port: u16,
    left: Arc<AtomicI64>,
}

impl Line {
    fn to(server: &str) -> Line {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, left) = (listener.local_addr().unwrap().port(), Arc::new(AtomicI64::new(i64::MAX)));
        let (there, bytes) = (server.to_owned(), Arc::clone(&left));
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let far = TcpStream::connect(&there).unwrap();
                let (mut from, mut to) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
                let bytes = Arc::clone(&bytes);
                std::thread::spawn(move || pass(far, near, &bytes));
            }
        });
        Line { port, left }
    }

    fn breaks_after(&self, bytes: i64) {
        self.left.store(bytes, Ordering::SeqCst);
    }
}

fn pass(mut far: TcpStream, mut near: TcpStream, left: &AtomicI64) {
    let mut buffer = [0; 4096];
    while let Ok(read @ 1..) = far.read(&mut buffer) {
        let allowed = left.fetch_sub(read as i64, Ordering::SeqCst);
        let whole = usize::try_from(allowed).unwrap_or(0).min(read);
        if near.write_all(&buffer[..whole]).is_err() || whole < read {
            left.store(i64::MAX, Ordering::SeqCst);
            break;
        }
    }
    let _ = near.shutdown(std::net::Shutdown::Both);
    let _ = far.shutdown(std::net::Shutdown::Both);
}

fn goes_away(server: &Server) {
    let padding = "x".repeat(500);
    let values: Vec<String> = (1..=600).map(|id| format!("({id}, '{padding}', 1, '2026-06-01 08:00:00')")).collect();
    server.run(&[
        PRODUCTS[0].replace("VARCHAR(40)", "VARCHAR(500)").as_str(),
        &format!("INSERT INTO goods VALUES {}", values.join(", ")),
    ]);
    let url = server.url();
    let place = url.split_once('@').unwrap().1.split('/').next().unwrap().to_owned();
    let line = Line::to(&place);
    let near = url.replace(&place, &format!("127.0.0.1:{}", line.port));
    let source = format!(
        "[source.goods]\n{}table = {:?}\nwatermark = [\"changed_at\", \"id\"]\nbatch_rows = 100\n{FEED}",
        server.source_at("goods", &near),
        server.table("goods")
    );
    let desk = Desk::new(&source, &[]);
    line.breaks_after(250_000);
    let Progress::Failed { message, hint } = desk.fetch("goods") else { panic!("it was read to its end") };
    assert!(message.contains("went away after") && message.contains(&line.port.to_string()), "{message}");
    assert_eq!(hint.as_deref(), Some("what came in whole batches is kept; the next fetch goes on from there"));
    let kept: usize = desk.rows("SELECT count(*) FROM ops.batch")[0].parse().unwrap();
    assert!((1..6).contains(&kept), "{kept} batches");
    let rows = desk.rows("SELECT count(*), max(product_id::INTEGER) FROM core.product");
    assert_eq!(rows, [format!("{}|{}", kept * 100, kept * 100)], "as it was after the last whole batch");
    assert_eq!(desk.rows("SELECT count(*) FROM landing.goods"), [(kept * 100).to_string()]);

    assert_eq!(
        figures(&desk.fetch("goods")),
        format!("batches {}, records {rest}, accepted {rest}, rejected 0", 6 - kept, rest = 600 - kept * 100)
    );
    assert_eq!(desk.rows("SELECT count(*) FROM core.product"), ["600"]);
    desk.counts();
}

#[test]
fn a_postgresql_that_goes_away_in_mid_read() {
    if let Some(server) = Server::postgres("a_postgresql_that_goes_away_in_mid_read") {
        goes_away(&server);
    }
}

#[test]
fn a_mysql_that_goes_away_in_mid_read() {
    if let Some(server) = Server::mysql("a_mysql_that_goes_away_in_mid_read") {
        goes_away(&server);
    }
}

/// What a fetch says that cannot begin; the password is nowhere in it, nor in what is kept of it.
fn told(database: &str) -> String {
    let desk = Desk::new(&format!("[source.goods]\n[source.goods.database]\n{database}\n{FEED}"), &[]);
    let Progress::Failed { message, hint } = desk.fetch("goods") else { panic!("it was read") };
    let told = format!("{message} ({})", hint.unwrap_or_default());
    let kept = desk.rows("SELECT to_json(job_run)::VARCHAR FROM ops.job_run").join("\n");
    if let Ok(password) = std::env::var(PASSWORD) {
        assert!(!told.contains(&password) && !kept.contains(&password), "a password is told: {told}");
    }
    assert_eq!(desk.rows("SELECT count(*) FROM ops.batch"), ["0"]);
    told
}

#[track_caller]
fn says(server: &Server, url: &str, rest: &str, words: &str) {
    let told = told(&format!("url = {url:?}\n{rest}"));
    assert!(words.split(" … ").all(|part| told.contains(part)), "{told}\nsays nothing of {words:?} ({})", server.url());
}

#[test]
fn who_is_not_let_in_is_told_why() {
    each("who_is_not_let_in_is_told_why", |server| {
        let password = format!("password_env = {PASSWORD:?}");
        let url = server.url();
        let says = |url: &str, rest: &str, words: &str| says(server, url, &format!("table = \"goods\"\n{rest}"), words);
        match server {
            Server::Sqlite { .. } => says("sqlite:nowhere.db", "", "sqlite:nowhere.db cannot be reached"),
            Server::Postgres { .. } | Server::MySql { .. } => {
                says(
                    "postgres://reader@127.0.0.1:1/shop",
                    "",
                    "postgres://reader@127.0.0.1:1/shop cannot be reached … check the host",
                );
                says(&url, "password_env = \"FOUREYE_NOT_SET\"", "FOUREYE_NOT_SET, which is not set");
                says(&url, "password_env = \"PATH\"", "does not let us in … password_env");
                let unknown = url.replace("/postgres?", "/nowhere?").replace("/test_", "/nowhere_");
                says(&unknown, &password, "does not let us in … nowhere");
                let untrusted = url.split("&ssl").next().unwrap();
                says(untrusted, &password, "cannot be made safe … sslrootcert");
                let elsewhere = url.replace("127.0.0.1", "127.0.0.2");
                says(&elsewhere, &password, "127.0.0.2");
            }
        }
    });
}

#[test]
fn what_cannot_be_read_is_told() {
    each("what_cannot_be_read_is_told", |server| {
        server.run(PRODUCTS);
        let password = if matches!(server, Server::Sqlite { .. }) {
            String::new()
        } else {
            format!("password_env = {PASSWORD:?}\n")
        };
        let says = |rest: &str, words: &str| says(server, &server.url(), &format!("{password}{rest}"), words);
        let goods = server.table("goods");
        says(&format!("table = {:?}", server.table("nowhere")), "nowhere … `foureye import ADDRESS` lists the tables");
        says(
            &format!("table = {goods:?}\nwatermark = \"chagned_at\""),
            "\"chagned_at\" … its columns are id, name, price, changed_at",
        );
        says(&format!("query = \"SELECT colour FROM {goods}\""), "colour … correct the query");
        server.run(&["CREATE TABLE open (id INTEGER, changed_at TIMESTAMP NULL)", "INSERT INTO open VALUES (1, NULL)"]);
        let open = server.table("open");
        says(
            &format!("table = {open:?}\nwatermark = \"changed_at\""),
            "1 rows … have no changed_at … coalesce(changed_at, ...)",
        );
    });
}

#[test]
fn what_is_not_granted_is_told() {
    if let Some(server) = Server::postgres("what_is_not_granted_is_told") {
        let Server::Postgres { schema, .. } = &server else { return };
        server.run(PRODUCTS);
        let password = std::env::var(PASSWORD).unwrap();
        server.run(&[
            &format!("CREATE ROLE {schema} LOGIN PASSWORD '{password}'"),
            &format!("GRANT USAGE ON SCHEMA {schema} TO {schema}"),
        ]);
        let url = server.url().replace("foureye@", &format!("{schema}@"));
        let rest = format!("password_env = {PASSWORD:?}\ntable = {:?}", server.table("goods"));
        says(&server, &url, &rest, "does not let us read this: permission denied for table goods … grant SELECT");
    }
    if let Some(server) = Server::mysql("what_is_not_granted_is_told") {
        let Server::MySql { name, .. } = &server else { return };
        server.run(PRODUCTS);
        let password = std::env::var(PASSWORD).unwrap();
        server.run(&[
            &format!("CREATE USER {name}@'%' IDENTIFIED BY '{password}'"),
            &format!("GRANT CREATE ON {name}.* TO {name}@'%'"),
        ]);
        let url = server.url().replace("foureye@", &format!("{name}@"));
        let rest = format!("password_env = {PASSWORD:?}\ntable = \"goods\"");
        says(&server, &url, &rest, "does not let us read this … denied … grant SELECT");
    }
}

#[test]
fn nothing_is_written_to_a_source() {
    each("nothing_is_written_to_a_source", |server| {
        server.run(PRODUCTS);
        let password = if matches!(server, Server::Sqlite { .. }) {
            String::new()
        } else {
            format!("password_env = {PASSWORD:?}\n")
        };
        let query = match server {
            Server::Postgres { schema, .. } => {
                format!("WITH gone AS (DELETE FROM {schema}.goods RETURNING *) SELECT * FROM gone")
            }
            _ => "SELECT 1 AS id) AS fetched; DELETE FROM goods; --".into(),
        };
        let told = told(&format!("url = {:?}\n{password}query = {query:?}", server.url()));
        assert!(!told.is_empty());
        let desk =
            super::Desk::new(&format!("[source.g]\n{}table = {:?}\n", server.source("g"), server.table("goods")), &[]);
        assert!(figures(&desk.fetch("g")).starts_with("batches 1, records 5"), "all are there");
    });
}

#[test]
fn a_password_file_is_not_for_everyone() {
    use std::os::unix::fs::PermissionsExt;
    let Some(server) = Server::postgres("a_password_file_is_not_for_everyone") else { return };
    server.run(PRODUCTS);
    let source = format!(
        "[source.g.database]\nurl = {:?}\ntable = {:?}\npassword_file = \"secret\"\n",
        server.url(),
        server.table("goods")
    );
    let desk = Desk::new(&source, &[("secret", &format!("{}\n", std::env::var(PASSWORD).unwrap()))]);
    let file = desk.dir.path().join("secret");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let Progress::Failed { message, hint } = desk.fetch("g") else { panic!("it was read") };
    assert!(message.contains("everyone may read it") && hint.unwrap().starts_with("chmod 600"), "{message}");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(figures(&desk.fetch("g")).starts_with("batches 1, records 5"));
}

#[test]
fn a_fetch_that_waits_is_stopped_at_once() {
    use crate::service::{Event, Request, Service};
    let servers = [
        Server::postgres("a_fetch_that_waits_is_stopped_at_once"),
        Server::mysql("a_fetch_that_waits_is_stopped_at_once"),
    ];
    for server in servers.into_iter().flatten() {
        let sleep = if matches!(server, Server::Postgres { .. }) { "pg_sleep" } else { "sleep" };
        let source =
            format!("[source.slow]\n{}query = \"SELECT 1 AS id, {sleep}(60) AS waited\"\n", server.source("slow"));
        let desk = Desk::new(&source, &[]);
        let events = desk.service.events();
        let begun = std::time::Instant::now();
        desk.service
            .call(1, Request::Run { job: "sources.fetch".into(), args: crate::args![source => "slow"] })
            .unwrap();
        let ended = events.iter().find_map(|event| match event {
            Event::Job(event) if event.progress.has_ended() => Some(event.progress),
            Event::Job(event) if matches!(event.progress, Progress::Running { .. }) => {
                desk.service.call(2, Request::Cancel { run: event.run }).unwrap();
                None
            }
            _ => None,
        });
        assert_eq!(ended, Some(Progress::Cancelled));
        assert!(begun.elapsed() < std::time::Duration::from_secs(30), "it did not wait for the server");
    }
}
