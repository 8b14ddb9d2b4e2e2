//! Every job: what it does, how its result stands to the data, how to run it, and what became of it.

use super::form::{Form, Wrong};
use super::rows;
use super::{Extent, Overlay};
use crate::jobs::{JobEvent, Progress, State};
use crate::service::{Fault, JobInfo, Request, Response, Ticket};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::text;
use crate::tui::world::{Cx, Notice, To, World};
use crate::value::{Args, Cell, Kind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

#[derive(Default)]
pub struct Jobs {
    jobs: Vec<JobInfo>,
    at: usize,
    top: usize,
    id: u32,
    ticket: Option<Ticket>,
    height: u16,
    width: u16,
    /// Lines under the list that the longest text about a job takes, so that the list keeps its height.
    about: u16,
}

/// A text about a job has room for so many lines at least, and at most.
const ABOUT: (u16, u16) = (4, 10);

impl Jobs {
    fn ask(&mut self, cx: &mut Cx<'_>) {
        self.ticket.take().into_iter().for_each(|ticket| cx.drop_question(ticket));
        self.ticket = Some(cx.ask(To::Overlay(self.id, "jobs"), Request::Jobs));
    }

    fn rows(&self) -> usize {
        // The list comes first: a text about a job gives way to it, down to its least.
        let most = self.height.saturating_sub(ABOUT.0 + 1).min(self.jobs.len() as u16);
        usize::from(most.max(self.height.saturating_sub(self.about + 1)).max(1))
    }

    fn measure(&mut self, world: &World) {
        let width = usize::from(self.width.max(40));
        let lines = self.jobs.iter().map(|job| about(job, world, width).len()).max().unwrap_or(0);
        self.about = (lines as u16).clamp(ABOUT.0, ABOUT.1);
    }

    fn move_to(&mut self, at: usize) {
        self.at = at.min(self.jobs.len().saturating_sub(1));
        let rows = self.rows();
        if self.at < self.top || self.at >= self.top + rows {
            self.top = self.at.saturating_sub(rows / 2).min(self.jobs.len().saturating_sub(rows));
        }
    }

    fn run(&self, cx: &mut Cx<'_>) {
        if let Some(job) = self.jobs.get(self.at) {
            let form = params(job, cx.world);
            cx.open(form);
        }
    }

    fn cancel(&self, cx: &mut Cx<'_>) {
        let job = self.jobs.get(self.at).map(|job| job.name.as_str());
        let running = |run: &&JobEvent| !run.progress.has_ended();
        let own = cx.world.runs.iter().filter(running).find(|run| Some(run.job.as_str()) == job);
        match own.or_else(|| cx.world.runs.iter().find(running)).map(|run| run.run) {
            Some(run) => {
                let said = cx.text("jobs.cancelled");
                cx.order(Request::Cancel { run }, said);
            }
            None => cx.say(Notice::bad(cx.text("jobs.none_running"))),
        }
    }
}

/// A job's parameters, with their defaults to begin with; a job that has none is run by a second key too.
fn params(job: &JobInfo, world: &World) -> Form {
    let name = job.name.clone();
    let said = world.say("jobs.queued");
    let fields: Vec<String> = job.params.iter().map(|param| param.name.clone()).collect();
    let submit = move |form: &Form, cx: &mut Cx<'_>| -> Result<(), Wrong> {
        let args = fields.iter().filter_map(|field| Some((field.clone(), Cell::Text(form.given(field)?)))).collect();
        cx.order(Request::Run { job: name.clone(), args }, said.clone());
        Ok(())
    };
    let words = |part: &str| world.say(&format!("job.{}.{part}", job.name));
    let form = Form::new(words("title"), submit).about(text::wrap(&words("about"), 72));
    job.params.iter().fold(form, |form, param| {
        let known = world.look.words.find(&format!("job.{}.param.{}", job.name, param.name)).unwrap_or_default();
        let help = format!("{known} ({})", param.expected.said(&world.look.words));
        let label = world.look.words.column(&param.name);
        if param.expected.choices().is_empty() {
            form.text(&param.name, label, &param.default, help)
        } else {
            let choices =
                param.expected.choices().iter().map(|choice| (choice.clone(), world.look.words.value(choice)));
            form.choice(&param.name, label, choices.collect::<Vec<_>>(), &param.default, help)
        }
    })
}

/// How a job's result stands to the data, with a mark.
fn state(job: &JobInfo, world: &World) -> (String, Style) {
    let theme = &world.look.theme;
    let running = world.runs.iter().rfind(|run| run.job == job.name && !run.progress.has_ended());
    match running.map(|run| &run.progress) {
        Some(Progress::Running { done }) => return (format!("▶ {:.0}%", done * 100.0), theme.warn),
        Some(_) => return (format!("◷ {}", world.say("jobs.waits")), theme.warn),
        None => {}
    }
    let (mark, name, style) = match &job.state {
        State::Fresh => ("✓", "fresh", theme.good),
        State::Stale { .. } => ("!", "stale", theme.warn),
        State::Outdated => ("!", "outdated", theme.warn),
        State::Never => ("–", "never", theme.dim),
        State::Unsupported => ("–", "unsupported", theme.dim),
    };
    (format!("{mark} {}", world.say(&format!("jobs.{name}"))), style)
}

/// What is known of the job under the cursor: what it does, why it is stale, what its last run here came to.
fn about(job: &JobInfo, world: &World, width: usize) -> Vec<(String, Style)> {
    let theme = &world.look.theme;
    let mut lines: Vec<(String, Style)> = text::wrap(&world.say(&format!("job.{}.about", job.name)), width)
        .into_iter()
        .map(|line| (line, theme.text))
        .collect();
    if let State::Stale { changed } = &job.state {
        let changed = world.look.words.say("jobs.changed", &[("tables", &changed.join(", "))]);
        lines.extend(text::wrap(&changed, width).into_iter().map(|line| (line, theme.warn)));
    }
    if !job.params.is_empty() {
        let params =
            job.params.iter().map(|param| format!("{} = {}", world.look.words.column(&param.name), param.default));
        let params = params.collect::<Vec<_>>().join(" · ");
        lines.extend(text::wrap(&params, width).into_iter().map(|line| (line, theme.dim)));
    }
    if let Some(run) = world.runs.iter().rfind(|run| run.job == job.name && run.progress.has_ended()) {
        let (text, style) = ended(run, world);
        lines.extend(text::wrap(&text, width).into_iter().map(|line| (line, style)));
    }
    let tables = format!("{} → {}", job.reads.join(", "), job.writes.join(", "));
    lines.extend(text::wrap(&tables, width).into_iter().map(|line| (line, theme.dim)));
    lines
}

fn ended(run: &JobEvent, world: &World) -> (String, Style) {
    let theme = &world.look.theme;
    let (mark, style) = match &run.progress {
        Progress::Done { .. } => ("✓ ", theme.good),
        Progress::Failed { .. } => ("! ", theme.bad),
        Progress::Unsupported { .. } => ("– ", theme.dim),
        _ => ("", theme.dim),
    };
    (format!("{mark}{}", outcome(run, world)), style)
}

/// What a run that has ended came to, in words.
pub fn outcome(run: &JobEvent, world: &World) -> String {
    match &run.progress {
        Progress::Done { rows, figures } => {
            let figures = figures
                .iter()
                .map(|(name, cell)| format!(" · {} {}", world.look.words.column(name), figure(name, cell, world)));
            let rows = crate::value::figure::grouped(*rows as f64, 0);
            let text = world.look.words.say("jobs.done", &[("run", &run.run), ("rows", &rows)]);
            format!("{text}{}", figures.collect::<String>())
        }
        Progress::Failed { message, .. } | Progress::Unsupported { message, .. } => text::clean(message),
        Progress::Unneeded => world.say("jobs.was_unneeded"),
        _ => world.say("jobs.was_cancelled"),
    }
}

/// A figure of a run as a table's cell of its name would have it.
fn figure(name: &str, cell: &Cell, world: &World) -> String {
    let sql_type = match cell {
        Cell::Integer(_) => "BIGINT",
        Cell::Decimal(_) => "DECIMAL(18,2)",
        Cell::Float(_) => "DOUBLE",
        _ => "VARCHAR",
    };
    let kind = Kind::of(name, sql_type);
    match cell.number().filter(|_| kind.is_numeric() && kind != Kind::Id) {
        Some(number) => world.format.number(number, kind),
        None => world.format.cell(cell, kind, None, &world.look.words),
    }
}

/// A line after which there is more.
fn cut(line: &str, cells: usize) -> String {
    format!("{} …", text::fit(line, cells.saturating_sub(2)).trim_end_matches('…'))
}

impl Overlay for Jobs {
    fn place(&self) -> Place {
        Place::Jobs
    }

    fn title(&self, world: &World) -> String {
        world.say("jobs.title")
    }

    fn extent(&self, _: &World, width: u16) -> Extent {
        Extent::Box {
            width: 100.min(width.saturating_sub(4)),
            height: self.jobs.len() as u16 + self.about.max(ABOUT.0) + 1,
        }
    }

    fn opened(&mut self, id: u32, cx: &mut Cx<'_>) {
        self.id = id;
        self.ask(cx);
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        self.ask(cx);
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.ticket.take().into_iter().for_each(|ticket| cx.drop_question(ticket));
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        let is_running = cx.world.runs.iter().any(|run| !run.progress.has_ended());
        if is_running {
            self.cancel(cx);
        }
        is_running
    }

    fn answer(&mut self, _: &'static str, answer: Result<Response, Fault>, cx: &mut Cx<'_>) {
        self.ticket = None;
        match answer {
            Ok(Response::Jobs(jobs)) => {
                self.jobs = jobs;
                self.measure(cx.world);
            }
            Ok(_) => {}
            Err(fault) => cx.say(fault.into()),
        }
        self.move_to(self.at);
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        match command {
            Command::Up => self.move_to(self.at.saturating_sub(1)),
            Command::Down => self.move_to(self.at + 1),
            Command::PageUp => self.move_to(self.at.saturating_sub(self.rows())),
            Command::PageDown => self.move_to(self.at + self.rows()),
            Command::First => self.move_to(0),
            Command::Last => self.move_to(usize::MAX),
            Command::RunJob | Command::Choose => self.run(cx),
            Command::CancelRun => self.cancel(cx),
            Command::History | Command::Rows => cx.open(rows::open("jobs.history", Args::new())),
            Command::RunStale => {
                let said = cx.text("jobs.queued");
                cx.order(Request::Refresh, said);
            }
            _ => {}
        }
    }

    fn click(&mut self, _: u16, y: u16, cx: &mut Cx<'_>) {
        let at = self.top + usize::from(y);
        if usize::from(y) >= self.rows() || at >= self.jobs.len() {
            return;
        }
        if at == self.at {
            self.run(cx);
        }
        self.at = at;
    }

    fn wheel(&mut self, is_down: bool) {
        self.move_to(if is_down { self.at + 3 } else { self.at.saturating_sub(3) });
    }

    fn fit(&mut self, area: Rect) {
        self.height = area.height;
        self.width = area.width;
        self.move_to(self.at);
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        let names =
            self.jobs.iter().map(|job| text::width(&world.say(&format!("job.{}.title", job.name)))).max().unwrap_or(0);
        let names = (names as u16).min(area.width.saturating_sub(30));
        for (row, (at, job)) in self.jobs.iter().enumerate().skip(self.top).take(self.rows()).enumerate() {
            let y = area.y + row as u16;
            let style = if at == self.at { theme.cursor } else { theme.text };
            let title = text::fit(&world.say(&format!("job.{}.title", job.name)), usize::from(names));
            buf.set_stringn(area.x, y, if at == self.at { "▸ " } else { "  " }, 2, theme.focus);
            buf.set_stringn(area.x + 2, y, title, usize::from(names), style);
            let (words, style) = state(job, world);
            buf.set_stringn(area.x + names + 4, y, &words, usize::from(area.width.saturating_sub(names + 4)), style);
            let age = job.ended_at.map(|then| world.age(then)).unwrap_or_default();
            let x = area.right().saturating_sub(text::width(&age) as u16);
            buf.set_stringn(x, y, &age, text::width(&age), theme.dim);
        }
        let Some(job) = self.jobs.get(self.at) else {
            buf.set_stringn(area.x, area.y, world.say("screen.loading"), usize::from(area.width), theme.dim);
            return;
        };
        let from = area.y + self.rows().min(self.jobs.len()) as u16;
        buf.set_stringn(area.x, from, "─".repeat(usize::from(area.width)), usize::from(area.width), theme.dim);
        if self.jobs.len() > self.rows() {
            let more = if self.top + self.rows() < self.jobs.len() { " ↓" } else { "" };
            let at = format!(" {}/{}{more} ", self.at + 1, self.jobs.len());
            buf.set_stringn(area.x + 2, from, &at, usize::from(area.width.saturating_sub(2)), theme.focus);
        }
        let mut lines = about(job, world, usize::from(area.width));
        let room = usize::from(area.bottom().saturating_sub(from + 1));
        if lines.len() > room && room > 0 {
            lines.truncate(room);
            lines[room - 1].0 = cut(&lines[room - 1].0, area.width.into());
        }
        for (at, (line, style)) in lines.iter().enumerate().take(usize::from(area.bottom().saturating_sub(from + 1))) {
            buf.set_stringn(
                area.x,
                from + 1 + at as u16,
                text::fit(line, usize::from(area.width)),
                usize::from(area.width),
                *style,
            );
        }
    }
}
