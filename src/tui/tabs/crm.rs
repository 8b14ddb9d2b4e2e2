//! One customer at a time: found as one types, with all that is known of them, and what is noted of them next.

use super::{Plan, Tab};
use crate::args;
use crate::crm::{KINDS, NewInteraction};
use crate::service::{Relation, Request};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::overlay::form::{Form, Wrong};
use crate::tui::overlay::input::Input;
use crate::tui::overlay::review::Review;
use crate::tui::overlay::{Extent, Overlay};
use crate::tui::pane::{Bind, Pane};
use crate::tui::world::{Act, Change, Cx, Notice, PaneAt, World};
use crate::value::{Cell, Comparison, Filter};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};

pub struct Crm;

const CUSTOMER: Bind = &[("customer", "customer_id")];

/// The panels, by their place.
const FOUND: usize = 0;
const PROFILE: usize = 1;
const TIMELINE: usize = 2;
const KEYS: usize = 4;

/// Columns by which rows are followed to where they come from.
const UNSEEN: [&str; 4] = ["entity", "system", "record_key", "interaction_key"];

impl Plan for Crm {
    fn place(&self) -> Place {
        Place::Crm
    }

    fn panes(&self) -> Vec<Pane> {
        vec![
            Pane::table("crm.search").with_args(args![text => ""]).yields(&["city", "email"]).of_all_time(),
            Pane::table("crm.profile").follows(FOUND, CUSTOMER).hide(&["unit"]).of_all_time(),
            Pane::table("crm.timeline").follows(FOUND, CUSTOMER).hide(&UNSEEN).yields(&["source"]),
            Pane::table("crm.orders").follows(FOUND, CUSTOMER).hide(&UNSEEN),
            Pane::table("crm.keys").follows(FOUND, CUSTOMER),
            Pane::table("crm.interactions").hide(&UNSEEN),
            Pane::table("crm.satisfaction"),
            Pane::table("identity.survivors").follows(FOUND, CUSTOMER).hide(&["is_contested"]).of_all_time(),
        ]
    }

    /// Who was found above; below, of the one who is chosen, the profile beside the timeline, or what else has the keys:
    /// orders, or what has been noted of all customers and how satisfied they are.
    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect> {
        let most = u64::from(area.height / 3).max(12);
        let found = (tab.panes[FOUND].table.total.clamp(4, most) as u16 + 2).min(area.height * 2 / 5);
        let [found, rest] = Layout::vertical([Constraint::Length(found), Constraint::Min(5)]).areas(area);
        let mut areas = vec![Rect::default(); 8];
        areas[FOUND] = found;
        if rest.width < 100 {
            areas[tab.focus.max(PROFILE)] = rest;
            return areas;
        }
        let [left, right] =
            Layout::horizontal([Constraint::Percentage(38), Constraint::Min(40)]).spacing(2).areas(rest);
        let keys = tab.panes[KEYS].table.total.clamp(2, 6) as u16 + 2;
        if left.height >= keys + 12 {
            let [profile, below] = Layout::vertical([Constraint::Min(10), Constraint::Length(keys)]).areas(left);
            (areas[PROFILE], areas[KEYS]) = (profile, below);
        } else {
            areas[if tab.focus == KEYS { KEYS } else { PROFILE }] = left;
        }
        areas[if matches!(tab.focus, FOUND | PROFILE | KEYS) { TIMELINE } else { tab.focus }] = right;
        areas
    }

    fn command(&self, tab: &mut Tab, command: Command, cx: &mut Cx<'_>) -> bool {
        match command {
            Command::Search if tab.focus == FOUND => cx.open(Find::new(tab)),
            Command::Clear if tab.focus == FOUND => {
                tab.panes[FOUND].bind(args![text => ""]);
                return false;
            }
            Command::ReviewCustomers => cx.open(Review::default()),
            Command::Note => match tab.panes[FOUND].chosen("customer_id").and_then(Cell::integer) {
                Some(customer) => cx.open(note(customer, tab, cx.world)),
                None => cx.say(Notice::bad(cx.text("note.nobody"))),
            },
            Command::Forget => match tab.panes[FOUND].chosen("customer_id").and_then(Cell::integer) {
                Some(customer) => cx.open(forget(customer, tab, cx.world)),
                None => cx.say(Notice::bad(cx.text("note.nobody"))),
            },
            _ => return false,
        }
        true
    }

    fn offers(&self, tab: &Tab, command: Command) -> Option<bool> {
        match command {
            Command::Search if tab.focus == FOUND => Some(true),
            Command::Clear if tab.focus == FOUND => {
                Some(tab.panes[FOUND].is_narrowed() || !asked(&tab.panes[FOUND]).is_empty())
            }
            Command::Note => Some(tab.panes[FOUND].has_choice()),
            _ => None,
        }
    }
}

/// Shows one customer, whom another tab's row is of.
pub(super) fn show(tab: &mut Tab, customer: i64) {
    let found = &mut tab.panes[FOUND];
    found.bind(args![text => ""]);
    let value = Cell::Integer(customer);
    found.filters = vec![Filter { column: "customer_id".into(), comparison: Comparison::Is, value }];
    found.search = None;
    found.forget_choice();
    found.restart();
    tab.focus = FOUND;
}

/// The text that customers were asked for by.
fn asked(found: &Pane) -> String {
    match &found.relation {
        Relation::View { args, .. } => args.get("text").map(Cell::to_string).unwrap_or_default(),
        _ => String::new(),
    }
}

/// A line to type a beginning in: of any name, a phone, an e-mail or an id. The list follows every key.
struct Find {
    input: Input,
    found: PaneAt,
}

impl Find {
    fn new(tab: &Tab) -> Find {
        Find { input: Input::new(&asked(&tab.panes[FOUND])), found: tab.pane_at(FOUND) }
    }

    fn look(&self, cx: &mut Cx<'_>) {
        cx.act(Act::Pane(self.found, Change::Bind(args![text => self.input.text().trim()])));
    }
}

impl Overlay for Find {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, world: &World) -> String {
        world.say("find.title")
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Foot { height: 1 }
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        match command {
            Command::ListTake => {
                cx.close();
                cx.act(Act::Command(Command::Choose));
            }
            Command::ListClose => {
                self.input.set("");
                self.look(cx);
                cx.close();
            }
            Command::ListUp => cx.act(Act::Command(Command::Up)),
            Command::ListDown => cx.act(Act::Command(Command::Down)),
            _ => {}
        }
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) {
        if self.input.key(key) {
            self.look(cx);
        }
    }

    fn paste(&mut self, text: &str, cx: &mut Cx<'_>) {
        self.input.insert(text.trim());
        self.look(cx);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        if self.input.text().is_empty() {
            buf.set_stringn(area.x + 1, area.y, world.say("find.help"), area.width.saturating_sub(1).into(), theme.dim);
        }
        self.input.draw(area, buf, theme.text);
    }

    fn cursor(&self, area: Rect) -> Option<Position> {
        Some(self.input.cursor(area))
    }
}

/// The name of the customer who is chosen; the number where there is none.
fn name(customer: i64, tab: &Tab) -> String {
    let row = tab.panes[FOUND].chosen_row();
    let name = row.map(|row| tab.panes[FOUND].table.text(row, "name")).filter(|name| !name.is_empty());
    crate::tui::text::clean(name.unwrap_or(&customer.to_string()))
}

/// Asks for the customer's number: what is forgotten cannot be brought back.
fn forget(customer: i64, tab: &Tab, world: &World) -> Form {
    let words = &world.look.words;
    let (wrong, said) = (words.say("forget.wrong", &[("customer", &customer)]), world.say("forget.done"));
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        if form.value("customer").trim() != customer.to_string() {
            return Err(Wrong::new("customer", wrong.clone()));
        }
        let args = args![customer => customer];
        cx.order(Request::Run { job: "privacy.forget".into(), args }, said.clone());
        Ok(())
    };
    Form::new(words.say("forget.title", &[("name", &name(customer, tab))]), submit).text(
        "customer",
        words.column("customer_id"),
        "",
        words.say("forget.help", &[("customer", &customer)]),
    )
}

fn note(customer: i64, tab: &Tab, world: &World) -> Form {
    let (wrong, said) = (world.say("note.empty"), world.say("note.done"));
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let subject = form.given("subject").ok_or_else(|| Wrong::new("subject", wrong.clone()))?;
        let interaction = NewInteraction {
            customer,
            kind: form.value("kind"),
            channel: form.given("channel"),
            subject,
            body: form.value("body"),
        };
        cx.order(Request::AddInteraction(interaction), said.clone());
        Ok(())
    };
    let name = name(customer, tab);
    let kinds = KINDS.map(|kind| (kind.to_owned(), world.look.words.value(kind)));
    let known = world.overview.iter().flat_map(|overview| &overview.channels);
    let channels = known.map(|channel| (channel.clone(), world.look.words.value(channel)));
    let channels: Vec<_> = std::iter::once((String::new(), world.say("note.no_channel"))).chain(channels).collect();
    let text = |key: &str| world.say(&format!("note.{key}"));
    Form::new(world.look.words.say("note.title", &[("name", &name)]), submit)
        .choice("kind", world.look.words.column("kind"), kinds, "inquiry", text("kind_help"))
        .choice("channel", world.look.words.column("channel_id"), channels, "", text("channel_help"))
        .text("subject", world.look.words.column("subject"), "", text("subject_help"))
        .area("body", world.look.words.column("body"), "", text("body_help"))
        .focused("subject")
        .kept(format!("note.{customer}"), world)
}
