//! What can be meant in `quality.toml`.

use super::{Bound, Check, Outlier, Quality, Rule, Shift};
use crate::config::{ConfigError, Model, Workspace, load};

/// What is wrong, and what would be right, in the part of a check that is named.
type Mistake = (&'static str, String, String);

pub(in crate::config) fn check(quality: &Quality, model: &Model, workspace: &Workspace) -> Result<(), ConfigError> {
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
    match &check.rule {
        Rule::Filled | Rule::Unique if check.columns.is_empty() => no_column(),
        Rule::Filled | Rule::Unique | Rule::RowCount { .. } | Rule::Sql(_) | Rule::Reference { .. } => Ok(()),
        _ if check.columns.len() != 1 => Err((
            "columns",
            format!("the rule takes one column, and {} are named", check.columns.len()),
            "add `columns = [\"COLUMN\"]`".into(),
        )),
        _ => Ok(()),
    }?;
    match &check.rule {
        Rule::InSet(values) if values.is_empty() => {
            wrong("no value is allowed", "list the values: in_set = [\"a\", \"b\"]")
        }
        Rule::Range { min, max } => range(min.as_ref(), max.as_ref()),
        Rule::RowCount { min: None, max: None } => wrong("the row count has no bound", "state min, max or both"),
        Rule::Length { min: None, max: None } => wrong("the length has no bound", "state min, max or both"),
        Rule::Reference { table, columns } => reference(check, table, columns, model),
        Rule::Sum { table, column, by, tolerance } => sum(check, table, column, by, *tolerance, model),
        Rule::StabilityIndex(shift) | Rule::KolmogorovSmirnov(shift) => self::shift(check, shift, model),
        Rule::RobustZ(outlier) | Rule::Interquartile(outlier) => self::outlier(check, outlier, model),
        Rule::Sql(_) if check.dimension.is_none() => Err((
            "",
            "a check in SQL says nothing of its dimension".into(),
            "add `dimension = \"validity\"` or another".into(),
        )),
        _ => Ok(()),
    }
}

fn wrong(what: &str, right: &str) -> Result<(), Mistake> {
    Err(("rule", what.to_owned(), right.to_owned()))
}

fn no_column() -> Result<(), Mistake> {
    Err(("", "no column is named".into(), "add `columns = [\"COLUMN\"]`".into()))
}

fn range(min: Option<&Bound>, max: Option<&Bound>) -> Result<(), Mistake> {
    let bounds: Vec<&Bound> = [min, max].into_iter().flatten().collect();
    if bounds.is_empty() {
        return wrong("the range has no end", "state min, max or both");
    }
    if bounds.iter().all(|bound| bound.is_sound()) && bounds.windows(2).all(|two| two[0].is_day() == two[1].is_day()) {
        return Ok(());
    }
    wrong("the range's ends are not of one kind", "state numbers, or days such as \"2026-06-30\" or \"as_of\"")
}

fn reference(check: &Check, table: &str, columns: &[String], model: &Model) -> Result<(), Mistake> {
    if check.columns.is_empty() {
        return no_column();
    }
    let theirs = if columns.is_empty() { &check.columns } else { columns };
    all_known("rule", table, theirs, &known_columns("rule", table, model)?)?;
    if theirs.len() == check.columns.len() {
        Ok(())
    } else {
        wrong("the two tables' columns are not as many", "name one for one")
    }
}

fn sum(check: &Check, table: &str, column: &str, by: &[String], tolerance: f64, model: &Model) -> Result<(), Mistake> {
    let theirs = known_columns("rule", table, model)?;
    all_known("rule", table, &[column.to_owned()], &theirs)?;
    all_known("rule", table, by, &theirs)?;
    all_known("rule", &check.table, by, &known_columns("table", &check.table, model)?)?;
    if by.is_empty() {
        return wrong("the sums have no keys", "name the columns that both tables share: by = [\"order_key\"]");
    }
    positive(tolerance, true, "the tolerance")
}

fn shift(check: &Check, shift: &Shift, model: &Model) -> Result<(), Mistake> {
    positive(shift.max, false, "max")?;
    match (&shift.on, shift.days) {
        (None, None) if shift.back.is_some() => wrong("back is stated without days", "state on, days and back"),
        (None, None) if !check.has_source(model) => {
            wrong("the table's rows come in no batches", "state the days to compare: on = \"COLUMN\", days = 28")
        }
        (None, None) => Ok(()),
        (Some(on), Some(days)) if days > 0 => {
            all_known("rule", &check.table, std::slice::from_ref(on), &known_columns("table", &check.table, model)?)
        }
        _ => wrong("days and their column go together", "state both: on = \"ordered_at\", days = 28"),
    }
}

fn outlier(check: &Check, outlier: &Outlier, model: &Model) -> Result<(), Mistake> {
    positive(outlier.max, false, "max")?;
    all_known("rule", &check.table, &outlier.by, &known_columns("table", &check.table, model)?)
}

fn positive(number: f64, may_be_zero: bool, what: &str) -> Result<(), Mistake> {
    if number.is_finite() && (number > 0.0 || (may_be_zero && number == 0.0)) {
        Ok(())
    } else {
        wrong(&format!("{what} is {number}"), "state a number above 0")
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
