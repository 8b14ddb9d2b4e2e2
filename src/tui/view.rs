use super::command::Command;
use super::model::{Model, inner};
use super::overlay::Extent;
use super::text;
use super::world::{Opening, World};
use crate::jobs::Progress;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};

/// The widest name of a file in the bottom line, so that how far it is stands beside it.
const FILE: usize = 32;

/// Draws the model; changes nothing.
pub fn view(model: &Model, frame: &mut ratatui::Frame<'_>) {
    let parts = model.frame();
    let buf = frame.buffer_mut();
    let theme = &model.world.look.theme;
    buf.set_style(model.screen.intersection(buf.area), theme.text);
    header(model, parts.header, buf);
    let covered = model
        .overlays
        .last()
        .is_some_and(|standing| standing.overlay.extent(&model.world, parts.body.width) == Extent::Full);
    match &model.world.opening {
        Opening::Failed(fault) => failed(parts.body, fault, &model.world, buf),
        _ if covered => {}
        _ => model.tabs[model.tab].draw(buf, &model.world, model.overlays.is_empty()),
    }
    let mut cursor = None;
    for standing in &model.overlays {
        let extent = standing.overlay.extent(&model.world, parts.body.width);
        let area = standing.area;
        clear(area, buf, theme.text);
        if extent != Extent::Full {
            let title = format!(" {} ", standing.overlay.title(&model.world));
            Block::bordered().border_style(theme.dim).title(title).title_style(theme.focus).render(area, buf);
        }
        let inside = inner(area, extent);
        standing.overlay.draw(inside, buf, &model.world);
        cursor = standing.overlay.cursor(inside);
    }
    line(model, parts.line, buf);
    hints(model, parts.hints, buf);
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
}

/// Empties an area, and the wide characters that would reach into it or out of it.
pub(super) fn clear(area: Rect, buf: &mut Buffer, style: Style) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        if let Some(before) = area.left().checked_sub(1).filter(|_| area.width > 0)
            && text::width(buf[(before, y)].symbol()) > 1
        {
            buf[(before, y)].set_symbol(" ");
        }
    }
    Clear.render(area, buf);
    buf.set_style(area, style);
}

/// Why there is no data to show.
fn failed(area: Rect, fault: &crate::service::Fault, world: &World, buf: &mut Buffer) {
    let theme = &world.look.theme;
    let width = usize::from(area.width.saturating_sub(4));
    let message = text::wrap(&text::clean(&fault.message), width).into_iter().map(|line| (line, theme.bad));
    let hint = fault.hint.as_deref().map(text::clean).unwrap_or_default();
    let hint = text::wrap(&hint, width).into_iter().map(|line| (line, theme.text));
    for (at, (line, style)) in message.chain(hint).take(usize::from(area.height.saturating_sub(1))).enumerate() {
        buf.set_stringn(area.x + 2, area.y + 1 + at as u16, line, width, style);
    }
}

/// Pieces of a line, one after the other, as many as fit.
fn write(buf: &mut Buffer, area: Rect, pieces: &[(String, Style)]) -> u16 {
    let mut x = area.x;
    for (piece, style) in pieces {
        let room = usize::from(area.right().saturating_sub(x));
        x = buf.set_stringn(x, area.y, text::fit(piece, room), room, *style).0;
    }
    x
}

fn header(model: &Model, area: Rect, buf: &mut Buffer) {
    let line = |at: u16| Rect { y: area.y + at, height: 1, ..area };
    if area.height == 0 {
        return;
    }
    write(buf, line(0), &tab_bar(model));
    let as_of =
        model.world.overview.as_ref().map(|overview| format!("{} {}", model.world.say("screen.as_of"), overview.as_of));
    let (stages, scope) = (stages(&model.world), scope(&model.world));
    match area.height {
        1 => {}
        2 => {
            let x = write(buf, line(1), &stages);
            let width = scope.iter().map(|(piece, _)| text::width(piece) as u16).sum::<u16>();
            let from = area.right().saturating_sub(width).max(x + 2);
            write(buf, Rect { x: from, width: area.right().saturating_sub(from), ..line(1) }, &scope);
        }
        _ => {
            write(buf, line(1), &stages);
            write(buf, line(2), &scope);
        }
    }
    if let Some(as_of) = as_of {
        let is_masked = model.world.overview.as_ref().is_some_and(|overview| overview.you.is_masked);
        let theme = &model.world.look.theme;
        let (as_of, style) = if is_masked {
            (format!("{} · {as_of}", model.world.say("screen.masked")), theme.warn)
        } else {
            (as_of, theme.dim)
        };
        let _ = (0..area.height).any(|at| right(buf, line(at), &as_of, style));
    }
}

/// Writes at a line's end, where that hides nothing; false where it would.
pub(super) fn right(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> bool {
    let width = text::width(text) as u16;
    let free = (0..=width).all(|at| area.right() > area.x + at && buf[(area.right() - 1 - at, area.y)].symbol() == " ");
    if free {
        buf.set_string(area.right() - width, area.y, text, style);
    }
    free
}

fn tab_bar(model: &Model) -> Vec<(String, Style)> {
    let theme = &model.world.look.theme;
    let mut pieces = Vec::new();
    for (at, tab) in model.tabs.iter().enumerate() {
        let is_shown = at == model.tab;
        let style = if is_shown { theme.chosen } else { theme.text };
        pieces.push((
            format!("{}{} ", if is_shown { "▸" } else { " " }, at + 1),
            if is_shown { theme.chosen } else { theme.dim },
        ));
        pieces.push((format!("{} ", tab.title(&model.world)), style));
    }
    let tabs: usize = pieces.iter().map(|(piece, _)| text::width(piece)).sum();
    let room = usize::from(model.screen.width).saturating_sub(tabs);
    pieces.insert(0, (workspace(model, room), theme.title));
    pieces
}

/// The program's and the workspace's name, as far as the tabs leave room for them: a tab's name is never cut for theirs.
fn workspace(model: &Model, room: usize) -> String {
    let overview = model.world.overview.as_ref().map(|overview| &overview.workspace);
    let name = text::fit(&text::clean(overview.unwrap_or(&model.world.look.workspace)), 18);
    let long = format!("Foureye {name}  ");
    if text::width(&long) <= room { long } else { format!("{} ", text::fit(&name, room.saturating_sub(1))) }
}

/// The tab whose name is at a column of the first line.
pub(super) fn tab_under(model: &Model, x: u16) -> Option<usize> {
    let mut end = 0;
    let ends: Vec<usize> = tab_bar(model)
        .iter()
        .map(|(piece, _)| {
            end += text::width(piece);
            end
        })
        .collect();
    let piece = ends.iter().position(|end| usize::from(x) < *end)?;
    piece.checked_sub(1).map(|at| at / 2)
}

/// The loop, each stage with its age and the number of its jobs that wait.
fn stages(world: &World) -> Vec<(String, Style)> {
    let theme = &world.look.theme;
    let Some(overview) = &world.overview else { return vec![(world.say("screen.opening"), theme.dim)] };
    let mut pieces = Vec::new();
    for (at, stage) in overview.stages.iter().enumerate() {
        let arrow = if at > 0 { " ─▸ " } else { "" };
        pieces.push((arrow.to_owned(), theme.dim));
        pieces.push((world.say(&format!("stage.{}", stage.name)), theme.text));
        let age = stage.moved_at.map_or_else(|| "–".to_owned(), |then| world.age(then));
        pieces.push((format!(" {age}"), theme.dim));
        if stage.stale > 0 {
            pieces.push((format!(" !{}", stage.stale), theme.warn));
        }
    }
    pieces
}

/// The filter that holds over all tabs.
fn scope(world: &World) -> Vec<(String, Style)> {
    let theme = &world.look.theme;
    let scope = &world.scope;
    let period = scope.span.map_or_else(|| world.say("scope.all_time"), |span| format!("{} – {}", span.from, span.to));
    let mut pieces = vec![
        (format!("{} ", world.say("scope.period")), theme.dim),
        (period, if scope.span.is_some() { theme.chosen } else { theme.text }),
        (" · ".into(), theme.dim),
        (world.say(&format!("value.{}", scope.grain.name())), theme.text),
    ];
    let filters = [("channel", &scope.channel), ("store", &scope.store), ("segment", &scope.segment)];
    for (name, value) in filters {
        let all = value.is_none();
        let shown = value
            .as_deref()
            .map_or_else(|| world.say("scope.all"), |value| world.look.words.value(&text::clean(value)));
        pieces.push((format!(" · {} ", world.say(&format!("scope.{name}"))), theme.dim));
        pieces.push((shown, if all { theme.text } else { theme.chosen }));
    }
    pieces
}

/// What was just said; otherwise that the service is not there, or what is under way.
fn line(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.world.look.theme;
    if area.is_empty() {
        return;
    }
    let pieces = match &model.notice {
        Some(notice) => {
            let mark = if notice.is_bad { "! " } else { "✓ " };
            let style = if notice.is_bad { theme.bad } else { theme.good };
            let hint = notice.hint.as_ref().map(|hint| format!("  {}", text::clean(hint))).unwrap_or_default();
            vec![(format!("{mark}{}", text::clean(&notice.text)), style), (hint, theme.dim)]
        }
        None if model.world.opening == Opening::Lost => {
            let text =
                format!("! {}  {}", model.world.say("screen.no_service"), model.world.say("screen.attaching_again"));
            vec![(text, theme.warn)]
        }
        None => {
            let under_way: Vec<String> = sending(model).into_iter().chain(running(&model.world)).collect();
            vec![(under_way.join("  "), theme.warn)]
        }
    };
    write(buf, area, &pieces);
}

/// The file that was last begun to be sent, how far it is, and how many are sent beside it.
fn sending(model: &Model) -> Option<String> {
    let (_, news) = model.desk.sending.last_key_value()?;
    let file = text::fit(&text::clean(&news.file), FILE);
    let title = model.world.look.words.say("import.sending", &[("file", &file)]);
    Some(under_way(&title, news.percent.into(), model.desk.sending.len() - 1))
}

/// The run under way, how far it is, and how many wait behind it.
fn running(world: &World) -> Option<String> {
    let waiting = world.runs.iter().filter(|run| run.progress == Progress::Queued).count();
    let run = world.runs.iter().rfind(|run| matches!(run.progress, Progress::Running { .. }))?;
    let Progress::Running { done } = run.progress else { return None };
    let title = world.say(&format!("job.{}.title", run.job));
    Some(under_way(&title, done * 100.0, waiting))
}

fn under_way(title: &str, percent: f64, others: usize) -> String {
    let more = if others > 0 { format!("  +{others}") } else { String::new() };
    format!("▶ {title} {percent:.0}%{more}")
}

/// The keys that do something here; after the first of several, those that can follow.
fn hints(model: &Model, area: Rect, buf: &mut Buffer) {
    let keymap = &model.world.look.keymap;
    let place = model.overlays.last().map_or(model.tabs[model.tab].place(), |standing| standing.overlay.place());
    let top = model.overlays.last().map(|standing| &standing.overlay);
    let offers = |command: &Command| {
        model.world.offers(*command)
            && top.map_or_else(|| model.tabs[model.tab].offers(*command), |top| top.offers(*command))
    };
    let shown = |command: Command| top.map_or_else(|| keymap.shown(command), |top| top.key_shown(command, keymap));
    let mut hints: Vec<(String, String)> = Vec::new();
    if model.chord.is_empty() {
        let commands: Vec<Command> = place.reach().into_iter().flat_map(Command::at).filter(offers).collect();
        let entry = |command: Command| (shown(command), model.world.say(&format!("command.{}", command.id())));
        // What leads to all the others is never left out.
        let (first, others): (Vec<Command>, Vec<Command>) = commands.into_iter().partition(|command| {
            matches!(command, Command::Help | Command::Palette | Command::NextPane | Command::Close)
        });
        hints.extend(first.into_iter().chain(others).map(entry));
    } else if let super::keymap::Match::Begins(chords) = keymap.find(place, &model.chord) {
        for (chord, command) in chords {
            hints.push((super::keymap::shown(&chord), model.world.say(&format!("command.{}", command.id()))));
        }
    }
    draw_hints(&hints, model, area, buf);
}

fn draw_hints(hints: &[(String, String)], model: &Model, area: Rect, buf: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let theme = &model.world.look.theme;
    let mut x = area.x;
    for (key, words) in hints.iter().filter(|(key, _)| !key.is_empty()) {
        let width = (text::width(key) + 1 + text::width(words)) as u16;
        if x + width > area.right() {
            break;
        }
        let room = usize::from(area.right() - x);
        x = buf.set_stringn(x, area.y, key, room, theme.key).0 + 1;
        x = buf.set_stringn(x, area.y, words, usize::from(area.right() - x), theme.dim).0 + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_that_a_box_cuts_is_blank() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
        buf.set_string(1, 0, "距上次购买", Style::default());
        clear(Rect::new(4, 0, 4, 1), &mut buf, Style::default());
        assert_eq!(crate::tui::widgets::testing::lines(&buf), " 距      买");
    }
}
