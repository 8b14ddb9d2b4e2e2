//! What the console may run: one SELECT over the warehouse's tables and listed functions, read-only, and not for ever.

mod guard;

pub(super) use guard::checked;

use super::{Code, Fault};
use crate::warehouse::{Session, WarehouseError};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// What the engine says of a query that names what is not there, without its excerpt of the text: the excerpt is of the
/// text as the engine got it, and not of the one that was typed.
pub(super) fn told(error: WarehouseError) -> Fault {
    let WarehouseError::Engine(message) = &error else { return error.into() };
    let told = message.split("\n\nLINE ").next().unwrap_or(message).trim_end();
    match told.split_once(" Error: ") {
        Some(("Binder" | "Catalog" | "Parser", what)) => Fault::usage(what, NAMES),
        _ => Fault { message: told.to_owned(), ..error.into() },
    }
}

const NAMES: &str = "SHOW ALL TABLES lists the tables, and DESCRIBE core.customer the columns of one";

/// How often a query that did not notice that its time is over is stopped again.
const AGAIN: Duration = Duration::from_millis(100);

/// Runs a query in a transaction that cannot write, ends that whatever comes of it, and stops the query when its time is over.
pub(super) fn read_only<T>(
    session: &Session,
    time: Duration,
    query: impl FnOnce() -> Result<T, Fault>,
) -> Result<T, Fault> {
    session.batch("BEGIN TRANSACTION READ ONLY")?;
    let answer = in_time(session, time, query);
    session.batch("ROLLBACK")?;
    answer
}

fn in_time<T>(session: &Session, time: Duration, query: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    let (done, wait) = channel::<()>();
    let interrupt = session.interrupt_handle();
    let timer = std::thread::spawn(move || {
        let mut is_over = false;
        let mut left = time;
        while wait.recv_timeout(left) == Err(RecvTimeoutError::Timeout) {
            interrupt.interrupt();
            (is_over, left) = (true, AGAIN);
        }
        is_over
    });
    let answer = query();
    drop(done);
    let is_over = timer.join().unwrap_or(false);
    match answer {
        Err(fault) if is_over && fault.code == Code::Cancelled => Err(Fault {
            hint: Some("narrow it, or give queries more time: `seconds` under [console] in foureye.toml".into()),
            ..Fault::failed(format!("the query was stopped after {} seconds", time.as_secs()))
        }),
        answer => answer,
    }
}
