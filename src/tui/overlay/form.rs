//! Fields with their names, checked when they are handed in.

use super::input::Input;
use super::{Extent, Overlay};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::{Key, Keymap};
use crate::tui::text;
use crate::tui::world::{Act, Cx, Draft, Notice, World};
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;
use tui_textarea::TextArea;

/// What a field holds.
pub enum Entry {
    Text(Input),
    /// Values with what is shown for them.
    Choice {
        choices: Vec<(String, String)>,
        at: usize,
    },
    /// A text of several lines.
    Area(Box<TextArea<'static>>),
}

pub struct Field {
    pub name: String,
    pub label: String,
    /// What belongs here, in a line.
    pub help: String,
    pub entry: Entry,
    wrong: Option<String>,
}

/// The field that cannot be taken as it is, and why.
pub struct Wrong {
    pub field: String,
    pub what: String,
}

impl Wrong {
    pub fn new(field: &str, what: impl Into<String>) -> Wrong {
        Wrong { field: field.to_owned(), what: what.into() }
    }
}

/// What is done with the fields; the form closes unless one is wrong.
pub type Submit = Box<dyn Fn(&Form, &mut Cx<'_>) -> Result<(), Wrong>>;

pub struct Form {
    title: String,
    /// What stands above the fields.
    about: Vec<String>,
    fields: Vec<Field>,
    focus: usize,
    submit: Submit,
    /// The name under which what was typed is kept until the form is opened again.
    kept: Option<String>,
    /// What the fields held to begin with.
    begun: Draft,
}

/// Lines that a text of several lines takes.
const AREA: u16 = 8;

impl Form {
    pub fn new(title: impl Into<String>, submit: impl Fn(&Form, &mut Cx<'_>) -> Result<(), Wrong> + 'static) -> Form {
        Form {
            title: title.into(),
            about: Vec::new(),
            fields: Vec::new(),
            focus: 0,
            submit: Box::new(submit),
            kept: None,
            begun: Draft::new(),
        }
    }

    /// Keeps what was typed where the form is given up, and begins with what was kept. Comes after the fields.
    pub fn kept(mut self, name: String, world: &World) -> Form {
        self.begun = self.draft();
        if let Some(draft) = world.drafts.get(&name) {
            self.fields.iter_mut().for_each(|field| field.take(draft));
        }
        self.kept = Some(name);
        self
    }

    fn draft(&self) -> Draft {
        self.fields.iter().map(|field| (field.name.clone(), self.value(&field.name))).collect()
    }

    /// Keeps what differs from what stood there to begin with.
    fn keep(&self, cx: &mut Cx<'_>) {
        let Some(name) = &self.kept else { return };
        let draft = Some(self.draft()).filter(|draft| *draft != self.begun);
        if draft.is_some() {
            cx.say(Notice::good(cx.text("form.kept")));
        }
        cx.act(Act::Keep(name.clone(), draft));
    }

    pub fn about(mut self, lines: impl IntoIterator<Item = String>) -> Form {
        self.about.extend(lines.into_iter().map(|line| text::clean(&line)));
        self
    }

    fn field(mut self, name: &str, label: impl Into<String>, help: impl Into<String>, entry: Entry) -> Form {
        self.fields.push(Field { name: name.into(), label: label.into(), help: help.into(), entry, wrong: None });
        self
    }

    pub fn text(self, name: &str, label: impl Into<String>, value: &str, help: impl Into<String>) -> Form {
        self.field(name, label, help, Entry::Text(Input::new(value)))
    }

    /// Choices as values with what is shown for them; `value` is the one that stands first.
    pub fn choice(
        self,
        name: &str,
        label: impl Into<String>,
        choices: impl IntoIterator<Item = (String, String)>,
        value: &str,
        help: impl Into<String>,
    ) -> Form {
        let choices: Vec<(String, String)> = choices.into_iter().collect();
        let at = choices.iter().position(|(choice, _)| choice == value).unwrap_or(0);
        self.field(name, label, help, Entry::Choice { choices, at })
    }

    pub fn area(self, name: &str, label: impl Into<String>, value: &str, help: impl Into<String>) -> Form {
        self.field(name, label, help, Entry::Area(Box::new(area_of(value))))
    }

    /// Begins at another field than the first.
    pub fn focused(mut self, name: &str) -> Form {
        self.focus = self.fields.iter().position(|field| field.name == name).unwrap_or(0);
        self
    }

    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// What a field holds, without spaces around it; empty where there is no such field.
    pub fn value(&self, name: &str) -> String {
        let entry = self.fields.iter().find(|field| field.name == name).map(|field| &field.entry);
        match entry {
            Some(Entry::Text(input)) => input.text().trim().to_owned(),
            Some(Entry::Choice { choices, at }) => choices.get(*at).map(|(value, _)| value.clone()).unwrap_or_default(),
            Some(Entry::Area(area)) => area.lines().join("\n").trim().to_owned(),
            None => String::new(),
        }
    }

    /// A field's value, none where it is empty.
    pub fn given(&self, name: &str) -> Option<String> {
        Some(self.value(name)).filter(|value| !value.is_empty())
    }

    fn hand_in(&mut self, cx: &mut Cx<'_>) {
        self.fields.iter_mut().for_each(|field| field.wrong = None);
        let before = cx.desk.acts.len();
        match (self.submit)(self, cx) {
            // It closes first, so that what the form opens stands in its place.
            Ok(()) => {
                cx.desk.acts.insert(before, Act::Close);
                if let Some(name) = &self.kept {
                    cx.act(Act::Keep(name.clone(), None));
                }
            }
            Err(wrong) => {
                let at = self.fields.iter().position(|field| field.name == wrong.field).unwrap_or(self.focus);
                self.focus = at;
                self.fields[at].wrong = Some(wrong.what);
            }
        }
    }

    fn turn(&mut self, step: isize) {
        if let Some(Field { entry: Entry::Choice { choices, at }, .. }) = self.fields.get_mut(self.focus) {
            let count = choices.len().max(1) as isize;
            *at = (*at as isize + step).rem_euclid(count) as usize;
        }
    }

    fn is_area(&self) -> bool {
        matches!(self.fields.get(self.focus), Some(Field { entry: Entry::Area(_), .. }))
    }

    fn is_choice(&self) -> bool {
        matches!(self.fields.get(self.focus), Some(Field { entry: Entry::Choice { .. }, .. }))
    }

    /// What stands above the fields, as wide as the form.
    fn about_lines(&self, width: u16) -> Vec<String> {
        self.about.iter().flat_map(|line| text::wrap(line, width.into())).collect()
    }

    /// Lines that the longest help takes.
    fn help_lines(&self, width: u16) -> u16 {
        let lines = |field: &Field| text::wrap(&field.help, width.into()).len();
        self.fields.iter().map(lines).max().unwrap_or(1).clamp(1, 3) as u16
    }

    fn label_width(&self) -> u16 {
        self.fields.iter().map(|field| text::width(&field.label)).max().unwrap_or(0) as u16
    }

    /// Each field's place, in order, below what stands above them.
    fn places(&self, area: Rect) -> Vec<Rect> {
        let labels = self.label_width() + 2;
        let about = self.about_lines(area.width).len() as u16;
        let mut y = area.y + about + u16::from(about > 0);
        let areas = self.fields.iter().filter(|field| matches!(field.entry, Entry::Area(_))).count() as u16;
        let fixed = (y - area.y) + self.fields.len() as u16 - areas + 1 + self.help_lines(area.width);
        let tall = area.height.saturating_sub(fixed).checked_div(areas).unwrap_or(0).max(1);
        let mut place = |field: &Field| {
            let height = if matches!(field.entry, Entry::Area(_)) { tall } else { 1 };
            let place = Rect { x: area.x + labels, y, width: area.width.saturating_sub(labels), height };
            y += height;
            place.intersection(area)
        };
        self.fields.iter().map(&mut place).collect()
    }

    fn draw_entry(&self, at: usize, place: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        match &self.fields[at].entry {
            Entry::Text(input) => {
                input.draw(place, buf, theme.text);
                if input.text().is_empty() && at != self.focus {
                    buf.set_stringn(place.x, place.y, "·", usize::from(place.width), theme.dim);
                }
            }
            Entry::Choice { choices, at: chosen } => {
                let shown = choices.get(*chosen).map(|(_, shown)| text::clean(shown)).unwrap_or_default();
                let shown = if at == self.focus { format!("‹ {shown} ›") } else { shown };
                let style = if at == self.focus { theme.cursor } else { theme.text };
                buf.set_stringn(
                    place.x,
                    place.y,
                    text::fit(&shown, usize::from(place.width)),
                    usize::from(place.width),
                    style,
                );
            }
            Entry::Area(editor) => {
                let mut editor = editor.clone();
                if at != self.focus {
                    editor.set_cursor_style(theme.text);
                }
                editor.render(place, buf);
            }
        }
    }

    /// Under the name of a text of several lines, how many of them are out of sight.
    fn draw_rest(&self, at: usize, place: Rect, area: Rect, buf: &mut Buffer, world: &World) {
        let Entry::Area(editor) = &self.fields[at].entry else { return };
        let (before, after) = out_of_sight(editor, place.height);
        if before + after == 0 || place.height < 2 {
            return;
        }
        let room = usize::from(self.label_width());
        if before > 0 {
            buf.set_stringn(area.x, place.y + 1, format!("↑ {before}"), room, world.look.theme.focus);
        }
        if after > 0 {
            buf.set_stringn(area.x, place.bottom() - 1, format!("↓ {after}"), room, world.look.theme.focus);
        }
    }
}

impl Field {
    /// Takes the value that a draft has for it.
    fn take(&mut self, draft: &Draft) {
        let Some(value) = draft.get(&self.name) else { return };
        match &mut self.entry {
            Entry::Text(input) => input.set(value),
            Entry::Choice { choices, at } => {
                *at = choices.iter().position(|(choice, _)| choice == value).unwrap_or(*at);
            }
            Entry::Area(area) => **area = area_of(value),
        }
    }
}

fn area_of(value: &str) -> TextArea<'static> {
    let mut area = TextArea::new(value.lines().map(str::to_owned).collect());
    area.set_cursor_line_style(ratatui::style::Style::default());
    area
}

/// Lines above and below those that an editor shows on so many lines: it begins at its first and goes on to its cursor.
fn out_of_sight(editor: &TextArea<'_>, height: u16) -> (usize, usize) {
    let (lines, height) = (editor.lines().len(), usize::from(height));
    let top = (editor.cursor().0 + 1).saturating_sub(height);
    (top, lines.saturating_sub(top + height))
}

impl Overlay for Form {
    fn place(&self) -> Place {
        Place::Form
    }

    fn title(&self, _: &World) -> String {
        self.title.clone()
    }

    fn extent(&self, _: &World, width: u16) -> Extent {
        let lines = |field: &Field| match &field.entry {
            Entry::Area(editor) => (editor.lines().len() as u16).clamp(AREA, 200) + 1,
            _ => 1,
        };
        let about = self.about.iter().map(|line| text::width(line) as u16).max().unwrap_or(0);
        let width = about.clamp(72, 96).min(width.saturating_sub(4));
        let about = self.about_lines(width).len() as u16;
        let fields: u16 = self.fields.iter().map(lines).sum();
        let height = fields + about + u16::from(about > 0) + 1 + self.help_lines(width);
        Extent::Box { width, height }
    }

    fn command(&mut self, command: Command, key: Key, cx: &mut Cx<'_>) {
        let count = self.fields.len().max(1);
        let is_typed = match command {
            Command::Before | Command::After => !self.is_choice(),
            // Inside a text of several lines these keys move in it; tab leaves it, and a function key hands it in.
            Command::FieldNext | Command::FieldPrevious | Command::Submit => {
                self.is_area() && !matches!(key.code, KeyCode::Tab | KeyCode::BackTab | KeyCode::F(_))
            }
            _ => false,
        };
        match command {
            _ if is_typed => self.key(key, cx),
            Command::FieldNext => self.focus = (self.focus + 1) % count,
            Command::FieldPrevious => self.focus = (self.focus + count - 1) % count,
            Command::Before => self.turn(-1),
            Command::After => self.turn(1),
            Command::Submit => self.hand_in(cx),
            Command::FormClose => {
                self.keep(cx);
                cx.close();
            }
            _ => {}
        }
    }

    fn key(&mut self, key: Key, _: &mut Cx<'_>) {
        let Some(field) = self.fields.get_mut(self.focus) else { return };
        field.wrong = None;
        match &mut field.entry {
            Entry::Text(input) => {
                input.key(key);
            }
            Entry::Choice { choices, at } => {
                // A letter goes to the next choice that begins with it.
                let Some(c) = key.char() else { return };
                let begins = |(_, shown): &(String, String)| shown.to_lowercase().starts_with(c.to_ascii_lowercase());
                let order = (1..=choices.len()).map(|step| (*at + step) % choices.len());
                *at = order.into_iter().find(|at| begins(&choices[*at])).unwrap_or(*at);
            }
            Entry::Area(area) => {
                area.input(crossterm::event::KeyEvent::new(key.code, modifiers(key)));
            }
        }
    }

    fn paste(&mut self, pasted: &str, _: &mut Cx<'_>) {
        match self.fields.get_mut(self.focus).map(|field| &mut field.entry) {
            Some(Entry::Text(input)) => input.insert(pasted),
            Some(Entry::Area(area)) => {
                area.insert_str(pasted);
            }
            _ => {}
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        for (at, line) in self.about_lines(area.width).iter().enumerate().take(usize::from(area.height)) {
            buf.set_stringn(area.x, area.y + at as u16, line, usize::from(area.width), theme.dim);
        }
        for (at, place) in self.places(area).into_iter().enumerate() {
            if place.is_empty() {
                continue;
            }
            let style = if at == self.focus { theme.focus } else { theme.dim };
            buf.set_stringn(area.x, place.y, &self.fields[at].label, usize::from(area.width), style);
            self.draw_entry(at, place, buf, world);
            self.draw_rest(at, place, area, buf, world);
        }
        let Some(field) = self.fields.get(self.focus) else { return };
        let (line, style) = match &field.wrong {
            Some(wrong) => (format!("! {}", text::clean(wrong)), theme.bad),
            None => (field.help.clone(), theme.dim),
        };
        let room = usize::from(self.help_lines(area.width).min(area.height));
        let mut lines = text::wrap(&line, area.width.into());
        if lines.len() > room && room > 0 {
            lines[room - 1].push('…');
        }
        for (at, line) in lines.iter().take(room).enumerate() {
            let y = area.bottom() - room as u16 + at as u16;
            buf.set_stringn(area.x, y, text::fit(line, area.width.into()), area.width.into(), style);
        }
    }

    /// In a text of several lines `enter` begins a line, and only a key that does not move in it leaves it.
    fn offers(&self, command: Command) -> bool {
        match command {
            Command::After => self.is_choice(),
            Command::FieldNext => self.fields.len() > 1,
            command => command.is_hinted(),
        }
    }

    fn key_shown(&self, command: Command, keymap: &Keymap) -> String {
        match command {
            Command::FieldNext if self.is_area() => Key::parse("tab").map(|key| key.to_string()).unwrap_or_default(),
            Command::Submit if self.is_area() => keymap.last_shown(command),
            command => keymap.shown(command),
        }
    }

    fn cursor(&self, area: Rect) -> Option<Position> {
        let place = *self.places(area).get(self.focus)?;
        match &self.fields.get(self.focus)?.entry {
            Entry::Text(input) if !place.is_empty() => Some(input.cursor(place)),
            _ => None,
        }
    }

    fn click(&mut self, x: u16, y: u16, _: &mut Cx<'_>) {
        let area = Rect { x: 0, y: 0, width: u16::MAX, height: u16::MAX };
        let under = self.places(area).into_iter().position(|place| (place.top()..place.bottom()).contains(&y));
        if let Some(at) = under.filter(|_| x < u16::MAX) {
            self.focus = at;
        }
    }
}

/// The modifiers of a key, for editors that take events.
pub fn modifiers(key: Key) -> crossterm::event::KeyModifiers {
    use crossterm::event::KeyModifiers;
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::CONTROL, key.ctrl);
    modifiers.set(KeyModifiers::ALT, key.alt);
    modifiers
}
