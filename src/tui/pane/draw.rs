//! How a panel looks.

use super::layout::Slot;
use super::{Pane, Shape};
use crate::service::Relation;
use crate::tui::overlay::path;
use crate::tui::text;
use crate::tui::world::{Opening, World};
use crate::value::figure::grouped;
use crate::value::{Cell, Comparison, Filter, Kind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

impl Pane {
    pub fn draw(&self, area: Rect, buf: &mut Buffer, world: &World, has_keys: bool) {
        if area.is_empty() {
            return;
        }
        self.draw_title(area, buf, world, has_keys);
        let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
        match self.shape {
            _ if self.table.rows.is_empty() => self.draw_empty(body, buf, world),
            Shape::Chart(draw) if !self.as_table => draw(self, world, body, buf),
            _ => self.draw_table(body, buf, world, has_keys),
        }
    }

    /// The name, where the cursor stands, and what is wanted of the rows. There is no rule to the edge: a line of it takes
    /// more bytes than the rows under it.
    fn draw_title(&self, area: Rect, buf: &mut Buffer, world: &World, has_keys: bool) {
        let theme = &world.look.theme;
        let width = usize::from(area.width);
        let state = self.state(world);
        let room = width.saturating_sub(text::width(&state) + 5).max(8);
        let title = text::fit(&self.title(world), room);
        let (x, _) = buf.set_stringn(area.x, area.y, if has_keys { "━━ " } else { "── " }, width, theme.dim);
        let style = if has_keys { theme.focus } else { theme.title };
        let (x, _) = buf.set_stringn(x, area.y, &title, usize::from(area.right().saturating_sub(x)), style);
        let left = usize::from(area.right().saturating_sub(x + 2));
        buf.set_stringn(x + 2, area.y, text::fit(&state, left), left, theme.dim);
    }

    pub fn title(&self, world: &World) -> String {
        let title = match &self.relation {
            Relation::View { name, .. } => {
                self.title.map_or_else(|| world.say(&format!("view.{name}.title")), |title| world.say(title))
            }
            Relation::Table { name } => text::clean(name),
            Relation::Part { table, of } => text::clean(&format!("{table} · {}", path::named(of, world))),
            Relation::Cleaning { rule } => cleaning_title(rule.as_deref(), world),
            Relation::Console { .. } => world.say("console.answer"),
            Relation::Frequency { column, .. } => {
                let column = text::clean(&world.look.words.column(column));
                world.look.words.say("frequency.title", &[("column", &column)])
            }
        };
        let mut about = self.args_shown(world);
        if let Some(day) = self.titled_by.and_then(|column| self.table.cell(0, column).date()) {
            about.push(crate::tui::format::period(day, world.scope.grain));
        }
        if self.is_of_all_time && world.scope.span.is_some() {
            about.push(world.say("scope.all_time"));
        }
        if about.is_empty() { title } else { format!("{title} · {}", about.join(", ")) }
    }

    /// What its rows are about: the values that its view was given.
    fn args_shown(&self, world: &World) -> Vec<String> {
        let shown = |(name, cell): (&String, &Cell)| {
            let known = if name == "kpi" { world.kpi(&cell.to_string()) } else { None };
            known.unwrap_or_else(|| world.look.words.value(&text::clean(&cell.to_string())))
        };
        match &self.relation {
            Relation::View { args, .. } => {
                args.iter().filter(|(_, cell)| !cell.is_null()).map(shown).filter(|text| !text.is_empty()).collect()
            }
            Relation::Frequency { filters, search, .. } => {
                let is_word = |name: &str| Kind::of(name, "VARCHAR") == Kind::Word;
                narrowing(filters, search.as_deref(), is_word, world)
            }
            Relation::Table { .. } | Relation::Part { .. } | Relation::Cleaning { .. } | Relation::Console { .. } => {
                Vec::new()
            }
        }
    }

    fn state(&self, world: &World) -> String {
        let mut parts = Vec::new();
        if self.is_loading() {
            parts.push("…".to_owned());
        }
        let is_word =
            |name: &str| self.table.columns.iter().any(|column| column.name == name && column.kind == Kind::Word);
        parts.extend(narrowing(&self.filters, self.search.as_deref(), is_word, world));
        if self.is_table() && self.table.total > 0 {
            let row = grouped((self.cursor.row + 1) as f64, 0);
            parts.push(format!("{row}/{}", grouped(self.table.total as f64, 0)));
        }
        parts.join(" ")
    }

    /// Why there is nothing, and what to do about it.
    fn draw_empty(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        let (texts, style) = match &self.fault {
            Some(fault) => {
                let hint = fault.hint.clone().unwrap_or_default();
                (vec![text::clean(&fault.message), text::clean(&hint)], theme.bad)
            }
            // Its title says that it is loading.
            None if self.is_leaderless() => (vec![self.empty_words("first", world)], theme.dim),
            None if world.opening != Opening::Open || self.is_loading() || !self.is_bound() => return,
            None if !self.filters.is_empty() || self.search.is_some() => (vec![world.say("empty.filtered")], theme.dim),
            None => {
                let kind = if self.is_unasked() { "unasked" } else { "empty" };
                (vec![self.empty_words(kind, world)], theme.dim)
            }
        };
        let lines = texts.iter().flat_map(|text| text::wrap(text, usize::from(area.width.saturating_sub(4))));
        for (at, line) in lines.take(usize::from(area.height)).enumerate() {
            let style = if at == 0 { style } else { theme.dim };
            buf.set_stringn(area.x + 2, area.y + at as u16, line, usize::from(area.width.saturating_sub(2)), style);
        }
    }

    /// Whether its view takes a text and was given none: it then shows all there is.
    fn is_unasked(&self) -> bool {
        let Relation::View { args, .. } = &self.relation else { return false };
        args.get("text").is_some_and(|text| text.to_string().is_empty())
    }

    /// What its view says of having no rows: in the case at hand, else in any.
    fn empty_words(&self, case: &str, world: &World) -> String {
        if let Relation::Cleaning { rule } = &self.relation {
            return world.say(if rule.is_some() { "clean.no_changes" } else { "clean.no_rules" });
        }
        let find = |case: &str| world.look.words.find(&format!("{case}.{}", self.view())).map(str::to_owned);
        find(case).or_else(|| find("empty")).unwrap_or_else(|| world.say("empty.any"))
    }

    fn draw_table(&self, area: Rect, buf: &mut Buffer, world: &World, has_keys: bool) {
        let theme = &world.look.theme;
        let slots = self.slots();
        for slot in &slots {
            let header = text::fit(&self.header(slot.at, world), usize::from(slot.width));
            let kind = self.table.columns[slot.at].kind;
            put(buf, area, 0, slot, (&header, kind), theme.header);
        }
        if self.is_cut(&slots) && area.height > 0 {
            buf.set_stringn(area.right() - 1, area.y, "›", 1, theme.focus);
        }
        if self.cursor.left > 1 && area.height > 0 {
            buf.set_stringn(area.x, area.y, "‹", 1, theme.focus);
        }
        for line in 0..area.height.saturating_sub(1) {
            let row = self.cursor.top + u64::from(line);
            if row >= self.table.total {
                break;
            }
            let Some(at) = row.checked_sub(self.table.offset).and_then(|at| usize::try_from(at).ok()) else { continue };
            let Some(texts) = self.texts.get(at) else { continue };
            let is_current = row == self.cursor.row;
            self.draw_marks(area, line + 1, buf, world, is_current && has_keys, self.is_chosen(at));
            for slot in &slots {
                let column = &self.table.columns[slot.at];
                let is_cursor = is_current && has_keys && slot.column == self.cursor.column;
                let style = match &self.table.rows[at][slot.at] {
                    _ if is_cursor => theme.cursor,
                    cell => style_of(column.kind, cell, self.table.text(at, "better") == "down", world),
                };
                // Files differ at their ends.
                let fit = if column.name == "file" { text::fit_end } else { text::fit };
                let shown = fit(&texts[slot.at], usize::from(slot.width));
                let shown = if is_cursor && shown.is_empty() { " ".to_owned() } else { shown };
                put(buf, area, line + 1, slot, (&shown, column.kind), style);
                if let Some(other) = self.other_side(at, &column.name) {
                    put_changed(buf, area, line + 1, slot, (&self.texts[at][slot.at], other), style);
                }
            }
        }
    }

    /// The text that a changed cell is held against: what it was, or what it is after.
    fn other_side(&self, row: usize, column: &str) -> Option<&str> {
        let other = match column {
            "before" => "after",
            "after" => "before",
            _ => return None,
        };
        self.texts[row].get(self.table.column(other)?).map(String::as_str)
    }

    fn draw_marks(&self, area: Rect, line: u16, buf: &mut Buffer, world: &World, is_current: bool, is_chosen: bool) {
        let theme = &world.look.theme;
        if is_current {
            buf.set_stringn(area.x, area.y + line, "▸", 1, theme.focus);
        }
        if self.leads && is_chosen && area.width > 2 {
            buf.set_stringn(area.x + 1, area.y + line, "●", 1, theme.chosen);
        }
    }
}

fn cleaning_title(rule: Option<&str>, world: &World) -> String {
    match rule {
        Some(rule) => world.look.words.say("clean.changes", &[("rule", &world.look.words.value(&text::clean(rule)))]),
        None => world.say("clean.rules"),
    }
}

/// A difference is coloured by its direction, which its arrow tells too.
/// A change for the better and one for the worse differ; less is better where the row says so.
fn style_of(kind: Kind, cell: &Cell, is_less_better: bool, world: &World) -> Style {
    let theme = &world.look.theme;
    match (kind, cell.number().map(|x| if is_less_better { -x } else { x })) {
        (Kind::Change, Some(x)) if x >= 0.0005 => theme.good,
        (Kind::Change, Some(x)) if x <= -0.0005 => theme.bad,
        _ => theme.text,
    }
}

/// Underlines in a text what differs from another, with signs in place of blanks that would not be seen.
fn put_changed(buf: &mut Buffer, area: Rect, line: u16, slot: &Slot, (text, other): (&str, &str), style: Style) {
    let (start, changed) = text::changed_part(text, other);
    let x = area.x + slot.x + u16::try_from(text::width(&text[..start])).unwrap_or(u16::MAX);
    let end = (area.x + slot.x + slot.width).min(area.right());
    if changed.is_empty() || x >= end || line >= area.height {
        return;
    }
    let seen = changed.replace(' ', "·").replace('\u{3000}', "□ ");
    let seen = text::fit(&seen, usize::from(end - x));
    buf.set_stringn(x, area.y + line, seen, usize::from(end - x), style.add_modifier(Modifier::UNDERLINED));
}

/// Numbers stand at the right of their column, all else at its left.
fn put(buf: &mut Buffer, area: Rect, line: u16, slot: &Slot, (text, kind): (&str, Kind), style: Style) {
    let is_right = kind.is_numeric() && kind != Kind::Id;
    let used = u16::try_from(text::width(text)).unwrap_or(slot.width).min(slot.width);
    let x = area.x + slot.x + if is_right { slot.width - used } else { 0 };
    if x < area.right() && line < area.height {
        buf.set_stringn(x, area.y + line, text, usize::from(area.right() - x), style);
    }
}

/// Which rows are wanted of all: `City=上海`, `/text`.
fn narrowing(filters: &[Filter], search: Option<&str>, is_word: impl Fn(&str) -> bool, world: &World) -> Vec<String> {
    let filter = |filter: &Filter| {
        let sign = match filter.comparison {
            Comparison::Is => "=",
            Comparison::IsNot => "≠",
            Comparison::Above => ">",
            Comparison::Below => "<",
            Comparison::Contains => "∋",
        };
        let value = text::clean(&filter.value.to_string());
        let value = if is_word(&filter.column) { world.look.words.value(&value) } else { value };
        format!("{}{sign}{}", world.look.words.column(&filter.column), text::fit(&value, 16))
    };
    let search = search.map(|search| format!("/{}", text::fit(&text::clean(search), 16)));
    filters.iter().map(filter).chain(search).collect()
}
