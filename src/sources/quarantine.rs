//! Records that failed, kept until someone mends them or gives them up.
//!
//! A decision is about one record of one file's content, not of one import: it outlives undoing, importing again and a changed
//! mapping, and can be taken back. A mended record goes the way that all records go: it takes the place of the one that came,
//! and the source is mapped again. A record that was accepted may be mended in the same way, where a check finds it wrong.

use super::landing;
use crate::args;
use crate::jobs::JobError;
use crate::value::Table;
use crate::warehouse::Session;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A file's columns with their texts, in the file's order; none is an empty cell.
pub type Texts = IndexMap<String, Option<String>>;

/// What is decided about a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mending {
    /// These columns have other texts.
    Repair { changed: Texts },
    /// It stays out, for a reason.
    GiveUp { note: String },
    /// What was decided is taken back.
    Reopen,
}

/// A record as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub source: String,
    pub file: String,
    pub record: u64,
    pub line: u64,
    /// `open`, `given_up`, `repaired`, or `accepted`.
    pub state: String,
    pub entity: Option<String>,
    pub field: Option<String>,
    /// What is wrong with it; none where it was accepted.
    pub reason: Option<String>,
    /// The line as it stands in the file, of a record that could not be read.
    pub raw: Option<String>,
    pub texts: Texts,
}

/// How others were mended: in this column, this text became that one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MendingRule {
    pub source: String,
    pub column: String,
    pub from: String,
    pub to: Option<String>,
}

/// A record of a batch, with what was wrong and what was decided about it.
///
/// # Errors
/// [`JobError::Unfit`] where the batch has no such record.
pub fn record(session: &Session, batch: i64, record: u64) -> Result<Record, JobError> {
    let found = Found::of(session, batch, record)?;
    let said = |name: &str| Some(found.known.text(0, name).to_owned()).filter(|text| !text.is_empty());
    Ok(Record {
        source: found.source,
        file: found.known.text(0, "file").to_owned(),
        record,
        line: found.line,
        state: said("state").unwrap_or_else(|| "accepted".to_owned()),
        entity: said("entity"),
        field: said("field"),
        reason: said("reason"),
        raw: said("raw").filter(|_| found.is_unread),
        texts: found.texts,
    })
}

/// Puts a decision on record; says which source has to be mapped again for it to take effect.
///
/// # Errors
/// [`JobError::Unfit`] where there is no such record, nothing would change, or no reason is given for giving it up.
pub fn mend(session: &Session, batch: i64, record: u64, mending: &Mending, by: &str) -> Result<String, JobError> {
    let found = Found::of(session, batch, record)?;
    let (kind, changed, note) = match mending {
        Mending::Repair { changed } => ("record.repair", found.changes(changed)?, None),
        Mending::GiveUp { note } if note.trim().is_empty() => {
            return Err(JobError::unfit(
                "a record is given up for a reason, and none was given",
                "say why it cannot be mended",
            ));
        }
        Mending::GiveUp { note } => ("record.give_up", Vec::new(), Some(note.trim())),
        Mending::Reopen => ("record.reopen", Vec::new(), None),
    };
    let mut texts = found.texts.clone();
    if let Mending::Repair { changed } = mending {
        texts.extend(changed.clone());
    }
    let known = |name: &str| Some(found.known.text(0, name)).filter(|text| !text.is_empty());
    let body = json!({
        "source": found.source,
        "content_hash": found.known.text(0, "content_hash"),
        "record": record,
        "line": found.line,
        "file": found.known.text(0, "file"),
        "fields": texts,
        "changed": changed,
        "entity": known("entity"),
        "field": known("field"),
        "reason": known("reason"),
        "note": note,
    });
    let subject = format!("{}/{}/{record}", found.source, found.known.text(0, "content_hash"));
    let row = args![
        kind => kind, subject => subject, body => body.to_string(), decided_by => by, decided_at => crate::jobs::now()
    ];
    session.execute(include_str!("sql/decide.sql"), &row)?;
    session.touch("ops.decision")?;
    Ok(found.source)
}

/// Mends all open rejects that have a rule's text in its column; says how many they were.
pub fn apply(session: &Session, rule: &MendingRule, by: &str) -> Result<u64, JobError> {
    let row = args![
        source => &rule.source,
        column => &rule.column,
        old_text => &rule.from,
        new_text => rule.to.clone(),
        decided_by => by,
        decided_at => crate::jobs::now(),
    ];
    let mended = session.execute(include_str!("sql/apply_rule.sql"), &row)?;
    session.touch("ops.decision")?;
    Ok(mended)
}

/// A record with all that is on record about it.
struct Found {
    source: String,
    known: Table,
    line: u64,
    /// Whether it never landed, as no record could be read.
    is_unread: bool,
    texts: Texts,
}

impl Found {
    fn of(session: &Session, batch: i64, record: u64) -> Result<Found, JobError> {
        let place = args![batch_id => batch, record => record];
        let known = session.query(include_str!("sql/record.sql"), &place)?;
        if known.is_empty() {
            return Err(JobError::unfit(
                format!("there is no imported batch {batch}"),
                "`foureye sources batches` lists them",
            ));
        }
        let source = known.text(0, "source").to_owned();
        let columns = landing::columns(session, &source)?;
        let landed = landing::record(session, &source, batch, record)?;
        let stated = known.cell(0, "line").integer().map(i64::unsigned_abs);
        let line = stated.or_else(|| line(landed.as_deref()?)).unwrap_or_default();
        let is_unread = landed.is_none() && !known.text(0, "raw").is_empty();
        let texts = match (known.text(0, "fields"), landed) {
            ("", Some(landed)) => texts(&landed, &columns),
            ("", None) if is_unread => split(known.text(0, "raw"), &columns),
            ("", None) => {
                let what = format!("batch {batch} has no record {record}");
                return Err(JobError::unfit(what, "`foureye rejects` lists those that failed"));
            }
            (decided, _) => texts(decided, &columns),
        };
        Ok(Found { source, known, line, is_unread, texts })
    }

    /// The columns whose texts become others, as the record of the decision has them.
    fn changes(&self, changed: &Texts) -> Result<Vec<Value>, JobError> {
        if let Some(unknown) = changed.keys().find(|column| !self.texts.contains_key(*column)) {
            let known: Vec<&str> = self.texts.keys().map(String::as_str).collect();
            let what = format!("{} has no column {unknown:?}", self.source);
            return Err(JobError::unfit(what, format!("its columns are {}", known.join(", "))));
        }
        let differ = changed.iter().filter(|(column, text)| self.texts.get(*column) != Some(*text));
        let changes: Vec<Value> = differ
            .map(|(column, text)| json!({ "column": column, "from": self.texts.get(column), "to": text }))
            .collect();
        if changes.is_empty() && !self.is_unread {
            return Err(JobError::unfit("nothing was changed", "change what is wrong, or give the record up"));
        }
        Ok(changes)
    }
}

fn line(landed: &str) -> Option<u64> {
    serde_json::from_str::<Value>(landed).ok()?.get("_line")?.as_u64()
}

fn texts(json: &str, columns: &[String]) -> Texts {
    let object: Value = serde_json::from_str(json).unwrap_or_default();
    let text = |column: &String| (column.clone(), object.get(column).and_then(Value::as_str).map(str::to_owned));
    columns.iter().map(text).collect()
}

/// A line that could not be read, put into the columns as far as its fields go: a person puts them right.
fn split(raw: &str, columns: &[String]) -> Texts {
    let by = [',', '\t', ';', '|'].into_iter().max_by_key(|by| raw.matches(*by).count()).unwrap_or(',');
    let mut fields = raw.trim_end().splitn(columns.len(), by).map(|field| field.trim().trim_matches('"'));
    columns
        .iter()
        .map(|column| (column.clone(), fields.next().filter(|text| !text.is_empty()).map(str::to_owned)))
        .collect()
}
