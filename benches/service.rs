//! What the socket costs, and how many it carries: the same questions in this process and over the socket, and then
//! 32 clients that look at figures while imports and jobs run again and again. `cargo bench --profile release --bench service`
//! makes the sample retailer once; `FOUREYE_BENCH_WORKSPACE` states a workspace that stands already, of any size, which
//! gets a source more, and `FOUREYE_BENCH_SECONDS` for how long they look, as jobs take longer where there is more data.

use foureye::config::Workspace;
use foureye::service::{Event, Local, Relation, Remote, Request, Response, Service};
use foureye::value::{Page, Scope};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_foureye");

const CLIENTS: usize = 32;

/// For how many seconds they look, where `FOUREYE_BENCH_SECONDS` states no other number.
const LOOKING: u64 = 20;

/// Between two looks of one of them.
const THOUGHT: Duration = Duration::from_millis(500);

/// Rows of a bulk answer.
const BULK: u64 = 500_000;

/// Records of each file that comes in meanwhile.
const RECORDS: u64 = 200_000;

/// What the files that come in are.
const SOURCE: &str = r#"
[source.bench_lines]
files = "bench_lines/*.csv"
[source.bench_lines.feeds.order_line]
order_key = "order_id"
product_id = "sku"
quantity = "quantity"
amount = "amount"
"#;

fn main() {
    // Asked for a list of tests, it has none.
    if std::env::args().any(|arg| arg == "--list") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let shop = std::env::var_os("FOUREYE_BENCH_WORKSPACE").map_or_else(|| sample(folder.path()), PathBuf::from);
    let workspace = Workspace::at(&shop).expect("a workspace");
    describe(&shop).expect("a source");
    println!("in this process");
    each(&Local::open(workspace.clone()).expect("the file opens"));
    let mut served = serve(&shop);
    println!("over the socket");
    each(&*attached(&workspace));
    println!("{CLIENTS} clients while jobs run");
    together(&workspace);
    println!("  {} MB of memory at most", peak(process(&workspace)) / 1_000);
    foureye(&shop, &["stop"]);
    served.wait().expect("it ends");
}

fn sample(folder: &Path) -> PathBuf {
    let made = Command::new(PROGRAM).args(["demo", "--quiet", "--dir", "shop"]).current_dir(folder).output();
    assert!(made.expect("foureye starts").status.success());
    folder.join("shop")
}

/// Adds the source whose files come in while clients look.
fn describe(shop: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(shop.join("bench_lines"))?;
    let path = shop.join("sources.toml");
    let sources = std::fs::read_to_string(&path)?;
    if sources.contains("[source.bench_lines]") { Ok(()) } else { std::fs::write(path, sources + SOURCE) }
}

/// A file that has not come in before.
fn deliver(shop: &Path) -> std::io::Result<()> {
    let number = std::fs::read_dir(shop.join("bench_lines"))?.count() as u64;
    let line = |n: u64| format!("B{},P{},{},{}.50\n", number * RECORDS + n / 3, n % 2_000, n % 4 + 1, n % 1_000);
    let lines: String = (0..RECORDS).map(line).collect();
    std::fs::write(shop.join(format!("bench_lines/{number}.csv")), format!("order_id,sku,quantity,amount\n{lines}"))
}

/// The service's.
fn process(workspace: &Workspace) -> u32 {
    match attached(workspace).call(1, Request::Status) {
        Ok(Response::Status(status)) => status.process,
        other => panic!("{other:?}"),
    }
}

/// The most memory that a process has had, in kB, as the kernel counts it.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    peak.trim_end_matches("kB").trim().parse().expect("a number")
}

fn serve(shop: &Path) -> Child {
    let mut command = Command::new(PROGRAM);
    command.arg("watch").current_dir(shop).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("foureye starts")
}

fn foureye(shop: &Path, args: &[&str]) {
    Command::new(PROGRAM).args(args).current_dir(shop).output().expect("foureye starts");
}

fn attached(workspace: &Workspace) -> Arc<Remote> {
    loop {
        if let Some(remote) = Remote::attach(workspace, "bench").expect("it lets everyone in") {
            return Arc::new(remote);
        }
        sleep(Duration::from_millis(20));
    }
}

fn rows(relation: Relation, limit: u64) -> Request {
    Request::Rows { relation, scope: Scope::default(), page: Page { limit, ..Page::default() } }
}

fn console(sql: impl Into<String>) -> Relation {
    Relation::Console { sql: sql.into() }
}

/// Each kind of question, one after the other.
fn each(service: &dyn Service) {
    let small = rows(console("SELECT 42 AS answer"), 1);
    let page = rows(Relation::Table { name: "core.order_line".into() }, 50);
    let bulk = rows(
        console(format!("SELECT range AS id, 'customer ' || range AS name, range / 7 AS spent FROM range({BULK})")),
        BULK,
    );
    told("small query", &mut times(service, &small, 200));
    told("50 rows of core.order_line", &mut times(service, &page, 200));
    let took = times(service, &bulk, 3).into_iter().min().unwrap_or_default();
    println!("  {BULK} rows  {:.2} s, {:.0} rows/s", took.as_secs_f64(), BULK as f64 / took.as_secs_f64());
}

fn times(service: &dyn Service, request: &Request, count: u64) -> Vec<Duration> {
    let once = |ticket: u64| {
        let begun = Instant::now();
        let answer = service.call(ticket + 1, request.clone()).expect("an answer");
        assert!(matches!(answer, Response::Rows(table) if !table.rows.is_empty()));
        begun.elapsed()
    };
    (0..count).map(once).collect()
}

fn told(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "  {what}: {} asked, median {:.2} ms, 95th {:.2} ms, 99th {:.2} ms, longest {:.2} ms",
        times.len(),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}

fn together(workspace: &Workspace) {
    let is_over = Arc::new(AtomicBool::new(false));
    let busy = busy(workspace, &is_over);
    let looking = |client: usize| {
        let (workspace, is_over) = (workspace.clone(), Arc::clone(&is_over));
        std::thread::spawn(move || look(&workspace, client, &is_over))
    };
    let clients: Vec<_> = (0..CLIENTS).map(looking).collect();
    let seconds = std::env::var("FOUREYE_BENCH_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    sleep(Duration::from_secs(seconds.unwrap_or(LOOKING)));
    is_over.store(true, Ordering::Relaxed);
    let mut times: Vec<Duration> = clients.into_iter().flat_map(|it| it.join().expect("no client fails")).collect();
    told("figures", &mut times);
    println!("  {} runs ended meanwhile", busy.join().expect("runs go on"));
}

/// What someone looks at: the board, a series, segments, channels.
fn look(workspace: &Workspace, client: usize, is_over: &AtomicBool) -> Vec<Duration> {
    const VIEWS: [&str; 4] = ["kpi.board", "segments.list", "channels.performance", "sources.list"];
    let remote = attached(workspace);
    let events = remote.events();
    let mut times = Vec::new();
    sleep(THOUGHT.mul_f64(client as f64 / CLIENTS as f64));
    for ticket in 1.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let view = VIEWS[(client + ticket as usize) % VIEWS.len()];
        let begun = Instant::now();
        remote.call(ticket, rows(Relation::view(view), 50)).unwrap_or_else(|fault| panic!("{view}: {fault}"));
        times.push(begun.elapsed());
        assert!(!events.try_iter().any(|event| matches!(event, Event::Gone(_))));
        sleep(THOUGHT);
    }
    times
}

/// Imports and runs jobs one after the other; says how many runs have ended.
fn busy(workspace: &Workspace, is_over: &Arc<AtomicBool>) -> std::thread::JoinHandle<usize> {
    let (workspace, is_over) = (workspace.clone(), Arc::clone(is_over));
    std::thread::spawn(move || {
        let remote = attached(&workspace);
        let events = remote.events();
        let mut ended = 0;
        for ticket in 1.. {
            let job = ["kpi.compute", "sources.import", "segments.kmeans"][ticket as usize % 3];
            if job == "sources.import" {
                deliver(workspace.dir()).expect("a file");
            }
            let run = Request::Run { job: job.into(), args: Default::default() };
            let Ok(Response::Queued(runs)) = remote.call(ticket, run) else { panic!("{job} is not queued") };
            let is_end = |event: &Event| matches!(event, Event::Job(news) if runs.contains(&news.run) && news.progress.has_ended());
            while !is_over.load(Ordering::Relaxed) {
                if events.recv_timeout(Duration::from_millis(100)).is_ok_and(|event| is_end(&event)) {
                    ended += 1;
                    break;
                }
            }
            if is_over.load(Ordering::Relaxed) {
                break;
            }
        }
        ended
    })
}
