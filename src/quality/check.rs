//! Running the checks of quality.toml: the job `quality.check`.

use super::column::table_name;
use super::rules::{self, Tested};
use super::shift;
use crate::args;
use crate::config::{Check, Rule};
use crate::jobs::{JobError, Outcome, Run};
use crate::value::Cell;
use crate::warehouse::{WarehouseError, quoted};

/// A check under its name.
pub(super) struct Checked<'a> {
    pub name: &'a str,
    pub check: &'a Check,
}

pub(super) fn check_all(run: &Run<'_>) -> Result<Outcome, JobError> {
    let checks = &run.config.quality.checks;
    for (at, (name, check)) in checks.iter().enumerate() {
        run.progress(at as f64 / checks.len() as f64)?;
        check_one(run, &Checked { name, check }).map_err(|error| blamed(name, error))?;
    }
    find_lines(run)?;
    let summary = run.session.query(include_str!("sql/check/summary.sql"), &run.query_args())?;
    Ok(Outcome::rows(checks.len() as u64)
        .with("checks", summary.cell(0, "checks").clone())
        .with("failed_checks", summary.cell(0, "failed_checks").clone())
        .with("untested_checks", summary.cell(0, "untested_checks").clone())
        .with("failed_rows", summary.cell(0, "failed_rows").clone()))
}

fn check_one(run: &Run<'_>, checked: &Checked<'_>) -> Result<(), WarehouseError> {
    if let Rule::StabilityIndex(shift) | Rule::KolmogorovSmirnov(shift) = &checked.check.rule {
        let measured = shift::test(run, checked, shift)?;
        sum_up(run, checked, measured)?;
    } else if let Some(tested) = rules::tested(checked.check, run.as_of, &run.config.model) {
        test(run, checked, tested)?;
    }
    Ok(())
}

/// A rule that each row keeps or breaks.
fn test(run: &Run<'_>, checked: &Checked<'_>, Tested { sql, args: bound }: Tested) -> Result<(), WarehouseError> {
    let mut args = args![
        run_id => run.id, as_of => run.as_of, check_name => checked.name, kept => run.config.quality.kept_failures,
    ];
    args.extend(bound);
    run.session.execute(&include_str!("sql/check/count.sql").replace("/*rule*/", &sql), &args)?;
    if sum_up(run, checked, None)? > 0 {
        let values = rules::values(checked.check);
        let keep = include_str!("sql/check/keep.sql").replace("/*values*/", &values).replace("/*rule*/", &sql);
        run.session.execute(&keep, &args)?;
    }
    Ok(())
}

/// Keeps the check's result over all sources, and says how many rows failed.
fn sum_up(run: &Run<'_>, checked: &Checked<'_>, measured: Option<f64>) -> Result<i64, WarehouseError> {
    let check = checked.check;
    let args = args![
        run_id => run.id,
        check_name => checked.name,
        table_name => &check.table,
        column_name => Some(check.columns.join(", ")).filter(|columns| !columns.is_empty()),
        dimension => check.dimension().name(),
        severity => check.severity.name(),
        owner => check.owner.clone(),
        protects => check.protects.clone(),
        measured => measured,
    ];
    let sql = include_str!("sql/check/result.sql").replace("/*table*/", &table_name(&check.table));
    Ok(run.session.scalar(&sql, &args)?.integer().unwrap_or(0))
}

/// The rows that a check is about.
pub(super) fn condition(check: &Check) -> &str {
    check.condition.as_deref().unwrap_or("TRUE")
}

/// A check that the engine cannot run is a mistake in the configuration, and is answered with its name.
fn blamed(name: &str, error: WarehouseError) -> JobError {
    match error {
        WarehouseError::Engine(message) => JobError::Unfit {
            what: format!("check {name} cannot be run: {message}"),
            hint: format!("correct [check.{name}] in quality.toml"),
        },
        other => other.into(),
    }
}

fn find_lines(run: &Run<'_>) -> Result<(), JobError> {
    let sources = run.session.query(include_str!("sql/check/sources.sql"), &run.query_args())?;
    for source in sources.rows.iter().filter_map(|row| row.first().and_then(Cell::text)) {
        let sql = include_str!("sql/check/line.sql").replace("/*landing*/", &format!("landing.{}", quoted(source)));
        run.session.execute(&sql, &args![run_id => run.id, source => source])?;
    }
    Ok(())
}
