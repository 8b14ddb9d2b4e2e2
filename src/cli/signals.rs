//! Ctrl-C and its relatives: the first asks for a stop, the second leaves at once.
//!
//! DuckDB's log makes even the second safe; the first leaves a record that the run was cancelled, too.

use super::failure::INTERRUPTED;
use crate::sync::locked;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{Signal, SignalKind, signal};

type Stop = Box<dyn Fn() + Send>;

/// A process has one set of signals, so these are the process's too.
static ASKED: AtomicBool = AtomicBool::new(false);
static LEFT_TO_OTHERS: AtomicBool = AtomicBool::new(false);
static LETS_GO_ON: AtomicBool = AtomicBool::new(false);
static STOP: Mutex<Option<Stop>> = Mutex::new(None);

/// Listens from now on. Until there is something to stop, a signal ends the program.
pub fn listen() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let [mut interrupt, mut terminate, mut hang_up] = {
        let _in_runtime = runtime.enter();
        signals()?
    };
    std::thread::spawn(move || {
        runtime.block_on(async {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => arrived(),
                    _ = terminate.recv() => arrived(),
                    _ = hang_up.recv() => hung_up(),
                }
            }
        });
    });
    Ok(())
}

fn signals() -> io::Result<[Signal; 3]> {
    Ok([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?])
}

fn arrived() {
    if LEFT_TO_OTHERS.load(Ordering::Relaxed) {
        return;
    }
    let again = ASKED.swap(true, Ordering::Relaxed);
    match &*locked(&STOP) {
        Some(stop) if !again => stop(),
        _ => std::process::exit(INTERRUPTED.into()),
    }
}

/// Who works through a service leaves with the terminal, and lets what they have begun go on.
fn hung_up() {
    if LETS_GO_ON.load(Ordering::Relaxed) {
        std::process::exit(HUNG_UP.into());
    }
    arrived();
}

/// 128 and the number of SIGHUP.
const HUNG_UP: u8 = 129;

/// What was begun outlives this process: a terminal that goes does not stop it.
pub fn let_go_on() {
    LETS_GO_ON.store(true, Ordering::Relaxed);
}

/// What the first signal does, beside making [`asked`] true.
pub fn on_stop(stop: impl Fn() + Send + 'static) {
    *locked(&STOP) = Some(Box::new(stop));
}

/// Whether a signal has asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// The screen and the service have their own ways to end.
pub fn leave_to_others() {
    LEFT_TO_OTHERS.store(true, Ordering::Relaxed);
}
