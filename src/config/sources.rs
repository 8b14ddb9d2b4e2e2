use super::{ConfigError, Model, Workspace, load};
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

/// Files of one shape, and the entities that their records feed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// A file or a glob, from the workspace's folder.
    pub files: String,
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
    /// A file is expected every so many days; one that is late is told.
    pub every_days: Option<u32>,
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

    pub fn system<'a>(&'a self, name: &'a str) -> &'a str {
        self.system.as_deref().unwrap_or(name)
    }
}

pub(super) fn check(sources: &Sources, model: &Model, workspace: &Workspace) -> Result<(), ConfigError> {
    for (name, source) in &sources.sources {
        let wrong = |path: &[&str], what: String, right: String| {
            let path: Vec<&str> = ["source", name].into_iter().chain(path.iter().copied()).collect();
            Err(load::wrong(workspace, "sources.toml", &path, what, right))
        };
        if !is_name(name) {
            return wrong(&[], format!("{name:?} is no name for a source"), "use letters, digits and _ only".into());
        }
        for (entity_name, feed) in &source.feeds {
            let Some(entity) = model.entities.get(entity_name) else {
                let what = format!("source {name} feeds {entity_name}, which the model does not have");
                return wrong(&["feeds", entity_name], what, one_of(model.entities.keys()));
            };
            for field in feed.fields.keys() {
                if !entity.fields.contains_key(field) {
                    let what = format!("{entity_name} has no field {field}");
                    return wrong(&["feeds", entity_name, field], what, one_of(entity.fields.keys()));
                }
            }
            for (field, described) in &entity.fields {
                let is_given = feed.fields.contains_key(field);
                if described.required && !is_given && described.default.is_none() && described.default_sql.is_none() {
                    let what = format!("source {name} feeds {entity_name} without its {field}");
                    return wrong(&["feeds", entity_name], what, format!("add `{field} = \"COLUMN\"`"));
                }
            }
        }
    }
    Ok(())
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn one_of<'a>(names: impl Iterator<Item = &'a String>) -> String {
    format!("expected one of {}", names.map(String::as_str).collect::<Vec<_>>().join(", "))
}
