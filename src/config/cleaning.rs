mod sound;

pub(super) use sound::check;

use super::{DateOrder, Outlier};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// `cleaning.toml`: how values are put right, rule after rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cleaning {
    /// In the order in which they are applied.
    #[serde(rename = "rule", default)]
    pub rules: IndexMap<String, CleaningRule>,
}

/// What is done to some columns of one table.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CleaningRule {
    /// `core.table`.
    pub table: String,
    /// Fields of the table, or members of a JSON field as `field.member`.
    pub columns: Vec<String>,
    #[serde(rename = "do")]
    pub treatment: Treatment,
    /// SQL over the table's columns: only rows for which it holds are treated.
    #[serde(rename = "where")]
    pub condition: Option<String>,
    #[serde(default = "CleaningRule::on")]
    pub enabled: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Treatment {
    /// White space at the ends goes, and what is between words becomes one blank.
    Trim,
    /// Full-width letters and digits become plain ones, and half-width kana whole ones: Unicode's NFKC.
    Width(Width),
    Case(LetterCase),
    Script(Script),
    /// A phone becomes E.164, read as in the region, an ISO 3166 code, where it says no country itself.
    Phone {
        region: String,
    },
    Email,
    /// A date in any form that sources may use becomes 2026-03-05.
    Date {
        order: DateOrder,
    },
    /// An amount in any form becomes 1200.50.
    Money,
    Unit(UnitRule),
    /// A person's name.
    Name,
    Address,
    Fill(Fill),
    Outlier(OutlierTreatment),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Width {
    Half,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LetterCase {
    Upper,
    Lower,
    Title,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Script {
    Simplified,
    Traditional,
}

/// A measure becomes one of this unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitRule {
    pub to: String,
    /// Units that are not known, or differ from the usual, each with how many of `to` one of them is.
    #[serde(default)]
    pub sizes: IndexMap<String, f64>,
}

/// A gap gets a value, and is known as filled from then on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    pub with: FillWith,
    /// The constant.
    pub value: Option<String>,
    /// Columns whose equal values part the rows into groups.
    #[serde(default)]
    pub by: Vec<String>,
    /// The column in whose order the last value is carried forward.
    pub order: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FillWith {
    Constant,
    /// The most frequent value; of several the first in order.
    Mode,
    /// The middle value; of two the lower one, as only a value that stands somewhere is filled in.
    Median,
    /// The last value before.
    Forward,
}

/// What is an outlier, as in `quality.toml`, by one of two measures; and what becomes of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutlierTreatment {
    pub robust_z: Option<Outlier>,
    pub interquartile: Option<Outlier>,
    pub then: Then,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// It becomes the outermost value that is none.
    Cap,
    /// The cell is emptied; what stood in it is kept.
    SetAside,
    /// It stays, and is known as an outlier.
    Keep,
}

impl Cleaning {
    pub const DEFAULT: &str = include_str!("../../config/cleaning.toml");
}

impl CleaningRule {
    fn on() -> bool {
        true
    }

    /// All that the file says of it, in one form.
    pub fn definition(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Treatment {
    /// As the file has it.
    pub fn name(&self) -> &'static str {
        match self {
            Treatment::Trim => "trim",
            Treatment::Width(_) => "width",
            Treatment::Case(_) => "case",
            Treatment::Script(_) => "script",
            Treatment::Phone { .. } => "phone",
            Treatment::Email => "email",
            Treatment::Date { .. } => "date",
            Treatment::Money => "money",
            Treatment::Unit(_) => "unit",
            Treatment::Name => "name",
            Treatment::Address => "address",
            Treatment::Fill(_) => "fill",
            Treatment::Outlier(_) => "outlier",
        }
    }
}

impl OutlierTreatment {
    /// The measure that is stated; the configuration has exactly one.
    pub fn outlier(&self) -> Option<&Outlier> {
        self.robust_z.as_ref().or(self.interquartile.as_ref())
    }
}
