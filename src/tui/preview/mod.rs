//! A campaign as it would go out, before anything is sent: who gets it and who is left out and why, what three of them
//! would read, what it would cost and bring.
//!
//! A form asks for template, audience, channel and period; the job `campaigns.preview` works it out, and what stands here
//! then is that run's result. Nothing is sent: the list is a table like any other, and is exported as one.

mod draw;
mod form;

pub use form::form;

use super::command::{Command, Place};
use super::keymap::Key;
use super::overlay::reader::{Line, Reader, Tone};
use super::overlay::{Extent, Overlay};
use super::pane::Pane;
use super::text::clean;
use super::world::{Cx, To, World};
use crate::jobs::{Progress, RunId};
use crate::service::{Fault, Relation, Request, Response};
use crate::value::{Args, Cell, Page, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const JOB: &str = "campaigns.preview";

/// Messages that are shown as they would read.
const MESSAGES: u64 = 3;

/// How far it is.
enum Stage {
    /// The run is asked for, or under way.
    Asked,
    Running(RunId),
    Ready,
    Failed(Fault),
}

struct Letter {
    customer: i64,
    /// The customer's name, or the id where there is none.
    to: String,
    text: String,
}

pub struct Preview {
    id: u32,
    args: Args,
    stage: Stage,
    summary: Table,
    left_out: Table,
    letters: Vec<Letter>,
    members: Pane,
}

impl Preview {
    /// Asks for a run with these parameters.
    fn new(args: Args) -> Preview {
        Preview {
            id: 0,
            args,
            stage: Stage::Asked,
            summary: Table::default(),
            left_out: Table::default(),
            letters: Vec::new(),
            members: Pane::table("campaigns.members").stays().unbound(),
        }
    }

    fn template(&self) -> String {
        self.args.get("template").map(Cell::to_string).unwrap_or_default()
    }

    /// Looks whether the run has ended: its news may come before or after the answer that names it.
    fn follow(&mut self, cx: &mut Cx<'_>) {
        let Stage::Running(run) = self.stage else { return };
        let progress = cx.world.runs.iter().find(|news| news.run == run).map(|news| &news.progress);
        match progress {
            Some(Progress::Done { .. }) => self.load(cx),
            Some(Progress::Failed { message, hint } | Progress::Unsupported { message, hint }) => {
                let code = crate::service::Code::Failed;
                self.stage = Stage::Failed(Fault { code, message: message.clone(), hint: hint.clone() });
            }
            Some(Progress::Cancelled) => cx.close(),
            _ => {}
        }
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        self.stage = Stage::Ready;
        self.members.bind(Args::new());
        let addressed = Page { limit: MESSAGES, ..Page::default() };
        self.ask("summary", "campaigns.preview", Page::default(), cx);
        self.ask("left_out", "campaigns.left_out", Page::default(), cx);
        self.ask("addressed", "campaigns.members", addressed, cx);
    }

    fn ask(&self, what: &'static str, view: &str, page: Page, cx: &mut Cx<'_>) {
        let scope = cx.world.scope.clone();
        cx.ask(To::Overlay(self.id, what), Request::Rows { relation: Relation::view(view), scope, page });
    }

    /// Asks for the messages to the customers of a table, one after the other.
    fn write_to(&mut self, table: &Table, cx: &mut Cx<'_>) {
        let customers = (0..table.rows.len()).filter_map(|row| {
            let customer = table.cell(row, "customer_id").integer()?;
            let name = table.text(row, "name");
            let to = if name.is_empty() { customer.to_string() } else { clean(name) };
            Some(Letter { customer, to, text: String::new() })
        });
        self.letters = customers.collect();
        self.write_next(cx);
    }

    fn write_next(&self, cx: &mut Cx<'_>) {
        if let Some(letter) = self.letters.iter().find(|letter| letter.text.is_empty()) {
            let request = Request::Message { template: self.template(), customer: letter.customer };
            cx.ask(To::Overlay(self.id, "message"), request);
        }
    }

    fn took(&mut self, what: &'static str, response: Response, cx: &mut Cx<'_>) {
        match (what, response) {
            ("run", Response::Queued(runs)) => {
                if let Some(run) = runs.first() {
                    self.stage = Stage::Running(*run);
                    self.follow(cx);
                }
            }
            ("summary", Response::Rows(table)) => self.summary = table,
            ("left_out", Response::Rows(table)) => self.left_out = table,
            ("addressed", Response::Rows(table)) => self.write_to(&table, cx),
            ("message", Response::Text(text)) => self.wrote(text, cx),
            _ => {}
        }
    }

    /// Takes the next customer's message; an empty one is shown as such, and is not asked for again.
    fn wrote(&mut self, text: String, cx: &mut Cx<'_>) {
        if let Some(letter) = self.letters.iter_mut().find(|letter| letter.text.is_empty()) {
            letter.text = if text.trim().is_empty() { "–".into() } else { text };
        }
        self.write_next(cx);
    }

    /// The messages in full, to read and to copy.
    fn read(&self, cx: &mut Cx<'_>) {
        let letter = |letter: &Letter| {
            let head = Line::new(Tone::Head, &letter.to);
            let text = letter.text.lines().map(|line| Line::new(Tone::Text, line));
            std::iter::once(head).chain(text).chain([Line::gap()]).collect::<Vec<_>>()
        };
        cx.open(Reader::new(cx.text("preview.messages"), self.letters.iter().flat_map(letter).collect()));
    }
}

impl Overlay for Preview {
    fn place(&self) -> Place {
        Place::Preview
    }

    fn title(&self, world: &World) -> String {
        format!("{} · {}", world.say("preview.title"), world.look.words.value(&clean(&self.template())))
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Full
    }

    fn opened(&mut self, id: u32, cx: &mut Cx<'_>) {
        self.id = id;
        cx.ask(To::Overlay(id, "run"), Request::Run { job: JOB.into(), args: self.args.clone() });
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        if command == Command::Messages && !self.letters.is_empty() {
            self.read(cx);
        }
    }

    fn offers(&self, command: Command) -> bool {
        match command.place() {
            Place::Table => self.members.offers(command),
            Place::Preview => command.is_hinted() && !self.letters.is_empty(),
            _ => command.is_hinted(),
        }
    }

    fn answer(&mut self, what: &'static str, answer: Result<Response, Fault>, cx: &mut Cx<'_>) {
        match answer {
            Ok(response) => self.took(what, response, cx),
            Err(fault) if what == "message" => self.wrote(fault.message, cx),
            Err(fault) => self.stage = Stage::Failed(fault),
        }
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        self.follow(cx);
    }

    /// Stops the run.
    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        let Stage::Running(run) = self.stage else { return false };
        let said = cx.text("jobs.cancelled");
        cx.order(Request::Cancel { run }, said);
        cx.close();
        true
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.members.stop(cx);
    }

    fn pane(&self) -> Option<&Pane> {
        Some(&self.members)
    }

    fn pane_mut(&mut self) -> Option<&mut Pane> {
        Some(&mut self.members)
    }

    fn fit(&mut self, area: Rect) {
        self.members.fit(draw::places(self, area).members);
    }

    fn wheel(&mut self, is_down: bool) {
        self.members.wheel(is_down);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        draw::draw(self, area, buf, world);
    }
}
