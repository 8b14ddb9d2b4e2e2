use super::pass::{self, Pass};
use crate::config::model_tables;
use crate::jobs::{Job, JobError, Outcome, Run};
use crate::value::Args;
use std::collections::BTreeSet;

pub const JOBS: &[Job] = &[Job {
    name: "cleaning.clean",
    params: &[],
    // Any table may have rules; which of them a run writes it says itself.
    reads: model_tables!["ops.cleaning_rule"],
    writes: model_tables!["ops.cleaned_cell"],
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
