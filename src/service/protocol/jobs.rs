//! The jobs that there are, and what their parameters have to be.

use crate::config::Words;
use crate::jobs::{ParamKind, State};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobInfo {
    pub name: String,
    pub state: State,
    /// When its newest good run ended, in UTC.
    pub ended_at: Option<DateTime>,
    pub params: Vec<ParamInfo>,
    pub reads: Vec<String>,
    pub writes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParamInfo {
    pub name: String,
    pub default: String,
    pub expected: Expected,
}

/// What a parameter's value has to be. Bounds are included; a whole number without an upper bound has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    Text,
    Integer { min: i64, max: Option<i64> },
    Number { min: f64, max: f64 },
    Date,
    Choice(Vec<String>),
}

impl Expected {
    /// The values to choose from, where they are few and known.
    pub fn choices(&self) -> &[String] {
        if let Expected::Choice(choices) = self { choices } else { &[] }
    }

    /// For who is asked for the value.
    pub fn said(&self, words: &Words) -> String {
        match self {
            Expected::Text => words.text("expected.text").to_owned(),
            Expected::Integer { min, max: Some(max) } => words.say("expected.integer", &[("min", min), ("max", max)]),
            Expected::Integer { min, max: None } => words.say("expected.integer_from", &[("min", min)]),
            Expected::Number { min, max } => words.say("expected.number", &[("min", min), ("max", max)]),
            Expected::Date => words.text("expected.date").to_owned(),
            Expected::Choice(choices) => words.say("expected.choice", &[("choices", &choices.join(", "))]),
        }
    }
}

impl From<ParamKind> for Expected {
    fn from(kind: ParamKind) -> Expected {
        match kind {
            ParamKind::Text => Expected::Text,
            ParamKind::Integer { min, max } => Expected::Integer { min, max: Some(max).filter(|max| *max < i64::MAX) },
            ParamKind::Number { min, max } => Expected::Number { min, max },
            ParamKind::Flag => Expected::Choice(vec!["true".to_owned(), "false".to_owned()]),
            ParamKind::Date => Expected::Date,
            ParamKind::Choice(choices) => Expected::Choice(choices.iter().map(|choice| (*choice).to_owned()).collect()),
        }
    }
}
