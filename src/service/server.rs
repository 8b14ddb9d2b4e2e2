//! The service as a process: it alone opens the file, and answers whoever attaches.
//!
//! It listens on one socket of the file system, and for live events where collector.toml says so. Started by a client, it ends
//! after the last client and the last run; started by `foureye serve`, when it is told to.

use super::peer::{Door, Peer, own_uid};
use super::session::Session;
use super::socket::{self, Place};
use super::{Code, Fault, Local, Request, Service, Status, Ticket, modes, wire};
use crate::config::{Config, Workspace};
use crate::sync::locked;
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use tokio::net::UnixListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};

/// How often it is looked whether the socket is still there and whether anyone is.
const LOOK: Duration = Duration::from_millis(500);

/// How long it waits for clients that do not take in their last words, and for queries that do not stop.
const LEAVE: Duration = Duration::from_secs(3);

/// So many clients at a time, so that nobody can use up all threads.
const CLIENTS: usize = 256;

/// How a service is to be run.
#[derive(Debug, Clone)]
pub struct Plan {
    pub door: Door,
    pub socket: Listen,
    /// Ends when for so long nobody was attached and nothing ran; none goes on.
    pub grace: Option<Duration>,
}

/// On what it listens.
#[derive(Debug, Clone)]
pub enum Listen {
    /// The workspace's own socket.
    Here,
    At(PathBuf),
    /// The socket that whoever started it has made, and given as standard input.
    Inherited,
}

/// What all sessions share.
pub(super) struct House {
    pub local: Local,
    pub door: Door,
    pub owner: u32,
    pub since: DateTime,
    workspace: Workspace,
    socket: PathBuf,
    sessions: Mutex<BTreeMap<u64, Arc<Session>>>,
    numbers: AtomicU64,
    /// The configuration's files when they were last read.
    stamp: Mutex<crate::config::Stamp>,
    stopped: Notify,
    /// Whether anyone has asked for more than the status since the keeper last looked.
    pub has_worked: AtomicBool,
    /// Who has asked for the end.
    stopped_by: Mutex<Option<String>>,
}

/// Runs the service of a workspace until it ends. `ready` is called once, when it listens or when it cannot.
pub fn serve(workspace: Workspace, plan: &Plan, ready: impl FnOnce(&Result<(), Fault>)) -> Result<(), Fault> {
    note_mistakes_by_place();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unusable)?;
    let _in_runtime = runtime.enter();
    let opened = open(workspace, plan);
    ready(&opened.as_ref().map(|_| ()).map_err(Clone::clone));
    let (house, place, listener) = opened?;
    let house = Arc::new(house);
    let signals = [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()].map(signal);
    let [terminate, interrupt, hang_up] = signals;
    let mut keeper = Keeper {
        house: Arc::clone(&house),
        place,
        listener,
        grace: plan.grace,
        quiet_since: Instant::now(),
        terminate: terminate.map_err(unusable)?,
        interrupt: interrupt.map_err(unusable)?,
        hang_up: hang_up.map_err(unusable)?,
    };
    let reason = runtime.block_on(keeper.keep());
    // Who comes from here on finds nobody, and starts another.
    keeper.place.iter().for_each(Place::remove);
    drop(keeper);
    leave(house, &reason);
    tracing::info!("ended");
    Ok(())
}

/// What a mistake of the program's own says may quote the data: it is noted by where it is.
fn note_mistakes_by_place() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a mistake of the program's own");
    }));
}

fn unusable(error: io::Error) -> Fault {
    Fault::failed(format!("the service cannot run: {error}"))
}

fn open(workspace: Workspace, plan: &Plan) -> Result<(House, Option<Place>, UnixListener), Fault> {
    if plan.door == Door::Team {
        modes::check(&workspace)?;
        modes::keep_to_oneself();
    }
    let stamp = Config::stamp(&workspace);
    // The file's own lock settles who of several serves: only then is it safe to take the socket.
    let local = Local::open(workspace.clone())?;
    if plan.door == Door::Team && local.config().settings.inbox.watch {
        local.call(0, Request::Watch)?;
    }
    let path = match &plan.socket {
        Listen::At(path) => path.clone(),
        Listen::Here | Listen::Inherited => socket::path(&workspace),
    };
    let (place, listener) = match plan.socket {
        Listen::Inherited => (None, inherited()?),
        _ => Place::bind(&path, plan.door).map(|(place, listener)| (Some(place), listener))?,
    };
    let house = House {
        local,
        door: plan.door,
        owner: own_uid(),
        since: crate::jobs::now(),
        workspace,
        socket: path,
        sessions: Mutex::default(),
        numbers: AtomicU64::new(0),
        stamp: Mutex::new(stamp),
        stopped: Notify::new(),
        has_worked: AtomicBool::new(true),
        stopped_by: Mutex::default(),
    };
    Ok((house, place, listener))
}

/// The socket that is this process's standard input, as systemd gives it with `StandardInput=socket`.
fn inherited() -> Result<UnixListener, Fault> {
    let listener = io::stdin().as_fd().try_clone_to_owned().and_then(|socket| {
        let listener = std::os::unix::net::UnixListener::from(socket);
        listener.local_addr()?;
        listener.set_nonblocking(true)?;
        UnixListener::from_std(listener)
    });
    listener.map_err(|error| Fault {
        hint: Some("start it by the socket's unit, with StandardInput=socket; or leave --inherit out".into()),
        ..Fault::failed(format!("standard input is no socket that listens: {error}"))
    })
}

struct Keeper {
    house: Arc<House>,
    /// None where the socket is another's to keep.
    place: Option<Place>,
    listener: UnixListener,
    grace: Option<Duration>,
    quiet_since: Instant,
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Keeper {
    /// Lets clients in until there is a reason to end; says it.
    async fn keep(&mut self) -> Fault {
        self.house.local.collect();
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => self.welcome(stream),
                    Err(error) => {
                        tracing::warn!(%error, "a client could not be let in");
                        tokio::time::sleep(LOOK).await;
                    }
                },
                _ = self.terminate.recv() => return ended("the service was told to end (SIGTERM)".into()),
                _ = self.interrupt.recv() => return ended("the service was interrupted (SIGINT)".into()),
                // The terminal that started it is none of its concern.
                _ = self.hang_up.recv() => {}
                () = self.house.stopped.notified() => {
                    let by = locked(&self.house.stopped_by).clone().unwrap_or_default();
                    return ended(format!("{by} has ended the service"));
                }
                _ = look.tick() => {
                    self.mend_socket();
                    self.house.local.collect();
                    for session in self.house.sessions().values() {
                        session.insist(&self.house);
                        session.mask_again();
                    }
                    if self.is_over() {
                        return ended("nobody was attached and nothing ran".into());
                    }
                }
            }
        }
    }

    fn welcome(&mut self, stream: tokio::net::UnixStream) {
        let credentials = stream.peer_cred();
        let std = stream.into_std().and_then(|stream| stream.set_nonblocking(false).map(|()| stream));
        let (Ok(credentials), Ok(stream)) = (credentials, std) else { return };
        if self.house.sessions().len() >= CLIENTS {
            tracing::warn!("{CLIENTS} clients are attached, and no more are let in");
            return;
        }
        let number = self.house.number();
        let session = Arc::new(Session::new(stream, Peer::from(credentials)));
        self.house.sessions().insert(number, Arc::clone(&session));
        let house = Arc::clone(&self.house);
        std::thread::spawn(move || {
            session.serve(&house);
            house.sessions().remove(&number);
        });
    }

    /// Makes the socket again where someone has taken it away.
    fn mend_socket(&mut self) {
        if self.place.as_ref().is_none_or(Place::stands) {
            return;
        }
        match Place::bind(&self.house.socket, self.house.door) {
            Ok((place, listener)) => {
                tracing::warn!(socket = %place.path.display(), "the socket had been removed, and was made again");
                (self.place, self.listener) = (Some(place), listener);
            }
            Err(fault) => tracing::error!(%fault, "the socket has been removed"),
        }
    }

    /// Who only asks how the service is does not keep it. Who has just come is let ask first.
    fn is_over(&mut self) -> bool {
        let house = &self.house;
        let sessions = house.sessions();
        let has_worked = house.has_worked.swap(false, Ordering::Relaxed);
        if has_worked || sessions.values().any(|session| session.is_at_work()) || !house.local.runner.is_idle() {
            self.quiet_since = Instant::now();
        }
        let is_quiet = self.grace.is_some_and(|grace| self.quiet_since.elapsed() >= grace);
        is_quiet && sessions.values().all(|session| session.has_asked())
    }
}

fn ended(message: String) -> Fault {
    tracing::info!("{message}");
    let hint = "what was committed is kept, and a run that was under way was rolled back";
    Fault { code: Code::Ended, message, hint: Some(hint.into()) }
}

/// Cancels what runs, tells every client, and closes the file.
fn leave(house: Arc<House>, reason: &Fault) {
    let until = Instant::now() + LEAVE;
    let pause = || std::thread::sleep(Duration::from_millis(20));
    house.local.collecting.end();
    // The last first, so that none begins while the others are being cancelled.
    for news in house.local.listeners.under_way().iter().rev() {
        house.local.runner.cancel(news.run);
    }
    while !house.local.runner.is_idle() && Instant::now() < until {
        pause();
    }
    house.sessions().values().for_each(|session| session.farewell(reason.clone()));
    while !house.sessions().is_empty() && Instant::now() < until {
        pause();
    }
    house.sessions().values().for_each(|session| session.let_go());
    let mut house = house;
    while Instant::now() < until + LEAVE {
        // The file is closed here, unless a thread hangs in it: its log makes that safe, too.
        match Arc::try_unwrap(house) {
            Ok(house) => return drop(house),
            Err(shared) => house = shared,
        }
        pause();
    }
}

impl House {
    pub fn ticket(&self) -> Ticket {
        self.number()
    }

    fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// A client finds the configuration as its files are, `access.toml` among them: they are read again where one has changed.
    pub fn attend(&self) {
        let now = Config::stamp(&self.workspace);
        let before = std::mem::replace(&mut *locked(&self.stamp), now.clone());
        if before != now
            && let Err(fault) = self.local.call(self.ticket(), Request::Reload)
        {
            tracing::warn!(%fault, "the configuration has changed, and does not load");
        }
    }

    pub fn status(&self) -> Status {
        Status {
            version: wire::VERSION.to_owned(),
            process: std::process::id(),
            user: super::peer::name(self.owner),
            since: self.since,
            socket: self.socket.clone(),
            clients: self.sessions().values().filter_map(|session| session.attached()).collect(),
            runs: self.local.listeners.under_way(),
            collector: self.local.collecting.standing(),
        }
    }

    pub fn stop(&self, by: &str) {
        *locked(&self.stopped_by) = Some(by.to_owned());
        self.stopped.notify_one();
    }

    fn sessions(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Session>>> {
        locked(&self.sessions)
    }
}
