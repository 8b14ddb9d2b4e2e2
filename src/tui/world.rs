//! What every part of the screen sees, and by what it acts.
//!
//! `update` is pure: parts do not call the service, nor each other. They leave [`Effect`]s for the loop outside and
//! [`Act`]s for the model, which carries them out when the part has returned.

use super::command::Command;
use super::format::Format;
use super::keymap::Key;
use super::look::Look;
use super::overlay::Overlay;
use crate::jobs::{JobEvent, RunId};
use crate::service::{Event, Fault, Overview, Request, Response, Sending, Ticket};
use crate::value::{Args, Filter, Scope};
use crossterm::event::MouseEvent;
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// What happens to the screen.
#[derive(Debug)]
pub enum Message {
    Key(Key),
    Mouse(MouseEvent),
    Paste(String),
    Size {
        width: u16,
        height: u16,
    },
    /// The time in UTC, told with every other message, so that ages can be drawn; by itself it changes nothing.
    Clock(DateTime),
    /// The service is open, or why it is not.
    Opened(Result<(), Fault>),
    Answer(Ticket, Result<Response, Fault>),
    Event(Event),
    /// A text went to the clipboard: the words for the way it went, or what went wrong.
    Copied(Result<&'static str, String>),
    /// Ctrl-C.
    Interrupt,
}

/// What the loop outside is to do.
#[derive(Debug, PartialEq)]
pub enum Effect {
    Call(Ticket, Box<Request>),
    Cancel(Ticket),
    Copy(String),
    /// Keeps a query of the console's for the next session.
    Remember(String),
    Toured,
    Quit,
}

/// What one part asks of the model.
pub enum Act {
    Open(Box<dyn Overlay>),
    /// Takes away what stands over the tab, the topmost first.
    Close,
    Say(Notice),
    Scope(Scope),
    Go(usize),
    Command(Command),
    Pane(PaneAt, Change),
    /// Shows a customer on the tab that is about one.
    Customer(i64),
    /// Keeps what was typed into something until it is opened again; nothing forgets it.
    Keep(String, Option<Draft>),
}

/// What was typed and not handed in, by field.
pub type Draft = BTreeMap<String, String>;

/// A change to a panel that another part asked for.
pub enum Change {
    Search(Option<String>),
    Filter(Filter),
    /// Other arguments of its view.
    Bind(Args),
}

/// A line at the bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub hint: Option<String>,
    pub is_bad: bool,
    /// The runs that it speaks of: when all have ended it says no longer what is.
    pub runs: Vec<RunId>,
}

impl Notice {
    pub fn good(text: impl Into<String>) -> Notice {
        Notice { text: text.into(), hint: None, is_bad: false, runs: Vec::new() }
    }

    pub fn bad(text: impl Into<String>) -> Notice {
        Notice { is_bad: true, ..Notice::good(text) }
    }
}

impl From<Fault> for Notice {
    fn from(fault: Fault) -> Notice {
        Notice { hint: fault.hint, ..Notice::bad(fault.message) }
    }
}

/// Where a panel stands: on a tab, by the tab's and its own place; or on what stands over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaneAt {
    Tab(usize, usize),
    Overlay(u32),
}

/// Who asked, and so who gets the answer.
#[derive(Debug, Clone, PartialEq)]
pub enum To {
    Overview,
    Pane(PaneAt),
    /// What stands over the tab, with its own name for the question.
    Overlay(u32, &'static str),
    /// The bottom line, which says this when it is done.
    Line(String),
    /// The clipboard, with a column of the answer's rows.
    Clipboard(String),
}

/// Whether the service is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    Waiting,
    Open,
    /// It was there and is no more; what was shown stays, and it is looked for.
    Lost,
    Failed(Fault),
}

/// What every part of the screen may read.
pub struct World {
    pub look: Look,
    pub format: Format,
    pub opening: Opening,
    pub overview: Option<Overview>,
    pub scope: Scope,
    /// UTC; none before the first message.
    pub now: Option<DateTime>,
    /// News of this session's runs, one a run, the latest last.
    pub runs: Vec<JobEvent>,
    pub drafts: BTreeMap<String, Draft>,
}

impl World {
    pub fn say(&self, key: &str) -> String {
        self.look.words.text(key).to_owned()
    }

    /// Whether a command is of use to who sits here: their role has what it takes, and there is something to show.
    pub fn offers(&self, command: Command) -> bool {
        let Some(you) = self.overview.as_ref().map(|overview| &overview.you) else { return command != Command::Unmask };
        command.grant().is_none_or(|grant| you.may(grant)) && (command != Command::Unmask || you.is_masked)
    }

    /// The name of a KPI of the program's own.
    pub fn kpi(&self, kpi: &str) -> Option<String> {
        self.look.words.find(&format!("kpi.{kpi}.title")).map(str::to_owned)
    }

    /// How long ago a time was.
    pub fn age(&self, then: DateTime) -> String {
        self.now.map_or_else(String::new, |now| super::format::age(then, now, &self.look.words))
    }
}

/// Tickets, and what was left to be done.
#[derive(Default)]
pub struct Desk {
    last: Ticket,
    pub pending: BTreeMap<Ticket, To>,
    /// Files on their way, of questions that wait for their answers.
    pub sending: BTreeMap<Ticket, Sending>,
    pub effects: Vec<Effect>,
    pub acts: Vec<Act>,
}

impl Desk {
    /// A question is over: it has its answer, or nobody waits for one. Says who asked.
    pub fn settle(&mut self, ticket: Ticket) -> Option<To> {
        self.sending.remove(&ticket);
        self.pending.remove(&ticket)
    }

    /// News of a file may come after the answer that it was sent for.
    pub fn is_sending(&mut self, news: Sending) {
        if news.percent < 100 && self.pending.contains_key(&news.ticket) {
            self.sending.insert(news.ticket, news);
        } else {
            self.sending.remove(&news.ticket);
        }
    }
}

/// What a part has at hand while it acts.
pub struct Cx<'a> {
    pub world: &'a World,
    pub desk: &'a mut Desk,
}

impl Cx<'_> {
    /// Asks the service; the answer comes to `to` as a message.
    pub fn ask(&mut self, to: To, request: Request) -> Ticket {
        self.desk.last += 1;
        self.desk.pending.insert(self.desk.last, to);
        self.desk.effects.push(Effect::Call(self.desk.last, Box::new(request)));
        self.desk.last
    }

    /// Drops a question: it is stopped, and its answer is not waited for.
    pub fn drop_question(&mut self, ticket: Ticket) {
        if self.desk.settle(ticket).is_some() {
            self.desk.effects.push(Effect::Cancel(ticket));
        }
    }

    /// Asks for something to be done, and says so when it is.
    pub fn order(&mut self, request: Request, said: impl Into<String>) {
        self.ask(To::Line(said.into()), request);
    }

    pub fn act(&mut self, act: Act) {
        self.desk.acts.push(act);
    }

    pub fn open(&mut self, overlay: impl Overlay + 'static) {
        self.act(Act::Open(Box::new(overlay)));
    }

    pub fn close(&mut self) {
        self.act(Act::Close);
    }

    pub fn say(&mut self, notice: Notice) {
        self.act(Act::Say(notice));
    }

    pub fn effect(&mut self, effect: Effect) {
        self.desk.effects.push(effect);
    }

    pub fn text(&self, key: &str) -> String {
        self.world.say(key)
    }
}
