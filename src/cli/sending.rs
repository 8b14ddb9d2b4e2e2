//! A file on its way to a service that cannot read it itself, as the terminal shows it.

use super::desk::Desk;
use super::failure::Failure;
use super::runs::bar;
use crate::service::{Event, Request, Response};
use crate::value::figure;
use std::panic::resume_unwind;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::Duration;

/// How long after an answer it may be noticed.
const GLANCE: Duration = Duration::from_millis(20);

/// Asks about a file, under a bar while it is sent. A terminal that takes nothing in does not hold up the file: it would be
/// given up as a client's that is silent.
pub fn shown(desk: &Desk, request: Request) -> Result<Response, Failure> {
    let (events, bar) = (desk.events(), bar(desk, 1));
    let answer = thread::scope(|scope| {
        let call = scope.spawn(|| desk.call_anyway(request));
        while !call.is_finished() {
            match events.recv_timeout(GLANCE) {
                Ok(Event::Sending(sending)) => {
                    // Each change is drawn.
                    if bar.message().is_empty() {
                        let file = figure::plain(&sending.file);
                        bar.set_message(desk.words.say("import.sending", &[("file", &file)]));
                    }
                    bar.set_position(u64::from(sending.percent) * 10);
                }
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        call.join()
    });
    bar.finish_and_clear();
    answer.unwrap_or_else(|panic| resume_unwind(panic))
}
