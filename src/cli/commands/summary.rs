//! What a workspace's data says, on one screen: from views alone, as an analyst would ask for it.

use super::kpis::entitle;
use crate::cli::args::Format;
use crate::cli::desk::{Desk, counted};
use crate::cli::failure::Failure;
use crate::cli::output::objects;
use crate::service::Overview;
use crate::value::figure::{grouped, percent};
use crate::value::{Args, Cell, Column, Page, Scope, Table};

/// So many KPIs, segments and pieces of advice fit on the screen.
const KPIS: usize = 8;
const SEGMENTS: usize = 3;
const ADVICE: usize = 4;

struct Findings {
    overview: Overview,
    sources: Table,
    customers: Table,
    quality: Table,
    kpis: Table,
    segments: Table,
    channels: Table,
}

/// Prints what was found, with what is worth doing next.
pub fn show(desk: &Desk) -> Result<(), Failure> {
    let rows = |view: &str| desk.rows(view, Args::new(), &Scope::default(), Page::all());
    let mut kpis = rows("kpi.board")?;
    entitle(desk, &mut kpis);
    let findings = Findings {
        overview: desk.overview()?,
        sources: rows("sources.list")?,
        customers: rows("identity.summary")?,
        quality: rows("quality.scores")?,
        kpis,
        segments: rows("segments.list")?,
        channels: rows("channels.attribution")?,
    };
    match desk.output.format {
        Format::Table => findings.screen(desk),
        Format::Json => desk.output.json(&findings.json(desk)),
        Format::Csv => desk.output.table(&findings.kpis),
    }
}

impl Findings {
    fn screen(&self, desk: &Desk) -> Result<(), Failure> {
        let lines = [
            ("workspace", Some(self.data(desk))),
            ("sources", Some(self.arrived(desk))),
            ("customers", self.unified(desk)),
            ("quality", self.scored(desk)),
            ("segments", self.largest(desk)),
            ("channels", self.best_and_worst(desk)),
        ];
        let label = |name: &str| padded(desk.words.text(&format!("cli.summary.{name}")), 12);
        let mut text = String::new();
        for (name, line) in &lines {
            if let Some(line) = line {
                text.push_str(&format!("{}{line}\n", label(name)));
            }
        }
        desk.output.text(&(text + "\n"))?;
        desk.output.table(&self.headline())?;
        let advice = self.advice(desk);
        let numbered = advice.iter().enumerate().map(|(at, line)| format!("  {}. {line}\n", at + 1));
        desk.output.text(&format!("\n{}\n{}", desk.words.text("cli.summary.next"), numbered.collect::<String>()))
    }

    fn json(&self, desk: &Desk) -> serde_json::Value {
        serde_json::json!({
            "workspace": self.overview.workspace,
            "as_of": self.overview.as_of,
            "currency": self.overview.currency,
            "sources": objects(&self.sources),
            "customers": objects(&self.customers),
            "quality": objects(&self.quality),
            "kpis": objects(&self.kpis),
            "segments": objects(&self.segments),
            "channels": objects(&self.channels),
            "next": self.advice(desk),
        })
    }

    fn data(&self, desk: &Desk) -> String {
        let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
        let (from, to) = (day(self.overview.first_day), day(self.overview.last_day));
        desk.words.say(
            "cli.summary.data",
            &[("name", &self.overview.workspace), ("from", &from), ("to", &to), ("as_of", &self.overview.as_of)],
        )
    }

    fn arrived(&self, desk: &Desk) -> String {
        let delivered = |row: &usize| self.sources.number(*row, "batches").unwrap_or(0.0) > 0.0;
        let sources = rows(&self.sources).filter(delivered).count();
        let (records, rejected) = (sum(&self.sources, "records"), sum(&self.sources, "rejected"));
        desk.words.say(
            "cli.summary.arrived",
            &[
                ("sources", &sources),
                ("records", &count(records)),
                ("accepted", &count(records - rejected)),
                ("rejected", &count(rejected)),
            ],
        )
    }

    fn unified(&self, desk: &Desk) -> Option<String> {
        let figure = |name: &str| self.customers.number(0, name).map(count);
        Some(desk.words.say(
            "cli.summary.unified",
            &[("customers", &figure("customers")?), ("records", &figure("records")?), ("systems", &figure("systems")?)],
        ))
    }

    /// The mean of the tables' scores, and the table that is furthest from good.
    fn scored(&self, desk: &Desk) -> Option<String> {
        let scores: Vec<(usize, f64)> = scored(&self.quality, "score_rate").collect();
        let (lowest, score) = scores.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let mean = scores.iter().map(|(_, score)| score).sum::<f64>() / scores.len() as f64;
        Some(desk.words.say(
            "cli.summary.scored",
            &[
                ("score", &percent(mean)),
                ("table", &self.quality.text(*lowest, "table_name")),
                ("lowest", &percent(*score)),
            ],
        ))
    }

    fn largest(&self, desk: &Desk) -> Option<String> {
        let named = |row: usize| {
            let share = self.segments.number(row, "revenue_share").map_or_else(String::new, percent);
            let customers = count(self.segments.number(row, "customers").unwrap_or(0.0));
            let segment = desk.words.value(self.segments.text(row, "segment"));
            desk.words
                .say("cli.summary.segment", &[("segment", &segment), ("customers", &customers), ("share", &share)])
        };
        let all: Vec<String> = rows(&self.segments).take(SEGMENTS).map(named).collect();
        (!all.is_empty()).then(|| all.join(desk.words.text("cli.summary.between")))
    }

    fn best_and_worst(&self, desk: &Desk) -> Option<String> {
        let by_return = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1);
        let (best, most) = scored(&self.channels, "linear_return").max_by(by_return)?;
        let (worst, least) = scored(&self.channels, "linear_return").min_by(by_return)?;
        Some(desk.words.say(
            "cli.summary.returns",
            &[
                ("best", &self.channels.text(best, "name")),
                ("most", &grouped(most, 2)),
                ("worst", &self.channels.text(worst, "name")),
                ("least", &grouped(least, 2)),
                ("currency", &self.overview.currency),
            ],
        ))
    }

    /// The first KPIs that have a figure, without the columns that a screen has no room for.
    fn headline(&self) -> Table {
        const SHOWN: [&str; 7] = ["kpi", "unit", "actual", "attainment", "previous_change", "year_change", "trend"];
        let columns: Vec<(usize, Column)> = SHOWN
            .iter()
            .filter_map(|name| self.kpis.column(name))
            .map(|at| (at, self.kpis.columns[at].clone()))
            .collect();
        let with_figure = rows(&self.kpis).filter(|row| !self.kpis.cell(*row, "actual").is_null()).take(KPIS);
        let cell = |row: usize, at: usize, name: &str| match name {
            "kpi" => self.kpis.cell(row, "title").clone(),
            _ => self.kpis.rows[row][at].clone(),
        };
        let shown: Vec<Vec<Cell>> =
            with_figure.map(|row| columns.iter().map(|(at, column)| cell(row, *at, &column.name)).collect()).collect();
        Table {
            columns: columns.into_iter().map(|(_, column)| column).collect(),
            total: shown.len() as u64,
            rows: shown,
            offset: 0,
        }
    }

    /// What the figures ask for, the most pressing first.
    fn advice(&self, desk: &Desk) -> Vec<String> {
        let all = [self.rejects(desk), self.behind(desk), self.costly(desk), self.to_win_back(desk), self.stale(desk)];
        let mut advice: Vec<String> = all.into_iter().flatten().collect();
        if advice.is_empty() {
            advice.push(desk.words.text("cli.advice.look").to_owned());
        }
        advice.truncate(ADVICE);
        advice
    }

    fn rejects(&self, desk: &Desk) -> Option<String> {
        let rejected = sum(&self.sources, "rejected");
        (rejected > 0.0).then(|| counted(&desk.words, "cli.advice.rejects", rejected as u64, &[]))
    }

    /// The KPI furthest behind its target.
    fn behind(&self, desk: &Desk) -> Option<String> {
        let behind = scored(&self.kpis, "attainment").filter(|(_, attainment)| *attainment < 1.0);
        let (row, attainment) = behind.min_by(|a, b| a.1.total_cmp(&b.1))?;
        let titled = self.kpis.text(row, "title");
        let kpi = self.kpis.text(row, "kpi");
        Some(
            desk.words
                .say("cli.advice.behind", &[("title", &titled), ("attainment", &percent(attainment)), ("kpi", &kpi)]),
        )
    }

    /// The channel that brings back less than it costs.
    fn costly(&self, desk: &Desk) -> Option<String> {
        let costly = scored(&self.channels, "linear_return").filter(|(_, back)| *back < 1.0);
        let (row, back) = costly.min_by(|a, b| a.1.total_cmp(&b.1))?;
        let channel = self.channels.text(row, "name");
        let currency = &self.overview.currency;
        Some(
            desk.words.say(
                "cli.advice.costly",
                &[("channel", &channel), ("back", &grouped(back, 2)), ("currency", currency)],
            ),
        )
    }

    /// The segment with the largest revenue among those whose customers have been away longer than the mean of all.
    fn to_win_back(&self, desk: &Desk) -> Option<String> {
        let customers = sum(&self.segments, "customers");
        let days = |row: usize| self.segments.number(row, "recency_days").unwrap_or(0.0);
        let weight = |row: usize| self.segments.number(row, "customers").unwrap_or(0.0);
        let mean = rows(&self.segments).map(|row| days(row) * weight(row)).sum::<f64>() / customers;
        let away = scored(&self.segments, "revenue_share").filter(|(row, _)| days(*row) > mean);
        let (row, share) = away.max_by(|a, b| a.1.total_cmp(&b.1))?;
        let name = self.segments.text(row, "segment");
        let template = self.overview.templates.first().map_or("TEMPLATE", String::as_str);
        let values: [(&str, &dyn std::fmt::Display); 5] = [
            ("segment", &desk.words.value(name)),
            ("name", &name),
            ("customers", &count(weight(row))),
            ("share", &percent(share)),
            ("template", &template),
        ];
        Some(desk.words.say("cli.advice.win_back", &values))
    }

    fn stale(&self, desk: &Desk) -> Option<String> {
        let stale: usize = self.overview.stages.iter().map(|stage| stage.stale).sum();
        (stale > 0).then(|| counted(&desk.words, "cli.advice.stale", stale as u64, &[]))
    }
}

fn rows(table: &Table) -> std::ops::Range<usize> {
    0..table.rows.len()
}

/// The rows that have a number in a column, with it.
fn scored<'a>(table: &'a Table, column: &'a str) -> impl Iterator<Item = (usize, f64)> + 'a {
    rows(table).filter_map(move |row| Some((row, table.number(row, column)?)))
}

fn sum(table: &Table, column: &str) -> f64 {
    scored(table, column).map(|(_, number)| number).sum()
}

fn count(number: f64) -> String {
    grouped(number, 0)
}

/// A label as wide as the others, in cells.
fn padded(label: &str, cells: usize) -> String {
    let width = unicode_width::UnicodeWidthStr::width(label);
    format!("{label}{}", " ".repeat(cells.saturating_sub(width).max(1)))
}
