//! What a person should know of the deliveries, in words for them, and for logs and scripts.

use crate::config::Words;
use serde::{Deserialize, Serialize};

/// What a person should know of the deliveries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "news")]
pub enum News {
    Arrived {
        file: String,
        source: String,
        accepted: u64,
        rejected: u64,
    },
    /// The file's columns differ from those of the source's file before.
    Drifted {
        source: String,
        columns: u64,
    },
    /// No source's pattern fits it.
    Unclaimed {
        file: String,
    },
    Failed {
        what: String,
        message: String,
    },
    /// No file has come for longer than the source's `every_days`.
    Late {
        source: String,
    },
    CheckFailed {
        check: String,
    },
}

impl News {
    /// Whether someone should do something about it.
    pub fn is_bad(&self) -> bool {
        !matches!(self, News::Arrived { .. })
    }

    /// For people, in their language.
    pub fn said(&self, words: &Words) -> String {
        match self {
            News::Arrived { file, source, accepted, rejected } => words.say(
                "news.arrived",
                &[("file", file), ("source", source), ("accepted", accepted), ("rejected", rejected)],
            ),
            News::Drifted { source, columns } => words.say("news.drifted", &[("source", source), ("columns", columns)]),
            News::Unclaimed { file } => words.say("news.unclaimed", &[("file", file)]),
            News::Failed { what, message } => words.say("news.failed", &[("what", what), ("message", message)]),
            News::Late { source } => words.say("news.late", &[("source", source)]),
            News::CheckFailed { check } => words.say("news.check_failed", &[("check", &words.value(check))]),
        }
    }
}

/// For logs and scripts.
impl std::fmt::Display for News {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            News::Arrived { file, source, accepted, rejected } => {
                write!(f, "{file} was imported as {source}: {accepted} accepted, {rejected} rejected")
            }
            News::Drifted { source, columns } => write!(f, "{source} has drifted in {columns} columns"),
            News::Unclaimed { file } => write!(f, "{file} fits no source"),
            News::Failed { what, message } => write!(f, "{what}: {message}"),
            News::Late { source } => write!(f, "{source} is late"),
            News::CheckFailed { check } => write!(f, "the check {check} failed"),
        }
    }
}
