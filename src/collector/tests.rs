//! The collector over HTTP, as a library or a stranger would speak to it.

use super::*;
use crate::config;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use tempfile::TempDir;

const KEY: &str = "the-key";

/// `the-key:` as a user name.
const BASIC: &str = "Authorization: Basic dGhlLWtleTo=\r\n";

struct Stand {
    collector: Option<Collector>,
    folder: TempDir,
}

fn settings(seconds: u32) -> config::Collector {
    config::Collector {
        port: Some(0),
        import_seconds: seconds,
        keys: [("web".to_owned(), vec![fingerprint(KEY)])].into(),
        ..config::Collector::default()
    }
}

impl Stand {
    fn new() -> Stand {
        let mut stand = Stand { collector: None, folder: tempfile::tempdir().unwrap() };
        stand.start();
        stand
    }

    /// Files are complete when it ends, and not before.
    fn start(&mut self) {
        let settings = settings(3600);
        let listen = settings.listen().unwrap();
        let started = Collector::start(listen, &settings, self.folder.path(), TimeZone::UTC, |_| false);
        self.collector = Some(started.unwrap());
    }

    fn collector(&self) -> &Collector {
        self.collector.as_ref().unwrap()
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.collector().address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// Sends what may be no HTTP at all; gives what is answered before the line ends.
    fn says(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // It may have been answered and closed before it was taken to its end.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn request(&self, head: &str, headers: &str, body: &[u8]) -> String {
        let length = body.len();
        let head = format!(
            "{head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n"
        );
        self.says(&[head.as_bytes(), body].concat())
    }

    /// Posts with the key as the user name; gives the status.
    fn post(&self, path: &str, body: impl AsRef<[u8]>) -> u16 {
        status(&self.request(&format!("POST {path}"), BASIC, body.as_ref()))
    }

    /// Every line that was stored, when it has ended.
    fn lines(&mut self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn text(&mut self) -> String {
        self.collector = None;
        let files = glob::glob(&format!("{}/*/*", self.folder.path().display())).unwrap();
        let mut files: Vec<PathBuf> = files.flatten().collect();
        files.sort();
        assert!(files.iter().all(|file| file.extension().unwrap() == "ndjson"), "{files:?}");
        files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
    }
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{answer:?}"))
}

fn track(id: &str) -> String {
    format!(r#"{{"messageId":"{id}","event":"Viewed","userId":"u-1"}}"#)
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn every_call_is_stored_before_it_is_acknowledged() {
    let mut stand = Stand::new();
    for path in ["track", "t", "identify", "i", "page", "p", "screen", "s"] {
        assert_eq!(stand.post(&format!("/v1/{path}"), track(path)), 200, "{path}");
    }
    assert_eq!(stand.post("/v1/group", r#"{"userId":"u-1","groupId":"g"}"#), 200);
    assert_eq!(stand.post("/v1/alias", r#"{"userId":"u-1","previousId":"a-1"}"#), 200);
    let batch = format!(r#"{{"batch":[{{"type":"page","userId":"u"}},{}]}}"#, r#"{"type":"screen","anonymousId":"a"}"#);
    assert_eq!(stand.post("/v1/batch", &batch), 200);
    let standing = stand.collector().standing();
    assert_eq!((standing.received, standing.stored, standing.faulty, standing.waiting), (12, 12, 0, 12));
    let types: Vec<String> = stand.lines().iter().map(|line| line["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(types.join(" "), "track track identify identify page page screen screen group alias page screen");
}

#[test]
fn a_key_is_the_user_name_or_stands_in_the_body_and_another_one_is_refused() {
    let mut stand = Stand::new();
    let with = |headers: &str, body: &str| status(&stand.request("POST /v1/track", headers, body.as_bytes()));
    let in_body = |key: &str| format!(r#"{{"writeKey":"{key}","event":"Viewed","userId":"u"}}"#);
    assert_eq!(with("", &in_body(KEY)), 200);
    assert_eq!(with("Content-Type: text/plain\r\n", &in_body(KEY)), 200, "as browsers send it");
    assert_eq!(with("Authorization: Bearer token\r\n", &in_body(KEY)), 200);
    assert_eq!(with(BASIC, &in_body("another")), 200, "the header counts");
    assert_eq!(with("", &in_body("another")), 401);
    assert_eq!(with("", &track("m")), 401);
    assert_eq!(with("Authorization: Basic b3RoZXI6\r\n", &in_body(KEY)), 401);
    assert_eq!(stand.collector().standing().refused, 3);
    let lines = stand.lines();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| !line.to_string().contains("writeKey")), "{lines:?}");
}

#[test]
fn a_packed_body_is_unpacked_as_far_as_it_may_be() {
    let mut stand = Stand::new();
    let packed =
        |body: &[u8]| status(&stand.request("POST /v1/batch", &format!("{BASIC}Content-Encoding: gzip\r\n"), body));
    assert_eq!(packed(&gzip(r#"{"batch":[{"type":"page","userId":"u"}]}"#)), 200);
    assert_eq!(packed(b"no gzip"), 400);
    assert_eq!(packed(&gzip(&" ".repeat(200 << 20))), 400, "200 MB in 200 kB");
    let faults: Vec<String> =
        stand.lines().iter().map(|line| line["fault"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(faults[0], "");
    assert!(faults[1].starts_with("the body is no gzip") && faults[2].starts_with("the body has more than"));
}

#[test]
fn what_is_malformed_or_too_large_is_answered_with_400_and_kept() {
    let mut stand = Stand::new();
    assert_eq!(stand.post("/v1/track", r#"{"event":"Order Completed","userId":"#), 400);
    assert_eq!(stand.post("/v1/track", "[1,2]"), 400);
    assert_eq!(stand.post("/v1/batch", r#"{"batch":{}}"#), 400);
    assert_eq!(stand.post("/v1/track", b"{\"event\":\"\xff\"}"), 400);
    assert_eq!(stand.post("/v1/page", format!(r#"{{"userId":"u","name":"{}"}}"#, "x".repeat(40_000))), 400);
    let many: Vec<String> =
        (0..600).map(|n| format!(r#"{{"type":"page","userId":"u","name":"{n} {}"}}"#, "x".repeat(1000))).collect();
    assert_eq!(stand.post("/v1/batch", format!(r#"{{"batch":[{}]}}"#, many.join(","))), 400);
    assert_eq!(stand.post("/v1/batch", "x".repeat(2 << 20)), 400);
    // What a message says is no reason to refuse it.
    assert_eq!(stand.post("/v1/track", r#"{"event":"Viewed"}"#), 200);
    let standing = stand.collector().standing();
    assert_eq!((standing.stored, standing.faulty, standing.refused), (607, 607, 7));
    let lines = stand.lines();
    assert!(lines.iter().all(|line| !line["fault"].as_str().unwrap_or_default().is_empty()));
    assert_eq!(lines[0]["body"], r#"{"event":"Order Completed","userId":"#);
    assert_eq!(lines.last().unwrap()["fault"], "it has neither a userId nor an anonymousId");
}

#[test]
fn a_page_of_any_site_may_send() {
    let stand = Stand::new();
    let asked = "Origin: https://shop.example\r\nAccess-Control-Request-Headers: content-type,x-retry-count\r\n";
    let answer = stand.request("OPTIONS /v1/t", asked, b"").to_lowercase();
    assert_eq!(status(&answer), 204);
    assert!(answer.contains("access-control-allow-headers: content-type,x-retry-count\r\n"), "{answer}");
    let answer = stand.request("POST /v1/t", BASIC, track("m").as_bytes()).to_lowercase();
    assert!(
        answer.contains("access-control-allow-origin: *\r\n") && answer.ends_with(r#"{"success":true}"#),
        "{answer}"
    );
}

#[test]
fn hostile_input_is_answered_and_ends_nothing() {
    let mut stand = Stand::new();
    assert_eq!(status(&stand.request("GET /v1/track", BASIC, b"")), 405);
    assert_eq!(status(&stand.request("POST /admin", BASIC, b"")), 404);
    assert_eq!(stand.post("/v1/track", "{".repeat(100_000)), 400);
    assert_eq!(
        stand.post(
            "/v1/track",
            format!(r#"{{"userId":"u","event":"e","properties":{}{}}}"#, "[".repeat(15_000), "]".repeat(15_000))
        ),
        200
    );
    assert_eq!(stand.post("/v1/track", r#"{"userId":"\ud800","event":"\u0000"}"#), 200);
    for bytes in
        [&b"\x16\x03\x01\x02\x00"[..], b"GET", b"POST /v1/track HTTP/1.1\r\nContent-Length: 99\r\n\r\n{", &[0; 100_000]]
    {
        stand.says(bytes);
    }
    let headers: String = (0..500).map(|n| format!("X-{n}: {}\r\n", "y".repeat(200))).collect();
    stand.request("POST /v1/track", &headers, b"{}");
    assert_eq!(stand.post("/v1/track", track("last")), 200);
    let text = stand.text();
    assert!(text.contains("more than 64 objects or lists are within one another") && text.contains("\"last\""));
}

#[test]
fn one_who_says_nothing_keeps_no_other_from_being_heard() {
    let stand = Stand::new();
    let silent: Vec<TcpStream> = (0..200).map(|_| stand.connect()).collect();
    let mut slow = stand.connect();
    slow.write_all(b"POST /v1/track HTTP/1.1\r\nContent-Le").unwrap();
    assert_eq!(stand.post("/v1/track", track("m")), 200);
    drop((silent, slow));
}

#[test]
fn its_end_waits_for_no_silent_client_and_frees_the_port() {
    let mut stand = Stand::new();
    let address = stand.collector().address();
    let _silent = stand.connect();
    assert_eq!(stand.post("/v1/track", track("m")), 200);
    let begun = std::time::Instant::now();
    stand.collector = None;
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    std::net::TcpListener::bind(address).unwrap();
}

#[test]
fn a_port_that_is_taken_is_said() {
    let stand = Stand::new();
    let address = stand.collector().address();
    let error = Collector::start(address, &settings(60), stand.folder.path(), TimeZone::UTC, |_| false).err().unwrap();
    assert!(error.to_string().contains(&format!("cannot listen on {address}")), "{error}");
    assert!(error.hint().contains("another port"));
}

#[test]
fn what_a_crash_has_left_is_taken_up_without_its_torn_line() {
    let mut stand = Stand::new();
    assert_eq!(stand.post("/v1/track", track("m")), 200);
    stand.collector = None;
    let left = stand.folder.path().join("web");
    fs::write(left.join("20260101T000000.000Z.open"), "{\"messageId\":\"whole\"}\n{\"messageId\":\"to").unwrap();
    fs::write(left.join("20260101T000001.000Z.open"), "{\"messa").unwrap();
    stand.start();
    let complete = stand.collector().complete();
    assert_eq!(complete.iter().map(|file| file.records).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(complete[0].path, left.join("20260101T000000.000Z.ndjson"));
    assert_eq!(stand.collector().standing().waiting, 2);
    stand.collector().imported(&complete[0].path);
    assert_eq!(stand.collector().standing().waiting, 1);
    let ids: Vec<String> = stand.lines().iter().map(|line| line["messageId"].to_string()).collect();
    assert_eq!(ids, ["\"whole\"", "\"m\""]);
}

#[test]
fn files_are_complete_after_their_time() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(1);
    let started = Collector::start(settings.listen().unwrap(), &settings, folder.path(), TimeZone::UTC, |_| false);
    let stand = Stand { collector: Some(started.unwrap()), folder };
    assert_eq!(stand.post("/v1/track", track("m")), 200);
    while stand.collector().complete().is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(stand.collector().complete()[0].records, 1);
}

#[test]
fn where_the_disk_takes_nothing_nothing_is_acknowledged() {
    let mut stand = Stand::new();
    // A file stands where the source's folder would be.
    fs::write(stand.folder.path().join("web"), "").unwrap();
    let answer = stand.request("POST /v1/track", BASIC, track("m").as_bytes()).to_lowercase();
    assert_eq!(status(&answer), 503);
    assert!(answer.contains("retry-after: 1\r\n"), "{answer}");
    let standing = stand.collector().standing();
    assert_eq!((standing.received, standing.stored, standing.refused), (1, 0, 1));
    fs::remove_file(stand.folder.path().join("web")).unwrap();
    assert_eq!(stand.post("/v1/track", track("m")), 200);
    assert_eq!(stand.lines().len(), 1);
}
