//! A record: the end of the way back. What stood in the file, what each of its columns feeds, and what was decided about it.

use super::figure::facts;
use super::listing::Listing;
use super::{Direction, Fault, Guide, Node, Step, line};
use crate::args;
use crate::config::{FieldMap, Source};
use crate::service::{Relation, catalogue};
use crate::sources;
use crate::value::{Cell, Kind, Page, Table};
use crate::warehouse::Lineage;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A record as it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub line: Line,
    pub fields: Vec<Field>,
}

/// The record as the file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// Its lines, from the one that its number names on.
    Here(Vec<String>),
    /// Why there is no line to be seen: `gone`, `changed`, `no_text` or `masked`; its words are under `origin.line` in the
    /// locales.
    Away(String),
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub column: String,
    pub text: Option<String>,
    /// What a person has put in its place.
    pub mended: Option<String>,
    /// As `table.column` of the model.
    pub feeds: Vec<String>,
    /// Whether the figure that the way began at reads any of these.
    pub is_read: bool,
}

pub(super) fn steps(guide: &Guide<'_>, batch: i64, record: u64) -> Result<Listing, Fault> {
    let known =
        sources::record(guide.session, batch, record).map_err(|error| wrong(guide, batch, record, error.into()))?;
    let node = Node::Record { batch, record };
    let near = match guide.direction {
        Direction::Back => {
            let mut near = vec![Step::new("came_in", Node::Batch(batch)).named(known.source.clone())];
            near.push(Step::new("came_in", Node::File(known.file.clone())));
            near.extend(guide.parts(&node, "decided", ["ops.decision"].into_iter())?);
            near
        }
        Direction::Forward => forward(guide, &node, &known)?,
    };
    let seen = match line::read(guide, batch, record, known.line)? {
        Ok(lines) => Line::Here(lines),
        Err(why) => known.raw.clone().map_or_else(|| Line::Away(why.to_owned()), |raw| Line::Here(vec![raw])),
    };
    let text = Text { line: seen, fields: fields(guide, &node, &known)? };
    Ok(Listing { text: Some(text), near, ..Listing::about(about(&known)) })
}

fn forward(guide: &Guide<'_>, record: &Node, known: &sources::Record) -> Result<Vec<Step>, Fault> {
    let core = guide.shape.tables().filter(|table| table.starts_with("core.") && *table != "core.customer");
    let mut steps = guide.parts(record, "became", core)?;
    steps.extend(guide.overtaken(&steps, record, &known.source, &known.texts)?);
    steps.extend(guide.parts(record, "touched", ["core.customer"].into_iter())?);
    steps.extend(guide.parts(record, "failed_check", ["mart.check_failure"].into_iter())?);
    Ok(steps)
}

fn about(known: &sources::Record) -> Table {
    let mut all = vec![
        ("source", Kind::Text, Cell::from(&known.source)),
        ("file", Kind::Text, (&known.file).into()),
        ("line", Kind::Count, known.line.into()),
        ("record", Kind::Count, known.record.into()),
        ("state", Kind::Word, (&known.state).into()),
    ];
    let of_failed = [
        ("entity", Kind::Text, &known.entity),
        ("field", Kind::Text, &known.field),
        ("reason", Kind::Word, &known.reason),
    ];
    all.extend(of_failed.into_iter().filter_map(|(name, kind, text)| Some((name, kind, text.clone()?.into()))));
    facts(all)
}

/// Each column with its text as it landed, and what it feeds.
fn fields(guide: &Guide<'_>, node: &Node, known: &sources::Record) -> Result<Vec<Field>, Fault> {
    let table = format!("landing.{}", known.source);
    let landed = if guide.shape.tables().any(|known| known == table) {
        guide.local.rows(guide.session, &node.part(&table), guide.scope, &Page { limit: 1, ..Page::default() })?
    } else {
        Table::default()
    };
    let config = guide.local.config();
    let source = config.sources.sources.get(&known.source);
    let read = Read::by(guide);
    let field = |(column, text): (&String, &Option<String>)| {
        let came = if landed.is_empty() { text.clone() } else { landed.cell(0, column).text().map(str::to_owned) };
        let fed = source.map(|source| fed(source, column)).unwrap_or_default();
        let table = |entity: &str| config.model.entities.get(entity).map(|of| of.table(entity)).unwrap_or_default();
        Field {
            is_read: fed
                .iter()
                .any(|(entity, field)| read.as_ref().is_some_and(|read| read.has(&table(entity), field))),
            feeds: fed
                .iter()
                .map(|(entity, field)| format!("{}.{field}", table(entity).trim_start_matches("core.")))
                .collect(),
            mended: (came != *text).then(|| text.clone().unwrap_or_default()),
            column: column.clone(),
            text: came,
        }
    };
    Ok(known.texts.iter().map(field).collect())
}

/// The entities and their fields that a column of the file goes into.
fn fed(source: &Source, column: &str) -> Vec<(String, String)> {
    let takes = |map: &FieldMap| match map {
        FieldMap::Sql { sql } => names(sql, column),
        other => other.columns().iter().any(|name| name.eq_ignore_ascii_case(column)),
    };
    let of_feed = source.feeds.iter().flat_map(|(entity, feed)| {
        feed.fields.iter().filter(|(_, map)| takes(map)).map(move |(field, _)| (entity.clone(), field.clone()))
    });
    of_feed.collect()
}

/// Whether SQL has a word in it.
fn names(sql: &str, word: &str) -> bool {
    sql.match_indices(word).any(|(at, _)| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        !sql[..at].ends_with(is_part) && !sql[at + word.len()..].starts_with(is_part)
    })
}

/// What the query of a figure reads.
struct Read {
    lineage: Cow<'static, Lineage>,
    code: String,
}

impl Read {
    fn by(guide: &Guide<'_>) -> Option<Read> {
        let relation: &Relation = guide.figure?;
        let (sql, _) = guide.local.resolve(guide.session, relation, guide.scope).ok()?;
        let lineage = catalogue::lineage(&sql);
        let code = lineage.definitions.values().fold(sql, |code, definition| code + "\n" + definition);
        Some(Read { lineage, code })
    }

    fn has(&self, table: &str, field: &str) -> bool {
        self.lineage.tables.contains(table) && names(&self.code, field)
    }
}

/// Says which records there are, where there is no such one.
fn wrong(guide: &Guide<'_>, batch: i64, record: u64, fault: Fault) -> Fault {
    let known = guide.session.query(include_str!("../sql/origin/batch.sql"), &args![batch => batch]);
    let Ok(known) = known else { return fault };
    match (known.text(0, "status"), known.cell(0, "records").integer()) {
        ("imported", Some(records)) => {
            Fault::usage(format!("batch {batch} has no record {record}"), format!("its records are 1 to {records}"))
        }
        ("", _) => Fault::usage(format!("there is no batch {batch}"), "`foureye sources batches` lists them"),
        (_, _) => Fault::usage(
            format!("batch {batch} was taken out again, and its records with it"),
            format!("import {} again to see them", known.text(0, "file")),
        ),
    }
}

impl Line {
    /// The lines that are there.
    pub fn lines(&self) -> &[String] {
        match self {
            Line::Here(lines) => lines,
            Line::Away(_) => &[],
        }
    }
}
