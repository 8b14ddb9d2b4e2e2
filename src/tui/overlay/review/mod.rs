//! The pairs of records that the linkage doubts, one after the other, for a person to decide.
//!
//! A key answers at once: the next pair is there before the service has the decision, which is told to it in order and one at
//! a time. What the customers then are is worked out by one run when the review is left, not after every key.

mod accuracy;
mod draw;
mod queue;

use super::{Extent, Overlay, rows};
use crate::identity::Verdict;
use crate::service::{Fault, Relation, Request, Response};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::pane::Pane;
use crate::tui::world::{Cx, Notice, To, World};
use crate::value::{Args, Page, Scope, Table};
use queue::Queue;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// Pairs that are fetched at a time.
const PAGE: u64 = 100;

/// What is known of a pair.
#[derive(Debug, Clone, Default)]
struct Evidence {
    /// What each field tells.
    fields: Table,
    /// Whose consent and address would hold of the two.
    survivors: Table,
}

#[derive(Default)]
pub struct Review {
    id: u32,
    queue: Queue,
    /// Why there is no queue.
    fault: Option<Fault>,
    has_answer: bool,
    evidence: BTreeMap<usize, Evidence>,
    /// The pair that the service is being asked about, and what of it was not answered yet: answers come in any order.
    asking: Option<(usize, Vec<&'static str>)>,
    is_fetching: bool,
    is_telling: bool,
    accuracy: Table,
    /// Whether decisions wait for a run that applies them.
    is_unapplied: bool,
    /// Whether it is left as soon as the service has all decisions.
    is_leaving: bool,
    /// Fields that are scrolled away, and how many there is room for.
    top: usize,
    room: usize,
}

fn view(name: &str, args: Args) -> Relation {
    Relation::View { name: name.to_owned(), args }
}

impl Review {
    fn ask(&self, what: &'static str, relation: Relation, page: Page, cx: &mut Cx<'_>) {
        cx.ask(To::Overlay(self.id, what), Request::Rows { relation, scope: Scope::default(), page });
    }

    /// Asks for what is not there yet of what is seen now and next, and tells what is not told yet.
    fn go_on(&mut self, cx: &mut Cx<'_>) {
        self.fetch(cx);
        self.look(cx);
        self.tell(cx);
    }

    fn fetch(&mut self, cx: &mut Cx<'_>) {
        // The offset counts on the service's having all decisions.
        let is_settled = self.queue.next_unsaid().is_none();
        if let Some(offset) = self.queue.wants().filter(|_| is_settled && !self.is_fetching) {
            self.is_fetching = true;
            self.ask("queue", Relation::view("identity.review"), Page { offset, limit: PAGE, ..Page::default() }, cx);
        }
    }

    fn look(&mut self, cx: &mut Cx<'_>) {
        let at = self.queue.at();
        let unknown =
            (at..at + 2).find(|place| !self.evidence.contains_key(place) && self.queue.pair(*place).is_some());
        let Some(place) = unknown.filter(|_| self.asking.is_none()) else { return };
        let Some(pair) = self.queue.pair(place) else { return };
        let keys = pair.keys.clone();
        self.asking = Some((place, vec!["survivors", "fields"]));
        self.ask("survivors", view("identity.pair_survivors", keys.clone()), Page::all(), cx);
        self.ask("fields", view("identity.pair", keys), Page::all(), cx);
    }

    fn tell(&mut self, cx: &mut Cx<'_>) {
        let Some(decision) = self.queue.next_unsaid().filter(|_| !self.is_telling) else {
            if self.is_leaving && !self.is_telling {
                cx.close();
            }
            return;
        };
        self.is_telling = true;
        let (left, right) = (decision.left.clone(), decision.right.clone());
        let request = Request::Identify { left, right, verdict: decision.verdict };
        cx.ask(To::Overlay(self.id, "told"), request);
    }

    /// The service has a decision, or refused it.
    fn told(&mut self, answer: Result<Response, Fault>, cx: &mut Cx<'_>) {
        self.is_telling = false;
        match answer {
            Ok(_) => {
                self.queue.said();
                self.is_unapplied = true;
            }
            Err(fault) => {
                self.queue.refused();
                cx.say(fault.into());
            }
        }
        self.ask("accuracy", Relation::view("identity.accuracy"), Page::all(), cx);
    }

    /// Lets the decisions take effect, if there are any that have not.
    fn apply(&mut self, cx: &mut Cx<'_>) {
        if std::mem::take(&mut self.is_unapplied) {
            let said = cx.text("review.applying");
            cx.order(Request::Run { job: "identity.unify".to_owned(), args: Args::new() }, said);
        }
    }

    fn open_records(&self, cx: &mut Cx<'_>) {
        if let Some(pair) = self.queue.pair(self.queue.at()) {
            cx.open(rows::of(Pane::of(view("identity.pair_records", pair.keys.clone())).compact()));
        }
    }

    fn take_back(&mut self, cx: &mut Cx<'_>) {
        if !self.queue.take_back() {
            cx.say(Notice::bad(cx.text("review.nothing_decided")));
        }
    }

    fn scroll(&mut self, top: usize) {
        let fields = self.evidence.get(&self.queue.at()).map_or(0, |evidence| evidence.fields.rows.len());
        self.top = top.min(fields.saturating_sub(self.room));
    }
}

impl Overlay for Review {
    fn place(&self) -> Place {
        Place::Review
    }

    fn title(&self, world: &World) -> String {
        world.say("review.title")
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Full
    }

    fn opened(&mut self, id: u32, cx: &mut Cx<'_>) {
        self.id = id;
        self.is_fetching = true;
        self.ask("queue", Relation::view("identity.review"), Page { limit: PAGE, ..Page::default() }, cx);
        self.ask("accuracy", Relation::view("identity.accuracy"), Page::all(), cx);
    }

    fn answer(&mut self, what: &'static str, answer: Result<Response, Fault>, cx: &mut Cx<'_>) {
        if what == "told" {
            self.told(answer, cx);
            return self.go_on(cx);
        }
        let table = match answer {
            Ok(Response::Rows(table)) => table,
            Ok(_) => Table::default(),
            Err(fault) => {
                if what == "queue" {
                    self.fault = Some(fault);
                } else {
                    cx.say(fault.into());
                }
                Table::default()
            }
        };
        match what {
            "queue" => {
                self.queue.take(&table);
                (self.has_answer, self.is_fetching) = (true, false);
            }
            "accuracy" => self.accuracy = table,
            _ => {
                let Some((place, awaited)) = &mut self.asking else { return };
                let known = self.evidence.entry(*place).or_default();
                *(if what == "survivors" { &mut known.survivors } else { &mut known.fields }) = table;
                awaited.retain(|other| *other != what);
                if awaited.is_empty() {
                    self.asking = None;
                }
            }
        }
        self.go_on(cx);
    }

    fn offers(&self, command: Command) -> bool {
        let is_pair = self.queue.pair(self.queue.at()).is_some();
        match command {
            Command::SameCustomer | Command::NeverOne | Command::SkipPair | Command::PairRecords => is_pair,
            Command::TakeBack => self.queue.decisions() > 0,
            Command::BackPair => self.queue.at() > 0,
            Command::ApplyDecisions => self.is_unapplied,
            command => command.is_hinted(),
        }
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        let before = self.queue.at();
        match command {
            Command::SameCustomer => drop(self.queue.decide(Verdict::Same)),
            Command::NeverOne => drop(self.queue.decide(Verdict::Never)),
            Command::SkipPair => self.queue.skip(),
            Command::BackPair => self.queue.back(),
            Command::TakeBack => self.take_back(cx),
            Command::PairRecords => self.open_records(cx),
            Command::ApplyDecisions => self.apply(cx),
            Command::ReviewUp => self.scroll(self.top.saturating_sub(1)),
            Command::ReviewDown => self.scroll(self.top + 1),
            Command::LeaveReview => self.is_leaving = true,
            _ => {}
        }
        if self.queue.at() != before {
            self.top = 0;
        }
        self.go_on(cx);
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.apply(cx);
    }

    fn wheel(&mut self, is_down: bool) {
        self.scroll(if is_down { self.top + 3 } else { self.top.saturating_sub(3) });
    }

    fn fit(&mut self, area: Rect) {
        self.room = self.rows_for_fields(area);
        self.scroll(self.top);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        self.paint(area, buf, world);
    }
}
