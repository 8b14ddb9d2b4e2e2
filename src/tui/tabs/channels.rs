//! Where customers come from and what it costs: channels online and offline, what each is given of the orders, and how
//! they lead to one another; and what people talk about in public.

use super::{Plan, Tab};
use crate::tui::command::Place;
use crate::tui::pane::Pane;
use crate::tui::text::{clean, wrap};
use crate::tui::widgets::{Bar, Bars, Flow, Measure, Versus};
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Widget;

pub struct Channels;

/// The panels, by their place.
const PERFORMANCE: usize = 0;
const SIDES: usize = 1;
const ATTRIBUTION: usize = 2;
const FLOW: usize = 3;
const TOPICS: usize = 4;

/// Moves between channels that are drawn; beyond them a table is read, not looked at.
const MOVES: u64 = 400;

impl Plan for Channels {
    fn place(&self) -> Place {
        Place::Channels
    }

    fn panes(&self) -> Vec<Pane> {
        vec![
            Pane::table("channels.performance").hide(&["channel_id"]).drills(),
            Pane::chart("channels.performance", 200, draw_sides).titled("chart.sides"),
            Pane::chart("channels.attribution", 40, draw_attribution)
                .scrolls(|pane, height| Bars::overflow(pane.table.rows.len(), RULES.len(), height)),
            Pane::chart("channels.flow", MOVES, draw_flow)
                .of_all_time()
                .scrolls(|pane, height| Flow::overflow(ends(pane).0.len(), height)),
            Pane::table("channels.topics").drills().yields(&[
                "posts_before",
                "peak_at",
                "rated",
                "mood_change",
                "engagement",
            ]),
        ]
    }

    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect> {
        let table = (tab.panes[PERFORMANCE].table.total.clamp(3, 60) as u16 + 2).min(area.height / 2);
        let [table, rest] = Layout::vertical([Constraint::Length(table), Constraint::Min(6)]).areas(area);
        let mut areas = vec![table, Rect::default(), Rect::default(), Rect::default(), Rect::default()];
        if area.width < 100 || rest.height < 16 {
            areas[tab.focus.max(SIDES)] = rest;
            return areas;
        }
        let [left, right] = Layout::horizontal([Constraint::Fill(1); 2]).spacing(2).areas(rest);
        let [sides, attribution] =
            Layout::vertical([Constraint::Length(MEASURES.len() as u16 + 4), Constraint::Min(6)]).areas(left);
        (areas[SIDES], areas[ATTRIBUTION]) = (sides, attribution);
        if right.height < 30 {
            areas[if tab.focus == TOPICS { TOPICS } else { FLOW }] = right;
            return areas;
        }
        let [flow, topics] = Layout::vertical([Constraint::Fill(1); 2]).areas(right);
        (areas[FLOW], areas[TOPICS]) = (flow, topics);
        areas
    }
}

/// What of a channel can be added up to its side's; reach cannot, as one person is reached by several channels.
const MEASURES: [(&str, &str); 5] =
    [("cost", "money"), ("clicks", "count"), ("visits", "count"), ("conversions", "count"), ("revenue", "money")];

/// Channels online and offline side by side: their sums, and cost and return by what they are given of the orders, as in
/// the table above.
fn draw_sides(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let words = &world.look.words;
    let sum = |kind: &str, column: &str| -> f64 {
        let rows = (0..pane.table.rows.len()).filter(|row| pane.table.text(*row, "kind") == kind);
        rows.filter_map(|row| pane.table.number(row, column)).sum()
    };
    let measure = |(column, unit): (&str, &str)| {
        let (left, right) = (sum("online", column), sum("offline", column));
        let compact = |value: f64| world.format.compact(value, unit);
        Measure {
            label: words.column(column),
            left: compact(left),
            right: compact(right),
            left_share: left / (left + right),
        }
    };
    // What was spent is not known by store or by segment.
    let is_known = world.scope.store.is_none() && world.scope.segment.is_none();
    let ratio = |column: &str, unit: &str, above: &str, below: &str| {
        let side = |kind: &str| {
            let (above, below) = (sum(kind, above), sum(kind, below));
            let value = if is_known && above > 0.0 && below > 0.0 { above / below } else { f64::NAN };
            world.format.compact(value, unit)
        };
        Measure { label: words.column(column), left: side("online"), right: side("offline"), left_share: f64::NAN }
    };
    let mut measures: Vec<Measure> = MEASURES.into_iter().map(measure).collect();
    measures.push(ratio("cost_per_acquisition", "money", "cost", "attributed_conversions"));
    measures.push(ratio("return_on_spend", "number", "attributed_value", "cost"));
    let unknown: Vec<&str> = (0..pane.table.rows.len())
        .filter(|row| pane.table.cell(*row, "kind").is_null())
        .map(|row| pane.table.text(row, "name"))
        .collect();
    if !unknown.is_empty() {
        let said = words.say("chart.sides_unknown", &[("channels", &unknown.join(", "))]);
        let lines = wrap(&clean(&said), area.width.into());
        for (y, line) in (area.bottom().saturating_sub(lines.len() as u16)..area.bottom()).zip(&lines) {
            buf.set_stringn(area.x, y, line, area.width.into(), world.look.theme.dim);
        }
    }
    if unknown.len() == pane.table.rows.len() {
        return;
    }
    let names = (words.value("online"), words.value("offline"));
    Versus { names: (&names.0, &names.1), measures: &measures, ink: &world.look.theme.ink() }.render(area, buf);
}

/// The rules by which the value of orders is given to channels.
const RULES: [&str; 3] = ["first_value", "last_value", "linear_value"];

fn draw_attribution(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let label = |row: usize| {
        let name = pane.table.text(row, "name");
        clean(if name.is_empty() { pane.table.text(row, "channel_id") } else { name })
    };
    let value = |row: usize, column: &str| pane.table.number(row, column).unwrap_or(f64::NAN);
    let bar = |row: usize| Bar { label: label(row), values: RULES.iter().map(|column| value(row, column)).collect() };
    let bars: Vec<Bar> = (0..pane.table.rows.len()).map(bar).collect();
    let names = RULES.map(|column| world.look.words.column(column));
    let series: Vec<&str> = names.iter().map(String::as_str).collect();
    let format = |value: f64| world.format.compact(value, "money");
    let (first, ink) = (pane.scrolled(), world.look.theme.ink());
    Bars { bars: &bars, series: &series, first, shares: false, format: &format, ink: &ink }.render(area, buf);
}

/// Where a path begins and where it ends: what became of it stands before the channels that it went on to.
const START: &str = "(start)";
const ENDS: [&str; 2] = ["(order)", "(none)"];

/// Where moves come from and where they go, each once; rows come with the most moves first, and so do the channels.
fn ends(pane: &Pane) -> (Vec<&str>, Vec<&str>) {
    let distinct = |column: &str| {
        let mut ids: Vec<&str> = Vec::new();
        for id in (0..pane.table.rows.len()).map(|row| pane.table.text(row, column)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    };
    let (mut from, mut to) = (distinct("from_channel"), distinct("to_channel"));
    from.sort_by_key(|id| *id != START);
    to.sort_by_key(|id| ENDS.iter().position(|end| end == id).unwrap_or(ENDS.len()));
    (from, to)
}

fn draw_flow(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let table = &pane.table;
    let (from, to) = ends(pane);
    let place = |ids: &[&str], id: &str| ids.iter().position(|known| *known == id).unwrap_or_default();
    let mut shares = vec![vec![f64::NAN; to.len()]; from.len()];
    for row in 0..table.rows.len() {
        let (from, to) = (place(&from, table.text(row, "from_channel")), place(&to, table.text(row, "to_channel")));
        shares[from][to] = table.number(row, "moves_share").unwrap_or(f64::NAN);
    }
    // A channel's id is the data's own; what stands in brackets is a word for there being none.
    let name = |id: &str| if id.starts_with('(') { world.look.words.value(id) } else { clean(id) };
    let named = |ids: Vec<&str>| -> Vec<String> { ids.into_iter().map(name).collect() };
    let corner = format!("{} ↓ {} →", world.say("chart.from"), world.say("chart.to"));
    let (from, to, ink) = (named(from), named(to), world.look.theme.ink());
    let first = pane.scrolled();
    Flow { from: &from, to: &to, shares: &shares, corner: &corner, first, ink: &ink }.render(area, buf);
}
