//! Who the customers are: segments by recency, frequency and money, and clusters by behaviour.

use super::{Plan, Tab};
use crate::tui::command::Place;
use crate::tui::pane::{Bind, Pane};
use crate::tui::text::clean;
use crate::tui::widgets::{Bar, Bars, Group, Scatter};
use crate::tui::world::World;
use crate::value::Kind;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Widget;

pub struct Segments;

const CLUSTER: Bind = &[("cluster", "cluster")];

/// The panels, by their place.
const LIST: usize = 0;
const SHARES: usize = 1;
const CLUSTERS: usize = 2;
const PROFILE: usize = 3;
const SCATTER: usize = 4;
const CHOICE: usize = 5;

impl Plan for Segments {
    fn place(&self) -> Place {
        Place::Segments
    }

    fn panes(&self) -> Vec<Pane> {
        vec![
            Pane::table("segments.list").drills(),
            Pane::chart("segments.list", 40, draw_shares).titled("chart.shares").scrolls(shares_overflow),
            Pane::table("segments.clusters").drills().of_all_time(),
            Pane::chart("segments.profile", 40, draw_profile)
                .follows(CLUSTERS, CLUSTER)
                .scrolls(|pane, height| Bars::overflow(pane.table.rows.len(), 1, height.saturating_sub(1))),
            Pane::chart("segments.scatter", 2000, draw_scatter).of_all_time(),
            Pane::chart("segments.choice", 40, draw_choice)
                .scrolls(|pane, height| Bars::overflow(pane.table.rows.len(), 1, height)),
        ]
    }

    /// Segments above and clusters below; where there is room for one of them only, the one that has the keys.
    fn arrange(&self, area: Rect, tab: &Tab) -> Vec<Rect> {
        let mut areas = vec![Rect::default(); 6];
        let (segments, clusters) = match (area.height >= 30, tab.focus >= CLUSTERS) {
            (true, _) => {
                let list = rows_of(tab, LIST);
                // A high screen has room for two bars a segment.
                let height = match area.width >= WIDE {
                    true if area.height >= 50 => list * 2,
                    true => list,
                    false => area.height / 2,
                };
                let [above, below] =
                    Layout::vertical([Constraint::Length(height.max(8)), Constraint::Min(8)]).areas(area);
                (above, below)
            }
            (false, true) => (Rect::default(), area),
            (false, false) => (area, Rect::default()),
        };
        (areas[LIST], areas[SHARES]) = arrange_segments(segments, tab);
        let [table, charts] =
            Layout::vertical([Constraint::Length(rows_of(tab, CLUSTERS)), Constraint::Min(0)]).areas(clusters);
        areas[CLUSTERS] = table;
        if charts.width >= 110 {
            let widths = [Constraint::Fill(2), Constraint::Fill(2), Constraint::Fill(1)];
            let [profile, scatter, choice] = Layout::horizontal(widths).spacing(2).areas(charts);
            (areas[PROFILE], areas[SCATTER], areas[CHOICE]) = (profile, scatter, choice);
        } else {
            areas[tab.focus.max(PROFILE)] = charts;
        }
        areas
    }
}

/// From this width on a table and its chart stand side by side.
const WIDE: u16 = 100;

fn arrange_segments(area: Rect, tab: &Tab) -> (Rect, Rect) {
    if area.width >= WIDE {
        let [list, shares] =
            Layout::horizontal([Constraint::Percentage(62), Constraint::Min(30)]).spacing(2).areas(area);
        return (list, shares);
    }
    let rows = rows_of(tab, LIST).min(area.height * 3 / 5);
    let [list, shares] = Layout::vertical([Constraint::Length(rows), Constraint::Min(0)]).areas(area);
    (list, shares)
}

/// The height of a table with all its rows, within reason.
fn rows_of(tab: &Tab, pane: usize) -> u16 {
    tab.panes[pane].table.total.clamp(3, 24) as u16 + 2
}

fn number(pane: &Pane, row: usize, column: &str) -> f64 {
    pane.table.number(row, column).unwrap_or(f64::NAN)
}

/// Each segment's share of revenue, and where there is room beside it that of customers.
fn draw_shares(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let count = pane.table.rows.len();
    let columns = shares_shown(pane, area.height);
    let bar = |row: usize| Bar {
        label: world.look.words.value(&clean(pane.table.text(row, "segment"))),
        values: columns.iter().map(|column| number(pane, row, column)).collect(),
    };
    let bars: Vec<Bar> = (0..count).map(bar).collect();
    let names: Vec<String> = columns.iter().map(|column| world.look.words.column(column)).collect();
    let series: Vec<&str> = names.iter().map(String::as_str).collect();
    let ink = world.look.theme.ink();
    let format = |share: f64| world.format.number(share, Kind::Share);
    Bars { bars: &bars, series: &series, first: pane.scrolled(), shares: false, format: &format, ink: &ink }
        .render(area, buf);
}

/// The shares that a height has room for.
fn shares_shown(pane: &Pane, height: u16) -> &'static [&'static str] {
    let has_room = pane.table.rows.len() * 2 < usize::from(height);
    if has_room { &["revenue_share", "customer_share"] } else { &["revenue_share"] }
}

fn shares_overflow(pane: &Pane, height: u16) -> usize {
    Bars::overflow(pane.table.rows.len(), shares_shown(pane, height).len(), height)
}

/// How far a cluster's means lie from those of all customers, in standard deviations, with the means themselves.
fn draw_profile(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let theme = &world.look.theme;
    let note = crate::tui::text::fit(&world.say("chart.deviations"), area.width.into());
    buf.set_stringn(area.x, area.y, note, area.width.into(), theme.dim);
    let figure = |row: usize, column: &str| {
        world.format.compact(number(pane, row, column), unit_of(pane.table.text(row, "feature")))
    };
    let label = |row: usize| {
        let name = world.look.words.value(pane.table.text(row, "feature"));
        if area.width < 60 {
            name
        } else {
            format!("{name}  {} : {}", figure(row, "mean"), figure(row, "overall_mean"))
        }
    };
    let bar = |row: usize| Bar { label: label(row), values: vec![number(pane, row, "difference")] };
    let bars: Vec<Bar> = (0..pane.table.rows.len()).map(bar).collect();
    let rest = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let format = |difference: f64| format!("{difference:+.1} σ");
    let first = pane.scrolled();
    Bars { bars: &bars, series: &[], first, shares: false, format: &format, ink: &theme.ink() }.render(rest, buf);
}

/// What a feature is measured in, by its name.
fn unit_of(feature: &str) -> &'static str {
    match feature {
        "monetary" | "average_order" => "money",
        share if share.ends_with("_share") => "share",
        _ => "number",
    }
}

fn draw_scatter(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let mut clusters: std::collections::BTreeMap<i64, Vec<(f64, f64)>> = std::collections::BTreeMap::new();
    for row in 0..pane.table.rows.len() {
        let cluster = pane.table.cell(row, "cluster").integer().unwrap_or_default();
        let point = (number(pane, row, "component_1"), number(pane, row, "component_2"));
        clusters.entry(cluster).or_default().push(point);
    }
    let name = |cluster: i64| world.look.words.say("chart.cluster", &[("n", &cluster)]);
    let groups: Vec<Group> =
        clusters.into_iter().map(|(cluster, points)| Group { name: name(cluster), points }).collect();
    let words = &world.look.words;
    let (x, y) = (words.column("component_1"), words.column("component_2"));
    Scatter { groups: &groups, x: &x, y: &y, ink: &world.look.theme.ink() }.render(area, buf);
}

/// How well each number of clusters fits; the one that was taken has a mark.
fn draw_choice(pane: &Pane, world: &World, area: Rect, buf: &mut Buffer) {
    let label = |row: usize| {
        let is_chosen = matches!(pane.table.cell(row, "chosen"), crate::value::Cell::Flag(true));
        format!("{} {}", pane.table.cell(row, "clusters"), if is_chosen { "✓" } else { " " })
    };
    let bar = |row: usize| Bar { label: label(row), values: vec![number(pane, row, "silhouette")] };
    let bars: Vec<Bar> = (0..pane.table.rows.len()).map(bar).collect();
    let format = |silhouette: f64| format!("{silhouette:.3}");
    let (first, ink) = (pane.scrolled(), world.look.theme.ink());
    Bars { bars: &bars, series: &[], first, shares: false, format: &format, ink: &ink }.render(area, buf);
}
