mod check;
mod database;
mod schedule;
#[cfg(test)]
mod tests;

pub(super) use check::check;
pub use database::{Database, name_parts};
pub use schedule::{Clock, Period, Schedule};

use crate::reader::{Format, Hints};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// `sources.toml`: where data comes from, and what it means.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    #[serde(rename = "source", default)]
    pub sources: IndexMap<String, Source>,
}

/// Files of one shape or a database's table, and the entities that their records feed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// A file or a glob, from the workspace's folder.
    pub files: Option<String>,
    /// Where a source has no files.
    pub database: Option<Database>,
    /// Whose keys its records use; sources that share keys share a system. The source's own name, if none is stated.
    pub system: Option<String>,
    #[serde(default)]
    pub date_order: DateOrder,
    pub format: Option<Format>,
    pub encoding: Option<String>,
    pub delimiter: Option<char>,
    pub quote: Option<char>,
    pub header: Option<bool>,
    pub columns: Option<Vec<String>>,
    pub sheet: Option<String>,
    /// A column that says what is wrong with a record: one that has a text in it is a reject, and that is why.
    pub fault: Option<String>,
    /// Something is expected to come every so many days; what is late is told.
    pub every_days: Option<u32>,
    /// It is read so often by itself.
    pub every: Option<Period>,
    /// It is read every day at this time by itself.
    pub at: Option<Clock>,
    /// Entity by entity; the first is what the records are, the others are what they carry along.
    #[serde(default)]
    pub feeds: IndexMap<String, Feed>,
}

/// How `03/05/2026` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    #[default]
    Ymd,
    Mdy,
    Dmy,
    /// Years of the Republic of China, counted from 1912: 113/3/5 is of 2024.
    Roc,
}

/// How a record becomes a row of an entity.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Feed {
    /// SQL over the file's columns: only records for which it holds feed the entity.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// A column that holds a JSON list: each `item` of it makes a row, and `position` is its place, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// Whether a record tells a part of a row only: what it leaves out stays as earlier ones had it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub merge: bool,
    #[serde(flatten)]
    pub fields: IndexMap<String, FieldMap>,
}

/// Where a field's value comes from: a column, a constant, or SQL over the file's columns, which all are text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldMap {
    Column(String),
    Words {
        column: String,
        words: IndexMap<String, String>,
    },
    Value {
        value: String,
    },
    Sql {
        sql: String,
    },
    /// The first of the columns that has a text, as where a column was renamed from one file to the next.
    First {
        first: Vec<String>,
    },
    /// Several columns as one JSON object, for fields of type json.
    Columns {
        columns: Vec<String>,
    },
}

impl DateOrder {
    /// As the file and the queries have it.
    pub fn name(self) -> &'static str {
        match self {
            DateOrder::Ymd => "ymd",
            DateOrder::Mdy => "mdy",
            DateOrder::Dmy => "dmy",
            DateOrder::Roc => "roc",
        }
    }
}

impl Source {
    /// What is stated about the files' shape; the rest is sniffed.
    pub fn hints(&self) -> Hints {
        Hints {
            format: self.format,
            encoding: self.encoding.clone(),
            delimiter: self.delimiter,
            quote: self.quote,
            header: self.header,
            columns: self.columns.clone(),
            sheet: self.sheet.clone(),
        }
    }

    /// When it is read by itself.
    pub fn schedule(&self) -> Option<Schedule> {
        let every = self.every.map(Schedule::Every);
        every.or(self.at.map(Schedule::At))
    }

    /// Where its records come from, for people.
    pub fn origin(&self) -> String {
        let files = self.files.clone().unwrap_or_default();
        self.database.as_ref().map_or(files, Database::to_string)
    }

    pub fn system<'a>(&'a self, name: &'a str) -> &'a str {
        self.system.as_deref().unwrap_or(name)
    }
}
