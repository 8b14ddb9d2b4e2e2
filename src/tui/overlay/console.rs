//! The SQL console: one SELECT at a time, read-only, beside what is on the screen.
//!
//! `enter` runs a query that ends with a semicolon, as database shells do, and otherwise begins a line.

use super::form::modifiers;
use super::picker::ranked;
use super::{Extent, Overlay};
use crate::service::{Fault, Relation, Request, Response};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::pane::Pane;
use crate::tui::text;
use crate::tui::world::{Act, Cx, Effect, Notice, To, World};
use crate::value::{Page, Table};
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Widget};
use tui_textarea::{CursorMove, TextArea};

/// Candidates of a completion that are shown.
const SHOWN: usize = 8;

/// Lines of the editor.
const EDITOR: u16 = 6;

/// The name under which what stands in the editor is kept.
const DRAFT: &str = "console";

pub struct Console {
    editor: TextArea<'static>,
    answer: Option<Pane>,
    /// Whether the rows have the keys, and not the editor.
    in_answer: bool,
    history: Vec<String>,
    /// The query of the history that stands in the editor; past its end is a new one.
    at: usize,
    /// Names of tables and columns, with what each is.
    names: Vec<(String, String)>,
    completion: Option<Completion>,
    id: u32,
}

struct Completion {
    /// Characters before the cursor that a candidate replaces.
    typed: usize,
    candidates: Vec<String>,
    at: usize,
}

impl Console {
    pub fn new(world: &World) -> Console {
        let mut console = Console {
            editor: TextArea::default(),
            answer: None,
            in_answer: false,
            history: world.look.history.clone(),
            at: world.look.history.len(),
            names: Vec::new(),
            completion: None,
            id: 0,
        };
        let draft = world.drafts.get(DRAFT).and_then(|draft| draft.get(DRAFT));
        console.write(draft.map_or("", String::as_str));
        console
    }

    fn write(&mut self, query: &str) {
        self.editor = TextArea::new(query.lines().map(str::to_owned).collect());
        self.editor.set_cursor_line_style(Style::default());
        self.editor.move_cursor(CursorMove::Bottom);
        self.editor.move_cursor(CursorMove::End);
    }

    fn query(&self) -> String {
        self.editor.lines().join("\n").trim().to_owned()
    }

    fn run(&mut self, cx: &mut Cx<'_>) {
        let query = self.query();
        if query.trim_end_matches(';').trim().is_empty() {
            return cx.say(Notice::bad(cx.text("console.empty")));
        }
        self.interrupt(cx);
        if self.history.last() != Some(&query) {
            self.history.push(query.clone());
            cx.effect(Effect::Remember(query.clone()));
        }
        self.at = self.history.len();
        self.answer = Some(Pane::of(Relation::Console { sql: query }));
    }

    /// Goes through the queries that were run, the newest last.
    fn recall(&mut self, is_back: bool) {
        let at = if is_back { self.at.saturating_sub(1) } else { (self.at + 1).min(self.history.len()) };
        if at == self.at {
            return;
        }
        self.at = at;
        let query = self.history.get(at).cloned().unwrap_or_default();
        self.write(&query);
    }

    /// The word before the cursor.
    fn word(&self) -> String {
        let cursor = self.editor.cursor();
        let line = &self.editor.lines()[cursor.0];
        let before: Vec<char> = line.chars().take(cursor.1).collect();
        let is_name = |c: &&char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let word: Vec<char> = before.iter().rev().take_while(is_name).copied().collect();
        word.into_iter().rev().collect()
    }

    fn complete(&mut self) {
        let word = self.word();
        let candidates: Vec<String> = ranked(&word, self.names.iter().map(|(name, _)| name.as_str()))
            .into_iter()
            .take(50)
            .map(|at| self.names[at].0.clone())
            .collect();
        self.completion = match candidates.as_slice() {
            [] => None,
            [only] => {
                let only = only.clone();
                self.insert(word.chars().count(), &only);
                None
            }
            _ => Some(Completion { typed: word.chars().count(), candidates, at: 0 }),
        };
    }

    fn insert(&mut self, typed: usize, name: &str) {
        (0..typed).for_each(|_| {
            self.editor.delete_char();
        });
        self.editor.insert_str(name);
    }

    /// Keys while candidates are shown; false where the key is for the editor.
    fn choose(&mut self, code: KeyCode) -> bool {
        let Some(completion) = &mut self.completion else { return false };
        let count = completion.candidates.len();
        match code {
            KeyCode::Down => completion.at = (completion.at + 1) % count,
            KeyCode::Up => completion.at = (completion.at + count - 1) % count,
            KeyCode::Tab | KeyCode::Enter => {
                let (typed, name) = (completion.typed, completion.candidates[completion.at].clone());
                self.completion = None;
                self.insert(typed, &name);
            }
            KeyCode::Esc => self.completion = None,
            _ => return false,
        }
        true
    }

    fn is_running(&self) -> bool {
        self.answer.as_ref().is_some_and(Pane::is_loading)
    }

    fn parts(area: Rect) -> (Rect, Rect) {
        let height = EDITOR.min(area.height / 3).max(2);
        let editor = Rect { y: area.y + 1, height, ..area };
        let answer = Rect { y: area.y + 1 + height, height: area.height.saturating_sub(height + 1), ..area };
        (editor, answer)
    }

    /// Where the word before the cursor begins: editors begin at their first line and column, and go on to the cursor.
    fn word_at(&self, editor: Rect, typed: usize) -> Position {
        let cursor = self.editor.cursor();
        let before: String = self.editor.lines()[cursor.0].chars().take(cursor.1.saturating_sub(typed)).collect();
        let x = (text::width(&before) as u16).min(editor.width.saturating_sub(1));
        Position { x: editor.x + x, y: editor.y + (cursor.0 as u16).min(editor.height.saturating_sub(1)) }
    }

    /// The candidates in a box under the word that they would complete.
    fn draw_completion(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let Some(completion) = &self.completion else { return };
        let theme = &world.look.theme;
        let kind = |name: &String| {
            self.names.iter().find(|(known, _)| known == name).map(|(_, kind)| kind.as_str()).unwrap_or_default()
        };
        let line = |name: &String| format!(" {} {} ", text::fit(name, 40), text::fit(kind(name), 24));
        let word = self.word_at(Console::editor(area), completion.typed);
        let shown = SHOWN.min(completion.candidates.len()).min(usize::from(area.bottom().saturating_sub(word.y + 3)));
        let widest = completion.candidates.iter().map(|name| text::width(&line(name))).max().unwrap_or(0);
        let count = format!(" {}/{} ", completion.at + 1, completion.candidates.len());
        let width = (widest.max(count.len()) as u16 + 2).min(area.width);
        let place = Rect {
            x: word.x.saturating_sub(2).min(area.right() - width).max(area.x),
            y: word.y + 1,
            width,
            height: shown as u16 + 2,
        }
        .intersection(area);
        crate::tui::view::clear(place, buf, theme.text);
        Block::bordered().border_style(theme.dim).title_bottom(count).title_style(theme.dim).render(place, buf);
        let top = completion.at.saturating_sub(shown.saturating_sub(1));
        for (row, name) in completion.candidates.iter().enumerate().skip(top).take(shown) {
            let style = if row == completion.at { theme.cursor } else { theme.text };
            let room = usize::from(place.width.saturating_sub(2));
            let line = crate::tui::widgets::left(&line(name), room);
            buf.set_stringn(place.x + 1, place.y + 1 + (row - top) as u16, line, room, style);
        }
    }

    /// The editor's text, inside what `parts` gives to the editor.
    fn editor(area: Rect) -> Rect {
        let (editor, _) = Console::parts(area);
        Rect { x: editor.x + 2, width: editor.width.saturating_sub(2), ..editor }
    }
}

/// Tables once, each with its columns after it.
fn names(table: &Table) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = Vec::new();
    for row in 0..table.rows.len() {
        let owner = table.text(row, "table_name").to_owned();
        if !names.iter().any(|(name, _)| *name == owner) {
            names.push((owner.clone(), String::new()));
        }
    }
    for row in 0..table.rows.len() {
        let column = table.text(row, "column_name").to_owned();
        if !names.iter().any(|(name, _)| *name == column) {
            names.push((column, format!("{} {}", table.text(row, "table_name"), table.text(row, "data_type"))));
        }
    }
    names
}

impl Overlay for Console {
    fn place(&self) -> Place {
        if self.in_answer { Place::Answer } else { Place::Console }
    }

    fn title(&self, world: &World) -> String {
        world.say("console.title")
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Full
    }

    fn opened(&mut self, id: u32, cx: &mut Cx<'_>) {
        self.id = id;
        let request = Request::Rows {
            relation: Relation::view("console.tables"),
            scope: cx.world.scope.clone(),
            page: Page { limit: 20_000, ..Page::default() },
        };
        cx.ask(To::Overlay(id, "tables"), request);
    }

    fn answer(&mut self, _: &'static str, answer: Result<Response, Fault>, _: &mut Cx<'_>) {
        if let Ok(Response::Rows(table)) = answer {
            self.names = names(&table);
        }
    }

    fn command(&mut self, command: Command, key: Key, cx: &mut Cx<'_>) {
        if !self.in_answer && self.choose(key.code) {
            return;
        }
        match command {
            Command::RunQuery => self.run(cx),
            Command::Complete => self.complete(),
            Command::ToAnswer => self.in_answer = self.answer.is_some(),
            Command::ToQuery => self.in_answer = false,
            Command::Leave if self.is_running() => {
                self.interrupt(cx);
            }
            Command::Leave => cx.close(),
            _ => {}
        }
    }

    fn key(&mut self, key: Key, cx: &mut Cx<'_>) {
        if self.in_answer || self.choose(key.code) {
            return;
        }
        self.completion = None;
        let row = self.editor.cursor().0;
        match key.code {
            KeyCode::Enter if self.query().ends_with(';') => self.run(cx),
            KeyCode::Up if row == 0 => self.recall(true),
            KeyCode::Down if row + 1 == self.editor.lines().len() => self.recall(false),
            code => {
                self.editor.input(KeyEvent::new(code, modifiers(key)));
            }
        }
    }

    fn paste(&mut self, pasted: &str, _: &mut Cx<'_>) {
        self.editor.insert_str(pasted);
    }

    fn changed(&mut self, _: &mut Cx<'_>) {
        // An answer is of the moment in which it was asked.
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        let stopped = self.answer.as_mut().is_some_and(|pane| pane.stop(cx));
        if stopped {
            cx.say(Notice::good(cx.text("screen.cancelled")));
        }
        stopped
    }

    fn offers(&self, command: Command) -> bool {
        match command {
            Command::ToAnswer => self.answer.is_some(),
            _ if command.place() == Place::Table => self.answer.as_ref().is_some_and(|pane| pane.offers(command)),
            command => command.is_hinted(),
        }
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        let draft = Some(self.query()).filter(|query| !query.is_empty());
        cx.act(Act::Keep(DRAFT.into(), draft.map(|query| [(DRAFT.to_owned(), query)].into())));
        if let Some(pane) = &mut self.answer {
            pane.stop(cx);
        }
    }

    fn click(&mut self, x: u16, y: u16, _: &mut Cx<'_>) {
        let top = self.answer.as_ref().map(|_| EDITOR + 1);
        self.in_answer = top.is_some_and(|top| y >= top);
        if let (true, Some(pane), Some(top)) = (self.in_answer, &mut self.answer, top) {
            pane.click(x, y - top);
        }
    }

    fn wheel(&mut self, is_down: bool) {
        if let Some(pane) = &mut self.answer {
            pane.wheel(is_down);
        }
    }

    fn pane(&self) -> Option<&Pane> {
        self.answer.as_ref()
    }

    fn pane_mut(&mut self) -> Option<&mut Pane> {
        self.answer.as_mut()
    }

    fn fit(&mut self, area: Rect) {
        let (_, answer) = Console::parts(area);
        if let Some(pane) = &mut self.answer {
            pane.fit(answer);
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        let (_, answer) = Console::parts(area);
        let style = if self.in_answer { theme.title } else { theme.focus };
        let (x, _) =
            buf.set_stringn(area.x, area.y, format!("━ {} ", self.title(world)), usize::from(area.width), style);
        let rule = usize::from(area.right().saturating_sub(x));
        buf.set_stringn(x, area.y, "─".repeat(rule), rule, theme.dim);
        let mut shown = self.editor.clone();
        if self.in_answer {
            shown.set_cursor_style(theme.text);
        }
        shown.render(Console::editor(area), buf);
        match &self.answer {
            Some(pane) => pane.draw(answer, buf, world, self.in_answer),
            None => {
                for (at, line) in text::wrap(&world.say("console.hint"), usize::from(answer.width.saturating_sub(4)))
                    .iter()
                    .enumerate()
                {
                    buf.set_stringn(answer.x + 2, answer.y + 1 + at as u16, line, usize::from(answer.width), theme.dim);
                }
            }
        }
        self.draw_completion(area, buf, world);
    }
}
