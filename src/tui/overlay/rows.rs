//! The rows behind a figure, over the whole tab.

use super::{Extent, Overlay, audit, mend};
use crate::service::{Relation, Request};
use crate::sources::MendingRule;
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::pane::Pane;
use crate::tui::preview;
use crate::tui::world::{Cx, Notice, PaneAt, World};
use crate::value::{Args, Cell};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub struct Rows {
    pane: Pane,
    id: u32,
}

/// The rows of a view, with its own arguments.
pub fn open(view: &str, args: Args) -> Rows {
    Rows { pane: Pane::of(Relation::View { name: view.to_owned(), args }).hide(&["entity"]).compact(), id: 0 }
}

/// All rows of a table, as `schema.table`.
pub fn table(name: String) -> Rows {
    Rows { pane: Pane::of(Relation::Table { name }), id: 0 }
}

/// A column's values with their counts, in the rows that a panel has: of all pages, narrowed as it is.
pub fn frequency(of: &Pane, column: &str) -> Rows {
    let relation = Relation::Frequency {
        of: Box::new(of.relation.clone()),
        column: column.to_owned(),
        filters: of.filters.clone(),
        search: of.search.clone(),
    };
    Rows { pane: Pane::of(relation), id: 0 }
}

/// The rows of a panel that is made already, with a drill of its own.
pub fn of(pane: Pane) -> Rows {
    Rows { pane, id: 0 }
}

impl Rows {
    /// The segment that its rows are of: all of them, or the one under the cursor.
    fn segment(&self) -> Option<String> {
        let of_all = match &self.pane.relation {
            Relation::View { args, .. } => args.get("segment").and_then(Cell::text),
            _ => None,
        };
        of_all.or_else(|| self.pane.current("segment").and_then(Cell::text)).map(str::to_owned)
    }
}

/// What can be done with records that failed, and with how they are mended.
impl Rows {
    /// The file's record that the row under the cursor is of, or came from.
    fn record(&self) -> Option<mend::At> {
        let batch = self.pane.current("batch_id")?.integer()?;
        let record = self.pane.current("record")?.integer()?;
        Some(mend::At { batch, record: u64::try_from(record).ok()? })
    }

    fn is_of_rejects(&self) -> bool {
        self.pane.view() == "sources.rejects"
    }

    fn is_decided(&self) -> bool {
        self.pane.current("state").and_then(Cell::text).is_some_and(|state| matches!(state, "repaired" | "given_up"))
    }

    /// The rule under the cursor, where the rows are rules.
    fn rule(&self) -> Option<MendingRule> {
        let text = |name: &str| self.pane.current(name).and_then(Cell::text).map(str::to_owned);
        let (source, column, from) = (text("source")?, text("changed_column")?, text("old_text")?);
        Some(MendingRule { source, column, from, to: text("new_text") })
    }

    /// The renaming of a column under the cursor: source, old name and new one.
    fn renaming(&self) -> Option<(String, String, String)> {
        let text = |name: &str| self.pane.current(name).and_then(Cell::text).map(str::to_owned);
        let is_renaming = self.pane.view() == "sources.drift" && text("change")? == "renamed";
        is_renaming.then(|| Some((text("source")?, text("was")?, text("becomes")?)))?
    }

    /// Takes a renaming: what came from the old column comes from the new one too.
    fn remap(&self, cx: &mut Cx<'_>) {
        if let Some((source, old_column, new_column)) = self.renaming() {
            let said = cx.text("mend.remapped");
            cx.order(Request::Remap { source, old_column, new_column }, said);
        }
    }

    /// From rejects to the rules by which they could be mended; from a rule to all that it mends.
    fn mend_alike(&self, cx: &mut Cx<'_>) {
        match self.rule() {
            Some(rule) => {
                let said = cx.text("mend.decided");
                cx.order(Request::ApplyRule(rule), said);
            }
            None => cx.open(open("sources.mending_rules", Args::new())),
        }
    }

    fn preview(&self, cx: &mut Cx<'_>) {
        let Some(segment) = self.segment() else { return };
        match preview::form(Some(&segment), cx.world) {
            Some(form) => cx.open(form),
            None => cx.say(Notice::bad(cx.text("preview.no_templates"))),
        }
    }
}

impl Overlay for Rows {
    fn place(&self) -> Place {
        Place::Rows
    }

    fn title(&self, world: &World) -> String {
        self.pane.title(world)
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Full
    }

    fn offers(&self, command: Command) -> bool {
        match command {
            Command::PreviewRows => self.segment().is_some(),
            Command::VerifyAudit => self.pane.view() == audit::VIEW,
            Command::MendRecord => self.record().is_some() || self.renaming().is_some(),
            Command::GiveUpRecord => self.record().is_some(),
            Command::ReopenRecord => self.record().is_some() && self.is_decided(),
            Command::MendAlike => self.rule().is_some() || self.is_of_rejects(),
            _ if command.place() == Place::Table => self.pane.offers(command),
            _ => command.is_hinted(),
        }
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        match (command, self.record()) {
            (Command::PreviewRows, _) => self.preview(cx),
            (Command::VerifyAudit, _) if self.offers(command) => cx.open(audit::verdict(cx.world)),
            (Command::MendRecord, Some(at)) => mend::mend(at, cx),
            (Command::MendRecord, None) => self.remap(cx),
            (Command::GiveUpRecord, Some(at)) => mend::give_up(at, cx),
            (Command::ReopenRecord, Some(at)) if self.is_decided() => mend::reopen(at, cx),
            (Command::MendAlike, _) => self.mend_alike(cx),
            _ => {}
        }
    }

    fn opened(&mut self, id: u32, _: &mut Cx<'_>) {
        self.id = id;
    }

    fn changed(&mut self, _: &mut Cx<'_>) {
        self.pane.is_outdated();
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        self.pane.stop(cx)
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.pane.stop(cx);
    }

    fn click(&mut self, x: u16, y: u16, cx: &mut Cx<'_>) {
        if self.pane.click(x, y) {
            self.pane.command(Command::Choose, PaneAt::Overlay(self.id), cx);
        }
    }

    fn wheel(&mut self, is_down: bool) {
        self.pane.wheel(is_down);
    }

    fn pane(&self) -> Option<&Pane> {
        Some(&self.pane)
    }

    fn pane_mut(&mut self) -> Option<&mut Pane> {
        Some(&mut self.pane)
    }

    fn fit(&mut self, area: Rect) {
        self.pane.fit(area);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        self.pane.draw(area, buf, world, true);
    }
}
