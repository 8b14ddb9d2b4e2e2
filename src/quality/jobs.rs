use super::rules::{self, Tested};
use crate::args;
use crate::config::Check;
use crate::jobs::{Job, JobError, Outcome, Run};
use crate::value::Cell;
use crate::warehouse::{WarehouseError, quoted};

pub const JOBS: &[Job] = &[Job {
    name: "quality.check",
    params: &[],
    reads: &[
        "core.action_plan",
        "core.campaign",
        "core.campaign_member",
        "core.campaign_message",
        "core.campaign_response",
        "core.channel",
        "core.channel_spend",
        "core.consent",
        "core.customer",
        "core.customer_key",
        "core.customer_record",
        "core.feedback",
        "core.interaction",
        "core.kpi_target",
        "core.market",
        "core.offer",
        "core.order_line",
        "core.product",
        "core.promotion",
        "core.sales_order",
        "core.social_post",
        "core.stock",
        "core.store",
        "core.touchpoint",
    ],
    writes: &["ops.check_result", "mart.check_failure"],
    version: 1,
    refreshed: true,
    run: check_all,
}];

fn check_all(run: &Run<'_>) -> Result<Outcome, JobError> {
    let checks = &run.config.quality.checks;
    for (at, (name, check)) in checks.iter().enumerate() {
        run.progress(at as f64 / checks.len() as f64)?;
        check_one(run, name, check).map_err(|error| blamed(name, error))?;
    }
    find_lines(run)?;
    let summary = run.session.query(include_str!("sql/summary.sql"), &run.query_args())?;
    Ok(Outcome::rows(checks.len() as u64)
        .with("checks", summary.cell(0, "checks").clone())
        .with("failed_checks", summary.cell(0, "failed_checks").clone())
        .with("untested_checks", summary.cell(0, "untested_checks").clone())
        .with("failed_rows", summary.cell(0, "failed_rows").clone()))
}

fn check_one(run: &Run<'_>, name: &str, check: &Check) -> Result<(), WarehouseError> {
    let Tested { sql, args: bound } = rules::tested(check, run.as_of);
    let mut args = args![
        run_id => run.id,
        as_of => run.as_of,
        check_name => name,
        table_name => &check.table,
        column_name => Some(check.columns.join(", ")).filter(|columns| !columns.is_empty()),
        dimension => check.dimension().name(),
        severity => check.severity.name(),
        owner => check.owner.clone(),
        protects => check.protects.clone(),
        kept => run.config.quality.kept_failures,
    ];
    args.extend(bound);
    let count =
        include_str!("sql/count.sql").replace("/*table*/", &rules::table_name(&check.table)).replace("/*rule*/", &sql);
    let failed = run.session.scalar(&count, &args)?.integer().unwrap_or(0);
    if failed > 0 {
        let keep = include_str!("sql/keep.sql").replace("/*values*/", &rules::values(check)).replace("/*rule*/", &sql);
        run.session.execute(&keep, &args)?;
    }
    Ok(())
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
    let sources = run.session.query(include_str!("sql/sources.sql"), &run.query_args())?;
    for source in sources.rows.iter().filter_map(|row| row.first().and_then(Cell::text)) {
        let sql = include_str!("sql/line.sql").replace("/*landing*/", &format!("landing.{}", quoted(source)));
        run.session.execute(&sql, &args![run_id => run.id, source => source])?;
    }
    Ok(())
}
