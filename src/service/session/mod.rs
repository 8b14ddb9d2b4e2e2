//! One client of the service: what it asks is answered on threads of its own, so that nobody waits for it but itself.

mod answers;
mod calls;
mod greeting;
mod uploads;
mod visit;

pub(super) use greeting::other_version;
pub(super) use visit::told;

use super::outbox::Outbox;
use super::peer::Peer;
use super::server::House;
use super::wire::{self, ASKED, Ask, Tell};
use super::{Attached, Fault, Service, Ticket};
use calls::Call;
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;
use uploads::Uploads;

pub(super) struct Session {
    pub peer: Peer,
    since: DateTime,
    /// What the client is, once it has said so.
    client: OnceLock<String>,
    stream: UnixStream,
    outbox: Arc<Outbox>,
    has_asked: AtomicBool,
    /// Whether it has asked for more than the status.
    is_at_work: AtomicBool,
    calls: Mutex<BTreeMap<Ticket, Call>>,
    /// Until when personal data is shown, for the reason that was given.
    unmasked: Mutex<Option<Instant>>,
}

impl Session {
    pub fn new(stream: UnixStream, peer: Peer) -> Session {
        Session {
            peer,
            since: crate::jobs::now(),
            client: OnceLock::new(),
            stream,
            outbox: Arc::default(),
            has_asked: AtomicBool::default(),
            is_at_work: AtomicBool::default(),
            calls: Mutex::default(),
            unmasked: Mutex::default(),
        }
    }

    /// Serves the client until it leaves.
    pub fn serve(self: &Arc<Session>, house: &Arc<House>) {
        if let Err(error) = self.served(house) {
            tracing::info!(user = self.peer.user, %error, "a client's line broke");
        }
        self.let_go();
        for call in self.calls().values() {
            house.local.cancel(call.ours);
        }
    }

    fn served(self: &Arc<Session>, house: &Arc<House>) -> io::Result<()> {
        let mut stream = BufReader::new(self.stream.try_clone()?);
        if !self.greet(house, &mut stream)? {
            return Ok(());
        }
        let writer = Arc::clone(self);
        std::thread::spawn(move || writer.write());
        self.listen(house);
        // Whatever ends this ends them, and removes what has come of them.
        let mut uploads = Uploads::default();
        match self.hear(house, &mut stream, &mut uploads) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => self.dismiss(house, uploads, &mut stream),
            heard => heard,
        }
    }

    /// Tells the client what happens, as they may hear of it.
    fn listen(self: &Arc<Session>, house: &Arc<House>) {
        let (listener, home) = (Arc::downgrade(self), Arc::downgrade(house));
        house.local.listeners.listen(move |event| {
            let (Some(session), Some(house)) = (listener.upgrade(), home.upgrade()) else { return false };
            session.visitor(&house).is_ok_and(|visitor| session.outbox.event(&told(&visitor, event)))
        });
    }

    /// Takes in what the client asks, until it leaves or is silent amid a file.
    fn hear(self: &Arc<Session>, house: &Arc<House>, stream: &mut impl Read, uploads: &mut Uploads) -> io::Result<()> {
        while let Some(ask) = wire::receive(stream, ASKED)? {
            match ask {
                Ask::Call { ticket, request } => self.take(house, ticket, Session::answer, *request),
                Ask::Fetch { ticket, request } => self.take(house, ticket, Session::fetch, *request),
                Ask::Send { ticket, request } => self.begin(house, uploads, ticket, *request),
                Ask::Bytes { ticket, length } => {
                    let bytes = wire::receive_bytes(stream, length)?;
                    self.go_on(house, uploads, ticket, &bytes);
                }
                Ask::Cancel { ticket } if uploads.stop(ticket) => self.outbox.answer(ticket, Err(Fault::cancelled())),
                Ask::Cancel { ticket } => self.cancel(house, ticket),
            }
            // A client that hangs amid a file would keep the room of others.
            let silence = (!uploads.is_empty()).then(|| house.local.config().access.upload_silence());
            self.stream.set_read_timeout(silence)?;
        }
        Ok(())
    }

    fn write(&self) {
        while let Some((tell, bytes)) = self.outbox.next() {
            let sent = wire::send(&mut &self.stream, &tell).and_then(|()| (&self.stream).write_all(&bytes));
            if let Tell::Answer { ticket, .. } = tell {
                self.calls().remove(&ticket);
            }
            if sent.is_err() {
                break;
            }
        }
        self.let_go();
    }

    /// Says why the service ends; what waits for the client is still sent.
    pub fn farewell(&self, fault: Fault) {
        self.outbox.farewell(fault);
    }

    /// Ends the line, and with it the threads that wait for it.
    pub fn let_go(&self) {
        self.outbox.close();
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    pub fn has_asked(&self) -> bool {
        self.has_asked.load(Ordering::Relaxed)
    }

    pub fn is_at_work(&self) -> bool {
        self.is_at_work.load(Ordering::Relaxed)
    }

    /// What others are told of it; none before it has said what it is.
    pub fn attached(&self) -> Option<Attached> {
        let client = self.client.get()?.clone();
        Some(Attached { client, user: self.peer.user.clone(), process: self.peer.process, since: self.since })
    }
}
