//! The six tabs. A tab is a layout of panels over named views: its [`Plan`] says which panels, where they stand, and what
//! its own keys do; moving, choosing, following and asking for rows are the same on all of them, and live here.

mod channels;
mod crm;
mod kpis;
mod quality;
mod segments;
mod sources;

use super::command::{Command, Place};
use super::pane::Pane;
use super::preview;
use super::text;
use super::view::right;
use super::world::{Cx, Notice, PaneAt, World};
use crate::service::Fault;
use crate::value::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What a tab consists of.
pub trait Plan: Sync {
    /// Where its own keys are bound; its words are `tab.NAME` after the place's name.
    fn place(&self) -> Place;

    /// Its panels, in the order in which they get the keys.
    fn panes(&self) -> Vec<Pane>;

    /// Where each panel stands, in the same order; an empty area hides it.
    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect>;

    /// What stands at the end of its first line: the longest that there is room for.
    fn notes(&self, _world: &World) -> Vec<(String, Style)> {
        Vec::new()
    }

    /// What one of its own commands does; false where it is none of them.
    fn command(&self, _tab: &mut Tab, _command: Command, _cx: &mut Cx<'_>) -> bool {
        false
    }

    /// Whether a command does something as things stand, where its panel alone does not know.
    fn offers(&self, _tab: &Tab, _command: Command) -> Option<bool> {
        None
    }
}

/// Lists one below the other, by the lines that each would take: none gets more than it needs while another lacks room,
/// and what nobody needs goes to the last.
fn stack(area: Rect, wanted: &[u16]) -> Vec<Rect> {
    let mut heights = vec![0; wanted.len()];
    let mut left = area.height;
    while left > 0 {
        let short: Vec<usize> = (0..wanted.len()).filter(|at| heights[*at] < wanted[*at]).collect();
        if short.is_empty() {
            break;
        }
        let each = (left / short.len() as u16).max(1);
        for at in short {
            let more = each.min(wanted[at] - heights[at]).min(left);
            heights[at] += more;
            left -= more;
        }
    }
    if let Some(last) = heights.last_mut() {
        *last += left;
    }
    let mut y = area.y;
    let place = |height: u16| {
        let place = Rect { y, height, ..area };
        y += height;
        place
    };
    heights.into_iter().map(place).collect()
}

/// Less than this is too little for several panels: the one that has the keys is shown alone.
const SMALLEST: (u16, u16) = (66, 14);

pub struct Tab {
    plan: &'static dyn Plan,
    /// Its place among the tabs.
    at: usize,
    pub panes: Vec<Pane>,
    /// The panel that has the keys.
    pub focus: usize,
    is_zoomed: bool,
    areas: Vec<Rect>,
}

/// All tabs, in the order of the loop.
pub fn all() -> Vec<Tab> {
    let plans: [&'static dyn Plan; 6] =
        [&sources::Sources, &quality::Quality, &kpis::Kpis, &segments::Segments, &channels::Channels, &crm::Crm];
    plans.into_iter().enumerate().map(|(at, plan)| Tab::new(at, plan)).collect()
}

impl Tab {
    fn new(at: usize, plan: &'static dyn Plan) -> Tab {
        let mut panes = plan.panes();
        let leaders: Vec<usize> = panes.iter().filter_map(|pane| Some(pane.follows?.leader)).collect();
        leaders.into_iter().for_each(|leader| panes[leader].leads = true);
        let areas = vec![Rect::default(); panes.len()];
        Tab { plan, at, panes, focus: 0, is_zoomed: false, areas }
    }

    pub fn name(&self) -> &'static str {
        self.plan.place().name()
    }

    pub fn place(&self) -> Place {
        self.plan.place()
    }

    pub fn title(&self, world: &World) -> String {
        world.say(&format!("tab.{}", self.name()))
    }

    pub fn pane_at(&self, pane: usize) -> PaneAt {
        PaneAt::Tab(self.at, pane)
    }

    pub fn focused(&self) -> &Pane {
        &self.panes[self.focus]
    }

    /// Takes its place on the screen.
    pub fn fit(&mut self, area: Rect) {
        let is_small = area.width < SMALLEST.0 || area.height < SMALLEST.1;
        self.areas = if self.is_zoomed || is_small {
            (0..self.panes.len()).map(|pane| if pane == self.focus { area } else { Rect::default() }).collect()
        } else {
            self.plan.arrange(area, self)
        };
        for (pane, area) in self.panes.iter_mut().zip(&self.areas) {
            pane.fit(*area);
        }
    }

    /// Asks for the rows of all panels that are on the screen, and of those that they follow.
    pub fn ask(&mut self, cx: &mut Cx<'_>) {
        for pane in 0..self.panes.len() {
            let is_seen = !self.areas[pane].is_empty() || self.panes[pane].leads;
            if is_seen {
                self.panes[pane].ask(PaneAt::Tab(self.at, pane), cx);
            }
        }
    }

    /// Takes rows; those of a panel that others follow lead them to its first row, where none is chosen yet.
    pub fn answer(&mut self, pane: usize, answer: Result<Table, Fault>, world: &World) {
        self.panes[pane].answer(answer, world);
        if !self.panes[pane].leads {
            return;
        }
        if self.panes[pane].table.total == 0 {
            // Where nothing is found, what was chosen before is not what the others are about.
            self.panes[pane].forget_choice();
            let follows = |other: &&mut Pane| other.follows.is_some_and(|follows| follows.leader == pane);
            self.panes.iter_mut().filter(follows).for_each(Pane::unbind);
        } else if !self.panes[pane].has_choice() {
            self.choose(pane);
        }
    }

    /// Shows one customer, on the tab that is about one.
    pub fn show_customer(&mut self, customer: i64) {
        crm::show(self, customer);
    }

    /// Whether a command does something here as things stand, and is worth a hint.
    pub fn offers(&self, command: Command) -> bool {
        let by_panel = || match command.place() {
            Place::Table => self.focused().offers(command),
            _ => command.is_hinted(),
        };
        self.plan.offers(self, command).unwrap_or_else(by_panel)
    }

    /// Lets the others follow the row under a panel's cursor; false where they do already.
    fn choose(&mut self, leader: usize) -> bool {
        let followers = |pane: &Pane| pane.follows.filter(|follows| follows.leader == leader);
        let mut columns: Vec<&'static str> = self
            .panes
            .iter()
            .filter_map(followers)
            .flat_map(|follows| follows.bind.iter().map(|(_, column)| *column))
            .collect();
        columns.sort_unstable();
        columns.dedup();
        if !self.panes[leader].choose(&columns) {
            return false;
        }
        let Some(row) = self.panes[leader].row_in_window() else { return false };
        for at in 0..self.panes.len() {
            if let Some(follows) = followers(&self.panes[at]) {
                let args = self.panes[leader].args_of(row, follows.bind);
                self.panes[at].bind(args);
            }
        }
        true
    }

    pub fn command(&mut self, command: Command, cx: &mut Cx<'_>) -> bool {
        let plan = self.plan;
        if plan.command(self, command, cx) {
            return true;
        }
        match command {
            Command::NextPane => self.focus_by(1),
            Command::PreviousPane => self.focus_by(self.panes.len() - 1),
            Command::Preview => self.preview(cx),
            Command::Zoom => self.is_zoomed = !self.is_zoomed,
            Command::Choose if self.panes[self.focus].leads && self.choose(self.focus) => {}
            command => return self.panes[self.focus].command(command, PaneAt::Tab(self.at, self.focus), cx),
        }
        true
    }

    /// Asks for a campaign's preview, to the segment under the cursor where there is one.
    fn preview(&self, cx: &mut Cx<'_>) {
        let segment = self.focused().current("segment").and_then(Cell::text);
        match preview::form(segment, cx.world) {
            Some(form) => cx.open(form),
            None => cx.say(Notice::bad(cx.text("preview.no_templates"))),
        }
    }

    fn focus_by(&mut self, step: usize) {
        self.focus = (self.focus + step) % self.panes.len();
    }

    /// A click: the panel there gets the keys; on the row that has the cursor it chooses.
    pub fn click(&mut self, x: u16, y: u16, cx: &mut Cx<'_>) {
        let Some(pane) = self.pane_under(x, y) else { return };
        let had_keys = self.focus == pane;
        self.focus = pane;
        let area = self.areas[pane];
        if self.panes[pane].click(x - area.x, y - area.y) && had_keys {
            self.command(Command::Choose, cx);
        }
    }

    pub fn wheel(&mut self, x: u16, y: u16, is_down: bool) {
        if let Some(pane) = self.pane_under(x, y) {
            self.panes[pane].wheel(is_down);
        }
    }

    fn pane_under(&self, x: u16, y: u16) -> Option<usize> {
        self.areas.iter().position(|area| area.contains((x, y).into()))
    }

    pub fn draw(&self, buf: &mut Buffer, world: &World, has_keys: bool) {
        // Before the first panel has its rows nothing stands where it will stand, and would only be sent twice.
        let is_unknown = |pane: &Pane| !pane.has_answer() && pane.is_loading();
        if self.panes.first().is_some_and(is_unknown) {
            let area = self.areas[self.focus];
            buf.set_stringn(
                area.x + 2,
                area.y,
                world.say("screen.loading"),
                usize::from(area.width),
                world.look.theme.dim,
            );
            return;
        }
        for (at, (pane, area)) in self.panes.iter().zip(&self.areas).enumerate() {
            pane.draw(*area, buf, world, has_keys && at == self.focus);
        }
        let line = self.areas.first().filter(|area| !area.is_empty()).map(|area| Rect { height: 1, ..*area });
        let notes =
            line.map_or_else(Vec::new, |line| self.plan.notes(world).into_iter().map(|it| (line, it)).collect());
        let _ = notes.into_iter().any(|(line, (note, style))| right(buf, line, &text::clean(&note), style));
    }
}

#[cfg(test)]
mod tests;
