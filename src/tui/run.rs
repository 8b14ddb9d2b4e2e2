//! The loop: waits for what happens, takes all of it in, draws once.

use super::look::Look;
use super::model::Model;
use super::terminal::{Guard, Screen};
use super::world::Opening;
use super::{Effect, Message, update, view};
use crate::jobs::JobEvent;
use crate::service::{self, Code, Fault, Request, Service, Ticket};
use crate::sync::locked;
use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{Event, EventStream, KeyEventKind};
use futures::StreamExt;
use jiff::Timestamp;
use ratatui::Terminal;
use std::collections::BTreeSet;
use std::io::{self, Stdout, Write};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Questions that are with the service at a time.
const CALLS: usize = 4;

/// Between two frames that keys or answers caused: 30 a second.
const FRAME: Duration = Duration::from_millis(33);

/// Between two frames while more answers are on their way: panels that fill one after the other would be drawn as often.
const GATHERED: Duration = Duration::from_millis(150);

/// Between two frames that only a run's progress caused.
const CALM: Duration = Duration::from_millis(100);

/// The most of a text that terminals take into the clipboard.
const OSC_52: usize = 100_000;

/// How long it waits before it looks for the service again.
const AGAIN: Duration = Duration::from_secs(1);

type Opened = Result<Option<Arc<dyn Service>>, Fault>;

/// Opens the service; told whether it may start one. None where none runs and it may not.
type Open = Arc<dyn Fn(bool) -> Opened + Send + Sync>;

/// Shows the workbench until it is quit or its terminal goes; says which runs are under way then. The first frame does not
/// wait for the service. Where the service goes away the screen stays, and it is looked for until it is there again: one
/// that someone has ended is not started again from here.
///
/// Errors: the service could not be opened (which the screen said in words), or the terminal could not be used.
pub fn run(open: impl Fn(bool) -> Opened + Send + Sync + 'static, look: Look) -> Result<Vec<JobEvent>, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unusable)?;
    runtime.block_on(live(Arc::new(open), look))
}

fn unusable(error: io::Error) -> Fault {
    Fault::failed(format!("the terminal cannot be used: {error}"))
}

/// How soon a change is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Haste {
    News,
    Answer,
    Key,
}

impl Haste {
    fn of(message: &Message) -> Option<Haste> {
        match message {
            Message::Clock(_) => None,
            Message::Event(_) => Some(Haste::News),
            Message::Answer(..) | Message::Opened(_) | Message::Copied(_) => Some(Haste::Answer),
            _ => Some(Haste::Key),
        }
    }
}

struct Live {
    model: Model,
    terminal: Terminal<Screen<Stdout>>,
    inbox: UnboundedSender<Message>,
    open: Open,
    opening: Option<oneshot::Receiver<Opened>>,
    /// When the service is looked for again.
    again: Option<Instant>,
    may_start: bool,
    calls: Option<Calls>,
    waiting: Option<Haste>,
    tab_drawn: usize,
    drawn: Instant,
    key_drawn: Instant,
    is_over: bool,
}

async fn live(open: Open, look: Look) -> Result<Vec<JobEvent>, Fault> {
    let guard = Guard::take().map_err(unusable)?;
    let terminal = Terminal::new(Screen::new(io::stdout(), crossterm::terminal::size)).map_err(unusable)?;
    let (inbox, mut messages) = unbounded_channel();
    let long_ago = Instant::now() - CALM;
    let model = Model::new(look);
    let mut live = Live {
        model,
        terminal,
        inbox,
        open,
        opening: None,
        again: None,
        may_start: true,
        calls: None,
        waiting: None,
        tab_drawn: 0,
        drawn: long_ago,
        key_drawn: long_ago,
        is_over: false,
    };
    let (width, height) = crossterm::terminal::size().map_err(unusable)?;
    live.take(Message::Size { width, height });
    live.draw().map_err(unusable)?;
    live.look_for_service();
    let hung_up = live.until_over(&mut messages).await.map_err(unusable);
    live.stop();
    drop(guard);
    hung_up?;
    match live.model.world.opening {
        Opening::Failed(fault) => Err(fault),
        _ => Ok(live.model.world.runs.into_iter().filter(|run| !run.progress.has_ended()).collect()),
    }
}

/// What comes of looking for the service; never where nobody looks.
async fn found(opening: &mut Option<oneshot::Receiver<Opened>>) -> Opened {
    match opening {
        Some(opening) => opening.await.unwrap_or_else(|_| Err(Fault::failed("the service could not be opened"))),
        None => std::future::pending().await,
    }
}

impl Live {
    /// Takes messages in until the screen is quit or its terminal is gone.
    async fn until_over(&mut self, messages: &mut UnboundedReceiver<Message>) -> io::Result<()> {
        let (mut gone, reading) = read_keys(self.inbox.clone());
        let mut hangup = signal(SignalKind::hangup())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        while !self.is_over {
            let due = self.due();
            tokio::select! {
                biased;
                _ = hangup.recv() => return Ok(()),
                _ = terminate.recv() => return Ok(()),
                _ = interrupt.recv() => return Ok(()),
                _ = &mut gone => return Ok(()),
                opened = found(&mut self.opening) => self.opened(opened),
                Some(message) = messages.recv() => self.take(message),
                () = tokio::time::sleep_until(self.again.unwrap_or_else(Instant::now)), if self.again.is_some() => {
                    self.look_for_service();
                }
                () = tokio::time::sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {}
            }
            while let Ok(message) = messages.try_recv() {
                self.take(message);
            }
            if self.due().is_some_and(|due| due <= Instant::now()) {
                self.draw()?;
            }
        }
        reading.abort();
        Ok(())
    }

    /// When the next frame is to be drawn; none where nothing has changed.
    fn due(&self) -> Option<Instant> {
        match self.waiting? {
            Haste::Key => Some(self.key_drawn + FRAME),
            Haste::Answer if self.model.desk.pending.is_empty() => Some(self.drawn + FRAME),
            Haste::Answer => Some(self.drawn + GATHERED),
            Haste::News => Some(self.drawn + CALM),
        }
    }

    fn draw(&mut self) -> io::Result<()> {
        let now = Instant::now();
        if self.waiting == Some(Haste::Key) {
            self.key_drawn = now;
        }
        self.drawn = now;
        self.waiting = None;
        let model = &self.model;
        // Another tab shares little with the one before: an empty screen takes fewer bytes than erasing cell by cell.
        if std::mem::replace(&mut self.tab_drawn, model.tab) != model.tab {
            self.terminal.clear()?;
        }
        self.terminal.draw(|frame| view(model, frame))?;
        Ok(())
    }

    fn take(&mut self, message: Message) {
        self.waiting = self.waiting.max(Haste::of(&message));
        if let Message::Event(service::Event::Gone(fault)) = &message {
            self.calls = None;
            self.may_start = fault.code != Code::Ended;
            self.again = Some(Instant::now() + AGAIN);
        }
        let now = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).datetime();
        update(&mut self.model, Message::Clock(now));
        for effect in update(&mut self.model, message) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Call(ticket, request) => self.ask(ticket, *request),
            Effect::Cancel(ticket) => {
                if let Some(calls) = &self.calls {
                    calls.cancel(ticket);
                }
            }
            Effect::Copy(text) => {
                let copied = self.copy(&text);
                let _ = self.inbox.send(Message::Copied(copied));
            }
            Effect::Remember(query) => self.kept(self.model.world.look.remember(&query)),
            Effect::Toured => self.kept(self.model.world.look.toured()),
            Effect::Quit => self.is_over = true,
        }
    }

    fn ask(&self, ticket: Ticket, request: Request) {
        match &self.calls {
            Some(calls) => drop(calls.send.send((ticket, request))),
            None => {
                let fault = Fault { code: Code::Gone, ..Fault::failed(self.model.world.say("screen.no_service")) };
                let _ = self.inbox.send(Message::Answer(ticket, Err(fault)));
            }
        }
    }

    /// What could not be kept for the next session is worth a line, not more.
    fn kept(&self, done: io::Result<()>) {
        if let Err(error) = done {
            tracing::warn!(%error, "the workspace's folder cannot be written");
        }
    }

    fn copy(&mut self, text: &str) -> Result<&'static str, String> {
        if std::env::var_os("TMUX").is_some() && through_tmux(text).is_ok() {
            return Ok("copy.tmux");
        }
        if text.len() > OSC_52 {
            return Err(self.model.world.say("copy.too_long"));
        }
        let mut bytes = Vec::new();
        let sent = crossterm::queue!(bytes, CopyToClipboard::to_clipboard_from(text));
        let sent = sent.and_then(|()| self.terminal.backend_mut().write_raw(&bytes));
        sent.map(|()| "copy.osc52").map_err(|error| error.to_string())
    }

    fn look_for_service(&mut self) {
        let (tell, opening) = oneshot::channel();
        let (open, may_start) = (Arc::clone(&self.open), self.may_start);
        std::thread::spawn(move || {
            let _ = tell.send(open(may_start));
        });
        (self.opening, self.again) = (Some(opening), None);
    }

    fn opened(&mut self, opened: Opened) {
        self.opening = None;
        let is_lost = self.model.world.opening == Opening::Lost;
        let opened = match opened {
            Ok(Some(service)) => {
                self.calls = Some(Calls::start(&service, &self.inbox));
                self.may_start = true;
                forward(&service, &self.inbox);
                Ok(())
            }
            Ok(None) => return self.again = Some(Instant::now() + AGAIN),
            Err(fault) => {
                // Who has the file may give it back; of a mistake in a file, no other try makes anything else.
                let is_passing = is_lost || matches!(fault.code, Code::Held | Code::Gone);
                self.again = is_passing.then(|| Instant::now() + AGAIN);
                Err(fault)
            }
        };
        self.take(Message::Opened(opened));
    }

    /// Stops what is still asked, so that no query outlives the screen.
    fn stop(&mut self) {
        if let Some(calls) = &self.calls {
            self.model.desk.pending.keys().for_each(|ticket| calls.cancel(*ticket));
        }
    }
}

/// Sends what the terminal says to the loop, from a task of its own: the stream forgets who waits for it when it is asked
/// in passing. The first half of what comes back is told when the terminal is gone: it then answers with errors, or with
/// nothing, for ever.
fn read_keys(inbox: UnboundedSender<Message>) -> (oneshot::Receiver<()>, tokio::task::JoinHandle<()>) {
    let (tell, gone) = oneshot::channel();
    let reading = tokio::spawn(async move {
        let mut events = EventStream::new();
        while let Some(Ok(event)) = events.next().await {
            if let Some(message) = message(event)
                && inbox.send(message).is_err()
            {
                break;
            }
        }
        let _ = tell.send(());
    });
    (gone, reading)
}

fn message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Message::Key(key.into())),
        Event::Mouse(mouse) => Some(Message::Mouse(mouse)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Resize(width, height) => Some(Message::Size { width, height }),
        _ => None,
    }
}

fn through_tmux(text: &str) -> io::Result<()> {
    use std::process::{Command, Stdio};
    let mut tmux = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut stdin) = tmux.stdin.take() {
        stdin.write_all(text.as_bytes())?;
    }
    if tmux.wait()?.success() { Ok(()) } else { Err(io::Error::other("tmux refused the text")) }
}

/// Sends the service's events to the loop.
fn forward(service: &Arc<dyn Service>, inbox: &UnboundedSender<Message>) {
    let (events, inbox) = (service.events(), inbox.clone());
    std::thread::spawn(move || {
        while let Ok(event) = events.recv() {
            if inbox.send(Message::Event(event)).is_err() {
                break;
            }
        }
    });
}

/// A few threads that ask the service and wait for its answers.
struct Calls {
    send: mpsc::Sender<(Ticket, crate::service::Request)>,
    service: Arc<dyn Service>,
    /// Dropped before they were begun.
    dropped: Arc<Mutex<BTreeSet<Ticket>>>,
}

impl Calls {
    fn start(service: &Arc<dyn Service>, inbox: &UnboundedSender<Message>) -> Calls {
        let (send, receive) = mpsc::channel();
        let receive = Arc::new(Mutex::new(receive));
        let dropped = Arc::new(Mutex::new(BTreeSet::new()));
        for _ in 0..CALLS {
            let (receive, dropped) = (Arc::clone(&receive), Arc::clone(&dropped));
            let (service, inbox) = (Arc::clone(service), inbox.clone());
            std::thread::spawn(move || {
                loop {
                    let next = locked(&receive).recv();
                    let Ok((ticket, request)) = next else { return };
                    if locked(&dropped).remove(&ticket) {
                        continue;
                    }
                    let answer = service.call(ticket, request);
                    if inbox.send(Message::Answer(ticket, answer)).is_err() {
                        return;
                    }
                }
            });
        }
        Calls { send, service: Arc::clone(service), dropped }
    }

    fn cancel(&self, ticket: Ticket) {
        locked(&self.dropped).insert(ticket);
        self.service.cancel(ticket);
    }
}
