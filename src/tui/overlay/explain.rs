//! Where a figure comes from: its definition, its query and what was bound, its tables, the runs that made them, the
//! batches behind those.

use super::reader::{Line, Reader, Tone};
use crate::service::{Explanation, Relation, Request, Response};
use crate::tui::text;
use crate::tui::world::{Cx, World};
use crate::value::{Cell, Table};

/// Batches that are listed; the others are counted.
const BATCHES: usize = 12;

pub fn open(relation: Relation, cx: &mut Cx<'_>) {
    let request = Request::Explain { relation, scope: cx.world.scope.clone() };
    cx.open(Reader::asking(cx.text("explain.title"), request, read));
}

fn read(response: &Response, world: &World) -> Vec<Line> {
    let Response::Explanation(explanation) = response else { return Vec::new() };
    let head = |key: &str| [Line::gap(), Line::new(Tone::Head, world.say(key))];
    let mut lines = definition(explanation, world);
    lines.extend(head("explain.bound"));
    lines.extend(bound(explanation, world));
    lines.extend(head("explain.tables"));
    lines.extend(entries(&explanation.tables, "table_name", &["row_count"], world));
    if !explanation.runs.is_empty() {
        lines.extend(head("explain.runs"));
        lines.extend((0..explanation.runs.rows.len()).flat_map(|row| run(&explanation.runs, row, world)));
    }
    if !explanation.batches.is_empty() {
        lines.extend(head("explain.batches"));
        lines.extend(batches(&explanation.batches, world));
    }
    lines.extend(head("explain.query"));
    lines.extend(code(&explanation.sql));
    for definition in &explanation.definitions {
        lines.push(Line::gap());
        lines.extend(code(definition));
    }
    lines
}

fn code(sql: &str) -> impl Iterator<Item = Line> {
    sql.trim_end().lines().map(|line| Line::new(Tone::Fixed, line.replace('\t', "    ")))
}

fn definition(explanation: &Explanation, world: &World) -> Vec<Line> {
    match &explanation.relation {
        Relation::View { name, args } => {
            let kpi = args.get("kpi").and_then(Cell::text);
            let of_kpi = kpi.and_then(|kpi| Some((world.kpi(kpi)?, kpi)));
            let about = of_kpi.iter().flat_map(|(title, kpi)| {
                let about = world.look.words.find(&format!("kpi.{kpi}.about")).unwrap_or_default();
                [Line::new(Tone::Head, title), Line::new(Tone::Text, about)]
            });
            let formula = explanation.definition.iter().flat_map(|definition| code(definition));
            let view = [
                Line::new(Tone::Head, world.say(&format!("view.{name}.title"))),
                Line::new(Tone::Text, world.say(&format!("view.{name}.about"))),
            ];
            about.chain(formula).chain(of_kpi.iter().map(|_| Line::gap())).chain(view).collect()
        }
        Relation::Table { name } | Relation::Part { table: name, .. } => {
            vec![Line::new(Tone::Head, name), Line::new(Tone::Text, world.say("explain.table"))]
        }
        Relation::Cleaning { .. } => {
            vec![Line::new(Tone::Head, world.say("clean.rules")), Line::new(Tone::Text, world.say("clean.about"))]
        }
        Relation::Console { .. } => vec![Line::new(Tone::Text, world.say("explain.console"))],
        Relation::Frequency { column, .. } => vec![
            Line::new(Tone::Head, world.look.words.column(column)),
            Line::new(Tone::Text, world.say("frequency.about")),
        ],
    }
}

fn bound(explanation: &Explanation, world: &World) -> Vec<Line> {
    let value = |cell: &Cell| if cell.is_null() { world.say("explain.all") } else { cell.to_string() };
    let lines: Vec<Line> =
        explanation.args.iter().map(|(name, cell)| Line::entry(format!("${name}"), value(cell))).collect();
    if lines.is_empty() { vec![Line::new(Tone::Dim, world.say("explain.none"))] } else { lines }
}

fn entries(table: &Table, name: &str, others: &[&str], world: &World) -> Vec<Line> {
    let line = |row: usize| {
        let cells = others
            .iter()
            .map(|column| format!("{} {}", shown(table, row, column, world), world.look.words.column(column)));
        Line::entry(table.text(row, name), cells.collect::<Vec<_>>().join(" · "))
    };
    (0..table.rows.len()).map(line).collect()
}

fn shown(table: &Table, row: usize, column: &str, world: &World) -> String {
    let kind = table.column(column).map(|at| table.columns[at].kind);
    kind.map_or_else(String::new, |kind| world.format.cell(table.cell(row, column), kind, None, &world.look.words))
}

fn age(table: &Table, row: usize, column: &str, world: &World) -> String {
    match table.cell(row, column) {
        Cell::Time(time) => format!("{} ({})", super::super::format::minute(time), world.age(*time)),
        _ => String::new(),
    }
}

fn run(runs: &Table, row: usize, world: &World) -> Vec<Line> {
    let job = runs.text(row, "job");
    let title = world.look.words.find(&format!("job.{job}.title")).unwrap_or(job).to_owned();
    let parts = [
        title,
        format!("#{}", shown(runs, row, "run_id", world)),
        age(runs, row, "ended_at", world),
        format!("{} {}", world.say("screen.as_of"), shown(runs, row, "as_of", world)),
        runs.text(row, "params").to_owned(),
        format!("foureye {}", runs.text(row, "program")),
    ];
    vec![Line::entry(
        job,
        parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" · "),
    )]
}

fn batches(table: &Table, world: &World) -> Vec<Line> {
    let line = |row: usize| {
        let words = &world.look.words;
        let parts = [
            text::clean(table.text(row, "file")),
            age(table, row, "arrived_at", world),
            format!("{} {}", shown(table, row, "accepted", world), words.column("accepted")),
            format!("{} {}", shown(table, row, "rejected", world), words.column("rejected")),
        ];
        let batch = shown(table, row, "batch_id", world);
        Line::entry(format!("{} #{batch}", table.text(row, "source")), parts.join(" · "))
    };
    let count = table.rows.len();
    let mut lines: Vec<Line> = (0..count.min(BATCHES)).map(line).collect();
    if count > BATCHES {
        lines.push(Line::new(Tone::Dim, world.look.words.say("explain.more", &[("n", &(count - BATCHES))])));
    }
    lines
}
