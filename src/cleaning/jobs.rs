use super::pass::{self, Pass};
use crate::jobs::{Job, JobError, Outcome, Run};
use crate::value::Args;
use std::collections::BTreeSet;

/// Every table that rules may be about, which a run reads and, where something differs in the end, writes.
macro_rules! of_tables {
    ($($more:literal),*) => {
        &[
            "core.action_plan",
            "core.campaign",
            "core.campaign_member",
            "core.campaign_message",
            "core.campaign_response",
            "core.channel",
            "core.channel_spend",
            "core.consent",
            "core.customer_alias",
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
            $($more),*
        ]
    };
}

pub const JOBS: &[Job] = &[Job {
    name: "cleaning.clean",
    params: &[],
    reads: of_tables!["ops.cleaning_rule"],
    writes: of_tables!["ops.cleaned_cell"],
    version: 1,
    refreshed: true,
    run: clean,
}];

fn clean(run: &Run<'_>) -> Result<Outcome, JobError> {
    pass::begin(run.session)?;
    let mut written: Vec<String> = Vec::new();
    let (mut rows, mut cells_changed) = (0, 0);
    let tables = tables(run)?;
    for (at, table) in tables.iter().enumerate() {
        let Some(pass) = Pass::over(run.session, run.config, table) else { continue };
        let pass = pass.of_enabled();
        pass.run(&|done| run.progress((at as f64 + done) / tables.len() as f64))?;
        let (rows_changed, kept) = pass.keep(run.id)?;
        if rows_changed > 0 {
            written.push(table.clone());
        }
        (rows, cells_changed) = (rows + rows_changed, cells_changed + kept);
    }
    if cells_changed > 0 {
        written.push("ops.cleaned_cell".to_owned());
    }
    let found = run.session.query(include_str!("sql/outcome.sql"), &Args::new())?;
    Ok(Outcome::rows(rows)
        .with("cells", found.cell(0, "cells").clone())
        .with("filled_cells", found.cell(0, "filled_cells").clone())
        .with("unread_cells", found.cell(0, "unread_cells").clone())
        .having_written(written))
}

/// The tables that a rule is about or was about when it changed something.
fn tables(run: &Run<'_>) -> Result<BTreeSet<String>, JobError> {
    let cleaned = run.session.query("SELECT DISTINCT table_name FROM ops.cleaned_cell", &Args::new())?;
    let cleaned = cleaned.texts("table_name").map(str::to_owned);
    let enabled = run.config.cleaning.rules.values().filter(|rule| rule.enabled).map(|rule| rule.table.clone());
    Ok(cleaned.chain(enabled).collect())
}
