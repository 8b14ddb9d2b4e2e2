//! What the collector takes: events in batches of a hundred and one by one, each on disk before it is acknowledged, from
//! clients in this process. `cargo bench --profile release --bench collector` prints what it measured.

use foureye::collector::{Collector, fingerprint};
use foureye::config;
use jiff::tz::TimeZone;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

const KEY: &str = "bench";

/// For how long each is measured, after a second that is not.
const MEASURED: Duration = Duration::from_secs(10);

fn main() {
    // Asked for a list of tests, it has none.
    if std::env::args().any(|arg| arg == "--list") {
        return;
    }
    let folder = match std::env::var_os("FOUREYE_BENCH_DIR") {
        Some(dir) => tempfile::tempdir_in(dir),
        None => tempfile::tempdir(),
    };
    let folder = folder.expect("a folder");
    let settings = config::Collector {
        port: Some(0),
        keys: [("web".to_owned(), vec![fingerprint(KEY)])].into(),
        ..config::Collector::default()
    };
    let listen = settings.listen().expect("a port is stated");
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
    let collector = Collector::start(listen, &settings, folder.path(), zone, |_| false).expect("it listens");
    println!("one event has {} bytes", event(0, 0).len());
    for clients in [4, 16] {
        measure(&collector, "batches of 100", "/v1/batch", clients, 100);
    }
    for clients in [16, 64] {
        measure(&collector, "single calls", "/v1/track", clients, 1);
    }
    let standing = collector.standing();
    assert_eq!((standing.stored, standing.refused), (standing.received, 0));
}

fn event(client: usize, number: u64) -> String {
    format!(
        r#"{{"type":"track","messageId":"ajs-next-{client:04}-{number:012}","event":"Product Viewed","anonymousId":"9f0a2d6e-{client:04}","userId":"u-{number}","timestamp":"2026-06-30T10:00:00.123Z","properties":{{"sku":"P-{number}","name":"Paper lantern","price":129.50,"currency":"CNY","category":"Lighting"}},"context":{{"page":{{"url":"https://shop.example/p/{number}","title":"Paper lantern","referrer":"https://search.example/"}},"campaign":{{"source":"newsletter","name":"june"}},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36","locale":"zh-CN","library":{{"name":"analytics.js","version":"next-1.70.0"}}}},"integrations":{{}}}}"#
    )
}

fn measure(collector: &Collector, what: &str, path: &'static str, clients: usize, each: u64) {
    let is_over = Arc::new(AtomicBool::new(false));
    let count = Arc::new(AtomicU64::new(0));
    let address = collector.address();
    let senders: Vec<_> = (0..clients)
        .map(|client| {
            let (is_over, count) = (Arc::clone(&is_over), Arc::clone(&count));
            std::thread::spawn(move || send(address, path, client, each, &is_over, &count))
        })
        .collect();
    sleep(Duration::from_secs(1));
    let (begun, before) = (Instant::now(), count.load(Ordering::Relaxed));
    sleep(MEASURED);
    let (took, done) = (begun.elapsed(), count.load(Ordering::Relaxed) - before);
    is_over.store(true, Ordering::Relaxed);
    let mut times: Vec<Duration> = senders.into_iter().flat_map(|it| it.join().expect("no client fails")).collect();
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "{what}, {clients} clients: {:.0} events/s; a call takes {:.2} ms at the median, {:.2} ms at the 99th percentile",
        done as f64 / took.as_secs_f64(),
        at(0.5),
        at(0.99)
    );
}

/// Sends one request after the other; gives how long each took.
fn send(
    address: SocketAddr,
    path: &str,
    client: usize,
    each: u64,
    is_over: &AtomicBool,
    count: &AtomicU64,
) -> Vec<Duration> {
    let stream = TcpStream::connect(address).expect("it listens");
    stream.set_nodelay(true).expect("a line");
    let mut stream = BufReader::new(stream);
    let mut times = Vec::new();
    let mut number = 0;
    while !is_over.load(Ordering::Relaxed) {
        let events: Vec<String> = (number..number + each).map(|number| event(client, number)).collect();
        number += each;
        let body = match each {
            1 => events.concat(),
            _ => format!(r#"{{"batch":[{}],"sentAt":"2026-06-30T10:00:01Z"}}"#, events.join(",")),
        };
        // `bench:` as the user name.
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic YmVuY2g6\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let begun = Instant::now();
        stream.get_mut().write_all(&[head.as_bytes(), body.as_bytes()].concat()).expect("it is taken");
        assert_eq!(answered(&mut stream), 200);
        times.push(begun.elapsed());
        count.fetch_add(each, Ordering::Relaxed);
    }
    times
}

fn answered(stream: &mut BufReader<TcpStream>) -> u16 {
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).expect("an answer");
        let line = line.trim_end();
        if status == 0 {
            status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        }
        if let Some(stated) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = stated.trim().parse().expect("a length");
        }
        if line.is_empty() {
            break;
        }
    }
    stream.read_exact(&mut vec![0; length]).expect("an answer");
    status
}
