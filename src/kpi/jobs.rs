use super::measure;
use crate::args;
use crate::config::Kpi;
use crate::jobs::{Job, JobError, Outcome, Run};
use crate::value::Args;
use crate::warehouse::{Lineage, WarehouseError, quoted};
use indexmap::IndexMap;
use std::collections::BTreeSet;

pub const JOBS: &[Job] = &[Job {
    name: "kpi.compute",
    params: &[],
    reads: &[
        "core.channel",
        "core.channel_spend",
        "core.customer",
        "core.feedback",
        "core.interaction",
        "core.market",
        "core.order_line",
        "core.sales_order",
        "core.touchpoint",
        "mart.rfm",
    ],
    writes: &["mart.kpi", "mart.kpi_value"],
    version: 1,
    refreshed: true,
    run: compute,
}];

fn compute(run: &Run<'_>) -> Result<Outcome, JobError> {
    let kpis = &run.config.kpis.kpis;
    for (position, (name, kpi)) in kpis.iter().enumerate() {
        run.progress(position as f64 / kpis.len() as f64)?;
        define(run, position, name, kpi, &missing(run, kpis, kpi)?)?;
        measure::compute(run, name, kpi).map_err(|error| blamed(name, error))?;
    }
    let count = |sql: &str| run.session.scalar(sql, &run.query_args());
    let values = count("SELECT count(*) FROM mart.kpi_value WHERE run_id = $run_id")?;
    let known = count("SELECT count(DISTINCT kpi) FROM mart.kpi_value WHERE run_id = $run_id")?;
    let rows = values.integer().unwrap_or(0).unsigned_abs();
    Ok(Outcome::rows(rows).with("kpis", kpis.len()).with("known_kpis", known))
}

/// The tables that a KPI is made of, directly or through those of its formula, and that hold nothing.
fn missing(run: &Run<'_>, kpis: &IndexMap<String, Kpi>, kpi: &Kpi) -> Result<Vec<String>, WarehouseError> {
    let mut empty = Vec::new();
    for table in tables(kpis, kpi).iter().filter(|table| table.starts_with("core.")) {
        let (schema, name) = table.split_once('.').unwrap_or_default();
        let sql = format!("SELECT count(*) FROM (FROM {}.{} LIMIT 1)", quoted(schema), quoted(name));
        if run.session.scalar(&sql, &Args::new())?.integer() == Some(0) {
            empty.push(table.clone());
        }
    }
    Ok(empty)
}

fn tables(kpis: &IndexMap<String, Kpi>, kpi: &Kpi) -> BTreeSet<String> {
    let measures = kpi.numerator.iter().chain(&kpi.denominator).flat_map(|measure| Lineage::of(&measure.from).tables);
    let formula = kpi.formula.iter().flat_map(|formula| formula.split(|c: char| !(c.is_alphanumeric() || c == '_')));
    let others = formula.filter_map(|name| kpis.get(name.strip_prefix("previous_").unwrap_or(name)));
    measures.chain(others.flat_map(|other| tables(kpis, other))).collect()
}

fn define(run: &Run<'_>, position: usize, name: &str, kpi: &Kpi, missing: &[String]) -> Result<(), WarehouseError> {
    let row = args![
        run_id => run.id,
        position => position,
        kpi => name,
        title => kpi.title.clone(),
        about => kpi.about.clone(),
        unit => kpi.unit.name(),
        better => kpi.better.name(),
        adds_up => kpi.adds_up,
        is_total => kpi.is_total(),
        rows_of => kpi.rows.name(),
        missing => Some(missing.join(", ")).filter(|tables| !tables.is_empty()),
    ];
    run.session.execute(include_str!("sql/define.sql"), &row)?;
    Ok(())
}

/// A definition that the engine cannot run is a mistake in the configuration, and is answered with the KPI's name.
fn blamed(name: &str, error: WarehouseError) -> JobError {
    match error {
        WarehouseError::Engine(message) => JobError::Unfit {
            what: format!("KPI {name} cannot be computed: {message}"),
            hint: format!("correct [kpi.{name}] in kpis.toml"),
        },
        other => other.into(),
    }
}
