//! Checks of distributions: of the newest batch of each source against the one before, or of the last days against earlier
//! ones.

use super::check::{self, Checked};
use super::column::{Column, table_name};
use super::groups::Groups;
use crate::args;
use crate::config::{Rule, Shift};
use crate::jobs::Run;
use crate::value::{Args, Cell};
use crate::warehouse::{WarehouseError, quoted};

/// Two groups that are compared, and where the later one came from.
struct Pair {
    source: Cell,
    batch_id: Cell,
    before: String,
    after: String,
    args: Args,
}

/// A distance that chance brings about more rarely than so is no chance.
const SIGNIFICANT: f64 = 0.01;

/// Compares all pairs that are large enough; each is one thing tested. Answers the largest distance.
pub(super) fn test(run: &Run<'_>, checked: &Checked<'_>, shift: &Shift) -> Result<Option<f64>, WarehouseError> {
    let columns = Column::all(run.session, Some(&checked.check.table))?;
    let name = checked.check.columns.first();
    let Some(column) = columns.iter().find(|column| Some(&column.name) == name) else { return Ok(None) };
    if matches!(checked.check.rule, Rule::KolmogorovSmirnov(_)) && !column.is_ordered() {
        let what = format!("Kolmogorov and Smirnov's distance is of numbers and times, and {} is neither", column.name);
        return Err(WarehouseError::Engine(what));
    }
    let pairs = match (&shift.on, shift.days) {
        (Some(on), Some(days)) => vec![of_days(run, on, days, shift.back.unwrap_or(days))],
        _ => of_batches(run, checked, column, shift)?,
    };
    let mut largest = None;
    for pair in pairs {
        let groups = Groups {
            column,
            before: pair.before,
            after: pair.after,
            condition: condition(checked, column),
            args: pair.args.clone(),
        };
        if !is_enough(run, &groups, shift)? {
            continue;
        }
        if let Some((distance, is_far)) = distance(run, checked, &groups, shift)? {
            largest = Some(distance.max(largest.unwrap_or(0.0)));
            let args = args![
                run_id => run.id, check_name => checked.name, source => pair.source, failed => i64::from(is_far),
                batch_id => pair.batch_id, value => format!("{distance:.3}"),
                row => serde_json::json!({ checked.check.columns[0].as_str(): distance, "max": shift.max }).to_string(),
            ];
            run.session.execute(include_str!("sql/check/compared.sql"), &args)?;
            if is_far {
                run.session.execute(include_str!("sql/check/shifted.sql"), &args)?;
            }
        }
    }
    Ok(largest)
}

/// The distance, and whether it is too far.
fn distance(
    run: &Run<'_>,
    checked: &Checked<'_>,
    groups: &Groups<'_>,
    shift: &Shift,
) -> Result<Option<(f64, bool)>, WarehouseError> {
    if matches!(checked.check.rule, Rule::KolmogorovSmirnov(_)) {
        let found = groups.kolmogorov_smirnov(run.session)?;
        return Ok(found.map(|it| (it.distance, it.distance > shift.max && it.probability < SIGNIFICANT)));
    }
    let found = groups.change(run.session)?.stability_index;
    Ok(found.map(|index| (index, index > shift.max)))
}

fn of_days(run: &Run<'_>, on: &str, days: u32, back: u32) -> Pair {
    let on = format!("{}::DATE", quoted(on));
    let within = |day: &str| format!("{on} > {day} - $days::INTEGER AND {on} <= {day}");
    Pair {
        source: Cell::Null,
        batch_id: Cell::Null,
        before: within("($as_of::DATE - $back::INTEGER)"),
        after: within("$as_of::DATE"),
        args: args![as_of => run.as_of, days => days, back => back],
    }
}

fn of_batches(
    run: &Run<'_>,
    checked: &Checked<'_>,
    column: &Column,
    shift: &Shift,
) -> Result<Vec<Pair>, WarehouseError> {
    let sql = filled_in(include_str!("sql/check/pairs.sql"), checked, column);
    let found = run.session.query(&sql, &args![min_rows => shift.min_rows])?;
    let pair = |row: usize| Pair {
        source: found.cell(row, "source").clone(),
        batch_id: found.cell(row, "batch_id").clone(),
        before: "batch_id = $earlier_batch_id".to_owned(),
        after: "batch_id = $batch_id".to_owned(),
        args: args![
            batch_id => found.cell(row, "batch_id").clone(),
            earlier_batch_id => found.cell(row, "earlier_batch_id").clone(),
        ],
    };
    Ok((0..found.rows.len()).map(pair).collect())
}

fn is_enough(run: &Run<'_>, groups: &Groups<'_>, shift: &Shift) -> Result<bool, WarehouseError> {
    let sql = include_str!("sql/check/enough.sql")
        .replace("/*before*/", &groups.before)
        .replace("/*after*/", &groups.after)
        .replace("/*condition*/", &groups.condition)
        .replace("/*table*/", &table_name(&groups.column.table));
    let mut args = groups.args.clone();
    args.insert("min_rows".to_owned(), shift.min_rows.into());
    Ok(run.session.scalar(&sql, &args)? == Cell::Flag(true))
}

fn filled_in(sql: &str, checked: &Checked<'_>, column: &Column) -> String {
    sql.replace("/*condition*/", &condition(checked, column)).replace("/*table*/", &table_name(&column.table))
}

/// The rows that the check is about, as far as they have a value.
fn condition(checked: &Checked<'_>, column: &Column) -> String {
    format!("({}) AND {}", check::condition(checked.check), column.filled())
}
