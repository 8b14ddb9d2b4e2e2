//! What a panel's keys do.

use super::{Cursor, Pane};
use crate::service::origin::Node;
use crate::service::{Relation, Request};
use crate::tui::command::Command;
use crate::tui::overlay::{explain, export, filter, meaning, path, rows};
use crate::tui::world::{Act, Change, Cx, Effect, Notice, PaneAt, To};
use crate::value::{Comparison, Filter, Kind, Sort};

/// The most rows that a copied column takes.
const COPIED: u64 = 10_000;

/// How far the wheel goes.
const WHEEL: u64 = 3;

impl Pane {
    /// Does what a command means here; false where it means nothing.
    pub fn command(&mut self, command: Command, at: PaneAt, cx: &mut Cx<'_>) -> bool {
        if !self.is_table() && self.scroll_chart(command) {
            return true;
        }
        match command {
            Command::Up => self.move_to(self.cursor.row.saturating_sub(1)),
            Command::Down => self.move_to(self.cursor.row + 1),
            Command::PageUp => self.move_to(self.cursor.row.saturating_sub(self.page_rows())),
            Command::PageDown => self.move_to(self.cursor.row + self.page_rows()),
            Command::First => self.move_to(0),
            Command::Last => self.move_to(u64::MAX),
            Command::Left => self.cursor.column = self.cursor.column.saturating_sub(1),
            Command::Right => {
                self.cursor.column = (self.cursor.column + 1).min(self.shown_columns().len().saturating_sub(1));
            }
            Command::Sort => self.toggle_sort(),
            Command::Clear => {
                self.filters.clear();
                self.search = None;
                self.sort = None;
                self.restart();
            }
            Command::AsTable => self.as_table = !self.as_table,
            Command::Choose | Command::Rows if self.behind().is_some() => {
                self.behind().into_iter().for_each(|pane| cx.open(rows::of(pane)));
            }
            Command::Choose if self.drill.is_none() => match self.customer() {
                Some(customer) => cx.act(Act::Customer(customer)),
                None => return false,
            },
            Command::Choose | Command::Rows => return self.open_rows(cx),
            Command::Search => cx.open(filter::search(at, self.search.as_deref(), cx.world)),
            Command::Filter => match filter::of_cell(self, at, cx.world) {
                Some(form) => cx.open(form),
                None => return false,
            },
            Command::Frequency => match self.current_column() {
                Some(column) => cx.open(rows::frequency(self, &column.name)),
                None => return false,
            },
            Command::Export => cx.open(export::of_pane(self, cx.world)),
            Command::Explain => explain::open(self.explained(), cx),
            Command::Origin => cx.open(path::Path::from(self.figure())),
            Command::Meaning => meaning::open(self, cx),
            Command::CopyCell => self.copy(|pane| Some(pane.current_cell()?.to_string()), cx),
            Command::CopyRow => self.copy(Pane::row_as_text, cx),
            Command::CopyColumn => self.copy_column(cx),
            _ => return false,
        }
        true
    }

    /// Whether a command does something as things stand, and is worth a hint.
    pub fn offers(&self, command: Command) -> bool {
        let has_rows = !self.table.rows.is_empty();
        match command {
            Command::Choose => {
                has_rows && (self.leads || self.drill.is_some() || self.customer().is_some() || self.behind().is_some())
            }
            Command::Rows => has_rows && (self.drill.is_some() || self.behind().is_some()),
            Command::Frequency => has_rows && self.is_table(),
            Command::Sort | Command::Filter | Command::Search => has_rows && self.is_table(),
            Command::Clear => self.is_narrowed(),
            Command::AsTable => has_rows && matches!(self.shape, super::Shape::Chart(_)),
            Command::Up | Command::Down => !self.is_table() && self.most_scrolled() > 0,
            Command::Export => has_rows,
            Command::Explain | Command::Origin => self.is_bound(),
            Command::Meaning => has_rows && self.is_table(),
            _ => false,
        }
    }

    /// Moves a chart's entries; false where the command moves nothing.
    fn scroll_chart(&mut self, command: Command) -> bool {
        let page = usize::from(self.height / 2).max(1);
        let to = match command {
            Command::Up => self.scrolled.saturating_sub(1),
            Command::Down => self.scrolled + 1,
            Command::PageUp => self.scrolled.saturating_sub(page),
            Command::PageDown => self.scrolled + page,
            Command::First => 0,
            Command::Last => usize::MAX,
            _ => return false,
        };
        self.scrolled = to.min(self.most_scrolled());
        true
    }

    fn page_rows(&self) -> u64 {
        u64::from(self.rows_shown().max(2) - 1)
    }

    fn move_to(&mut self, row: u64) {
        self.cursor.row = row.min(self.table.total.saturating_sub(1));
    }

    pub fn wheel(&mut self, is_down: bool) {
        if !self.is_table() {
            let command = if is_down { Command::Down } else { Command::Up };
            (0..WHEEL).for_each(|_| {
                self.scroll_chart(command);
            });
            return;
        }
        let row = self.cursor.row;
        self.move_to(if is_down { row + WHEEL } else { row.saturating_sub(WHEEL) });
    }

    /// A click, counted from the panel's corner: on a header it sorts, on a row it goes there. True where it was on the
    /// row that the cursor was on already.
    pub fn click(&mut self, x: u16, y: u16) -> bool {
        if !self.is_table() || y == 0 {
            return false;
        }
        let slot = self.slots().into_iter().rfind(|slot| slot.x <= x);
        let before = self.cursor;
        if let Some(slot) = slot {
            self.cursor.column = slot.column;
        }
        if y == 1 {
            self.toggle_sort();
            return false;
        }
        let row = self.cursor.top + u64::from(y - 2);
        if row < self.table.total {
            self.cursor.row = row;
        }
        row == before.row
    }

    /// None, then the natural direction for what the column holds, then the other, then none again.
    fn toggle_sort(&mut self) {
        let Some(column) = self.current_column().filter(|column| column.kind != Kind::Trend) else { return };
        let first = !matches!(column.kind, Kind::Text | Kind::Id | Kind::Flag);
        let name = column.name.clone();
        self.sort = match self.sort.take().filter(|sort| sort.column == name) {
            None => Some(Sort { column: name, descending: first }),
            Some(sort) if sort.descending == first => Some(Sort { descending: !first, ..sort }),
            Some(_) => None,
        };
        self.cursor = Cursor { row: 0, top: 0, ..self.cursor };
        self.restart();
    }

    /// The rows behind the value under the cursor, where the rows are a column's values with their counts.
    fn behind(&self) -> Option<Pane> {
        let Relation::Frequency { of, column, filters, search } = &self.relation else { return None };
        let value = self.table.rows.get(self.row_in_window()?)?.get(self.table.column(column)?)?;
        let mut rows = Pane::of((**of).clone());
        (rows.filters, rows.search) = (filters.clone(), search.clone());
        rows.filters.push(Filter { column: column.clone(), comparison: Comparison::Is, value: value.clone() });
        Some(rows)
    }

    fn open_rows(&self, cx: &mut Cx<'_>) -> bool {
        let (Some(drill), Some(row)) = (self.drill, self.row_in_window()) else { return false };
        cx.open(rows::open(drill.rows, self.args_of(row, drill.bind)));
        true
    }

    pub fn change(&mut self, change: Change) {
        match change {
            Change::Search(text) => self.search = text.filter(|text| !text.is_empty()),
            Change::Filter(filter) => self.filters.push(filter),
            Change::Bind(args) => {
                // What is asked anew is asked of all rows.
                if !self.filters.is_empty() {
                    self.filters.clear();
                    self.restart();
                }
                return self.bind(args);
            }
        }
        self.restart();
    }

    fn copy(&self, text: impl Fn(&Pane) -> Option<String>, cx: &mut Cx<'_>) {
        match text(self) {
            Some(text) => cx.effect(Effect::Copy(text)),
            None => cx.say(Notice::bad(cx.text("copy.nothing"))),
        }
    }

    /// The row under the cursor as a spreadsheet takes it: its cells with tabs between them.
    fn row_as_text(&self) -> Option<String> {
        let row = self.table.rows.get(self.row_in_window()?)?;
        let cells = self.shown_columns().into_iter().map(|at| row[at].to_string().replace(['\t', '\n', '\r'], " "));
        Some(cells.collect::<Vec<_>>().join("\t"))
    }

    /// What is followed to where it comes from: the row under the cursor, all rows of a chart.
    fn figure(&self) -> Node {
        let row = self.row_in_window().filter(|_| self.is_table()).map(|row| &self.table.rows[row]);
        let names = self.table.columns.iter().map(|column| column.name.clone());
        let row = row.map(|row| names.zip(row.iter().cloned()).collect());
        Node::Figure { relation: self.relation.clone(), row: row.unwrap_or_default() }
    }

    /// What is explained: of a list of KPIs, the one under the cursor.
    fn explained(&self) -> Relation {
        let kpi = self.row_in_window().map(|row| self.table.text(row, "kpi")).filter(|kpi| !kpi.is_empty());
        match kpi {
            Some(kpi) => Relation::View { name: "kpi.series".to_owned(), args: crate::args![kpi => kpi] },
            None => self.relation.clone(),
        }
    }

    fn copy_column(&self, cx: &mut Cx<'_>) {
        let Some(column) = self.current_column() else { return cx.say(Notice::bad(cx.text("copy.nothing"))) };
        let request = relation_rows(self, cx, COPIED);
        cx.ask(To::Clipboard(column.name.clone()), request);
    }
}

/// The first rows of what a panel shows, sorted and filtered as there.
pub fn relation_rows(pane: &Pane, cx: &Cx<'_>, limit: u64) -> Request {
    Request::Rows { relation: pane.relation.clone(), scope: cx.world.scope.clone(), page: pane.page(0, limit) }
}
