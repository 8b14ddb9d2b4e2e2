//! What the service tells, brought to those who wait for it.

use super::{Answer, broken};
use crate::service::listeners::Listeners;
use crate::service::wire::{self, TOLD, Tell};
use crate::service::{Event, Fault, Response, Ticket};
use crate::sync::locked;
use crate::value::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::sync::Mutex;
use std::sync::mpsc::SyncSender;

/// What the thread that reads shares with those that ask.
#[derive(Default)]
pub(super) struct Line {
    pub waiting: Mutex<Waiting>,
    /// Files that are being fetched.
    pub files: Mutex<BTreeMap<Ticket, Fetched>>,
    pub listeners: Listeners,
}

#[derive(Default)]
pub(super) struct Waiting {
    pub calls: BTreeMap<Ticket, SyncSender<Answer>>,
    /// Why there is no one any more.
    pub gone: Option<Fault>,
}

/// A file that comes over the line, until it has come or cannot be written.
pub(super) struct Fetched {
    pub file: File,
    pub failed: Option<io::Error>,
}

impl Line {
    /// Takes in what the service tells, until it tells no more.
    pub fn read(&self, stream: &mut BufReader<UnixStream>) -> Result<(), Fault> {
        let mut begun: BTreeMap<Ticket, Vec<Vec<Cell>>> = BTreeMap::new();
        while let Some(tell) = wire::receive(stream, TOLD).map_err(|error| broken(&error))? {
            match tell {
                Tell::Event(Event::Gone(fault)) => return Err(fault),
                Tell::Event(event) => self.listeners.tell(&event),
                Tell::Bytes { ticket, length } => {
                    let bytes = wire::receive_bytes(stream, length).map_err(|error| broken(&error))?;
                    if let Some(fetched) = locked(&self.files).get_mut(&ticket).filter(|it| it.failed.is_none()) {
                        fetched.failed = fetched.file.write_all(&bytes).err();
                    }
                }
                Tell::Rows { ticket, rows } => begun.entry(ticket).or_default().extend(rows),
                Tell::Answer { ticket, mut answer } => {
                    if let (Some(mut first), Ok(Response::Rows(table))) = (begun.remove(&ticket), &mut answer) {
                        first.append(&mut table.rows);
                        table.rows = first;
                    }
                    if let Some(call) = locked(&self.waiting).calls.remove(&ticket) {
                        let _ = call.send(answer);
                    }
                }
            }
        }
        Ok(())
    }

    pub fn end(&self, fault: Fault) {
        let mut waiting = locked(&self.waiting);
        waiting.gone = Some(fault.clone());
        for call in std::mem::take(&mut waiting.calls).into_values() {
            let _ = call.send(Err(fault.clone()));
        }
        drop(waiting);
        self.listeners.end(&Event::Gone(fault));
    }
}
