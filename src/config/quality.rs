mod sound;

pub(super) use sound::check;

use super::Model;
use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// `quality.toml`: what has to hold of the data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quality {
    /// How many failing rows of each check a run keeps to look at.
    pub kept_failures: u32,
    #[serde(rename = "check")]
    pub checks: IndexMap<String, Check>,
}

impl Default for Quality {
    fn default() -> Quality {
        Quality { kept_failures: 1000, checks: IndexMap::new() }
    }
}

/// One rule over one table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// `core.table`.
    pub table: String,
    #[serde(default)]
    pub columns: Vec<String>,
    /// SQL over the table's columns: only rows for which it holds are tested.
    #[serde(rename = "where")]
    pub condition: Option<String>,
    pub rule: Rule,
    /// The rule's own, if none is stated.
    dimension: Option<Dimension>,
    #[serde(default)]
    pub severity: Severity,
    pub owner: Option<String>,
    /// What goes wrong downstream where the check fails.
    pub protects: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// None of the columns is empty.
    Filled,
    /// No two rows have the same values in the columns.
    Unique,
    /// The value is one of these.
    InSet(Vec<String>),
    /// The value is within the bounds, both included.
    Range { min: Option<Bound>, max: Option<Bound> },
    /// The regular expression (RE2) is found in the value.
    Pattern(String),
    /// The values stand in another table, in columns of the same names unless others are stated.
    Reference {
        table: String,
        #[serde(default)]
        columns: Vec<String>,
    },
    /// The newest row, by the column's day, is at most so many days older than the as-of day.
    Freshness { days: u32 },
    /// The table has so many rows.
    RowCount { min: Option<u32>, max: Option<u32> },
    /// The value has so many characters.
    Length { min: Option<u32>, max: Option<u32> },
    /// The column adds up to what a column of another table does, within each group of equal keys.
    Sum {
        table: String,
        column: String,
        /// The keys, of the same names in both tables.
        by: Vec<String>,
        /// The largest difference that passes, in the column's unit.
        #[serde(default)]
        tolerance: f64,
    },
    /// The population stability index stays within the bound: the column's values are spread as they were.
    StabilityIndex(Shift),
    /// The distance of Kolmogorov and Smirnov stays within the bound: the same, for numbers and times.
    KolmogorovSmirnov(Shift),
    /// The value's robust z-score, by median and median absolute deviation, stays within the bound.
    RobustZ(Outlier),
    /// The value lies within so many interquartile ranges below the lower and above the upper quartile.
    Interquartile(Outlier),
    /// A query whose rows are those that fail.
    Sql(String),
}

/// Which rows a distribution is compared of, and how far it may move. Without days, it is the newest batch of each source
/// against the one before it; with days, the days up to the as-of day against as many earlier ones.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// The largest distance that passes.
    pub max: f64,
    /// The column with the rows' days.
    pub on: Option<String>,
    pub days: Option<u32>,
    /// How many days earlier the other days lie: just before them, if not stated; 364 for those of the year before.
    pub back: Option<u32>,
    /// Both sides need so many rows, as few rows differ by chance.
    #[serde(default = "Shift::enough")]
    pub min_rows: u32,
}

/// How far a value may lie from the others of its group.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlier {
    pub max: f64,
    /// Columns whose values part the rows into groups; all rows are one group, if none are stated.
    #[serde(default)]
    pub by: Vec<String>,
    /// Whether logarithms are compared, as of amounts, which are many and small or few and large; only values above 0 are
    /// tested then.
    #[serde(default)]
    pub log: bool,
    /// Smaller groups are not tested.
    #[serde(default = "Outlier::enough")]
    pub min_rows: u32,
}

impl Shift {
    fn enough() -> u32 {
        500
    }
}

impl Outlier {
    fn enough() -> u32 {
        20
    }
}

/// An end of a range: a number, a day as `2026-06-30`, or `as_of`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Bound {
    Number(f64),
    Day(String),
}

/// What a check says about the data; the five that quality is scored by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dimension {
    Completeness,
    Uniqueness,
    Validity,
    Consistency,
    Timeliness,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    #[default]
    Warning,
    /// Told, but not part of a score.
    Info,
}

impl Check {
    /// Whether the table's rows say which source they came from; those that the program derives do not.
    pub fn has_source(&self, model: &Model) -> bool {
        model.entities.iter().any(|(name, entity)| entity.table(name) == self.table)
    }

    pub fn dimension(&self) -> Dimension {
        self.dimension.unwrap_or(match self.rule {
            Rule::Filled | Rule::RowCount { .. } => Dimension::Completeness,
            Rule::Unique => Dimension::Uniqueness,
            Rule::InSet(_)
            | Rule::Range { .. }
            | Rule::Pattern(_)
            | Rule::Length { .. }
            | Rule::RobustZ(_)
            | Rule::Interquartile(_) => Dimension::Validity,
            Rule::Reference { .. }
            | Rule::Sql(_)
            | Rule::Sum { .. }
            | Rule::StabilityIndex(_)
            | Rule::KolmogorovSmirnov(_) => Dimension::Consistency,
            Rule::Freshness { .. } => Dimension::Timeliness,
        })
    }
}

impl Dimension {
    pub fn name(self) -> &'static str {
        match self {
            Dimension::Completeness => "completeness",
            Dimension::Uniqueness => "uniqueness",
            Dimension::Validity => "validity",
            Dimension::Consistency => "consistency",
            Dimension::Timeliness => "timeliness",
        }
    }
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

impl Bound {
    /// Whether the range is one of days rather than of numbers.
    pub fn is_day(&self) -> bool {
        matches!(self, Bound::Day(_))
    }

    fn is_sound(&self) -> bool {
        match self {
            Bound::Number(number) => number.is_finite(),
            Bound::Day(day) => day == "as_of" || day.parse::<Date>().is_ok(),
        }
    }
}
