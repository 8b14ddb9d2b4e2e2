//! How soon the screen is there, and how soon a key is answered: in a real pseudo-terminal, from the first byte sent to the
//! end of the frame. `cargo bench --profile release` makes the sample retailer once and opens the workbench on it.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_foureye");

/// What ends a frame.
const FRAME: &[u8] = b"\x1b[?2026l";

/// Runs of k-means that are queued, far more than there is time for while a key is measured.
const RUNS: usize = 100;

/// The workbench at 120x40.
struct Screen {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    _line: Box<dyn portable_pty::MasterPty + Send>,
}

impl Screen {
    fn open(workspace: &Path) -> Screen {
        let size = PtySize { cols: 120, rows: 40, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(PROGRAM);
        command.cwd(workspace);
        command.env("TERM", "xterm-256color");
        let child = pty.slave.spawn_command(command).expect("foureye starts");
        let (mut reader, keys) =
            (pty.master.try_clone_reader().expect("a reader"), pty.master.take_writer().expect("a writer"));
        let (tell, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || tell.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Screen { child, keys, bytes, _line: pty.master }
    }

    /// Waits for the end of a frame.
    fn frame(&self) {
        let mut seen = Vec::new();
        while !seen.windows(FRAME.len()).any(|bytes| bytes == FRAME) {
            seen.extend(self.bytes.recv().expect("a frame"));
        }
    }

    /// Waits until nothing moves any more.
    fn rest(&self) {
        while self.bytes.recv_timeout(Duration::from_millis(500)).is_ok() {}
    }

    fn press(&mut self, keys: &[u8]) {
        self.keys.write_all(keys).expect("keys are read");
        self.keys.flush().expect("keys are read");
    }

    /// Presses a key after what came before has been seen, and further apart than two frames are.
    fn answer(&mut self, key: u8) {
        self.press(&[key]);
        self.frame();
    }

    /// Queues enough runs of the longest job that one runs all the while.
    fn keep_busy(&mut self) {
        self.press(b"J");
        self.pause();
        let at = foureye::service::jobs().iter().position(|job| job.name == "segments.kmeans").expect("a job");
        for _ in 0..at {
            self.answer(b'j');
        }
        for _ in 0..RUNS {
            self.press(b"r");
            self.pause();
            self.press(b"\r");
            self.pause();
        }
        self.press(b"\x1b");
        self.pause();
    }

    fn pause(&self) {
        while self.bytes.recv_timeout(Duration::from_millis(40)).is_ok() {}
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn foureye(workspace: &Path, args: &[&str]) -> String {
    let ran = Command::new(PROGRAM).args(args).current_dir(workspace).output().expect("foureye starts");
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// Whether runs are under way.
fn is_busy(workspace: &Path) -> bool {
    foureye(workspace, &["status", "--format", "json"]).contains("segments.kmeans")
}

/// The sample retailer with every job done, and the tour taken.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new(PROGRAM).args(["demo", "--quiet", "--dir", "shop"]).current_dir(folder.path()).output();
    assert!(made.expect("foureye starts").status.success());
    std::fs::write(folder.path().join("shop/.toured"), "").expect("a file");
    folder
}

fn screen(criterion: &mut Criterion) {
    let folder = workspace();
    let shop = folder.path().join("shop");
    let mut group = criterion.benchmark_group("screen");
    group.sample_size(20);
    group.bench_function("first frame", |bench| {
        bench.iter_with_large_drop(|| {
            let screen = Screen::open(&shop);
            screen.frame();
            screen
        });
    });
    let mut open = Screen::open(&shop);
    open.rest();
    let mut is_down = false;
    let mut next = || {
        is_down = !is_down;
        if is_down { b'j' } else { b'k' }
    };
    group.bench_function("key", |bench| {
        let open = std::cell::RefCell::new(&mut open);
        bench.iter_batched(|| open.borrow().pause(), |()| open.borrow_mut().answer(next()), BatchSize::PerIteration);
    });
    drop(open);
    let mut busy = Screen::open(&shop);
    busy.rest();
    busy.keep_busy();
    group.bench_function("key while jobs run", |bench| {
        let busy = std::cell::RefCell::new(&mut busy);
        bench.iter_batched(|| busy.borrow().pause(), |()| busy.borrow_mut().answer(next()), BatchSize::PerIteration);
    });
    assert!(is_busy(&shop), "the jobs ended before the measurement did");
    drop(busy);
    foureye(&shop, &["stop"]);
    group.finish();
}

criterion_group!(benches, screen);
criterion_main!(benches);
