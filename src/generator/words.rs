//! The word lists beside this file: names, products, festivals, channels, texts. They are data, so that who wants
//! another retailer edits lists, not code.

use super::GenerateError;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Reads one of the embedded lists.
pub fn read<T: DeserializeOwned>(list: &'static str, text: &str) -> Result<T, GenerateError> {
    toml::from_str(text).map_err(|error| GenerateError::Words { list, problem: error.to_string() })
}

/// What a list lacks, as an error.
pub fn missing(list: &'static str, what: &str) -> GenerateError {
    GenerateError::Words { list, problem: format!("{what} is missing") }
}

/// The language that a customer is addressed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Language {
    #[serde(rename = "zh-CN")]
    Simplified,
    #[serde(rename = "zh-TW")]
    Traditional,
    #[serde(rename = "en")]
    English,
}

impl Language {
    pub fn tag(self) -> &'static str {
        match self {
            Language::Simplified => "zh-CN",
            Language::Traditional => "zh-TW",
            Language::English => "en",
        }
    }
}

/// A name in the three languages.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Name {
    pub en: String,
    pub zh: String,
    pub hant: String,
}

impl Name {
    pub fn written_in(&self, language: Language) -> &str {
        match language {
            Language::Simplified => &self.zh,
            Language::Traditional => &self.hant,
            Language::English => &self.en,
        }
    }
}
