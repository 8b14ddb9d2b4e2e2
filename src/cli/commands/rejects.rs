use super::run::assignment;
use crate::args;
use crate::cli::args::Format;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known};
use crate::cli::runs::table_of;
use crate::service::{Request, Response, Seen};
use crate::sources::{Mending, MendingRule, Record, Texts};
use crate::value::{Args, Cell, Column, Kind, Table};
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Rejects {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// The records that could not be read or mapped, the open ones first (the default)
    List { source: Option<String> },
    /// One record with its columns, and what is wrong with it
    Show(Place),
    /// Give columns of a record other texts, and map its source again
    Mend {
        #[command(flatten)]
        place: Place,
        /// A column's text; nothing behind = empties it
        #[arg(long, required = true, value_name = "COLUMN=TEXT", value_parser = assignment)]
        set: Vec<(String, String)>,
        /// Only if a column's text still is this
        #[arg(long, value_name = "COLUMN=TEXT", value_parser = assignment)]
        was: Vec<(String, String)>,
    },
    /// Leave a record out, for a reason
    GiveUp {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        reason: String,
    },
    /// Take back what was decided about a record
    Reopen(Place),
    /// How open rejects could be mended as others were
    Rules,
    /// Mend all open rejects of a source that are like one that was mended
    Apply {
        source: String,
        column: String,
        text: String,
        /// Empties the column, if left out
        becomes: Option<String>,
    },
}

/// A record by its batch and its number in it, as the list has them.
#[derive(Debug, Clone, Copy, clap::Args)]
struct Place {
    batch: i64,
    record: u64,
}

impl Rejects {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self.part.unwrap_or(Part::List { source: None }) {
            Part::List { source } => {
                let source = known(desk, "source", source.as_ref(), &desk.names("sources.list", "source")?)?;
                desk.show("sources.rejects", args![source => source], &self.filters)
            }
            Part::Show(place) => show(desk, place),
            Part::Mend { place, set, was } => {
                let texts = |said: Vec<(String, String)>| -> Texts {
                    let text = |(column, text): (String, String)| (column, Some(text).filter(|text| !text.is_empty()));
                    said.into_iter().map(text).collect()
                };
                let request = place.mended(Mending::Repair { changed: texts(set) });
                let seen = Seen::Record { state: None, texts: texts(was) };
                take_effect(desk, request.seen(seen))
            }
            Part::GiveUp { place, reason } => place.decide(desk, Mending::GiveUp { note: reason }),
            Part::Reopen(place) => place.decide(desk, Mending::Reopen),
            Part::Rules => desk.show("sources.mending_rules", Args::new(), &self.filters),
            Part::Apply { source, column, text, becomes } => {
                let known = known(desk, "source", Some(&source), &desk.names("sources.list", "source")?)?;
                let rule = MendingRule { source: known.unwrap_or(source), column, from: text, to: becomes };
                take_effect(desk, Request::ApplyRule(rule))
            }
        }
    }
}

impl Place {
    fn decide(self, desk: &Desk, mending: Mending) -> Result<(), Failure> {
        take_effect(desk, self.mended(mending))
    }

    fn mended(self, mending: Mending) -> Request {
        Request::Mend { batch: self.batch, record: self.record, mending }
    }
}

/// Waits until the source has been mapped again, and tells what became of its batches.
fn take_effect(desk: &Desk, request: Request) -> Result<(), Failure> {
    desk.output.table(&table_of(&desk.finish(request)?))
}

fn show(desk: &Desk, place: Place) -> Result<(), Failure> {
    match desk.call(Request::Record { batch: place.batch, record: place.record })? {
        Response::Record(record) => tell(desk, &record),
        other => Err(unexpected(&other)),
    }
}

fn tell(desk: &Desk, record: &Record) -> Result<(), Failure> {
    if desk.output.format == Format::Json {
        return desk.output.json(&serde_json::to_value(record).unwrap_or_default());
    }
    let reason = record.reason.as_deref().unwrap_or_default();
    desk.output.note(&format!("{}:{} · {} · {reason}", record.file, record.line, desk.words.value(&record.state)));
    if let Some(raw) = &record.raw {
        desk.output.note(raw);
    }
    let column = |name: &str| Column { name: name.to_owned(), kind: Kind::Text };
    let rows: Vec<Vec<Cell>> =
        record.texts.iter().map(|(column, text)| vec![column.into(), text.clone().into()]).collect();
    let total = rows.len() as u64;
    desk.output.table(&Table { columns: vec![column("column"), column("text")], rows, offset: 0, total })
}
