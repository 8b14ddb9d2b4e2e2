//! `foureye explain KIND ...`: one step back from a place to what it was made of, or forward to what it has touched.

use super::super::export::view_names;
use crate::cli::args::Format;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::ScopeArgs;
use crate::cli::output::objects;
use crate::service::origin::{Direction, Node, Steps, Text, Walk};
use crate::service::{Relation, Request, Response};
use crate::value::{Args, Cell, Column, Kind, Page, Scope, Table};
use clap::Subcommand;

/// So many steps are shown in a table unless another number is asked for.
const SCREENFUL: u64 = 100;

#[derive(Debug, Subcommand)]
pub enum Place {
    /// A customer: the records that were found to be one person, and what is known of that person
    Customer { customer: i64 },
    /// A batch: its file and its run, its rows in every table, whom it touched and what has read it since
    Batch { batch: i64 },
    /// A file: the batches that came in it
    File { file: String },
    /// A record of a batch: the line of the file, what each of its columns feeds, and what became of it
    Record { batch: i64, record: u64 },
    /// A row of the model by its key, such as core.sales_order web/1001
    Row {
        table: String,
        /// The parts of the key, one by one or with / between them
        #[arg(required = true)]
        key: Vec<String>,
    },
    /// A table: what made it, the batches that stand in it, what reads it and what shows it
    Table { table: String },
    /// A run of a job: the tables that it read and wrote
    Run { run: i64 },
    /// What a person decided, and what it is about
    Decision { decision: i64 },
    /// The rows of a view, or one of them, such as kpi.board 3
    Figure {
        #[arg(value_parser = view_names())]
        view: String,
        /// The row's number, counted from 1
        row: Option<u64>,
    },
    /// The rows of a table that belong to something, such as core.order_line batch 12
    Rows {
        table: String,
        /// Such as batch 12, record 12 408, customer 20451 or row core.sales_order web/1001
        #[arg(required = true, num_args = 2..)]
        of: Vec<String>,
    },
}

#[derive(Debug, Clone, clap::Args)]
pub struct Way {
    /// What it has touched, instead of what it was made of
    #[arg(long, global = true, visible_alias = "touched")]
    forward: bool,
    /// At most so many steps, 0 being all [default: 100 in a table, all in JSON and CSV]
    #[arg(long, global = true, value_name = "STEPS")]
    limit: Option<u64>,
}

impl Place {
    pub fn run(self, desk: &Desk, way: &Way, set: Args, scope: &ScopeArgs) -> Result<(), Failure> {
        let scope = scope.resolve(desk)?;
        let from = self.node(desk, set, &scope)?;
        let limit = way.limit.or((desk.output.format == Format::Table).then_some(SCREENFUL)).filter(|limit| *limit > 0);
        let walk = Walk {
            figure: None,
            direction: if way.forward { Direction::Forward } else { Direction::Back },
            offset: 0,
            limit: limit.unwrap_or(Page::all().limit),
            from,
            scope,
        };
        match desk.call(Request::Origin(Box::new(walk)))? {
            Response::Origin(steps) => tell(desk, &steps),
            other => Err(unexpected(&other)),
        }
    }

    fn node(self, desk: &Desk, set: Args, scope: &Scope) -> Result<Node, Failure> {
        Ok(match self {
            Place::Customer { customer } => Node::Customer(customer),
            Place::Batch { batch } => Node::Batch(batch),
            Place::File { file } => Node::File(file),
            Place::Record { batch, record } => Node::Record { batch, record },
            Place::Row { table, key } => Node::row(table, &key),
            Place::Table { table } => Node::Table(table),
            Place::Run { run } => Node::Run(run),
            Place::Decision { decision } => Node::Decision(decision),
            Place::Figure { view, row } => figure(desk, Relation::View { name: view, args: set }, row, scope)?,
            Place::Rows { table, of } => Node::figure(owner(&of)?.part(&table)),
        })
    }
}

/// What rows belong to.
fn owner(words: &[String]) -> Result<Node, Failure> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let node = match words.as_slice() {
        ["batch", batch] => batch.parse().ok().map(Node::Batch),
        ["customer", customer] => customer.parse().ok().map(Node::Customer),
        ["record", batch, record] => {
            batch.parse().ok().zip(record.parse().ok()).map(|(batch, record)| Node::Record { batch, record })
        }
        ["row", table, key @ ..] if !key.is_empty() => {
            let key: Vec<String> = key.iter().map(|part| (*part).to_owned()).collect();
            Some(Node::row((*table).to_owned(), &key))
        }
        _ => None,
    };
    node.ok_or_else(|| {
        let hint = "expected batch ID, record BATCH RECORD, customer ID, or row TABLE KEY";
        Failure::usage(format!("rows belong to no {:?}", words.join(" ")), hint)
    })
}

fn figure(desk: &Desk, relation: Relation, row: Option<u64>, scope: &Scope) -> Result<Node, Failure> {
    let Some(row) = row else { return Ok(Node::figure(relation)) };
    let page = Page { offset: row.saturating_sub(1), limit: 1, ..Page::default() };
    let table = desk.relation(relation.clone(), scope.clone(), page)?;
    let Some(cells) = table.rows.first().filter(|_| row > 0) else {
        let hint = format!("its rows are 1 to {}", table.total);
        return Err(Failure::usage(format!("{} has no row {row}", Node::figure(relation).id()), hint));
    };
    let names = table.columns.iter().map(|column| column.name.clone());
    Ok(Node::Figure { relation, row: names.zip(cells.iter().cloned()).collect() })
}

fn tell(desk: &Desk, steps: &Steps) -> Result<(), Failure> {
    let table = table(desk, steps);
    match desk.output.format {
        Format::Json => desk.output.json(&serde_json::json!({
            "at": steps.at.to_string(),
            "direction": steps.direction.name(),
            "about": objects(&steps.about)[0],
            "record": steps.text,
            "steps": objects(&table),
            "total": steps.total,
        })),
        Format::Csv => desk.output.table(&table),
        Format::Table => {
            desk.output.text(&format!("{}\n", about(desk, steps)))?;
            if let Some(record) = &steps.text {
                desk.output.text(&format!("\n{}\n", text(desk, record)))?;
                desk.output.table(&fields(record))?;
            }
            let title = desk.words.text(&format!("origin.{}", steps.direction.name())).to_owned();
            desk.output.text(&format!("\n{title}\n"))?;
            if table.is_empty() {
                let nothing = if steps.direction == Direction::Back { "origin.begins" } else { "origin.ends" };
                desk.output.note(desk.words.text(nothing));
                return Ok(());
            }
            desk.output.table(&table)
        }
    }
}

/// The place, and what is known of it a line each.
fn about(desk: &Desk, steps: &Steps) -> String {
    let kind = desk.words.text(&format!("origin.node.{}", steps.at.kind())).to_owned();
    let mut lines = vec![format!("{kind} {}", steps.at.id())];
    let Some(row) = steps.about.rows.first() else { return lines.remove(0) };
    for (column, cell) in steps.about.columns.iter().zip(row).filter(|(_, cell)| !cell.is_null()) {
        let shown = match (column.kind, cell) {
            (Kind::Word, Cell::Text(text)) => desk.words.values(text),
            (Kind::Flag, Cell::Flag(flag)) => desk.words.text(if *flag { "cli.yes" } else { "cli.no" }).to_owned(),
            _ => crate::value::figure::figure(cell, column.kind, steps.about.cell(0, "unit").text()),
        };
        lines.push(format!("  {}: {shown}", desk.words.column(&column.name)));
    }
    lines.join("\n")
}

fn text(desk: &Desk, record: &Text) -> String {
    use crate::service::origin::Line;
    let title = desk.words.text("origin.line.title");
    match &record.line {
        Line::Here(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| crate::value::figure::plain(line)).collect();
            format!("{title}\n{}\n", lines.join("\n"))
        }
        Line::Away(why) => format!("{}\n", desk.words.text(&format!("origin.line.{why}"))),
    }
}

fn column(name: &str, kind: Kind) -> Column {
    Column { name: name.to_owned(), kind }
}

/// The record's columns: what stood in them, what took its place, and what they feed.
fn fields(record: &Text) -> Table {
    let rows: Vec<Vec<Cell>> = record
        .fields
        .iter()
        .map(|field| {
            let feeds = Some(field.feeds.join(", ")).filter(|feeds| !feeds.is_empty());
            vec![(&field.column).into(), field.text.clone().into(), field.mended.clone().into(), feeds.into()]
        })
        .collect();
    let is_mended = record.fields.iter().any(|field| field.mended.is_some());
    let columns = ["column", "text", "becomes", "feeds"].map(|name| column(name, Kind::Text)).to_vec();
    let table = Table { total: rows.len() as u64, columns, rows, offset: 0 };
    if is_mended { table } else { table.only(&["column", "text", "feeds"]) }
}

/// A step a row; what `foureye explain` takes to go on stands last.
fn table(desk: &Desk, steps: &Steps) -> Table {
    let is_raw = desk.output.format != Format::Table;
    let via =
        |via: &str| if is_raw { via.to_owned() } else { desk.words.text(&format!("origin.via.{via}")).to_owned() };
    let rows = steps.steps.iter().map(|step| {
        let name = if is_raw { step.name.clone() } else { desk.words.value(&step.name) };
        vec![
            via(&step.via).into(),
            step.to.to_string().into(),
            step.rows.into(),
            Some(name).filter(|name| !name.is_empty()).into(),
        ]
    });
    Table {
        columns: vec![
            column("relation", Kind::Text),
            column("step", Kind::Text),
            column("row_count", Kind::Count),
            column("name", Kind::Text),
        ],
        rows: rows.collect(),
        offset: 0,
        total: steps.total,
    }
}
