use super::export::{part_of, settle, unwritable};
use super::input::Sent;
use super::listeners::Listeners;
use super::session::other_version;
use super::wire::{self, Ask, BYTES, FIRST, Hello, PROTOCOL, Reply, TOLD, Tell, VERSION};
use super::{Code, Event, Fault, InputFile, Request, Response, Service, Ticket, socket};
use crate::config::Workspace;
use crate::value::Cell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Answer = Result<Response, Fault>;

/// The service in another process, over its socket.
pub struct Remote {
    /// Frames of several threads go out one after the other.
    out: Mutex<UnixStream>,
    line: Arc<Line>,
    /// What the service said of itself.
    pub service: Reply,
    /// Whether it is another user's, who can neither read nor write this user's files.
    is_guest: bool,
}

/// What the thread that reads shares with those that ask.
#[derive(Default)]
struct Line {
    waiting: Mutex<Waiting>,
    /// Files that are being fetched.
    files: Mutex<BTreeMap<Ticket, Fetched>>,
    listeners: Listeners,
}

#[derive(Default)]
struct Waiting {
    calls: BTreeMap<Ticket, SyncSender<Answer>>,
    /// Why there is no one any more.
    gone: Option<Fault>,
}

/// A file that comes over the line, until it has come or cannot be written.
struct Fetched {
    file: File,
    failed: Option<io::Error>,
}

impl Remote {
    /// Attaches to the service of a workspace; none where none runs.
    ///
    /// # Errors
    /// [`Code::Denied`] where the service does not let this user or this version in.
    pub fn attach(workspace: &Workspace, client: &str) -> Result<Option<Remote>, Fault> {
        let Some(mut stream) = socket::connect(&socket::path(workspace))? else { return Ok(None) };
        let hello = Hello { foureye: VERSION.to_owned(), protocol: PROTOCOL.clone(), client: client.to_owned() };
        // A service that is about to end takes no one in: that is as if there were none.
        let met = wire::send(&mut stream, &hello).and_then(|()| wire::receive::<Reply>(&mut stream, FIRST));
        let reply = match met {
            Ok(Some(reply)) => reply,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() != io::ErrorKind::InvalidData => return Ok(None),
            Err(error) => return Err(Fault::failed(format!("who listens on the socket is no Foureye: {error}"))),
        };
        if let Some(refusal) = reply.refused {
            return Err(Fault { code: Code::Denied, message: refusal.message, hint: refusal.hint });
        }
        if reply.protocol != *PROTOCOL {
            let refusal = other_version(VERSION, &reply.foureye, reply.process);
            return Err(Fault { code: Code::Denied, message: refusal.message, hint: refusal.hint });
        }
        let reading = stream.try_clone().map_err(|error| broken(&error))?;
        let line = Arc::new(Line::default());
        let reader = Arc::clone(&line);
        std::thread::spawn(move || {
            let end = reader.read(&mut BufReader::with_capacity(1 << 16, reading)).err();
            reader.end(end.unwrap_or_else(|| Fault { code: Code::Gone, ..Fault::failed("the service went away") }));
        });
        let is_guest = reply.user != super::peer::own_name();
        Ok(Some(Remote { out: Mutex::new(stream), line, service: reply, is_guest }))
    }

    fn asked(&self, ask: Ask, ticket: Ticket) -> Answer {
        waited_for(&self.ask(&ask, ticket)?)
    }

    /// Asks, and gives what the answer comes by.
    fn ask(&self, ask: &Ask, ticket: Ticket) -> Result<Receiver<Answer>, Fault> {
        let (call, answer) = sync_channel(1);
        let mut waiting = lock(&self.line.waiting);
        if let Some(fault) = &waiting.gone {
            return Err(fault.clone());
        }
        waiting.calls.insert(ticket, call);
        drop(waiting);
        // Where the line is broken, the thread that reads it answers with what the service said last.
        let _ = self.send(ask);
        Ok(answer)
    }

    /// Asks about a file of this user's, which the service cannot read itself: its bytes are sent, until it has answered.
    fn send_file(&self, ticket: Ticket, path: &Path, mut request: Request) -> Answer {
        let unreadable = |error: io::Error| Fault::failed(format!("{}: {error}", path.display()));
        let (mut file, bytes) = opened(path).map_err(unreadable)?;
        if let Some(input) = request.input() {
            *input = InputFile::Sent(Sent::new(input.name(), bytes));
        }
        let answer = self.ask(&Ask::Send { ticket, request: Box::new(request) }, ticket)?;
        let mut left = bytes;
        while left > 0 {
            if let Ok(answer) = answer.try_recv() {
                return answer;
            }
            let part = next_part(&mut file, left).map_err(|error| {
                self.cancel(ticket);
                unreadable(error)
            })?;
            left -= part.len() as u64;
            if self.send_bytes(ticket, &part).is_err() {
                break;
            }
        }
        waited_for(&answer)
    }

    /// Sends a frame and what follows it, and nothing between.
    fn send_bytes(&self, ticket: Ticket, bytes: &[u8]) -> io::Result<()> {
        let mut out = lock(&self.out);
        wire::send(&mut *out, &Ask::Bytes { ticket, length: bytes.len() })?;
        out.write_all(bytes)
    }

    /// Writes an export into a file of this user's, from bytes that the service sends: it cannot write there itself.
    fn fetch(&self, ticket: Ticket, request: Request) -> Answer {
        let Request::Export { path, relation, scope, page, format } = request else { return Ok(Response::Done) };
        let path = std::path::absolute(&path).map_err(|error| unwritable(&path, &error))?;
        let part = part_of(&path);
        let file = File::create(&part).map_err(|error| unwritable(&part, &error))?;
        lock(&self.line.files).insert(ticket, Fetched { file, failed: None });
        let request = Box::new(Request::Export { path: path.clone(), relation, scope, page, format });
        let answer = self.asked(Ask::Fetch { ticket, request }, ticket);
        let fetched = lock(&self.line.files).remove(&ticket);
        let failed = fetched.and_then(|fetched| fetched.failed).map(|error| unwritable(&part, &error));
        let mut withdrawn = 0;
        let rows = match (answer, failed) {
            (Ok(Response::Exported { rows, withdrawn: left_out, .. }), None) => {
                withdrawn = left_out;
                Ok(rows)
            }
            (Ok(_), Some(fault)) | (Err(fault), _) => Err(fault),
            (Ok(_), None) => Err(Fault::failed("the service answered out of turn")),
        };
        settle(&part, &path, rows).map(|rows| Response::Exported { path, rows, withdrawn })
    }

    fn send(&self, ask: &Ask) -> Result<(), Fault> {
        wire::send(&mut *lock(&self.out), ask).map_err(|error| broken(&error))
    }
}

fn waited_for(answer: &Receiver<Answer>) -> Answer {
    answer.recv().unwrap_or_else(|_| Err(Fault { code: Code::Gone, ..Fault::failed("the service went away") }))
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

fn broken(error: &io::Error) -> Fault {
    Fault { code: Code::Gone, ..Fault::failed(format!("the line to the service broke: {error}")) }
}

impl Line {
    /// Takes in what the service tells, until it tells no more.
    fn read(&self, stream: &mut BufReader<UnixStream>) -> Result<(), Fault> {
        let mut begun: BTreeMap<Ticket, Vec<Vec<Cell>>> = BTreeMap::new();
        while let Some(tell) = wire::receive(stream, TOLD).map_err(|error| broken(&error))? {
            match tell {
                Tell::Event(Event::Gone(fault)) => return Err(fault),
                Tell::Event(event) => self.listeners.tell(&event),
                Tell::Bytes { ticket, length } => {
                    let bytes = wire::receive_bytes(stream, length).map_err(|error| broken(&error))?;
                    if let Some(fetched) = lock(&self.files).get_mut(&ticket).filter(|it| it.failed.is_none()) {
                        fetched.failed = fetched.file.write_all(&bytes).err();
                    }
                }
                Tell::Rows { ticket, rows } => begun.entry(ticket).or_default().extend(rows),
                Tell::Answer { ticket, mut answer } => {
                    if let (Some(mut first), Ok(Response::Rows(table))) = (begun.remove(&ticket), &mut answer) {
                        first.append(&mut table.rows);
                        table.rows = first;
                    }
                    if let Some(call) = lock(&self.waiting).calls.remove(&ticket) {
                        let _ = call.send(answer);
                    }
                }
            }
        }
        Ok(())
    }

    fn end(&self, fault: Fault) {
        let mut waiting = lock(&self.waiting);
        waiting.gone = Some(fault.clone());
        for call in std::mem::take(&mut waiting.calls).into_values() {
            let _ = call.send(Err(fault.clone()));
        }
        drop(waiting);
        self.listeners.end(&Event::Gone(fault));
    }
}

impl Service for Remote {
    /// A path that a person gives is seen from where they are, and not from where the service is.
    fn call(&self, ticket: Ticket, mut request: Request) -> Answer {
        if self.is_guest && matches!(request, Request::Export { .. }) {
            return self.fetch(ticket, request);
        }
        // One that is not there may be meant from the workspace, or from its inbox.
        if let Some(InputFile::Here(path)) = request.input()
            && path.exists()
        {
            let absolute = std::path::absolute(&*path);
            *path = absolute.map_err(|error| Fault::failed(format!("{}: {error}", path.display())))?;
            let path = path.clone();
            if self.is_guest {
                return self.send_file(ticket, &path, request);
            }
        }
        self.asked(Ask::Call { ticket, request: Box::new(request) }, ticket)
    }

    fn cancel(&self, ticket: Ticket) {
        if lock(&self.line.waiting).calls.contains_key(&ticket) {
            let _ = self.send(&Ask::Cancel { ticket });
        }
    }

    fn events(&self) -> Receiver<Event> {
        let events = self.line.listeners.join();
        let waiting = lock(&self.line.waiting);
        if waiting.gone.is_some() {
            // Who listens too late is told at once: the channel has ended.
            drop(waiting);
            return sync_channel(0).1;
        }
        events
    }

    fn outlives_its_callers(&self) -> bool {
        true
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        let _ = lock(&self.out).shutdown(Shutdown::Both);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
