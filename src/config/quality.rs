use super::{ConfigError, Model, Workspace, load};
use indexmap::IndexMap;
use jiff::civil::Date;
use serde::Deserialize;

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
    /// A query whose rows are those that fail.
    Sql(String),
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
    pub fn dimension(&self) -> Dimension {
        self.dimension.unwrap_or(match self.rule {
            Rule::Filled | Rule::RowCount { .. } => Dimension::Completeness,
            Rule::Unique => Dimension::Uniqueness,
            Rule::InSet(_) | Rule::Range { .. } | Rule::Pattern(_) => Dimension::Validity,
            Rule::Reference { .. } | Rule::Sql(_) => Dimension::Consistency,
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

/// What is wrong, and what would be right, in the part of a check that is named.
type Mistake = (&'static str, String, String);

pub(super) fn check(quality: &Quality, model: &Model, workspace: &Workspace) -> Result<(), ConfigError> {
    for (name, check) in &quality.checks {
        let found = named(name).and_then(|()| places(check, model)).and_then(|()| rule(check, model));
        found.map_err(|(part, what, right)| {
            load::wrong(workspace, "quality.toml", &["check", name, part], format!("check {name}: {what}"), right)
        })?;
    }
    Ok(())
}

fn named(name: &str) -> Result<(), Mistake> {
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let wrong = || ("", format!("{name:?} is no name for a check"), "use letters, digits and _ only".into());
    is_name.then_some(()).ok_or_else(wrong)
}

/// The table and the columns have to be there.
fn places(check: &Check, model: &Model) -> Result<(), Mistake> {
    let known = known_columns("table", &check.table, model)?;
    all_known("columns", &check.table, &check.columns, &known)
}

fn known_columns(part: &'static str, table: &str, model: &Model) -> Result<Vec<String>, Mistake> {
    columns_of(table, model).ok_or_else(|| {
        let right = format!("expected one of {}", tables(model).join(", "));
        (part, format!("there is no table {table}"), right)
    })
}

fn all_known(part: &'static str, table: &str, columns: &[String], known: &[String]) -> Result<(), Mistake> {
    match columns.iter().find(|column| !known.contains(column)) {
        Some(column) => {
            Err((part, format!("{table} has no column {column}"), format!("expected one of {}", known.join(", "))))
        }
        None => Ok(()),
    }
}

fn rule(check: &Check, model: &Model) -> Result<(), Mistake> {
    let wrong = |what: &str, right: &str| Err(("rule", what.to_owned(), right.to_owned()));
    let columns = check.columns.len();
    match &check.rule {
        Rule::Filled | Rule::Unique | Rule::Reference { .. } if columns == 0 => {
            Err(("", "no column is named".into(), "add `columns = [\"COLUMN\"]`".into()))
        }
        Rule::InSet(_) | Rule::Range { .. } | Rule::Pattern(_) | Rule::Freshness { .. } if columns != 1 => Err((
            "columns",
            format!("the rule takes one column, and {columns} are named"),
            "add `columns = [\"COLUMN\"]`".into(),
        )),
        Rule::InSet(values) if values.is_empty() => {
            wrong("no value is allowed", "list the values: in_set = [\"a\", \"b\"]")
        }
        Rule::Range { min: None, max: None } => wrong("the range has no end", "state min, max or both"),
        Rule::RowCount { min: None, max: None } => wrong("the row count has no bound", "state min, max or both"),
        Rule::Range { min, max } => {
            let bounds: Vec<&Bound> = [min, max].into_iter().flatten().collect();
            if bounds.iter().all(|bound| bound.is_sound())
                && bounds.windows(2).all(|two| two[0].is_day() == two[1].is_day())
            {
                Ok(())
            } else {
                wrong(
                    "the range's ends are not of one kind",
                    "state numbers, or days such as \"2026-06-30\" or \"as_of\"",
                )
            }
        }
        Rule::Reference { table, columns: theirs } => {
            let known = known_columns("rule", table, model)?;
            let theirs = if theirs.is_empty() { &check.columns } else { theirs };
            all_known("rule", table, theirs, &known)?;
            if theirs.len() == columns {
                Ok(())
            } else {
                wrong("the two tables' columns are not as many", "name one for one")
            }
        }
        Rule::Sql(_) if check.dimension.is_none() => Err((
            "",
            "a check in SQL says nothing of its dimension".into(),
            "add `dimension = \"validity\"` or another".into(),
        )),
        _ => Ok(()),
    }
}

fn tables(model: &Model) -> Vec<String> {
    let derived = ["core.customer", "core.customer_key", "core.sale"].map(str::to_owned);
    model.entities.iter().map(|(name, entity)| entity.table(name)).chain(derived).collect()
}

fn columns_of(table: &str, model: &Model) -> Option<Vec<String>> {
    let listed = |names: &str| names.split(' ').map(str::to_owned).collect();
    match table {
        "core.customer" => Some(listed(
            "customer_id member_id name phone email gender birth_date city country language joined_at attributes records",
        )),
        "core.customer_key" => Some(listed("system customer_key customer_id rule")),
        "core.sale" => Some(listed(
            "system order_key customer_id ordered_at ordered_on channel_id store_id status revenue units discount lines",
        )),
        _ => {
            let (name, entity) = model.entities.iter().find(|(name, entity)| entity.table(name) == table)?;
            let customer = entity.has_customer(name).then_some("customer_id");
            let own = entity.fields.keys().map(String::as_str);
            Some(own.chain(customer).chain(["system", "source", "batch_id", "record"]).map(str::to_owned).collect())
        }
    }
}
