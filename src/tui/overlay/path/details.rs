//! What is known of the place where one stands, line by line: its facts; of a record the line of the file and its columns.

use super::shown;
use crate::service::origin::{Field, Line, Steps, Text};
use crate::tui::text;
use crate::tui::world::World;
use crate::value::Table;
use ratatui::style::Style;

/// A line in two columns: what it is about, and what is said of it.
pub struct Said {
    pub term: String,
    pub text: String,
    pub style: Style,
}

pub fn lines(steps: &Steps, width: usize, world: &World) -> Vec<Said> {
    let terms = facts(&steps.about, world);
    let mut lines = columns(terms, width);
    if let Some(record) = &steps.text {
        lines.extend(of_record(record, width, world));
    }
    lines
}

/// Each fact with its name; those that say nothing are left out.
fn facts(about: &Table, world: &World) -> Vec<(String, String, Style)> {
    let Some(row) = about.rows.first() else { return Vec::new() };
    let unit = about.cell(0, "unit").text();
    let told = about.columns.iter().zip(row).filter(|(column, _)| !matches!(column.name.as_str(), "unit" | "better"));
    let known = told.map(|(column, cell)| {
        (world.look.words.column(&column.name), shown(cell, column.kind, unit, world), world.look.theme.text)
    });
    known.filter(|(_, text, _)| !text.is_empty()).collect()
}

fn of_record(record: &Text, width: usize, world: &World) -> Vec<Said> {
    let theme = &world.look.theme;
    let said = |text: String, style| Said { term: String::new(), text, style };
    let mut lines = vec![said(String::new(), theme.text), said(world.say("origin.line.title"), theme.focus)];
    match &record.line {
        Line::Here(raw) => {
            let raw = raw.iter().flat_map(|line| wrapped(&text::clean(line), width));
            lines.extend(raw.map(|line| said(line, theme.text)));
        }
        Line::Away(why) => lines.extend(
            text::wrap(&world.say(&format!("origin.line.{why}")), width).into_iter().map(|line| said(line, theme.dim)),
        ),
    }
    lines.push(said(String::new(), theme.text));
    lines.push(said(world.say("origin.line.columns"), theme.focus));
    if record.fields.iter().any(|field| field.is_read) {
        lines.extend(text::wrap(&world.say("origin.line.read"), width).into_iter().map(|line| said(line, theme.dim)));
    }
    lines.extend(columns(record.fields.iter().map(|field| of_field(field, world)).collect(), width));
    lines
}

/// A column with its text, what became of it and what it feeds; those that the figure reads have a mark.
fn of_field(field: &Field, world: &World) -> (String, String, Style) {
    let theme = &world.look.theme;
    let mark = if field.is_read { "▸ " } else { "  " };
    let mut text = text::clean(field.text.as_deref().unwrap_or("–"));
    if let Some(mended) = &field.mended {
        text += &format!(" ⇒ {}", text::clean(mended));
    }
    if !field.feeds.is_empty() {
        text += &format!("  → {}", field.feeds.join(", "));
    }
    let style = if field.is_read { theme.chosen } else { theme.text };
    (format!("{mark}{}", text::clean(&field.column)), text, style)
}

/// Pairs under one another, what is said wrapped beside its term.
fn columns(pairs: Vec<(String, String, Style)>, width: usize) -> Vec<Said> {
    let widest = pairs.iter().map(|(term, ..)| text::width(term)).max().unwrap_or(0).min(width / 2);
    let mut lines = Vec::new();
    for (term, text, style) in pairs {
        for (at, piece) in wrapped(&text, width.saturating_sub(widest + 2)).into_iter().enumerate() {
            let term = if at == 0 { text::fit(&term, widest) } else { String::new() };
            let gap = " ".repeat(widest + 2 - text::width(&term));
            lines.push(Said { term: term + &gap, text: piece, style });
        }
    }
    lines
}

/// Lines of a text that may have no place to break, such as a file's line or a hash.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    for line in text::wrap(text, width) {
        let mut left = String::new();
        for c in line.chars() {
            if text::width(&left) + text::width(c.encode_utf8(&mut [0; 4])) > width {
                lines.push(std::mem::take(&mut left));
            }
            left.push(c);
        }
        lines.push(left);
    }
    lines
}
