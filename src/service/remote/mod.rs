//! The service in another process, as its clients see it.

mod line;
mod out;
mod report;
mod sending;

use self::line::{Fetched, Line};
use self::out::Out;
use self::sending::OnTheWay;
use super::export::{part_of, settle, unwritable};
use super::session::other_version;
use super::wire::{self, Ask, FIRST, Hello, PROTOCOL, Reply, VERSION};
use super::{Code, Event, Fault, InputFile, Request, Response, Service, Ticket, socket};
use crate::config::Workspace;
use crate::sync::locked;
use std::fs::File;
use std::io::{self, BufReader};
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

type Answer = Result<Response, Fault>;

/// The service in another process, over its socket.
pub struct Remote {
    out: Out,
    on_the_way: OnTheWay,
    line: Arc<Line>,
    /// What the service said of itself.
    pub service: Reply,
    /// Whether it is another user's, who can neither read nor write this user's files.
    is_guest: bool,
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
            let mut reading = BufReader::with_capacity(1 << 16, reading);
            let end = reader.read(&mut reading).err();
            reader.end(end.unwrap_or_else(|| Fault { code: Code::Gone, ..Fault::failed("the service went away") }));
            // Who is still sending is not to wait for someone who takes nothing in any more.
            let _ = reading.get_ref().shutdown(Shutdown::Both);
        });
        let is_guest = reply.user != super::peer::own_name();
        let out = Out::new(stream).map_err(|error| broken(&error))?;
        Ok(Some(Remote { out, on_the_way: OnTheWay::default(), line, service: reply, is_guest }))
    }

    fn asked(&self, ask: Ask, ticket: Ticket) -> Answer {
        waited_for(&self.ask(&ask, ticket)?)
    }

    /// Asks, and gives what the answer comes by.
    fn ask(&self, ask: &Ask, ticket: Ticket) -> Result<Receiver<Answer>, Fault> {
        let (call, answer) = sync_channel(1);
        let mut waiting = locked(&self.line.waiting);
        if let Some(fault) = &waiting.gone {
            return Err(fault.clone());
        }
        waiting.calls.insert(ticket, call);
        drop(waiting);
        // Where the line is broken, the thread that reads it answers with what the service said last.
        let _ = self.send(ask);
        Ok(answer)
    }

    /// Writes an export into a file of this user's, from bytes that the service sends: it cannot write there itself.
    fn fetch(&self, ticket: Ticket, request: Request) -> Answer {
        let Request::Export { path, relation, scope, page, format } = request else { return Ok(Response::Done) };
        let path = std::path::absolute(&path).map_err(|error| unwritable(&path, &error))?;
        let part = part_of(&path);
        let file = File::create(&part).map_err(|error| unwritable(&part, &error))?;
        locked(&self.line.files).insert(ticket, Fetched { file, failed: None });
        let request = Box::new(Request::Export { path: path.clone(), relation, scope, page, format });
        let answer = self.asked(Ask::Fetch { ticket, request }, ticket);
        let fetched = locked(&self.line.files).remove(&ticket);
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

    fn send(&self, ask: &Ask) -> io::Result<()> {
        self.out.send(ask, &[], &|| false)
    }
}

fn waited_for(answer: &Receiver<Answer>) -> Answer {
    answer.recv().unwrap_or_else(|_| Err(Fault { code: Code::Gone, ..Fault::failed("the service went away") }))
}

fn broken(error: &io::Error) -> Fault {
    Fault { code: Code::Gone, ..Fault::failed(format!("the line to the service broke: {error}")) }
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
        if !self.on_the_way.stop(ticket) && locked(&self.line.waiting).calls.contains_key(&ticket) {
            let _ = self.send(&Ask::Cancel { ticket });
        }
    }

    fn events(&self) -> Receiver<Event> {
        let events = self.line.listeners.join();
        let waiting = locked(&self.line.waiting);
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
        self.out.close();
    }
}
