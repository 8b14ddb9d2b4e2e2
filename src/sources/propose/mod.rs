//! What an unknown file or table holds, and how it would be mapped to the model.
//!
//! Headers are compared with the names that `config/model.toml` lists in three languages, never guessed from the values:
//! a mapping is proposed for a person to accept, and everything that was not recognised is said.

mod accept;
mod feeds;
mod guess;
mod table;
mod text;

pub use accept::{accept, remap, source_text};
pub(super) use feeds::{names, plain};
pub(super) use guess::looks_like;
pub use table::propose_table;

use super::delivery::by_name;
use crate::config::{Model, Workspace};
use crate::jobs::JobError;
use crate::reader::{self, Chunk, Shape};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// How many records a proposal looks at.
const SAMPLE: usize = 1_000;
/// How many of them it shows.
const SHOWN: usize = 20;

/// What a file or a table holds, and how it would be mapped to the model: to accept, or to edit first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// A name for the source, from the file's or the table's.
    pub name: String,
    pub format: String,
    pub encoding: Option<String>,
    pub columns: Vec<ProposedColumn>,
    /// The first rows, in the columns' order.
    pub rows: Vec<Vec<Option<String>>>,
    /// The entities that the file can feed; the first is what its records are.
    pub feeds: Vec<ProposedFeed>,
    /// The source as `sources.toml` would have it.
    pub toml: String,
    /// What `sources.toml` has under that name already, which it would take the place of.
    pub replaces: Option<String>,
    /// Whether its file was sent for this: of that nothing is kept, and it is to be sent again when it is imported.
    pub sent: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedColumn {
    pub name: String,
    /// text, integer, number, date, time or flag: what all of its sampled values are.
    pub looks_like: String,
    /// Where it would go, as `entity.field`.
    pub fields: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposedFeed {
    pub entity: String,
    /// Field and column, in the model's order.
    pub fields: Vec<(String, String)>,
    /// Required fields for which no column was found.
    pub missing: Vec<String>,
}

/// Reads a file's beginning and proposes a source for it; `entity` says what its records are, if the reader knows.
pub fn propose(file: &Path, entity: Option<&str>, model: &Model, workspace: &Workspace) -> Result<Proposal, JobError> {
    let file = &found(file, workspace);
    of_file(file, &text::shown(file, workspace), entity, model, workspace)
}

/// The same of a file that a client has sent: it becomes a source's as if it had come into the inbox.
pub fn propose_sent(
    file: &Path,
    name: &str,
    entity: Option<&str>,
    model: &Model,
    workspace: &Workspace,
) -> Result<Proposal, JobError> {
    let proposal = of_file(file, &format!("inbox/{name}"), entity, model, workspace);
    let proposal = proposal.map_err(|error| by_name(error, file))?;
    Ok(Proposal { sent: true, ..proposal })
}

/// `files` is how its source would name it.
fn of_file(
    file: &Path,
    files: &str,
    entity: Option<&str>,
    model: &Model,
    workspace: &Workspace,
) -> Result<Proposal, JobError> {
    let mut reader = reader::open(file, &reader::Hints::default())?;
    let shape = reader.shape().clone();
    let mut chunk = Chunk::new(shape.columns.len());
    reader.read(&mut chunk, SAMPLE)?;
    let name = source_name(file);
    let origin = text::of_file(&name, files);
    proposal(Sample { name, origin, shape, looks: None, rows: texts(&mut chunk) }, entity, model, workspace)
}

/// What was seen of a file or a table.
struct Sample {
    name: String,
    /// How its text in `sources.toml` begins.
    origin: String,
    shape: Shape,
    /// What its columns look like, where that is stated.
    looks: Option<Vec<String>>,
    rows: Vec<Vec<Option<String>>>,
}

fn proposal(sample: Sample, entity: Option<&str>, model: &Model, workspace: &Workspace) -> Result<Proposal, JobError> {
    let Sample { name, origin, shape, looks, rows } = sample;
    let feeds = feeds::propose(&shape.columns, entity, model)?;
    let guessed = |at: usize| guess::looks_like(rows.iter().filter_map(|row| row[at].as_deref()), 1.0).to_owned();
    let columns = shape.columns.iter().enumerate().map(|(at, name)| ProposedColumn {
        name: name.clone(),
        looks_like: looks.as_ref().map_or_else(|| guessed(at), |looks| looks[at].clone()),
        fields: taken_by(&feeds, name),
    });
    let columns: Vec<ProposedColumn> = columns.collect();
    let order = guess::date_order(&columns, &rows);
    Ok(Proposal {
        replaces: source_text(workspace, &name)
            .map_err(|error| JobError::unfit(error.to_string(), error.hint().unwrap_or_default()))?,
        sent: false,
        toml: text::source(&name, &origin, order, &columns, &feeds),
        name,
        format: shape.format.to_string(),
        encoding: shape.encoding.map(str::to_owned),
        columns,
        rows: rows.into_iter().take(SHOWN).collect(),
        feeds,
    })
}

/// A path as it was typed, or else under the workspace or its inbox, where the program may not have been started.
fn found(file: &Path, workspace: &Workspace) -> PathBuf {
    let under = [workspace.dir().join(file), workspace.dir().join("inbox").join(file)];
    let known = if file.exists() { None } else { under.into_iter().find(|path| path.exists()) };
    known.unwrap_or_else(|| file.to_owned())
}

fn taken_by(feeds: &[ProposedFeed], column: &str) -> Vec<String> {
    let of_feed = |feed: &ProposedFeed| {
        let fields = feed.fields.iter().filter(|(_, from)| from == column);
        fields.map(|(field, _)| format!("{}.{field}", feed.entity)).collect::<Vec<_>>()
    };
    feeds.iter().flat_map(of_feed).collect()
}

fn texts(chunk: &mut Chunk) -> Vec<Vec<Option<String>>> {
    use duckdb::arrow::array::{Array, StringArray};
    let batch = chunk.finish();
    let columns: Vec<&StringArray> =
        batch.columns().iter().skip(2).filter_map(|column| column.as_any().downcast_ref()).collect();
    let cell = |column: &&StringArray, row: usize| column.is_valid(row).then(|| column.value(row).to_owned());
    (0..batch.num_rows()).map(|row| columns.iter().map(|column| cell(column, row)).collect()).collect()
}

/// `orders-2026.03.csv` becomes `orders`: digits and signs at the end are the delivery's, not the source's.
fn source_name(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let name = plain.trim_matches(|c: char| c.is_ascii_digit() || c == '_');
    if name.is_empty() { "source".into() } else { name.to_owned() }
}
