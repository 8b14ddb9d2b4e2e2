//! One client of the service: what it asks is answered on threads of its own, so that nobody waits for it but itself.

use super::access::{Visitor, event_without_quotes};
use super::outbox::Outbox;
use super::peer::Peer;
use super::server::House;
use super::traces;
use super::upload::{Begun, Upload};
use super::wire::{self, ASKED, Ask, FIRST, Hello, PROTOCOL, Refusal, Reply, Tell, VERSION};
use super::{Attached, Code, Event, Fault, Request, Response, Service, Ticket};
use crate::sync::locked;
use jiff::civil::DateTime;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

/// So many calls of a client may be under way, or answered and not yet read.
const CALLS: usize = 32;

/// How long a client may take to say who it is.
const PATIENCE: Duration = Duration::from_secs(10);

/// Files that a client is sending.
type Uploads = BTreeMap<Ticket, Box<Upload>>;

/// What is answered, and the file that goes with it.
type Answer = Result<(Response, Option<File>), Fault>;

type Act = fn(&Arc<Session>, &House, Ticket, Request) -> Answer;

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

struct Call {
    /// The service's own number for it: clients number theirs as they like.
    ours: Ticket,
    is_cancelled: bool,
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
        self.stream.set_read_timeout(Some(PATIENCE))?;
        let Some(hello) = wire::receive::<Hello>(&mut stream, FIRST)? else { return Ok(()) };
        self.stream.set_read_timeout(None)?;
        let refused = self.judge(house, &hello).err();
        let is_refused = refused.is_some();
        wire::send(&mut &self.stream, &house.reply(refused))?;
        if is_refused {
            return Ok(());
        }
        let _ = self.client.set(hello.client);
        tracing::info!(user = self.peer.user, client = self.client.get(), "attached");
        let writer = Arc::clone(self);
        std::thread::spawn(move || writer.write());
        let (listener, home) = (Arc::downgrade(self), Arc::downgrade(house));
        house.local.listeners.listen(move |event| {
            let (Some(session), Some(house)) = (listener.upgrade(), home.upgrade()) else { return false };
            session.visitor(&house).is_ok_and(|visitor| session.outbox.event(&told(&visitor, event)))
        });
        // Whatever ends this ends them, and removes what has come of them.
        let mut uploads = Uploads::new();
        while let Some(ask) = wire::receive(&mut stream, ASKED)? {
            match ask {
                Ask::Call { ticket, request } => self.take(house, ticket, Session::answer, *request),
                Ask::Fetch { ticket, request } => self.take(house, ticket, Session::fetch, *request),
                Ask::Send { ticket, request } => self.begin(house, &mut uploads, ticket, *request),
                Ask::Bytes { ticket, length } => {
                    let bytes = wire::receive_bytes(&mut stream, length)?;
                    self.go_on(house, &mut uploads, ticket, &bytes);
                }
                Ask::Cancel { ticket } if uploads.remove(&ticket).is_some() => {
                    let fault = Fault { code: Code::Cancelled, ..Fault::failed("cancelled") };
                    self.outbox.answer(ticket, Err(fault));
                }
                Ask::Cancel { ticket } => self.cancel(house, ticket),
            }
            // A client that hangs amid a file would keep the room of others.
            let silence = (!uploads.is_empty()).then(|| house.local.config().access.upload_silence());
            self.stream.set_read_timeout(silence)?;
        }
        Ok(())
    }

    fn judge(&self, house: &House, hello: &Hello) -> Result<(), Refusal> {
        if hello.protocol != *PROTOCOL {
            return Err(other_version(&hello.foureye, VERSION, std::process::id()));
        }
        house.attend();
        let may = self.visitor(house).map(|_| ());
        let may = may.map_err(|fault| house.local.refused(&Visitor::stranger(&self.peer.user), None, fault));
        may.map_err(|fault| Refusal { message: fault.message, hint: fault.hint })
    }

    /// Who the client is, and what they may now.
    fn visitor(&self, house: &House) -> Result<Visitor, Fault> {
        let is_unmasked = self.unmasked().is_some_and(|until| Instant::now() < until);
        house.door.visitor(house.owner, &self.peer, &house.local.config().access, is_unmasked)
    }

    /// Shows personal data to the client for a while. The reason is on record before anything is shown.
    fn unmask(&self, house: &House, visitor: &Visitor, request: Request) -> Result<Response, Fault> {
        let minutes = house.local.config().access.unmask_minutes;
        if matches!(&request, Request::Unmask { reason } if reason.trim().is_empty()) {
            let what = "personal data is shown for a reason, and none was given";
            return Err(Fault::usage(what, "say why you have to see it"));
        }
        if let Some(trace) = traces::of(&request) {
            house.local.trace(visitor, trace, Ok(Response::Unmasked { minutes }))?;
        }
        let until = Instant::now() + Duration::from_secs(60 * u64::from(minutes));
        *self.unmasked() = Some(until);
        tracing::info!(user = self.peer.user, minutes, "personal data is shown");
        Ok(Response::Unmasked { minutes })
    }

    fn take(self: &Arc<Session>, house: &Arc<House>, theirs: Ticket, act: Act, request: Request) {
        if let Some(ours) = self.admit(house, theirs, &request) {
            self.answer_apart(house, theirs, ours, act, request);
        }
    }

    /// Lets a client begin to send a file, or tells them at once what would come of it.
    fn begin(self: &Arc<Session>, house: &Arc<House>, uploads: &mut Uploads, theirs: Ticket, request: Request) {
        let Some(ours) = self.admit(house, theirs, &request) else { return };
        let begun = self.visitor(house).and_then(|visitor| Upload::begin(&house.local, &visitor, ours, request));
        match begun {
            Ok(Begun::Upload(upload)) => {
                uploads.insert(theirs, upload);
                self.go_on(house, uploads, theirs, &[]);
            }
            Ok(Begun::Answered(response)) => self.outbox.answer(theirs, Ok(response)),
            Err(fault) => self.outbox.answer(theirs, Err(fault)),
        }
    }

    /// Takes in bytes of a file; when it is whole, its request is answered. Those of one that has been answered are dropped.
    fn go_on(self: &Arc<Session>, house: &Arc<House>, uploads: &mut Uploads, theirs: Ticket, bytes: &[u8]) {
        let Some(upload) = uploads.get_mut(&theirs) else { return };
        let taken = upload.take(bytes);
        if taken.is_ok() && !upload.is_whole() {
            return;
        }
        let Some(upload) = uploads.remove(&theirs) else { return };
        match taken {
            Ok(()) => {
                let ours = upload.ours;
                self.answer_apart(house, theirs, ours, Session::answer, upload.into_request());
            }
            Err(fault) => self.outbox.answer(theirs, Err(fault)),
        }
    }

    /// The service's own number for a call; none where the client has too many.
    fn admit(&self, house: &House, theirs: Ticket, request: &Request) -> Option<Ticket> {
        self.has_asked.store(true, Ordering::Relaxed);
        if !matches!(request, Request::Status) {
            self.is_at_work.store(true, Ordering::Relaxed);
            house.has_worked.store(true, Ordering::Relaxed);
        }
        let ours = house.ticket();
        let mut calls = self.calls();
        if calls.len() >= CALLS {
            let fault =
                Fault::failed(format!("a client may ask {CALLS} things at a time; this one asks more, and is let go"));
            self.outbox.farewell(fault);
            return None;
        }
        calls.insert(theirs, Call { ours, is_cancelled: false });
        Some(ours)
    }

    fn answer_apart(self: &Arc<Session>, house: &Arc<House>, theirs: Ticket, ours: Ticket, act: Act, request: Request) {
        let (session, house) = (Arc::clone(self), Arc::clone(house));
        let is_stop = matches!(request, Request::Stop);
        std::thread::spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(|| act(&session, &house, ours, request)));
            let broken =
                |_| Err(Fault::failed("the service could not answer, by a mistake of its own; its log says more"));
            let answer = answer.unwrap_or_else(broken);
            let is_over = is_stop && answer.is_ok();
            match answer {
                Ok((response, Some(file))) => session.outbox.file(theirs, response, file),
                Ok((response, None)) => session.outbox.answer(theirs, Ok(response)),
                Err(fault) => session.outbox.answer(theirs, Err(fault)),
            }
            // Whoever ends the service is answered before all are told that it ends.
            if is_over {
                house.stop(&session.peer.user);
            }
        });
    }

    /// Writes an export where only the service sees it, and gives its bytes: they are gone when they have been read.
    fn fetch(self: &Arc<Session>, house: &House, ours: Ticket, request: Request) -> Answer {
        let Request::Export { relation, scope, page, path, format } = request else {
            return Err(Fault::usage("only an export is fetched", "please report this message"));
        };
        let visitor = self.visitor(house)?;
        let staged = PathBuf::from(format!(".fetched-{}-{ours}", std::process::id()));
        let request = Request::Export { relation, scope, page, path: staged, format };
        let Response::Exported { path: staged, rows, withdrawn } = house.local.call_as(&visitor, ours, request)? else {
            return Err(Fault::failed("the service answered out of turn"));
        };
        let file = File::open(&staged);
        let _ = std::fs::remove_file(&staged);
        let file = file.map_err(|error| Fault::failed(format!("{}: {error}", staged.display())))?;
        Ok((Response::Exported { path, rows, withdrawn }, Some(file)))
    }

    fn answer(self: &Arc<Session>, house: &House, ours: Ticket, request: Request) -> Answer {
        let visitor = self.visitor(house)?;
        let response = match request {
            Request::Unmask { reason } if !visitor.is_owner() => {
                let request = Request::Unmask { reason };
                house.local.judge(&visitor, &request)?;
                self.unmask(house, &visitor, request)?
            }
            // Its path would be one of the service's machine; who fetches it keeps it where they like.
            Request::Export { .. } if !visitor.is_owner() => {
                return Err(Fault::denied("an export comes over the line", "fetch it, as this program does"));
            }
            Request::Status => Response::Status(Box::new(house.status())),
            Request::Stop => {
                house.local.judge(&visitor, &request)?;
                // It can be ended where nothing can be written any more, too.
                let traced = traces::of(&Request::Stop)
                    .map_or(Ok(Response::Done), |trace| house.local.trace(&visitor, trace, Ok(Response::Done)));
                if let Err(fault) = traced {
                    tracing::error!(user = self.peer.user, %fault, "who ended the service is not on record");
                }
                Response::Done
            }
            request => house.local.call_as(&visitor, ours, request)?,
        };
        Ok((response, None))
    }

    fn cancel(&self, house: &House, ticket: Ticket) {
        if let Some(call) = self.calls().get_mut(&ticket) {
            call.is_cancelled = true;
            house.local.cancel(call.ours);
        }
    }

    /// Has what is on the screen asked for again where the time is over in which personal data was shown.
    pub fn mask_again(&self) {
        if self.unmasked().take_if(|until| *until <= Instant::now()).is_some() {
            self.outbox.event(&Event::Changed);
        }
    }

    /// Stops calls again that were to be stopped: a query that had not begun when it was has not noticed.
    pub fn insist(&self, house: &House) {
        self.calls().values().filter(|call| call.is_cancelled).for_each(|call| house.local.cancel(call.ours));
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

    fn unmasked(&self) -> MutexGuard<'_, Option<Instant>> {
        locked(&self.unmasked)
    }

    fn calls(&self) -> MutexGuard<'_, BTreeMap<Ticket, Call>> {
        locked(&self.calls)
    }
}

/// An event as a client may hear of it.
pub(super) fn told<'a>(visitor: &Visitor, event: &'a Event) -> Cow<'a, Event> {
    if visitor.is_masked() { event_without_quotes(event) } else { Cow::Borrowed(event) }
}

/// What one program says of another that speaks otherwise.
pub(super) fn other_version(client: &str, service: &str, process: u32) -> Refusal {
    let message = if client == service {
        format!("the service (process {process}) is another build of Foureye {service} than this program")
    } else {
        format!("the service (process {process}) is Foureye {service}, and this program is {client}")
    };
    let hint = format!(
        "use the program that the service was started by; or end the service with that program's `foureye stop`, or \
         `kill {process}`, and it is started anew: what is committed is kept"
    );
    Refusal { message, hint: Some(hint) }
}

impl House {
    fn reply(&self, refused: Option<Refusal>) -> Reply {
        Reply {
            foureye: VERSION.to_owned(),
            protocol: PROTOCOL.clone(),
            process: std::process::id(),
            user: super::peer::name(self.owner),
            since: self.since,
            refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_saw_personal_data_asks_again_when_the_time_is_over() {
        let peer = Peer { uid: 1_000, user: "mei".into(), groups: Vec::new(), process: None };
        let session = Session::new(UnixStream::pair().unwrap().0, peer);
        let waiting = |session: &Session| {
            session.farewell(Fault::failed("the end"));
            session.outbox.next().map(|(tell, _)| tell)
        };
        *session.unmasked() = Some(Instant::now());
        session.mask_again();
        assert_eq!(*session.unmasked(), None);
        assert_eq!(waiting(&session), Some(Tell::Event(Event::Changed)));
        session.mask_again();
        assert!(matches!(waiting(&session), Some(Tell::Event(Event::Gone(_)))), "it is said once");
    }
}
