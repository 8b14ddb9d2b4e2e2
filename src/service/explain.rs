//! Where a figure comes from: back from its query, over views and runs, to the batches in which its data arrived.

use super::access::Reader;
use super::{Explanation, Fault, Local, Relation, catalogue};
use crate::args;
use crate::config::Kpi;
use crate::jobs::Job;
use crate::value::{Args, Scope, Table};
use crate::warehouse::{Session, quoted};
use std::collections::BTreeSet;

/// Walks back from a query: its tables, the runs that made those, and the batches behind them.
pub(super) fn explain(
    local: &Local,
    session: &Reader<'_>,
    relation: Relation,
    scope: &Scope,
) -> Result<Explanation, Fault> {
    let (sql, args) = local.resolve(session, &relation, scope)?;
    let lineage = catalogue::lineage(&sql);
    let jobs = makers(local.runner.jobs(), &lineage.tables);
    let job_names = joined(jobs.iter().map(|job| job.name));
    let origin: BTreeSet<&str> =
        lineage.tables.iter().map(String::as_str).chain(jobs.iter().flat_map(|job| job.reads).copied()).collect();
    let definition = definition(local, &args);
    let used = args.into_iter().filter(|(name, _)| sql.contains(&format!("${name}"))).collect();
    Ok(Explanation {
        tables: session.query(
            include_str!("sql/sizes.sql"),
            &args![tables => joined(lineage.tables.iter().map(String::as_str))],
        )?,
        runs: session.query(include_str!("sql/runs.sql"), &args![jobs => job_names])?,
        batches: batches(session, &origin)?,
        definition,
        relation,
        definitions: lineage.definitions.values().map(|text| (*text).to_owned()).collect(),
        sql,
        args: used,
    })
}

fn definition(local: &Local, args: &Args) -> Option<String> {
    local.config().kpis.kpis.get(args.get("kpi")?.text()?).map(Kpi::definition)
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(",")
}

/// The jobs that write the tables, and those that write what they read, all the way back.
fn makers<'a>(jobs: &'a [Job], reads: &BTreeSet<String>) -> Vec<&'a Job> {
    let mut wanted: Vec<&str> = reads.iter().map(String::as_str).collect();
    let mut found: Vec<&Job> = Vec::new();
    while let Some(table) = wanted.pop() {
        for job in jobs.iter().filter(|job| job.writes.contains(&table)) {
            if !found.iter().any(|known| known.name == job.name) {
                found.push(job);
                wanted.extend(job.reads);
            }
        }
    }
    found
}

/// The batches whose rows stand in the tables now.
fn batches(session: &Session, tables: &BTreeSet<&str>) -> Result<Table, Fault> {
    let named = args![tables => joined(tables.iter().copied())];
    let bearing = session.query(include_str!("sql/batch_bearing.sql"), &named)?;
    let standing = |row: usize| {
        let table = (bearing.text(row, "schema_name"), bearing.text(row, "table_name"));
        format!("SELECT batch_id FROM {}.{}", quoted(table.0), quoted(table.1))
    };
    let standing: Vec<String> = (0..bearing.rows.len()).map(standing).collect();
    if standing.is_empty() {
        return Ok(Table::default());
    }
    let sql = include_str!("sql/batches.sql").replace("/*standing*/", &standing.join(" UNION "));
    Ok(session.query(&sql, &Args::new())?)
}
