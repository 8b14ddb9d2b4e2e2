//! How a preview looks: figures beside those who are left out, three messages, and the list.

use super::{JOB, Letter, Preview, Stage};
use crate::jobs::Progress;
use crate::tui::text;
use crate::tui::widgets::{Bar, Bars};
use crate::tui::world::World;
use crate::value::Column;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

/// What stands elsewhere: in the title, or beside the figure that it belongs to.
const HIDDEN: [&str; 3] = ["template", "lowest_response_rate", "highest_response_rate"];

pub(super) struct Places {
    title: Rect,
    figures: Rect,
    left_out: Rect,
    letters: Rect,
    pub members: Rect,
}

pub(super) fn places(preview: &Preview, area: Rect) -> Places {
    let [title, rest] = Layout::vertical([Constraint::Length(1), Constraint::Min(0)]).areas(area);
    let is_wide = rest.width >= 100;
    let reasons = if is_wide { preview.left_out.rows.len() + 1 } else { 0 };
    let figures = shown(preview).len().div_ceil(2).max(reasons) as u16;
    let figures = figures.clamp(3, 14).min(rest.height / 2);
    let below = rest.height.saturating_sub(figures);
    let letters = if is_wide { below * 2 / 5 } else { below * 3 / 5 }.min(14);
    let heights = [Constraint::Length(figures), Constraint::Length(letters), Constraint::Min(0)];
    let [figures, letters, members] = Layout::vertical(heights).areas(rest);
    let halves = Layout::horizontal([Constraint::Percentage(58), Constraint::Min(20)]).spacing(3);
    // Those left out stand beside the figures, and where these need the whole width beside the messages.
    let [beside, left_out] = halves.areas(if is_wide { figures } else { letters });
    let (figures, letters) = if is_wide { (beside, letters) } else { (figures, beside) };
    Places { title, figures, left_out, letters, members }
}

pub(super) fn draw(preview: &Preview, area: Rect, buf: &mut Buffer, world: &World) {
    let theme = &world.look.theme;
    let places = places(preview, area);
    rule(places.title, &super::Overlay::title(preview, world), theme.focus, buf, world);
    let lines = match &preview.stage {
        Stage::Ready => {
            figures(preview, places.figures, buf, world);
            left_out(preview, places.left_out, buf, world);
            letters(&preview.letters, places.letters, buf, world);
            preview.members.draw(places.members, buf, world, true);
            return;
        }
        Stage::Failed(fault) => {
            let hint = fault.hint.clone().unwrap_or_default();
            vec![(text::clean(&fault.message), theme.bad), (text::clean(&hint), theme.text)]
        }
        _ => vec![(working(preview, world), theme.dim)],
    };
    let wrapped = lines
        .iter()
        .flat_map(|(line, style)| text::wrap(line, usize::from(area.width) - 2).into_iter().map(|line| (line, *style)));
    for (at, (line, style)) in wrapped.take(usize::from(area.height.saturating_sub(2))).enumerate() {
        buf.set_stringn(area.x + 1, area.y + 2 + at as u16, line, usize::from(area.width), style);
    }
}

fn working(preview: &Preview, world: &World) -> String {
    let Stage::Running(run) = preview.stage else { return world.say("preview.working") };
    let news = world.runs.iter().find(|news| news.run == run && news.job == JOB);
    match news.map(|news| &news.progress) {
        Some(Progress::Running { done }) => format!("{} {:.0}%", world.say("preview.working"), done * 100.0),
        _ => world.say("preview.working"),
    }
}

/// A title and a rule after it.
fn rule(area: Rect, title: &str, style: Style, buf: &mut Buffer, world: &World) {
    if area.is_empty() {
        return;
    }
    let dim = world.look.theme.dim;
    let width = usize::from(area.width);
    buf.set_stringn(area.x, area.y, "─".repeat(width), width, dim);
    let title = text::fit(title, width.saturating_sub(4));
    let x = buf.set_stringn(area.x + 1, area.y, " ", width.saturating_sub(1), dim).0;
    let x = buf.set_stringn(x, area.y, title, usize::from(area.right().saturating_sub(x)), style).0;
    buf.set_stringn(x, area.y, " ", usize::from(area.right().saturating_sub(x)), dim);
}

/// Columns of figures that a width has room for.
fn columns(width: u16) -> usize {
    if width >= 46 { 2 } else { 1 }
}

/// The figures that are shown, by their place in the summary.
fn shown(preview: &Preview) -> Vec<usize> {
    let columns = &preview.summary.columns;
    // A preview to everyone or to a list has no segment.
    let is_blank = |name: &str| name == "segment" && preview.summary.cell(0, name).is_null();
    (0..columns.len())
        .filter(|at| !HIDDEN.contains(&columns[*at].name.as_str()) && !is_blank(&columns[*at].name))
        .collect()
}

fn figures(preview: &Preview, area: Rect, buf: &mut Buffer, world: &World) {
    if preview.summary.is_empty() {
        return;
    }
    let theme = &world.look.theme;
    let figure = |at: &usize| {
        let column = &preview.summary.columns[*at];
        (world.look.words.column(&column.name), value(preview, column, world))
    };
    let figures: Vec<(String, String)> = shown(preview).iter().map(figure).collect();
    let count = columns(area.width);
    let width = area.width / count as u16;
    for (side, lines) in figures.chunks(figures.len().div_ceil(count).max(1)).enumerate() {
        let labels =
            lines.iter().map(|(label, _)| text::width(label)).max().unwrap_or(0).min(usize::from(width) * 3 / 5) + 1;
        let x = area.x + side as u16 * width;
        for (at, (label, value)) in lines.iter().take(area.height.into()).enumerate() {
            let y = area.y + at as u16;
            let room = usize::from(width).saturating_sub(labels + 1);
            buf.set_stringn(x, y, text::fit(label, labels - 1), labels, theme.dim);
            buf.set_stringn(x + labels as u16, y, text::fit(value, room), room, theme.text);
        }
    }
}

/// A figure as it is written; the expected rate has the range that earlier campaigns were in.
fn value(preview: &Preview, column: &Column, world: &World) -> String {
    let cell = preview.summary.cell(0, &column.name);
    let text = match cell.number().filter(|_| column.kind.is_numeric()) {
        Some(number) => world.format.number(number, column.kind),
        None => world.format.cell(cell, column.kind, None, &world.look.words),
    };
    let rate = |name: &str| Some(world.format.number(preview.summary.number(0, name)?, column.kind));
    match (column.name.as_str(), rate("lowest_response_rate"), rate("highest_response_rate")) {
        _ if text.is_empty() => "–".into(),
        ("expected_response_rate", Some(low), Some(high)) => format!("{text} ({}–{high})", low.trim_end_matches('%')),
        _ => text,
    }
}

fn left_out(preview: &Preview, area: Rect, buf: &mut Buffer, world: &World) {
    let theme = &world.look.theme;
    let width = usize::from(area.width);
    let table = &preview.left_out;
    let (title, rest) = (
        Rect { height: 1.min(area.height), ..area },
        Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area },
    );
    buf.set_stringn(title.x, title.y, text::fit(&world.say("preview.left_out"), width), width, theme.title);
    if table.rows.is_empty() {
        buf.set_stringn(rest.x, rest.y, text::fit(&world.say("preview.nobody_left_out"), width), width, theme.dim);
        return;
    }
    let bar = |row: usize| Bar {
        label: world.look.words.value(&text::clean(table.text(row, "state"))),
        values: vec![table.number(row, "customers").unwrap_or(f64::NAN)],
    };
    let bars: Vec<Bar> = (0..table.rows.len()).map(bar).collect();
    let format = |count: f64| world.format.number(count, crate::value::Kind::Count);
    Bars { bars: &bars, series: &[], first: 0, shares: true, format: &format, ink: &theme.ink() }.render(rest, buf);
}

/// As many messages side by side as can be read; all of them are a key away.
fn letters(letters: &[Letter], area: Rect, buf: &mut Buffer, world: &World) {
    let theme = &world.look.theme;
    if area.height < 2 {
        return;
    }
    let side_by_side = usize::from((area.width / 36).clamp(1, 3)).min(letters.len().max(1));
    let count = if letters.is_empty() { String::new() } else { format!(" {side_by_side}/{}", letters.len()) };
    rule(Rect { height: 1, ..area }, &format!("{}{count}", world.say("preview.messages")), theme.title, buf, world);
    let below = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if letters.is_empty() {
        buf.set_stringn(
            below.x + 1,
            below.y,
            world.say("preview.no_messages"),
            usize::from(below.width) - 1,
            theme.dim,
        );
        return;
    }
    let places = Layout::horizontal(vec![Constraint::Fill(1); side_by_side]).spacing(2).split(below);
    for (letter, place) in letters.iter().zip(places.iter()) {
        let width = usize::from(place.width);
        buf.set_stringn(place.x, place.y, text::fit(&letter.to, width), width, theme.header);
        let lines: Vec<String> = letter.text.lines().flat_map(|line| text::wrap(&text::clean(line), width)).collect();
        let room = usize::from(place.height) - 1;
        for (at, line) in lines.iter().take(room).enumerate() {
            let is_cut = at + 1 == room && lines.len() > room;
            let kept = text::fit(line, width.saturating_sub(2));
            let line = if is_cut { format!("{} …", kept.trim_end_matches('…')) } else { line.clone() };
            buf.set_stringn(place.x, place.y + 1 + at as u16, line, width, theme.text);
        }
    }
}
