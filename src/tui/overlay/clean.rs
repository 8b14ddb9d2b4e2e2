//! The rules that put values right, in their order, and below them what the one under the cursor changes, before and after.

use super::form::Form;
use super::{Extent, Overlay, rows};
use crate::args;
use crate::service::{Fault, Relation, Request, Response};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::pane::{Pane, relation_rows};
use crate::tui::text;
use crate::tui::world::{Cx, PaneAt, To, World};
use crate::value::Cell;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub struct Clean {
    rules: Pane,
    /// What one rule changes; none before a rule is known.
    changes: Option<Pane>,
    ticket: Option<crate::service::Ticket>,
    id: u32,
    areas: [Rect; 2],
}

/// Lines that the changes need below the rules to be of use.
const LEAST: u16 = 5;
/// Rows of changes that are fetched with a rule; `enter` shows all.
const SHOWN: u64 = 50;

impl Default for Clean {
    fn default() -> Clean {
        let yields = &["cleaned_at", "treatment", "column_names", "table_name", "unread_cells", "row_count"];
        let rules = Pane::of(Relation::Cleaning { rule: None }).yields(yields);
        Clean { rules, changes: None, ticket: None, id: 0, areas: [Rect::default(); 2] }
    }
}

/// The cells that a rule changes, before and after.
fn changes_of(rule: String) -> Pane {
    Pane::of(Relation::Cleaning { rule: Some(rule) }).hide(&["batch_id"]).yields(&["file", "record", "source", "kind"])
}

impl Clean {
    fn rule(&self) -> Option<String> {
        self.rules.current("rule").and_then(Cell::text).map(str::to_owned)
    }

    fn is_enabled(&self) -> bool {
        self.rules.current("is_enabled") == Some(&Cell::Flag(true))
    }

    fn switch(&self, enabled: bool, run: bool, said: &str, cx: &mut Cx<'_>) {
        let Some(rule) = self.rule() else { return };
        let title = cx.world.look.words.value(&text::clean(&rule));
        let said = cx.world.look.words.say(said, &[("rule", &title)]);
        cx.order(Request::SwitchRule { rule: Some(rule), enabled, run }, said);
    }

    fn open_changes(&self, cx: &mut Cx<'_>) {
        if let Some(rule) = self.rule() {
            cx.open(rows::of(changes_of(rule)));
        }
    }

    /// Follows the cursor over the rules.
    fn follow(&mut self, cx: &mut Cx<'_>) {
        let Some(rule) = self.rule() else { return };
        let relation = Relation::Cleaning { rule: Some(rule.clone()) };
        if self.changes.as_ref().is_some_and(|pane| pane.relation == relation) {
            return;
        }
        self.ticket.take().into_iter().for_each(|ticket| cx.drop_question(ticket));
        let mut pane = changes_of(rule);
        pane.fit(self.areas[1]);
        self.ticket = Some(cx.ask(To::Overlay(self.id, "changes"), relation_rows(&pane, cx, SHOWN)));
        self.changes = Some(pane);
    }
}

/// Asks whether all rules are to be undone.
fn undo_all(cx: &mut Cx<'_>) {
    let said = cx.text("clean.undone_all");
    let form = Form::new(cx.text("clean.undo_all"), move |form, cx| {
        if form.value("then") == "undo" {
            cx.order(Request::SwitchRule { rule: None, enabled: false, run: true }, said.clone());
        }
        Ok(())
    });
    let choices = ["keep", "undo"].map(|choice| (choice.to_owned(), cx.text(&format!("clean.{choice}"))));
    let about = text::wrap(&cx.text("clean.undo_all_about"), 60);
    let (label, help) = (cx.text("clean.undo_then"), cx.text("clean.undo_help"));
    cx.open(form.about(about).choice("then", label, choices, "keep", help));
}

impl Overlay for Clean {
    fn place(&self) -> Place {
        Place::Cleaning
    }

    fn title(&self, world: &World) -> String {
        world.say("clean.title")
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Full
    }

    fn offers(&self, command: Command) -> bool {
        match command {
            Command::Choose | Command::ToggleRule => self.rule().is_some(),
            Command::UndoRule => self.is_enabled(),
            Command::Sort | Command::Filter => false,
            _ if command.place() == Place::Table => self.rules.offers(command),
            _ => command.is_hinted(),
        }
    }

    fn opened(&mut self, id: u32, _: &mut Cx<'_>) {
        self.id = id;
    }

    fn fetch(&mut self, at: PaneAt, cx: &mut Cx<'_>) {
        self.rules.ask(at, cx);
        self.follow(cx);
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        match command {
            Command::Choose | Command::Rows => self.open_changes(cx),
            Command::RunRules => {
                let said = cx.text("clean.running");
                cx.order(Request::Run { job: "cleaning.clean".to_owned(), args: args![] }, said);
            }
            Command::ToggleRule if self.is_enabled() => self.switch(false, false, "clean.switched_off", cx),
            Command::ToggleRule => self.switch(true, false, "clean.switched_on", cx),
            Command::UndoRule => self.switch(false, true, "clean.undoing", cx),
            Command::UndoAll => undo_all(cx),
            _ => {}
        }
    }

    fn answer(&mut self, _: &'static str, answer: Result<Response, Fault>, cx: &mut Cx<'_>) {
        self.ticket = None;
        let Some(pane) = &mut self.changes else { return };
        match answer {
            Ok(Response::Rows(table)) => pane.answer(Ok(table), cx.world),
            Ok(_) => {}
            Err(fault) => pane.answer(Err(fault), cx.world),
        }
    }

    fn changed(&mut self, _: &mut Cx<'_>) {
        self.rules.is_outdated();
        self.changes = None;
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        self.rules.stop(cx)
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.rules.stop(cx);
        self.ticket.take().into_iter().for_each(|ticket| cx.drop_question(ticket));
    }

    fn click(&mut self, x: u16, y: u16, cx: &mut Cx<'_>) {
        if y < self.areas[0].height && self.rules.click(x, y) {
            self.open_changes(cx);
        }
    }

    fn wheel(&mut self, is_down: bool) {
        self.rules.wheel(is_down);
    }

    fn pane(&self) -> Option<&Pane> {
        Some(&self.rules)
    }

    fn pane_mut(&mut self) -> Option<&mut Pane> {
        Some(&mut self.rules)
    }

    /// The rules have what they need, as long as a few changes can be seen below them.
    fn fit(&mut self, area: Rect) {
        let wanted = u16::try_from(self.rules.table.total).unwrap_or(u16::MAX).saturating_add(2).max(LEAST);
        let height = wanted.min(area.height.saturating_sub(area.height / 3).max(LEAST)).min(area.height);
        let rest = area.height - height;
        self.areas = [Rect { height, ..area }, Rect { y: area.y + height, height: rest, ..area }];
        self.rules.fit(self.areas[0]);
        if let Some(pane) = &mut self.changes {
            pane.fit(self.areas[1]);
        }
    }

    fn draw(&self, _: Rect, buf: &mut Buffer, world: &World) {
        self.rules.draw(self.areas[0], buf, world, true);
        if let Some(pane) = &self.changes {
            pane.draw(self.areas[1], buf, world, false);
        }
    }
}
