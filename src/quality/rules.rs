//! From a check of the configuration to SQL: names are quoted, values are bound.

use super::check::condition;
use super::column::{observed, table_name};
use crate::args;
use crate::config::{Bound, Check, Model, Outlier, Rule};
use crate::value::{Args, Cell};
use crate::warehouse::{literal, quoted};
use jiff::civil::Date;

/// A query with one row for each row that is tested: `checked_row`, the row itself, its `source`, and `failing`.
pub(super) struct Tested {
    pub sql: String,
    pub args: Args,
}

/// None where the rule is of a whole distribution, and no row by itself passes or fails.
pub(super) fn tested(check: &Check, as_of: Date, model: &Model) -> Option<Tested> {
    let filled = |sql: &str| common(sql, check, model);
    let (sql, args) = match &check.rule {
        Rule::Filled => (filled(include_str!("sql/rule/filled.sql")), Args::new()),
        Rule::Unique => (filled(include_str!("sql/rule/unique.sql")), Args::new()),
        Rule::InSet(values) => {
            let allowed = serde_json::Value::from(values.clone()).to_string();
            (filled(include_str!("sql/rule/in_set.sql")), args![allowed => allowed])
        }
        Rule::Range { min, max } => {
            let is_day = min.as_ref().or(max.as_ref()).is_some_and(Bound::is_day);
            let sql =
                filled(include_str!("sql/rule/range.sql")).replace("/*type*/", if is_day { "DATE" } else { "DOUBLE" });
            (sql, args![min => bound(min.as_ref(), as_of), max => bound(max.as_ref(), as_of)])
        }
        Rule::Pattern(pattern) => (filled(include_str!("sql/rule/pattern.sql")), args![pattern => pattern]),
        Rule::Reference { table, columns } => {
            let theirs = if columns.is_empty() { &check.columns } else { columns };
            let same = theirs.iter().zip(&check.columns);
            let same = same.map(|(their, our)| format!("known.{} = checked.{}", quoted(their), quoted(our)));
            let sql = filled(include_str!("sql/rule/reference.sql"));
            (sql.replace("/*known*/", &table_name(table)).replace("/*same*/", &joined(same, " AND ")), Args::new())
        }
        Rule::Freshness { days } => (filled(include_str!("sql/rule/freshness.sql")), args![days => *days]),
        Rule::RowCount { min, max } => {
            (filled(include_str!("sql/rule/row_count.sql")), args![min => *min, max => *max])
        }
        Rule::Length { min, max } => (filled(include_str!("sql/rule/length.sql")), args![min => *min, max => *max]),
        Rule::Sum { table, column, by, tolerance } => {
            let sql = filled(include_str!("sql/rule/sum.sql"))
                .replace("/*known*/", &table_name(table))
                .replace("/*summed*/", &quoted(column))
                .replace("/*keys*/", &joined(by.iter().map(|key| quoted(key)), ", "));
            (sql, args![tolerance => *tolerance])
        }
        Rule::RobustZ(outlier) => outliers(&filled(include_str!("sql/rule/robust_z.sql")), check, outlier, model),
        Rule::Interquartile(outlier) => {
            outliers(&filled(include_str!("sql/rule/interquartile.sql")), check, outlier, model)
        }
        Rule::StabilityIndex(_) | Rule::KolmogorovSmirnov(_) => return None,
        Rule::Sql(query) => {
            let query = query.trim().trim_end_matches(';');
            (filled(include_str!("sql/rule/sql.sql")).replace("/*query*/", query), Args::new())
        }
    };
    Some(Tested { sql, args })
}

/// Outliers of one column within groups; every group's values are compared as one list of texts. What a rule has filled in
/// is no outlier, and makes no other value one.
fn outliers(sql: &str, check: &Check, outlier: &Outlier, model: &Model) -> (String, Args) {
    let column = check.columns.first().map_or_else(String::new, |column| format!("{}::DOUBLE", quoted(column)));
    let group = joined(outlier.by.iter().map(|column| format!("{}::VARCHAR", quoted(column))), ", ");
    let (number, is_tested) =
        if outlier.log { (format!("ln({column})"), format!("{column} > 0")) } else { (column, "TRUE".into()) };
    let is_tested = match check.columns.first().filter(|_| check.has_source(model)) {
        Some(column) => format!("{is_tested} AND {}", observed(&check.table, column)),
        None => is_tested,
    };
    let sql = sql
        .replace("/*number*/", &number)
        .replace("/*is_tested*/", &is_tested)
        .replace("/*group*/", &if group.is_empty() { "['']".to_owned() } else { format!("[{group}]") });
    (sql, args![max => outlier.max, min_rows => outlier.min_rows])
}

/// The columns' texts within a failing row's JSON.
pub(super) fn values(check: &Check) -> String {
    let texts = check.columns.iter().map(|column| format!("content ->> {}", literal(column)));
    let sum = matches!(check.rule, Rule::Sum { .. }).then(|| "content ->> 'other_sum'".to_owned());
    if check.columns.is_empty() { "NULL".into() } else { joined(texts.chain(sum), ", ") }
}

fn common(sql: &str, check: &Check, model: &Model) -> String {
    let columns = || check.columns.iter().map(|column| quoted(column));
    sql.replace("/*texts*/", &joined(columns().map(|column| format!("{column}::VARCHAR")), ", "))
        .replace("/*columns*/", &joined(columns(), ", "))
        .replace("/*present*/", &joined(columns().map(|column| format!("{column} IS NOT NULL")), " AND "))
        .replace("/*table*/", &table_name(&check.table))
        .replace("/*condition*/", condition(check))
        .replace("/*source*/", if check.has_source(model) { "checked.source" } else { "NULL::VARCHAR" })
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    parts.collect::<Vec<_>>().join(between)
}

fn bound(bound: Option<&Bound>, as_of: Date) -> Cell {
    match bound {
        None => Cell::Null,
        Some(Bound::Number(number)) => (*number).into(),
        Some(Bound::Day(day)) => day.parse::<Date>().unwrap_or(as_of).into(),
    }
}
