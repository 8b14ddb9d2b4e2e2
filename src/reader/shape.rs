//! What is stated about a file, and what it turned out to be.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What the configuration states about a file; what it leaves open is sniffed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hints {
    pub format: Option<Format>,
    /// A label that encodings go by: `gbk` and `gb2312` are GB18030.
    pub encoding: Option<String>,
    pub delimiter: Option<char>,
    /// `NO_QUOTE`, which the configuration writes as `""`, says that quotes are ordinary characters.
    #[serde(
        deserialize_with = "quote_from_text",
        serialize_with = "quote_to_text",
        skip_serializing_if = "Option::is_none"
    )]
    pub quote: Option<char>,
    pub header: Option<bool>,
    /// The columns' names, in the file's order.
    pub columns: Option<Vec<String>>,
    pub sheet: Option<String>,
}

/// Stands for "no character quotes" where `None` stands for "not stated".
pub const NO_QUOTE: char = '\0';

fn quote_from_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<char>, D::Error> {
    let text = String::deserialize(from)?;
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (None, _) => Ok(Some(NO_QUOTE)),
        (Some(quote), None) => Ok(Some(quote)),
        _ => Err(serde::de::Error::custom(format!("quote is {text:?}; expected one character, or \"\" for none"))),
    }
}

fn quote_to_text<S: Serializer>(quote: &Option<char>, to: S) -> Result<S::Ok, S::Error> {
    let text: String = quote.iter().filter(|quote| **quote != NO_QUOTE).collect();
    to.serialize_str(&text)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Csv,
    Tsv,
    Json,
    Ndjson,
    Parquet,
    Excel,
    #[serde(skip_deserializing)]
    Postgres,
    #[serde(skip_deserializing)]
    MySql,
    #[serde(skip_deserializing)]
    Sqlite,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Json => "JSON",
            Self::Ndjson => "NDJSON",
            Self::Parquet => "Parquet",
            Self::Excel => "Excel",
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::Sqlite => "SQLite",
        })
    }
}

/// What a file turned out to be, or a database's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shape {
    pub format: Format,
    /// Of text files only.
    pub encoding: Option<&'static str>,
    /// Of CSV and TSV only.
    pub delimiter: Option<char>,
    /// None where no character quotes.
    pub quote: Option<char>,
    /// Whether the file itself names its columns.
    pub header: bool,
    /// One name a column: none empty, no two alike, capitals set aside.
    pub columns: Vec<String>,
    /// Of workbooks only.
    pub sheet: Option<String>,
}
