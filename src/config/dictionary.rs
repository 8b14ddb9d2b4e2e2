use super::Language;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// `dictionary.toml`: what each column means.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Dictionary {
    /// Columns that mean the same wherever they stand in `core` and `mart`, by name.
    pub any: IndexMap<String, Entry>,
    /// Table by table, column by column.
    pub core: IndexMap<String, IndexMap<String, Entry>>,
    pub landing: IndexMap<String, IndexMap<String, Entry>>,
    pub mart: IndexMap<String, IndexMap<String, Entry>>,
}

/// One column: its meaning in each language, its unit, and who may see it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    pub en: Option<String>,
    #[serde(rename = "zh-CN")]
    pub zh_cn: Option<String>,
    #[serde(rename = "zh-TW")]
    pub zh_tw: Option<String>,
    /// `money`, `count`, `days`, or any other word for it.
    pub unit: Option<String>,
    pub sensitivity: Sensitivity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sensitivity {
    /// Anyone may see it, also outside the company.
    Open,
    #[default]
    Internal,
    /// It tells of one person.
    Personal,
}

impl Dictionary {
    /// What the program knows of its own model.
    pub const DEFAULT: &'static str = include_str!("../../config/dictionary.toml");

    /// What is said of a column, its table's own word first.
    pub fn find(&self, schema: &str, table: &str, column: &str) -> Option<&Entry> {
        let (tables, any) = match schema {
            "core" => (&self.core, self.any.get(column)),
            "landing" => (&self.landing, None),
            "mart" => (&self.mart, self.any.get(column)),
            _ => return None,
        };
        tables.get(table).and_then(|columns| columns.get(column)).or(any)
    }
}

impl Entry {
    /// Its meaning in a language.
    pub fn said(&self, language: Language) -> Option<&str> {
        let said = match language {
            Language::En => &self.en,
            Language::ZhCn => &self.zh_cn,
            Language::ZhTw => &self.zh_tw,
        };
        said.as_deref()
    }
}

impl Sensitivity {
    pub fn name(self) -> &'static str {
        match self {
            Sensitivity::Open => "open",
            Sensitivity::Internal => "internal",
            Sensitivity::Personal => "personal",
        }
    }
}
