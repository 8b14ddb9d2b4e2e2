//! How a pair looks: the two records field by field, and beside each field what it adds to the weight or takes from it.

use super::{Evidence, Review, accuracy};
use crate::identity::Verdict;
use crate::tui::text;
use crate::tui::widgets::{Waterfall, left};
use crate::tui::world::World;
use crate::value::{Kind, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Lines beside the fields: title, reason, keys, sum, accuracy.
const FIXED: u16 = 5;
/// A weight in bits with its sign.
const BITS: u16 = 6;
/// The sign of an agreement, with the gap after it.
const MARK: u16 = 2;

/// The columns from the left: label, mark, both values, the bars; the bits are at the right.
#[derive(Debug, Clone, Copy)]
struct Columns {
    label: u16,
    side: u16,
    bars: u16,
}

impl Columns {
    /// The label takes what it needs, the bars about two fifths of the rest, and a value what it needs of what is then left.
    fn of(width: u16, label: u16, value: u16) -> Columns {
        let label = label.clamp(4, if width < 76 { 10 } else { 16 });
        let rest = width.saturating_sub(label + 1 + MARK + BITS + 3);
        let bars = (rest * 2 / 5).clamp(8, 60);
        Columns { label, side: (rest.saturating_sub(bars) / 2).min(value.max(14)), bars }
    }

    /// All columns together.
    fn width(self) -> u16 {
        self.label + 1 + MARK + 2 * (self.side + 1) + self.bars + 1 + BITS
    }

    fn left(self, area: Rect) -> u16 {
        area.x + self.label + 1 + MARK
    }

    fn right(self, area: Rect) -> u16 {
        self.left(area) + self.side + 1
    }

    fn bars(self, area: Rect) -> u16 {
        self.right(area) + self.side + 1
    }
}

impl Review {
    /// How many fields there is room for.
    pub(super) fn rows_for_fields(&self, area: Rect) -> usize {
        usize::from(area.height.saturating_sub(FIXED + self.survivor_lines(area)))
    }

    fn survivor_lines(&self, area: Rect) -> u16 {
        let survivors = self.evidence.get(&self.queue.at()).map_or(0, |evidence| evidence.survivors.rows.len());
        survivors.min(if area.height < 20 { 2 } else { 6 }) as u16
    }

    pub(super) fn paint(&self, area: Rect, buf: &mut Buffer, world: &World) {
        if area.height < FIXED + 1 {
            return;
        }
        self.paint_title(area, buf, world);
        let below = Rect { y: area.y + 1, height: area.height - 1, ..area };
        let used = match self.evidence.get(&self.queue.at()).filter(|evidence| !evidence.fields.rows.is_empty()) {
            _ if self.queue.pair(self.queue.at()).is_none() => self.paint_end(below, buf, world),
            Some(evidence) => self.paint_pair(evidence, below, buf, world),
            None => self.paint_unknown(below, buf, world),
        };
        let rest = Rect { y: below.y + used, height: below.height - used, ..below };
        self.paint_accuracy(rest, buf, world);
    }

    fn paint_title(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        let (at, total) = (self.queue.at(), self.queue.total());
        let width = usize::from(area.width);
        let (x, _) = buf.set_stringn(area.x, area.y, "━━ ", width, theme.dim);
        let (x, _) = buf.set_stringn(x, area.y, world.say("review.title"), width, theme.focus);
        let mut state = Vec::new();
        if at < total {
            state.push(world.look.words.say("review.place", &[("at", &(at + 1)), ("total", &total)]));
        }
        if self.queue.decisions() > 0 {
            state.push(world.look.words.say("review.decided", &[("n", &self.queue.decisions())]));
        }
        if self.is_leaving {
            state.push(world.say("review.saving"));
        }
        put(buf, area, (x + 2, area.y), &state.join(" · "), theme.dim);
    }

    /// Why there is no pair here.
    fn paint_end(&self, area: Rect, buf: &mut Buffer, world: &World) -> u16 {
        let theme = &world.look.theme;
        let said = match &self.fault {
            Some(fault) => text::clean(&fault.message),
            None if !self.has_answer => world.say("screen.loading"),
            None if self.queue.total() == 0 => world.say("review.none"),
            None => world.say("review.end"),
        };
        let style = if self.fault.is_some() { theme.bad } else { theme.text };
        let hint = self.fault.as_ref().and_then(|fault| fault.hint.clone()).unwrap_or_default();
        let lines = paragraph(&said, area.width).into_iter().map(|line| (line, style));
        let lines = lines.chain(paragraph(&text::clean(&hint), area.width).into_iter().map(|line| (line, theme.dim)));
        let lines: Vec<(String, Style)> = lines.take(usize::from(area.height.saturating_sub(2))).collect();
        for (y, (line, style)) in (area.y..).zip(&lines) {
            put(buf, area, (area.x, y), line, *style);
        }
        lines.len() as u16
    }

    /// A pair of which nothing is known: it is asked for, or a run since then has settled it.
    fn paint_unknown(&self, area: Rect, buf: &mut Buffer, world: &World) -> u16 {
        self.paint_reason(area, buf, world);
        let is_known = self.evidence.contains_key(&self.queue.at()) && self.asking.is_none();
        let said = world.say(if is_known { "review.settled" } else { "screen.loading" });
        put(buf, area, (area.x, area.y + 1), &said, world.look.theme.dim);
        2
    }

    /// What was decided of the pair, or why a person is asked.
    fn paint_reason(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let (place, theme) = (self.queue.at(), &world.look.theme);
        let Some(pair) = self.queue.pair(place) else { return };
        let (said, style) = match self.queue.verdict(place) {
            Some(Verdict::Same) => (format!("✓ {}", world.say("review.same")), theme.chosen),
            Some(Verdict::Never) => (format!("✗ {}", world.say("review.never")), theme.chosen),
            Some(Verdict::Reopen) | None => (format!("? {}", world.look.words.value(&pair.reason)), theme.warn),
        };
        put(buf, area, (area.x, area.y), &said, style);
    }

    /// The pair; how many lines it takes.
    fn paint_pair(&self, evidence: &Evidence, area: Rect, buf: &mut Buffer, world: &World) -> u16 {
        self.paint_reason(area, buf, world);
        let labels = |table: &Table| -> Vec<String> {
            (0..table.rows.len()).map(|row| world.look.words.value(&text::clean(table.text(row, "fact")))).collect()
        };
        let (fields, survivors) = (labels(&evidence.fields), labels(&evidence.survivors));
        let columns = self.columns(evidence, area.width, &fields, world);
        let area = Rect { width: area.width.min(columns.width()), ..area };
        let mut y = area.y + 1;
        self.paint_keys(columns, Rect { y, height: 1, ..area }, buf, world);
        y += 1;
        let room = (self.room.min(fields.len() - self.top)) as u16;
        let place = Rect { y, height: room, ..area };
        paint_fields(evidence, &fields, self.top, columns, place, buf, world);
        y += room;
        paint_sum(evidence, columns, Rect { y, height: 1, ..area }, buf, world);
        y += 1;
        for (row, label) in survivors.iter().enumerate().take(self.survivor_lines(area).into()) {
            paint_survivor(&evidence.survivors, row, label, columns, Rect { y, height: 1, ..area }, buf, world);
            y += 1;
        }
        y - area.y
    }

    fn columns(&self, evidence: &Evidence, width: u16, labels: &[String], world: &World) -> Columns {
        let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0) as u16;
        let sum = world.say("review.sum");
        let label = widest(&mut labels.iter().map(|label| text::width(label)).chain([text::width(&sum)]));
        let values = |table: &Table, name: &str| {
            widest(&mut (0..table.rows.len()).map(|row| text::width(&text::clean(table.text(row, name)))))
        };
        let tables = [&evidence.fields, &evidence.survivors];
        let value = tables.iter().flat_map(|table| [values(table, "left_value"), values(table, "right_value")]);
        let keys = self.queue.pair(self.queue.at()).into_iter().flat_map(|pair| [&pair.left, &pair.right]);
        let keys = keys.map(|key| text::width(&text::clean(&key.to_string())) as u16);
        Columns::of(width, label, value.chain(keys).max().unwrap_or(0))
    }

    fn paint_keys(&self, columns: Columns, line: Rect, buf: &mut Buffer, world: &World) {
        let Some(pair) = self.queue.pair(self.queue.at()) else { return };
        let style = world.look.theme.header;
        let key = |party: &crate::identity::Party| left(&text::clean(&party.to_string()), columns.side.into());
        put(buf, line, (columns.left(line), line.y), &key(&pair.left), style);
        put(buf, line, (columns.right(line), line.y), &key(&pair.right), style);
        let bits = world.say("review.bits");
        let x = line.right().saturating_sub(text::width(&bits) as u16);
        put(buf, line, (x, line.y), &bits, world.look.theme.dim);
    }

    /// How well the linkage does by what was decided: in one line, and where there is room what that is an estimate of.
    fn paint_accuracy(&self, area: Rect, buf: &mut Buffer, world: &World) {
        let theme = &world.look.theme;
        let told = accuracy::told(&self.accuracy, world);
        let about = paragraph(&accuracy::about(&self.accuracy, world), area.width);
        let has_room = usize::from(area.height) > about.len();
        let lines = if has_room { about.len() as u16 + 1 } else { 1 };
        let Some(y) = area.bottom().checked_sub(lines).filter(|y| *y >= area.y) else { return };
        put(buf, area, (area.x, y), &told, theme.text);
        if has_room {
            for (y, line) in (y + 1..).zip(&about) {
                put(buf, area, (area.x, y), line, theme.dim);
            }
        }
    }
}

fn put(buf: &mut Buffer, area: Rect, (x, y): (u16, u16), said: &str, style: Style) {
    let room = usize::from(area.right().saturating_sub(x));
    buf.set_stringn(x, y, text::fit(said, room), room, style);
}

/// Lines of a comfortable width.
fn paragraph(said: &str, width: u16) -> Vec<String> {
    text::wrap(said, usize::from(width.min(110)))
}

fn paint_fields(
    evidence: &Evidence,
    labels: &[String],
    top: usize,
    columns: Columns,
    area: Rect,
    buf: &mut Buffer,
    world: &World,
) {
    let (table, theme) = (&evidence.fields, &world.look.theme);
    for (y, row) in (area.y..area.bottom()).zip(top..table.rows.len()) {
        let (mark, style) = match table.text(row, "state") {
            "equal" => ("=", theme.good),
            "near" => ("≈", theme.warn),
            "differs" => ("≠", theme.bad),
            "not_known" => ("·", theme.dim),
            _ => ("", theme.dim),
        };
        put(buf, area, (area.x, y), &left(&labels[row], columns.label.into()), theme.dim);
        put(buf, area, (area.x + columns.label + 1, y), mark, style);
        let side = |name: &str| left(&text::clean(table.text(row, name)), columns.side.into());
        put(buf, area, (columns.left(area), y), &side("left_value"), theme.text);
        put(buf, area, (columns.right(area), y), &side("right_value"), theme.text);
        if let Some(weight) = table.number(row, "weight") {
            paint_bits(weight, Rect { y, ..area }, buf, if weight == 0.0 { theme.dim } else { theme.text });
        }
    }
    let weights = weights(table);
    let bars = Rect { x: columns.bars(area), width: columns.bars, ..area };
    ratatui::widgets::Widget::render(Waterfall { steps: &weights, first: top, ink: &theme.ink() }, bars, buf);
    if top > 0 {
        put(buf, area, (area.right().saturating_sub(BITS + 1), area.y), "↑", theme.focus);
    }
    if top + usize::from(area.height) < table.rows.len() {
        put(buf, area, (area.right().saturating_sub(BITS + 1), area.bottom() - 1), "↓", theme.focus);
    }
}

fn weights(fields: &Table) -> Vec<f64> {
    (0..fields.rows.len()).map(|row| fields.number(row, "weight").unwrap_or(f64::NAN)).collect()
}

fn paint_bits(bits: f64, line: Rect, buf: &mut Buffer, style: Style) {
    let said = if bits.abs() < 0.05 { "0.0".to_owned() } else { format!("{bits:+.1}") };
    let x = line.right().saturating_sub(text::width(&said) as u16);
    put(buf, line, (x, line.y), &said, style);
}

/// The weights' sum, as the odds and the probability that the two are one.
fn paint_sum(evidence: &Evidence, columns: Columns, line: Rect, buf: &mut Buffer, world: &World) {
    let theme = &world.look.theme;
    let weights = weights(&evidence.fields);
    let sum: f64 = weights.iter().filter(|weight| weight.is_finite()).sum();
    let times = world.format.compact(sum.abs().exp2(), "count");
    let odds = if sum >= 0.0 { format!("{times} : 1") } else { format!("1 : {times}") };
    let likeness = world.format.number(1.0 / (1.0 + (-sum).exp2()), Kind::Share);
    put(buf, line, (line.x, line.y), &left(&world.say("review.sum"), columns.label.into()), theme.focus);
    let room = usize::from(columns.bars(line) - columns.left(line) - 1);
    let said = world.look.words.say("review.odds", &[("odds", &odds), ("likeness", &likeness)]);
    put(buf, line, (columns.left(line), line.y), &left(&said, room), theme.focus);
    let bars = Rect { x: columns.bars(line), width: columns.bars, ..line };
    Waterfall { steps: &weights, first: 0, ink: &theme.ink() }.draw_total(bars, buf);
    paint_bits(sum, line, buf, theme.focus);
}

/// A consent or an address that the records disagree about, and what would hold of the two.
fn paint_survivor(
    survivors: &Table,
    row: usize,
    label: &str,
    columns: Columns,
    line: Rect,
    buf: &mut Buffer,
    world: &World,
) {
    let theme = &world.look.theme;
    let is_consent = survivors.text(row, "kind") == "consent";
    let said = |name: &str| {
        let value = text::clean(survivors.text(row, name));
        if is_consent { world.look.words.value(&value) } else { value }
    };
    let about =
        if is_consent { text::clean(survivors.text(row, "purpose")) } else { survivors.text(row, "state").to_owned() };
    put(buf, line, (line.x, line.y), &left(label, columns.label.into()), theme.dim);
    put(buf, line, (line.x + columns.label + 1, line.y), "≠", theme.warn);
    put(buf, line, (columns.left(line), line.y), &left(&said("left_value"), columns.side.into()), theme.text);
    put(buf, line, (columns.right(line), line.y), &left(&said("right_value"), columns.side.into()), theme.text);
    let (held, about) = (said("value_held"), world.look.words.value(&about));
    let holds = world.look.words.say("review.holds", &[("value", &held), ("about", &about)]);
    put(buf, line, (columns.bars(line), line.y), &holds, theme.warn);
}
