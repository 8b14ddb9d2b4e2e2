//! A panel: the rows of one view, as a table or as a chart.
//!
//! It holds a window of rows around its cursor and asks for another when the cursor leaves it, so that it pages through
//! any number of rows. Sorting, filtering and searching are the service's: the panel only says what it wants.

mod act;
mod draw;
mod layout;

pub use act::relation_rows;

use super::widgets::Attainment;
use super::world::{Cx, PaneAt, To, World};
use crate::service::{Drill, Fault, Relation, Request, Ticket, drill};
use crate::value::{Args, Cell, Column, Filter, Kind, Page, Sort, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows that are held at a time.
const WINDOW: u64 = 200;

/// Draws a chart of a panel's rows.
pub type Draw = fn(&Pane, &World, Rect, &mut Buffer);

/// How far a chart can be scrolled on so many lines.
pub type Overflow = fn(&Pane, u16) -> usize;

#[derive(Clone, Copy)]
pub enum Shape {
    Table,
    Chart(Draw),
}

/// Which argument of a view comes from which column of another panel's row: `("kpi", "kpi")`.
pub type Bind = &'static [(&'static str, &'static str)];

/// The panel whose chosen row this one is about.
#[derive(Debug, Clone, Copy)]
pub struct Follows {
    pub leader: usize,
    pub bind: Bind,
}

/// Where in its rows a panel stands; rows are counted from the first of all, not of the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cursor {
    pub row: u64,
    pub column: usize,
    /// The first row shown.
    pub top: u64,
    /// The first column shown beside the one that always stands.
    pub left: usize,
}

pub struct Pane {
    pub relation: Relation,
    pub shape: Shape,
    pub follows: Option<Follows>,
    pub drill: Option<&'static Drill>,
    /// Its title in the locales, where it is not its view's.
    title: Option<&'static str>,
    /// Columns that the rows have but the table does not show.
    pub hidden: &'static [&'static str],
    /// Columns that give way, the first of them first, where not all columns fit.
    yields: &'static [&'static str],
    /// How many of those have given way.
    yielded: usize,
    /// Whether columns that are empty in all rows at hand are left out.
    is_compact: bool,
    /// Whether `enter` on a customer's row goes to that customer.
    opens_customers: bool,
    /// A column whose period, the same in all rows, stands in the title.
    titled_by: Option<&'static str>,
    is_of_all_time: bool,
    /// Whether others follow its chosen row.
    pub leads: bool,
    /// The most rows that a chart takes.
    limit: u64,
    /// How far its chart can be scrolled, and how far it is.
    overflow: Option<Overflow>,
    scrolled: usize,
    /// Whether all arguments of its view are known.
    is_bound: bool,
    /// Whether the panel that it follows has no row at all.
    is_leaderless: bool,
    pub sort: Option<Sort>,
    pub filters: Vec<Filter>,
    pub search: Option<String>,
    pub table: Table,
    /// The rows as they are shown, and each column's width by them.
    texts: Vec<Vec<String>>,
    widths: Vec<u16>,
    pub cursor: Cursor,
    /// The chosen row, by its values in the columns that others are bound to.
    chosen: Vec<(&'static str, Cell)>,
    ticket: Option<Ticket>,
    pub fault: Option<Fault>,
    is_stale: bool,
    as_table: bool,
    height: u16,
    width: u16,
}

impl Pane {
    pub fn of(relation: Relation) -> Pane {
        Pane {
            relation,
            shape: Shape::Table,
            follows: None,
            drill: None,
            title: None,
            hidden: &[],
            yields: &[],
            yielded: 0,
            is_compact: false,
            opens_customers: true,
            titled_by: None,
            is_of_all_time: false,
            leads: false,
            limit: WINDOW,
            overflow: None,
            scrolled: 0,
            is_bound: true,
            is_leaderless: false,
            sort: None,
            filters: Vec::new(),
            search: None,
            table: Table::default(),
            texts: Vec::new(),
            widths: Vec::new(),
            cursor: Cursor::default(),
            chosen: Vec::new(),
            ticket: None,
            fault: None,
            is_stale: true,
            as_table: false,
            height: 0,
            width: 0,
        }
    }

    /// A table of a view's rows.
    pub fn table(view: &str) -> Pane {
        Pane::of(Relation::view(view))
    }

    /// A chart of a view's rows, of which it takes so many at most.
    pub fn chart(view: &str, limit: u64, draw: Draw) -> Pane {
        Pane { shape: Shape::Chart(draw), limit, ..Pane::table(view) }
    }

    /// Scrolls its chart by its keys.
    pub fn scrolls(self, overflow: Overflow) -> Pane {
        Pane { overflow: Some(overflow), ..self }
    }

    /// Is about the row that is chosen in another panel of the same tab.
    pub fn follows(self, leader: usize, bind: Bind) -> Pane {
        Pane { follows: Some(Follows { leader, bind }), is_bound: false, ..self }
    }

    /// `enter` goes to the rows behind a row.
    pub fn drills(self) -> Pane {
        Pane { drill: drill(self.view()), ..self }
    }

    /// Has a title of its own, where its view stands on the tab a second time.
    pub fn titled(self, key: &'static str) -> Pane {
        Pane { title: Some(key), ..self }
    }

    pub fn hide(self, columns: &'static [&'static str]) -> Pane {
        Pane { hidden: columns, ..self }
    }

    pub fn yields(self, columns: &'static [&'static str]) -> Pane {
        Pane { yields: columns, ..self }
    }

    /// Leaves out columns that are empty in all rows at hand.
    pub fn compact(self) -> Pane {
        Pane { is_compact: true, ..self }
    }

    /// Stays where it is on `enter`, be its rows customers.
    pub fn stays(self) -> Pane {
        Pane { opens_customers: false, ..self }
    }

    /// Puts the period that all rows are of into the title.
    pub fn titled_by(self, column: &'static str) -> Pane {
        Pane { titled_by: Some(column), ..self }
    }

    /// Says that its rows are of all time, whatever days are chosen.
    pub fn of_all_time(self) -> Pane {
        Pane { is_of_all_time: true, ..self }
    }

    /// Waits for arguments before it asks for rows.
    pub fn unbound(self) -> Pane {
        Pane { is_bound: false, ..self }
    }

    pub fn with_args(mut self, given: Args) -> Pane {
        if let Relation::View { args, .. } = &mut self.relation {
            *args = given;
        }
        self
    }

    /// The view's name; a table's and the console's rows have none.
    pub fn view(&self) -> &str {
        match &self.relation {
            Relation::View { name, .. } => name,
            Relation::Table { .. }
            | Relation::Part { .. }
            | Relation::Console { .. }
            | Relation::Cleaning { .. }
            | Relation::Frequency { .. } => "",
        }
    }

    pub fn is_loading(&self) -> bool {
        self.ticket.is_some()
    }

    /// Whether it has had an answer, be it that there are no rows.
    pub fn has_answer(&self) -> bool {
        !self.table.columns.is_empty() || self.fault.is_some()
    }

    pub fn is_bound(&self) -> bool {
        self.is_bound
    }

    pub fn is_table(&self) -> bool {
        matches!(self.shape, Shape::Table) || self.as_table
    }

    /// What rows out of all it wants, from `offset` on.
    pub fn page(&self, offset: u64, limit: u64) -> Page {
        Page {
            sort: self.sort.iter().cloned().collect(),
            filters: self.filters.clone(),
            search: self.search.clone(),
            offset,
            limit,
        }
    }

    /// Its rows may be out of date: they stay until others come.
    pub fn is_outdated(&mut self) {
        self.is_stale = true;
    }

    /// Takes other arguments, and begins at their first row.
    pub fn bind(&mut self, given: Args) {
        if let Relation::View { args, .. } = &mut self.relation
            && (*args != given || !self.is_bound)
        {
            *args = given;
            self.is_bound = true;
            self.is_leaderless = false;
            self.restart();
        }
    }

    /// Shows nothing, as the panel that it follows has no row.
    pub fn unbind(&mut self) {
        self.is_bound = false;
        self.is_leaderless = true;
        self.table = Table::default();
        self.texts.clear();
        self.fault = None;
    }

    pub fn is_leaderless(&self) -> bool {
        self.is_leaderless
    }

    /// How many entries of its chart are scrolled away.
    pub fn scrolled(&self) -> usize {
        self.scrolled
    }

    fn most_scrolled(&self) -> usize {
        self.overflow.map_or(0, |overflow| overflow(self, self.height.saturating_sub(1)))
    }

    /// Whether anything but all rows in their own order is wanted.
    pub fn is_narrowed(&self) -> bool {
        self.search.is_some() || self.sort.is_some() || !self.filters.is_empty()
    }

    /// The customer that the row under the cursor is of.
    pub fn customer(&self) -> Option<i64> {
        self.current("customer_id").and_then(Cell::integer).filter(|_| self.opens_customers && !self.leads)
    }

    /// Asks for all anew, from the first row.
    pub(in crate::tui) fn restart(&mut self) {
        self.cursor.row = 0;
        self.cursor.top = 0;
        self.is_stale = true;
    }

    /// Asks for rows where those that it should show are not there, and drops the question that this one supersedes.
    pub fn ask(&mut self, at: PaneAt, cx: &mut Cx<'_>) {
        if !self.is_bound || !(self.is_stale || (self.ticket.is_none() && self.has_left_window())) {
            return;
        }
        self.is_stale = false;
        if let Some(ticket) = self.ticket.take() {
            cx.drop_question(ticket);
        }
        let offset = if self.is_table() { self.cursor.row.saturating_sub(WINDOW / 2) } else { 0 };
        let request = Request::Rows {
            relation: self.relation.clone(),
            scope: cx.world.scope.clone(),
            page: self.page(offset, self.limit),
        };
        self.ticket = Some(cx.ask(To::Pane(at), request));
    }

    /// Drops the question that is under way.
    pub fn stop(&mut self, cx: &mut Cx<'_>) -> bool {
        let ticket = self.ticket.take();
        ticket.into_iter().for_each(|ticket| cx.drop_question(ticket));
        ticket.is_some()
    }

    fn has_left_window(&self) -> bool {
        if self.fault.is_some() || !self.is_table() {
            return false;
        }
        let end = self.table.offset + self.table.rows.len() as u64;
        let bottom = (self.cursor.top + u64::from(self.rows_shown())).min(self.table.total);
        self.cursor.top < self.table.offset || bottom > end
    }

    /// Takes the answer to its question.
    pub fn answer(&mut self, answer: Result<Table, Fault>, world: &World) {
        self.ticket = None;
        match answer {
            Ok(table) => {
                self.fault = None;
                self.table = table;
                self.write(world);
                self.cursor.row = self.cursor.row.min(self.table.total.saturating_sub(1));
                self.cursor.column = self.cursor.column.min(self.shown_columns().len().saturating_sub(1));
            }
            Err(fault) => {
                self.fault = Some(fault);
                self.table = Table::default();
                self.texts.clear();
            }
        }
    }

    /// Writes its rows as they are shown.
    pub fn write(&mut self, world: &World) {
        let table = &self.table;
        let (unit, kpi) = (table.column("unit"), table.column("kpi"));
        let write_row = |(at, row): (usize, &Vec<Cell>)| -> Vec<String> {
            let of = (unit.and_then(|at| row.get(at)?.text()), kpi.and_then(|at| row.get(at)?.text()));
            let write_cell = |(column, cell): (&Column, &Cell)| {
                let text = written(column, cell, of, world);
                let is_attainment = column.name == "attainment" && column.kind == Kind::Share;
                if is_attainment { marked(attainment(table, at), text) } else { text }
            };
            table.columns.iter().zip(row).map(write_cell).collect()
        };
        self.texts = table.rows.iter().enumerate().map(write_row).collect();
        self.widths = self.natural_widths(world);
    }

    /// The place of the row under the cursor in the window.
    pub fn row_in_window(&self) -> Option<usize> {
        let at = usize::try_from(self.cursor.row.checked_sub(self.table.offset)?).ok()?;
        (at < self.table.rows.len()).then_some(at)
    }

    /// The columns that are shown, by their place in the rows.
    pub fn shown_columns(&self) -> Vec<usize> {
        let is_left_out = |name: &str| self.hidden.contains(&name) || self.yields[..self.yielded].contains(&name);
        let is_blank = |at: usize| !self.texts.is_empty() && self.texts.iter().all(|row| row[at].is_empty());
        let shown = |at: &usize| !(is_left_out(&self.table.columns[*at].name) || self.is_compact && is_blank(*at));
        (0..self.table.columns.len()).filter(shown).collect()
    }

    pub fn current_column(&self) -> Option<&Column> {
        let at = *self.shown_columns().get(self.cursor.column)?;
        self.table.columns.get(at)
    }

    /// The cell under the cursor.
    pub fn current_cell(&self) -> Option<&Cell> {
        let column = *self.shown_columns().get(self.cursor.column)?;
        self.table.rows.get(self.row_in_window()?)?.get(column)
    }

    /// A value of the row under the cursor.
    pub fn current(&self, column: &str) -> Option<&Cell> {
        let row = self.row_in_window()?;
        let at = self.table.column(column)?;
        self.table.rows.get(row)?.get(at)
    }

    /// A value of the row that others follow; that under the cursor where none is chosen.
    pub fn chosen(&self, column: &str) -> Option<&Cell> {
        let chosen = self.chosen.iter().find(|(name, _)| *name == column).map(|(_, cell)| cell);
        chosen.or_else(|| self.current(column))
    }

    /// The chosen row's place in the window, where it is in it.
    pub fn chosen_row(&self) -> Option<usize> {
        (0..self.table.rows.len()).find(|row| self.is_chosen(*row))
    }

    fn is_chosen(&self, row: usize) -> bool {
        !self.chosen.is_empty() && self.chosen.iter().all(|(column, cell)| self.table.cell(row, column) == cell)
    }

    pub fn forget_choice(&mut self) {
        self.chosen.clear();
    }

    pub fn has_choice(&self) -> bool {
        !self.chosen.is_empty()
    }

    /// Chooses the row under the cursor, by the columns that others are bound to; false where it was chosen already.
    pub fn choose(&mut self, columns: &[&'static str]) -> bool {
        let Some(row) = self.row_in_window() else { return false };
        if self.is_chosen(row) {
            return false;
        }
        self.chosen = columns.iter().map(|column| (*column, self.table.cell(row, column).clone())).collect();
        true
    }

    /// The arguments that a row gives to a view.
    pub fn args_of(&self, row: usize, bind: Bind) -> Args {
        bind.iter().map(|(arg, column)| ((*arg).to_owned(), self.table.cell(row, column).clone())).collect()
    }

    /// Takes its place on the screen, and keeps the cursor in sight.
    pub fn fit(&mut self, area: Rect) {
        self.height = area.height;
        self.width = area.width;
        let shown = u64::from(self.rows_shown());
        let Cursor { row, top, .. } = self.cursor;
        if row < top || row >= top + shown.max(1) {
            // Half a page at once: a line that scrolls by one row repaints the whole panel at every key.
            self.cursor.top = row.saturating_sub(shown / 2);
        }
        let last_top = self.table.total.saturating_sub(shown);
        if self.table.total > 0 {
            self.cursor.top = self.cursor.top.min(last_top);
        }
        self.yield_columns();
        self.scroll_columns();
        self.scrolled = self.scrolled.min(self.most_scrolled());
    }

    /// Rows of the table that fit under its title and header.
    pub fn rows_shown(&self) -> u16 {
        self.height.saturating_sub(2)
    }
}

fn written(column: &Column, cell: &Cell, (unit, kpi): (Option<&str>, Option<&str>), world: &World) -> String {
    let text = world.format.cell(cell, column.kind, unit, &world.look.words);
    // A KPI of the program's own has its name in every language, one that an analyst added only as it was written.
    if let Some(title) = kpi.filter(|_| column.name == "title").and_then(|kpi| world.kpi(kpi)) {
        return title;
    }
    if let Some(open) = cell.text().filter(|_| column.name == "sensitivity") {
        return world.look.words.find(&format!("sensitivity.{open}")).unwrap_or(open).to_owned();
    }
    text
}

/// By its ratio, where there is one.
fn attainment(table: &Table, row: usize) -> Attainment {
    let number = |column| table.number(row, column);
    match (number("attainment"), number("target"), number("actual")) {
        (Some(share), ..) => Attainment::of(share),
        (None, Some(target), Some(actual)) => Attainment::against(target, actual, table.text(row, "better")),
        _ => Attainment::Unknown,
    }
}

/// With the mark that says it without colour, which stands alone where there is no ratio.
fn marked(attainment: Attainment, text: String) -> String {
    match attainment {
        Attainment::Unknown => text,
        known => format!("{} {text}", known.mark()).trim_end().to_owned(),
    }
}
