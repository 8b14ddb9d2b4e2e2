//! How the way looks: columns beside one another where there is room, else the place above its steps.

use super::{Path, Stop, details, named};
use crate::service::origin::{Direction, Node, Step};
use crate::tui::text;
use crate::tui::world::World;
use crate::value::figure::grouped;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;

/// From so many cells on the place stands beside its steps, and from so many on what one came through beside both; beside a
/// record, from so many.
const TWO_COLUMNS: u16 = 76;
const THREE_COLUMNS: u16 = 118;
const WIDEST: u16 = 160;

/// Where the parts stand; a part without room is empty.
pub struct Places {
    pub before: Rect,
    pub details: Rect,
    pub steps: Rect,
}

/// A line of the steps.
enum Row<'a> {
    /// How those below are related.
    Via(&'a str),
    /// A step, by its place among all.
    Step(u64, &'a Step),
}

impl Path {
    /// Under the path and the line that says which way one looks.
    pub fn places(&self) -> Places {
        self.places_in(self.area)
    }

    fn places_in(&self, area: Rect) -> Places {
        places(area, self.here().steps().is_some_and(|steps| steps.text.is_some()), self.trail.len() > 1)
    }

    pub fn step_under(&self, x: u16, y: u16) -> Option<u64> {
        let places = self.places();
        let (x, y) = (self.area.x + x, self.area.y + y);
        if !places.steps.contains((x, y).into()) {
            return None;
        }
        let rows = rows(self.here());
        match rows.get(top(self.here(), &rows, places.steps.height) + usize::from(y - places.steps.y))? {
            Row::Step(at, _) => Some(*at),
            Row::Via(_) => None,
        }
    }

    pub fn paint(&self, area: Rect, buf: &mut Buffer, world: &World) {
        if area.height < 3 {
            return;
        }
        self.paint_trail(Rect { height: 1, ..area }, buf, world);
        self.paint_direction(Rect { y: area.y + 1, height: 1, ..area }, buf, world);
        let here = self.here();
        let places = self.places_in(area);
        match &here.answer {
            None => write(buf, places.details, 0, &world.say("screen.loading"), world.look.theme.dim),
            Some(Err(fault)) => {
                let told = [Some(&fault.message), fault.hint.as_ref()].into_iter().flatten();
                let width = usize::from(places.details.width);
                let lines = told.flat_map(|line| text::wrap(&text::clean(line), width));
                lines.enumerate().for_each(|(at, line)| write(buf, places.details, at, &line, world.look.theme.bad));
            }
            Some(Ok(steps)) => {
                let lines = details::lines(steps, usize::from(places.details.width), world);
                paint_details(&lines, here.scrolled, places.details, buf, world);
                paint_steps(here, places.steps, buf, world, true);
            }
        }
        if let Some(before) = self.trail.len().checked_sub(2).map(|at| &self.trail[at]) {
            paint_steps(before, places.before, buf, world, false);
        }
    }

    /// The whole way in a line, its end where it is too long.
    fn paint_trail(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let names: Vec<String> = self.trail.iter().map(|stop| named(&stop.node, world)).collect();
        let (last, before) =
            names.split_last().map_or((String::new(), &[][..]), |(last, before)| (last.clone(), before));
        let before: String = before.iter().map(|name| format!("{name} ▸ ")).collect();
        let width = usize::from(area.width);
        let before = text::fit_end(&before, width.saturating_sub(text::width(&last)));
        let (x, _) = buf.set_stringn(area.x, area.y, &before, width, world.look.theme.dim);
        let room = usize::from(area.right().saturating_sub(x));
        buf.set_stringn(x, area.y, text::fit(&last, room), room, world.look.theme.title);
    }

    fn paint_direction(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        let here = self.here();
        let said = world.say(&format!("origin.{}", here.direction.name()));
        let (x, _) = buf.set_stringn(area.x, area.y, "━━ ", 3, theme.dim);
        let (x, _) = buf.set_stringn(x, area.y, said, usize::from(area.right().saturating_sub(x)), theme.focus);
        if here.total() > 0 {
            let count = format!("  {}/{}", grouped((here.cursor + 1) as f64, 0), grouped(here.total() as f64, 0));
            buf.set_stringn(x, area.y, count, usize::from(area.right().saturating_sub(x)), theme.dim);
        }
    }
}

/// A record has more to say than other places; where the way begins, nothing stands before it.
fn places(area: Rect, is_record: bool, has_before: bool) -> Places {
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    if area.width < TWO_COLUMNS {
        let share = if is_record { 68 } else { 45 };
        let [details, steps] =
            Layout::vertical([Constraint::Percentage(share), Constraint::Min(3)]).spacing(1).areas(body);
        return Places { before: Rect::default(), details, steps };
    }
    let share = if is_record { 60 } else { 45 };
    let is_wide = area.width >= if is_record { WIDEST } else { THREE_COLUMNS };
    let before = if has_before && is_wide { 30 } else { 0 };
    let [before, rest] = Layout::horizontal([Constraint::Length(before), Constraint::Min(20)])
        .spacing(if before > 0 { 2 } else { 0 })
        .areas(body);
    let [details, steps] =
        Layout::horizontal([Constraint::Percentage(share), Constraint::Min(20)]).spacing(2).areas(rest);
    Places { before, details, steps }
}

/// The steps at hand with what heads them.
fn rows(stop: &Stop) -> Vec<Row<'_>> {
    let Some(steps) = stop.steps() else { return Vec::new() };
    let mut rows = Vec::new();
    let mut via = "";
    for (at, step) in steps.steps.iter().enumerate() {
        if step.via != via {
            via = &step.via;
            rows.push(Row::Via(via));
        }
        rows.push(Row::Step(steps.offset + at as u64, step));
    }
    rows
}

/// The first line shown: whole pages are turned, so that a line's move repaints little.
fn top(stop: &Stop, rows: &[Row<'_>], height: u16) -> usize {
    let at = rows.iter().position(|row| matches!(row, Row::Step(at, _) if *at == stop.cursor)).unwrap_or(0);
    let height = usize::from(height.max(1));
    if at < height { 0 } else { at / height * height }
}

fn paint_details(lines: &[details::Said], scrolled: usize, area: Rect, buf: &mut Buffer, world: &World) {
    let theme = &world.look.theme;
    for (at, line) in lines.iter().skip(scrolled).take(usize::from(area.height)).enumerate() {
        let y = area.y + at as u16;
        let (x, _) = buf.set_stringn(area.x, y, &line.term, usize::from(area.width), theme.key);
        buf.set_stringn(x, y, &line.text, usize::from(area.right().saturating_sub(x)), line.style);
    }
    if lines.len() > scrolled + usize::from(area.height) && area.width > 2 && area.height > 0 {
        buf.set_stringn(area.right() - 1, area.bottom() - 1, "↓", 1, theme.focus);
    }
}

fn paint_steps(stop: &Stop, area: Rect, buf: &mut Buffer, world: &World, has_keys: bool) {
    let theme = &world.look.theme;
    if area.is_empty() {
        return;
    }
    let rows = rows(stop);
    if rows.is_empty() && stop.answer.is_some() {
        let nothing = match stop.direction {
            Direction::Back => world.say("origin.begins"),
            Direction::Forward => world.say("origin.ends"),
        };
        let lines = text::wrap(&nothing, area.width.into());
        lines.iter().enumerate().for_each(|(at, line)| write(buf, area, at, line, theme.dim));
        return;
    }
    let top = top(stop, &rows, area.height);
    for (y, row) in rows.iter().skip(top).take(usize::from(area.height)).enumerate() {
        match row {
            Row::Via(via) => write(buf, area, y, &world.say(&format!("origin.via.{via}")), theme.dim),
            Row::Step(at, step) => {
                let is_chosen = *at == stop.cursor;
                let style = match (is_chosen, has_keys) {
                    (true, true) => theme.cursor,
                    (true, false) => theme.chosen,
                    _ => theme.text,
                };
                paint_step(step, is_chosen, Rect { y: area.y + y as u16, height: 1, ..area }, buf, world, style);
            }
        }
    }
}

/// Its mark and its name at the left, its number of rows at the right.
fn paint_step(step: &Step, is_chosen: bool, area: Rect, buf: &mut Buffer, world: &World, style: Style) {
    let count = step.rows.map(|rows| format!(" {}", grouped(rows as f64, 0))).unwrap_or_default();
    let room = usize::from(area.width).saturating_sub(text::width(&count));
    let mark = if is_chosen { "▸ " } else { "  " };
    let line = text::fit(&format!("{mark}{}", told(step, world)), room);
    let pad = " ".repeat(room - text::width(&line));
    buf.set_stringn(area.x, area.y, line + &pad + &count, usize::from(area.width), style);
}

/// A step in words: where it leads, and what the data calls that.
fn told(step: &Step, world: &World) -> String {
    let name = match &step.to {
        Node::Run(_) => world.look.words.find(&format!("job.{}.title", step.name)).unwrap_or(&step.name).to_owned(),
        _ => world.look.words.value(&text::clean(&step.name)),
    };
    let node = match &step.to {
        // What heads the steps says what they are; their own line is short.
        Node::Row { table, key } => text::clean(&format!("{} {}", table.trim_start_matches("core."), key.join("/"))),
        other => named(other, world),
    };
    if name.is_empty() { node } else { format!("{node} · {name}") }
}

fn write(buf: &mut Buffer, area: Rect, line: usize, text: &str, style: Style) {
    if line < usize::from(area.height) {
        buf.set_stringn(area.x, area.y + line as u16, text, usize::from(area.width), style);
    }
}
