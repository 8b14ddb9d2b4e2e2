//! A file of this user's on its way to a service that cannot read it itself.

use super::report::Report;
use super::{Answer, Remote, waited_for};
use crate::service::input::Sent;
use crate::service::wire::{Ask, BYTES};
use crate::service::{Fault, InputFile, Request, Ticket};
use crate::sync::locked;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::Receiver;
use std::time::Instant;

/// Files that are on their way, and whether each is to be stopped.
#[derive(Default)]
pub(super) struct OnTheWay(Mutex<BTreeMap<Ticket, bool>>);

impl OnTheWay {
    fn begin(&self, ticket: Ticket) {
        locked(&self.0).insert(ticket, false);
    }

    /// Stops a file; false where none is on its way. It waits for nobody: the service may be taking nothing in.
    pub fn stop(&self, ticket: Ticket) -> bool {
        locked(&self.0).get_mut(&ticket).map(|is_stopped| *is_stopped = true).is_some()
    }

    fn is_stopped(&self, ticket: Ticket) -> bool {
        locked(&self.0).get(&ticket).copied().unwrap_or_default()
    }

    /// Says whether it was stopped.
    fn end(&self, ticket: Ticket) -> bool {
        locked(&self.0).remove(&ticket).unwrap_or_default()
    }
}

impl Remote {
    /// Asks about a file of this user's: its bytes are sent, until the service has answered or someone stops it.
    pub(super) fn send_file(&self, ticket: Ticket, path: &Path, mut request: Request) -> Answer {
        let unreadable = |error: io::Error| Fault::failed(format!("{}: {error}", path.display()));
        let (mut file, bytes) = opened(path).map_err(unreadable)?;
        let name = InputFile::from(path).name();
        if let Some(input) = request.input() {
            *input = InputFile::Sent(Sent::new(name.clone(), bytes));
        }
        let answer = self.ask(&Ask::Send { ticket, request: Box::new(request) }, ticket)?;
        self.on_the_way.begin(ticket);
        let sent = self.send_parts(&mut file, &Report::new(&self.line.listeners, ticket, name, bytes), &answer);
        let is_stopped = || self.on_the_way.is_stopped(ticket);
        if is_stopped() || sent.is_err() {
            let _ = self.out.send(&Ask::Cancel { ticket }, &[], &is_stopped);
        }
        let is_stopped = self.on_the_way.end(ticket);
        match sent.map_err(unreadable)? {
            Some(answer) => answer,
            None if is_stopped => Err(Fault::cancelled()),
            None => waited_for(&answer),
        }
    }

    /// Sends what a file has; comes back with the answer where that comes first.
    fn send_parts(
        &self,
        file: &mut File,
        report: &Report<'_>,
        answer: &Receiver<Answer>,
    ) -> io::Result<Option<Answer>> {
        let ticket = report.ticket;
        let has_given_up = || {
            report.tell(Instant::now());
            self.on_the_way.is_stopped(ticket)
        };
        while !has_given_up() && report.left() > 0 {
            if let Ok(answer) = answer.try_recv() {
                return Ok(Some(answer));
            }
            let part = next_part(file, report.left())?;
            if self.out.send(&Ask::Bytes { ticket, length: part.len() }, &part, &has_given_up).is_err() {
                break;
            }
            report.count(part.len());
        }
        Ok(None)
    }
}

/// A file, and how many bytes it has. What is no file is not opened: a pipe would wait for who writes to it.
fn opened(path: &Path) -> io::Result<(File, u64)> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("this is no file"));
    }
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    Ok((file, bytes))
}

fn next_part(file: &mut File, left: u64) -> io::Result<Vec<u8>> {
    let mut part = Vec::new();
    file.take(left.min(BYTES as u64)).read_to_end(&mut part)?;
    if part.is_empty() {
        return Err(io::Error::other("the file was cut off while it was sent; import it again once it is whole"));
    }
    Ok(part)
}
