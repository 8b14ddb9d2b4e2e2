//! What members of a team bring: a file is sent by who can read it, and taken in by a service that cannot.

use super::roles::{MARKETER, Team, VIEWER};
use super::sharing::until;
use crate::client::Client;
use crate::desk::Ran;
use crate::terminal::Terminal;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use std::fs::{File, OpenOptions, Permissions, metadata, set_permissions};
use std::io::{Read, Write, copy};
use std::net::Shutdown;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

const PRICES: &str = "sku,product_name,unit_price\nP1,Lamp,12.50\nP2,Chair,80\n";

impl Team {
    /// A file in a folder that its user alone may enter.
    fn give(&self, user: u32, name: &str, text: impl AsRef<[u8]>) {
        let (folder, file) = (self.tools.path("own/private"), self.tools.path("own/private").join(name));
        self.tools.write(&format!("own/private/{name}"), text);
        for (path, mode) in [(folder, 0o700), (file, 0o600)] {
            set_permissions(&path, Permissions::from_mode(mode)).expect("a mode");
            chown(&path, Some(user), Some(user)).expect("an owner");
        }
    }

    fn import(&self, user: u32, names: &[&str]) -> Ran {
        let names: Vec<String> = names.iter().map(|name| format!("private/{name}")).collect();
        let names = names.iter().map(String::as_str);
        self.run_as(user, &["import", "--yes"].into_iter().chain(names).collect::<Vec<_>>())
    }

    /// The program in a terminal of a user's, over a line of its own where there is one.
    fn terminal(&self, user: u32, arguments: &[&str], line: Option<&Path>) -> Terminal {
        self.tools.write("own/.config/foureye/.toured", "");
        let mut command = Terminal::program("setpriv");
        command.args([format!("--reuid={user}"), "--regid=0".into(), "--clear-groups".into()]);
        command.arg(self.tools.path("foureye"));
        command.args(arguments);
        command.cwd(self.tools.path("own"));
        for (name, path) in [("FOUREYE_WORKSPACE", self.desk.path("")), ("HOME", self.tools.path("own"))] {
            command.env(name, path);
        }
        command.env("LD_LIBRARY_PATH", self.tools.path(""));
        command.env_remove("XDG_CONFIG_HOME");
        command.env_remove("FOUREYE_SOCKET");
        if let Some(line) = line {
            command.env("FOUREYE_SOCKET", line);
        }
        Terminal::of(command, 120, 40)
    }

    /// The batches of a source: file and records.
    fn batches(&self, source: &str) -> String {
        let sql = format!("SELECT file, records FROM ops.batch WHERE source = ''{source}'' ORDER BY batch_id");
        let sql = sql.replace("''", "'");
        let ran = self.run_as(0, &["sql", &sql, "--format", "csv"]).succeeds();
        ran.out().lines().skip(1).map(|line| format!("{line}\n")).collect()
    }

    /// What stands where clients' files are kept meanwhile; a folder may go while this looks.
    fn uploads(&self) -> Vec<PathBuf> {
        let all = self.desk.path(".uploads/*/*.csv").display().to_string();
        glob::glob(&all).expect("a pattern").flatten().collect()
    }

    fn nothing_is_left(&self) {
        until("nothing is left of what was sent", || self.uploads().is_empty());
        self.desk.run("doctor").succeeds();
    }
}

#[test]
fn a_file_that_the_service_cannot_read_is_imported_under_its_name() {
    let Some(team) = Team::new() else { return };
    team.give(MARKETER, "prices-2026-06.csv", PRICES);
    team.import(MARKETER, &["prices-2026-06.csv"]).succeeds().says("prices").says("2 rows");
    assert_eq!(team.batches("prices"), "inbox/done/prices-2026-06.csv,2\n");
    assert!(team.desk.read("sources.toml").contains("files = \"inbox/prices-2026-06.csv\""));
    // It stays with its owner; the copy is the service's alone, and leads to the line.
    assert_eq!(team.tools.read("own/private/prices-2026-06.csv"), PRICES);
    let kept = metadata(team.desk.path("inbox/done/prices-2026-06.csv")).expect("a copy");
    assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    team.desk.run("explain record 3 2").succeeds().prints("P2,Chair,80");
    assert!(team.audit().contains("sys,import,\"{\"\"file\"\":\"\"prices-2026-06.csv\"\""), "{}", team.audit());
    team.nothing_is_left();

    // Of the next of that name it is known what it is; the same again changes nothing.
    team.give(MARKETER, "prices-2026-06.csv", format!("{PRICES}P3,Desk,90\n"));
    for _ in 0..2 {
        team.import(MARKETER, &["prices-2026-06.csv"]).succeeds();
    }
    assert_eq!(team.batches("prices"), "inbox/done/prices-2026-06.csv,2\ninbox/done/2/prices-2026-06.csv,3\n");
    for table in ["ops.batch", "ops.job_run", "ops.audit", "ops.source"] {
        let all = team.desk.run(&format!("sql 'SELECT * FROM {table}' --format csv")).succeeds().out();
        assert!(!all.contains("private") && !all.contains(".uploads"), "{table}: {all}");
    }
    team.nothing_is_left();
}

#[test]
fn several_files_go_to_the_sources_that_they_are_of() {
    let Some(team) = Team::new() else { return };
    team.give(MARKETER, "customers.csv", "customer_id,name,phone,email\nC2,Lin,13800138888,lin@mail.example\n");
    team.give(MARKETER, "orders.csv", "order_id,customer_id,order_date,sku,quantity,amount\n2,C2,2026-05-11,P1,1,50\n");
    team.import(MARKETER, &["customers.csv", "orders.csv"]).succeeds();
    assert_eq!(team.batches("customers"), "customers.csv,1\ninbox/done/customers.csv,1\n");
    assert_eq!(team.batches("orders"), "orders.csv,1\ninbox/done/orders.csv,1\n");
    team.run_as(MARKETER, &["import", "private"]).ends_with_code(2).says("private is neither a file nor a source");
    team.nothing_is_left();
}

#[test]
fn who_may_not_import_sends_nothing() {
    let Some(team) = Team::new() else { return };
    team.give(VIEWER, "prices.csv", PRICES);
    team.import(VIEWER, &["prices.csv"]).ends_with_code(1).says("this needs \"import\", which your role (viewer)");
    assert_eq!(team.batches("prices"), "");
    let tried = "propose,\"{\"\"file\"\":\"\"prices.csv\"\"";
    assert!(team.audit().contains(tried), "what was tried is on record: {}", team.audit());
    // A path of the service's machine is named by its owner alone.
    let secret = team.desk.path("access.toml").display().to_string();
    team.run_as(MARKETER, &["import", &secret, "--yes"]).ends_with_code(1).says("Permission denied");
    team.run_as(MARKETER, &["import", "sqlite:/srv/till.db", "--table", "t"])
        .ends_with_code(1)
        .says("only the user whose workspace it is");
    team.nothing_is_left();
}

#[test]
fn what_makes_no_sense_is_told_by_its_name_and_leaves_nothing() {
    let Some(team) = Team::new() else { return };
    team.give(MARKETER, "empty.csv", "");
    team.import(MARKETER, &["empty.csv"]).ends_with_code(1).says("empty.csv: the file is empty");
    team.give(MARKETER, "orders.csv", "order_id,sku\n1,\"never closed\n");
    let said = team.import(MARKETER, &["orders.csv"]).ends_with_code(1).says("orders.csv, line 2: a quote opens");
    assert!(!said.err().contains(".uploads"), "{}", said.err());
    assert_eq!(team.batches("orders"), "orders.csv,1\n");
    assert!(!team.desk.path("inbox/done").exists());
    team.nothing_is_left();
}

#[test]
fn what_is_too_large_is_refused_in_words() {
    let Some(team) = Team::with("upload_megabytes = 1\n") else { return };
    team.give(MARKETER, "prices.csv", format!("{PRICES}{}", "P3,Desk,90\n".repeat(100_000)));
    team.import(MARKETER, &["prices.csv"])
        .ends_with_code(2)
        .says("prices.csv has 2 MB, and at most 1 MB are taken")
        .says("upload_megabytes");
    assert_eq!(team.batches("prices"), "");
    team.nothing_is_left();
}

#[test]
fn a_full_disk_is_told_and_everything_is_as_it_was() {
    let Some(team) = Team::served("", "trap '' XFSZ; ulimit -f 131072") else { return };
    team.give(MARKETER, "prices.csv", format!("{PRICES}{}", " ".repeat(70 << 20)));
    team.import(MARKETER, &["prices.csv"])
        .ends_with_code(1)
        .says("could not take in prices.csv")
        .says("File too large");
    assert_eq!(team.batches("prices"), "");
    team.nothing_is_left();
    team.give(MARKETER, "prices.csv", PRICES);
    team.import(MARKETER, &["prices.csv"]).succeeds();
}

/// Begins to send a file, and sends a part of it.
fn begin(client: &mut Client, ticket: u64, bytes: u64, part: &[u8]) {
    let file = json!({ "Sent": { "name": "prices.csv", "bytes": bytes } });
    let request = json!({ "ImportFile": { "file": file, "source": "orders" } });
    client.send(&json!({ "Send": { "ticket": ticket, "request": request } }));
    client.send(&json!({ "Bytes": { "ticket": ticket, "length": part.len() } }));
    client.send_raw(part);
}

/// The next answer, past the news.
fn answer(client: &mut Client) -> Value {
    loop {
        let told = client.receive().expect("an answer");
        if !told["Answer"].is_null() {
            return told["Answer"].clone();
        }
    }
}

#[test]
fn a_line_that_drops_amid_a_file_leaves_nothing_and_hangs_nobody() {
    let Some(team) = Team::new() else { return };
    let socket = team.desk.path("foureye.sock");
    let mut client = Client::attach(&socket);
    begin(&mut client, 1, 1_000, b"order_id,");
    until("a part has come", || !team.uploads().is_empty());
    let mode = metadata(&team.uploads()[0]).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Others work meanwhile, and so does the client itself.
    team.give(MARKETER, "prices.csv", PRICES);
    team.import(MARKETER, &["prices.csv"]).succeeds();
    client.call(2, &json!("Jobs"));
    assert_eq!(answer(&mut client)["ticket"], 2);
    // Who stops it is told; of what comes late nothing is kept.
    client.send(&json!({ "Cancel": { "ticket": 1 } }));
    assert_eq!(answer(&mut client)["answer"]["Err"]["code"], "Cancelled");
    until("it is gone", || team.uploads().is_empty());
    client.send(&json!({ "Bytes": { "ticket": 1, "length": 2 } }));
    client.send_raw(b"a\n");
    for ticket in 3..9 {
        begin(&mut client, ticket, 1_000, b"order_id,");
    }
    let said = answer(&mut client)["answer"]["Err"]["message"].to_string();
    assert!(said.contains("4 files of root are on their way"), "{said}");
    // The line drops within a frame.
    client.send(&json!({ "Bytes": { "ticket": 3, "length": 900 } }));
    client.send_raw(b"1,P1");
    drop(client);
    team.nothing_is_left();
    assert_eq!(team.batches("orders"), "orders.csv,1\n");
}

#[test]
fn a_client_that_is_silent_amid_a_file_is_let_go_and_its_file_removed() {
    let Some(team) = Team::with("upload_silence_seconds = 3\n") else { return };
    let mut client = Client::attach(&team.desk.path("foureye.sock"));
    begin(&mut client, 1, 1_000, b"order_id,");
    // Others are served meanwhile.
    team.give(MARKETER, "prices.csv", PRICES);
    team.import(MARKETER, &["prices.csv"]).succeeds();
    // It is told why before the line ends.
    let gone = std::iter::from_fn(|| client.receive()).last().expect("it is told")["Event"]["Gone"].clone();
    assert_eq!(gone["code"], "LetGo", "{gone:#}");
    assert!(gone["message"].to_string().contains("nothing has come of prices.csv for 3 s"), "{gone:#}");
    assert!(gone["hint"].to_string().contains("upload_silence_seconds"), "{gone:#}");
    team.nothing_is_left();
    assert_eq!(team.batches("orders"), "orders.csv,1\n");
    // Who sends no file may be silent for as long as they like.
    let mut client = Client::attach(&team.desk.path("foureye.sock"));
    client.call(1, &json!("Jobs"));
    assert_eq!(answer(&mut client)["ticket"], 1);
    team.import(MARKETER, &["prices.csv"]).succeeds();
    client.call(2, &json!("Jobs"));
    assert_eq!(answer(&mut client)["ticket"], 2);
}

#[test]
fn a_client_that_is_let_go_amid_a_file_says_why() {
    let Some(team) = Team::with("upload_silence_seconds = 3\n") else { return };
    team.give(MARKETER, "prices.csv", long_prices());
    let (line, held) = held_line(&team);
    let mut command = team.command_as(MARKETER, &["import", "--yes", "private/prices.csv"]);
    let output = command.env("FOUREYE_SOCKET", &line).output().expect("it starts");
    let ran = Ran { line: "import".into(), output }.ends_with_code(1).prints_nothing();
    let ran = ran.says("nothing has come of prices.csv for 3 s").says("hint: send it again");
    assert!(!ran.err().contains("Sending"), "a log has no progress: {}", ran.err());
    drop(held);
    team.nothing_is_left();
    assert_eq!(team.batches("prices"), "");
}

/// More than a line that is held takes in.
fn long_prices() -> String {
    let name = "x".repeat(1_000);
    let rows = (0..2_000).map(|n| format!("P{n},{name},{n}\n"));
    rows.fold("sku,product_name,unit_price\n".to_owned(), |text, row| text + &row)
}

/// A line to a team's service that takes in a part of [`long_prices`], and then as many bytes more as it is told; it ends when
/// what tells it is dropped.
fn held_line(team: &Team) -> (PathBuf, Sender<u64>) {
    let (at, service) = (team.tools.path("own/line.sock"), team.desk.path("foureye.sock"));
    let (holds, held) = channel();
    holds.send(512 << 10).expect("a line");
    let listener = UnixListener::bind(&at).expect("a socket");
    set_permissions(&at, Permissions::from_mode(0o777)).expect("a socket for all");
    let mut to_service = UnixStream::connect(service).expect("a service listens");
    std::thread::spawn(move || {
        let (client, _) = listener.accept().expect("a client");
        let (mut told, mut to_client) = (to_service.try_clone().expect("a line"), client.try_clone().expect("a line"));
        std::thread::spawn(move || copy(&mut told, &mut to_client));
        for bytes in held {
            let _ = copy(&mut (&client).take(bytes), &mut to_service);
        }
        let _ = to_service.shutdown(Shutdown::Both);
    });
    (at, holds)
}

/// How much of the file a terminal shows as sent.
fn percent(screen: &str) -> Option<u32> {
    let line = screen.lines().find(|line| line.contains("Sending prices.csv"))?;
    let (before, _) = line.split_once('%')?;
    before.trim_end().rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn shows_a_part(screen: &mut Terminal) {
    until("a part of the file is shown as sent", || {
        screen.bytes_within(Duration::from_millis(50));
        percent(&screen.text()).is_some_and(|percent| (1..100).contains(&percent))
    });
    screen.at_rest();
    assert_eq!(screen.at_rest(), 0, "nothing is drawn where nothing goes on:\n{}", screen.text());
}

#[test]
fn a_command_shows_how_much_of_a_file_is_sent() {
    let Some(team) = Team::new() else { return };
    team.give(MARKETER, "prices.csv", long_prices());
    let (line, held) = held_line(&team);
    let mut screen = team.terminal(MARKETER, &["import", "--yes", "private/prices.csv"], Some(&line));
    shows_a_part(&mut screen);
    // What is written meanwhile comes the next time.
    let mut file = OpenOptions::new().append(true).open(team.tools.path("own/private/prices.csv")).expect("a file");
    file.write_all(b"P2000,Lamp,12.50\n").expect("it grows");
    held.send(u64::MAX).expect("a line");
    screen.ends();
    assert!(screen.text().contains("2,001"), "{}", screen.text());
    assert!(!screen.text().contains("Sending"), "what has been is wiped away:\n{}", screen.text());
    assert_eq!(team.batches("prices"), "inbox/done/prices.csv,2001\n");
    team.nothing_is_left();
}

#[test]
fn a_file_that_is_cut_off_while_it_is_sent_is_told() {
    let Some(team) = Team::new() else { return };
    team.give(MARKETER, "prices.csv", long_prices());
    let (line, held) = held_line(&team);
    let mut screen = team.terminal(MARKETER, &["import", "--yes", "private/prices.csv"], Some(&line));
    shows_a_part(&mut screen);
    File::create(team.tools.path("own/private/prices.csv")).expect("it is emptied");
    held.send(u64::MAX).expect("a line");
    screen.ends();
    assert!(screen.text().contains("the file was cut off while it was sent"), "{}", screen.text());
    drop(held);
    team.nothing_is_left();
    assert_eq!(team.batches("prices"), "");
}

#[test]
fn ctrl_c_amid_a_file_ends_its_client_at_once_and_leaves_nothing() {
    let Some(team) = Team::new() else { return };
    team.give(MARKETER, "prices.csv", long_prices());
    let (line, held) = held_line(&team);
    let mut command = team.command_as(MARKETER, &["import", "--yes", "private/prices.csv"]);
    let client = command.env("FOUREYE_SOCKET", &line).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let client = client.expect("a client");
    let has_come = |file: &PathBuf| metadata(file).is_ok_and(|data| data.len() > 0);
    until("a part has come", || team.uploads().iter().any(has_come));
    let process = i32::try_from(client.id()).expect("a process");
    kill(Pid::from_raw(process), Signal::SIGINT).expect("a signal is sent");
    let output = client.wait_with_output().expect("it ends");
    Ran { line: "import".into(), output }.ends_with_code(130).prints_nothing();
    drop(held);
    team.nothing_is_left();
    assert_eq!(team.batches("prices"), "");
    team.give(MARKETER, "prices.csv", PRICES);
    team.import(MARKETER, &["prices.csv"]).succeeds();
    assert_eq!(team.batches("prices"), "inbox/done/prices.csv,2\n");
}

#[test]
fn a_client_says_nothing_of_where_a_file_is() {
    let Some(team) = Team::new() else { return };
    let mut client = Client::attach(&team.desk.path("foureye.sock"));
    let file = json!({ "Sent": { "name": "access.toml", "bytes": 9, "staged": "/etc/passwd" } });
    client.call(1, &json!({ "Propose": { "file": file, "entity": null } }));
    let said = answer(&mut client)["answer"]["Err"]["message"].to_string();
    assert!(said.contains("access.toml was named and not sent"), "{said}");
    for (ticket, name) in ["../access.toml", "/etc/passwd", ""].into_iter().enumerate() {
        let file = json!({ "Sent": { "name": name, "bytes": 1 } });
        let request = json!({ "Propose": { "file": file, "entity": null } });
        client.send(&json!({ "Send": { "ticket": ticket, "request": request } }));
        let said = answer(&mut client)["answer"]["Err"]["message"].to_string();
        assert!(said.contains("is no name for a file"), "{said}");
    }
    team.nothing_is_left();
}

#[test]
fn the_workbench_of_a_guest_takes_a_file_of_theirs_in() {
    let Some(team) = Team::new() else { return };
    team.give(MARKETER, "prices.csv", PRICES);
    let mut screen = team.terminal(MARKETER, &[], None);
    screen.shows("as of").at_rest();
    screen.press("1").at_rest();
    screen.press("i").shows("Add a file or a table");
    screen.press("'private/prices.csv enter").shows("Proposed mapping").shows("inbox/prices.csv");
    screen.press("enter").shows("The file is one of prices; it is being imported.").shows("Import: run 11: 2 rows");
    assert_eq!(team.batches("prices"), "inbox/done/prices.csv,2\n");
    // The next of that name goes where the first has gone.
    team.give(MARKETER, "prices.csv", format!("{PRICES}P3,Desk,90\n"));
    screen.press("i").shows("Add a file or a table");
    screen.press("'private/prices.csv enter").shows("Import: run 12: 3 rows");
    assert_eq!(team.batches("prices"), "inbox/done/prices.csv,2\ninbox/done/2/prices.csv,3\n");
    screen.press("q").ends();
    team.nothing_is_left();
}

#[test]
fn the_workbench_shows_how_much_of_a_file_is_sent() {
    let Some(team) = Team::new() else { return };
    team.give(MARKETER, "prices.csv", long_prices());
    let (line, held) = held_line(&team);
    let mut screen = team.terminal(MARKETER, &[], Some(&line));
    screen.shows("as of").at_rest();
    screen.press("1 i").shows("Add a file or a table");
    screen.press("'private/prices.csv enter").shows("▶ Sending prices.csv");
    shows_a_part(&mut screen);
    held.send(u64::MAX).expect("a line");
    screen.shows("Proposed mapping").press("enter").shows("2,000 rows");
    assert!(!screen.text().contains("Sending"), "{}", screen.text());
    assert_eq!(team.batches("prices"), "inbox/done/prices.csv,2000\n");
    screen.press("q").ends();
    team.nothing_is_left();
}
