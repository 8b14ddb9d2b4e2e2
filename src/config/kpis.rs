use super::{ConfigError, Workspace, load};
use crate::value::Grain;
use indexmap::IndexMap;
use serde::Deserialize;

/// `kpis.toml`: the figures that the company steers by, in the order in which they are shown.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kpis {
    #[serde(rename = "kpi", default)]
    pub kpis: IndexMap<String, Kpi>,
}

/// A defined figure: a measure, a measure over another, or a formula over other KPIs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kpi {
    /// In place of the program's own words, which the KPIs that come with it have in every language.
    pub title: Option<String>,
    pub about: Option<String>,
    pub unit: Unit,
    #[serde(default)]
    pub better: Better,
    /// Whether the values of periods, or of channels, add up to that of all of them together: revenue does, a count of
    /// distinct customers does not.
    #[serde(default)]
    pub adds_up: bool,
    pub numerator: Option<Measure>,
    pub denominator: Option<Measure>,
    /// SQL over KPIs that stand earlier in the file: `NAME` is the period's value, `previous_NAME` the period's before.
    pub formula: Option<String>,
    /// What it can be split by; whatever its relations have a column for, if nothing is stated.
    pub by: Option<Vec<Split>>,
    #[serde(default)]
    pub rows: Drill,
}

/// An aggregate over a relation, by the day of its time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// An aggregate expression, such as `sum(revenue)`.
    pub sql: String,
    /// A table, or a query in parentheses.
    pub from: String,
    /// Its column of type DATE or TIMESTAMP.
    pub time: String,
    #[serde(rename = "where")]
    pub condition: Option<String>,
    /// The shortest periods that the relation can tell about.
    #[serde(default = "day")]
    pub finest: Grain,
}

fn day() -> Grain {
    Grain::Day
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Money,
    Count,
    /// A part of a whole, 1 being all of it.
    Share,
    /// Percentage points: a difference of shares, 0.01 being one point.
    Points,
    Number,
    Score,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    #[default]
    Up,
    Down,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    Channel,
    Store,
    Segment,
}

/// The rows that stand behind a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Drill {
    #[default]
    Sales,
    Complaints,
    Interactions,
    Feedback,
}

impl Kpi {
    /// Whether nothing happening makes it zero, rather than unknown.
    pub fn is_total(&self) -> bool {
        self.denominator.is_none() && self.formula.is_none() && (self.adds_up || self.unit == Unit::Count)
    }

    /// How it is worked out: its formula, or its measures as the aggregates that they are.
    pub fn definition(&self) -> String {
        let measure = |measure: &Measure| {
            let condition = measure.condition.as_ref().map(|condition| format!("\nWHERE {condition}"));
            format!("{}\nFROM {}{}", measure.sql, measure.from, condition.unwrap_or_default())
        };
        let measures: Vec<String> = self.numerator.iter().chain(&self.denominator).map(measure).collect();
        self.formula.clone().unwrap_or_else(|| measures.join("\n/\n"))
    }

    /// Whether it may be given by channel, by store or by segment.
    pub fn splits_by(&self, split: Split) -> bool {
        self.by.as_ref().is_none_or(|by| by.contains(&split))
    }
}

impl Kpis {
    /// The KPIs that a formula needs, in the file's order.
    pub fn needed_by<'a>(&'a self, formula: &str) -> Vec<&'a str> {
        let words = words(formula);
        let is_named =
            |name: &&str| words.iter().any(|word| word == name || word.strip_prefix("previous_") == Some(*name));
        self.kpis.keys().map(String::as_str).filter(is_named).collect()
    }
}

impl Split {
    pub const ALL: [Split; 3] = [Split::Channel, Split::Store, Split::Segment];

    pub fn name(self) -> &'static str {
        match self {
            Split::Channel => "channel",
            Split::Store => "store",
            Split::Segment => "segment",
        }
    }
}

impl Unit {
    pub fn name(self) -> &'static str {
        match self {
            Unit::Money => "money",
            Unit::Count => "count",
            Unit::Share => "share",
            Unit::Points => "points",
            Unit::Number => "number",
            Unit::Score => "score",
        }
    }
}

impl Better {
    pub fn name(self) -> &'static str {
        match self {
            Better::Up => "up",
            Better::Down => "down",
        }
    }
}

impl Drill {
    pub fn name(self) -> &'static str {
        match self {
            Drill::Sales => "sales",
            Drill::Complaints => "complaints",
            Drill::Interactions => "interactions",
            Drill::Feedback => "feedback",
        }
    }
}

/// What is wrong, and what would be right, in the part of a KPI that is named.
type Mistake = (&'static str, String, String);

pub(super) fn check(kpis: &Kpis, workspace: &Workspace) -> Result<(), ConfigError> {
    for (at, (name, kpi)) in kpis.kpis.iter().enumerate() {
        let earlier: Vec<&str> = kpis.kpis.keys().take(at).map(String::as_str).collect();
        named(name).and_then(|()| defined(kpi)).and_then(|()| formula(kpi, &earlier)).map_err(
            |(part, what, right)| {
                load::wrong(workspace, "kpis.toml", &["kpi", name, part], format!("KPI {name}: {what}"), right)
            },
        )?;
    }
    Ok(())
}

fn named(name: &str) -> Result<(), Mistake> {
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !name.starts_with("previous_");
    let right = "use small letters, digits and _, a letter first, and not previous_";
    is_name.then_some(()).ok_or_else(|| ("", format!("{name:?} is no name for a KPI"), right.into()))
}

fn defined(kpi: &Kpi) -> Result<(), Mistake> {
    let wrong = |part, what: &str, right: &str| Err((part, what.to_owned(), right.to_owned()));
    match (&kpi.numerator, &kpi.denominator, &kpi.formula) {
        (Some(_), _, None) | (None, None, Some(_)) => {}
        (None, _, None) => {
            return wrong("", "it has no definition", "add `numerator = { sql, from, time }` or `formula`");
        }
        (_, _, Some(_)) => return wrong("formula", "it has a formula and measures", "keep one of the two"),
    }
    if kpi.adds_up && (kpi.denominator.is_some() || kpi.formula.is_some()) {
        return wrong("adds_up", "ratios and formulas do not add up", "leave adds_up out");
    }
    Ok(())
}

fn formula(kpi: &Kpi, earlier: &[&str]) -> Result<(), Mistake> {
    let Some(formula) = &kpi.formula else { return Ok(()) };
    let known = |word: &&str| earlier.contains(&word.strip_prefix("previous_").unwrap_or(word));
    match words(formula).iter().find(|word| !known(word)) {
        Some(word) => {
            let right = format!("expected KPIs that stand above it, or previous_KPI: {}", earlier.join(", "));
            Err(("formula", format!("its formula names {word:?}"), right))
        }
        None => Ok(()),
    }
}

/// The names in a formula: its words, without functions, keywords and numbers.
fn words(formula: &str) -> Vec<&str> {
    const KEYWORDS: [&str; 14] =
        ["and", "or", "not", "case", "when", "then", "else", "end", "null", "is", "in", "between", "true", "false"];
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut words = Vec::new();
    let mut rest = formula;
    while let Some(start) = rest.find(is_word) {
        rest = &rest[start..];
        let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
        let is_name =
            word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !after.trim_start().starts_with('(');
        if is_name && !KEYWORDS.contains(&word.to_ascii_lowercase().as_str()) {
            words.push(word);
        }
        rest = after;
    }
    words
}
