//! What the rules would change now: found on a copy, of which nothing is kept.

use super::pass::{self, Pass};
use crate::args;
use crate::config::Config;
use crate::jobs::JobError;
use crate::value::{Args, Cell, Table};
use crate::warehouse::{Lineage, Session, WarehouseError};
use std::collections::BTreeSet;

/// What every rule would change, those too that are switched off: by the rule's position the number of cells, of rows that
/// these are in, and of cells that it cannot read.
pub fn found(session: &Session, config: &Config) -> Result<Table, JobError> {
    pass::begin(session)?;
    let tables: BTreeSet<&str> = config.cleaning.rules.values().map(|rule| rule.table.as_str()).collect();
    for pass in tables.into_iter().filter_map(|table| Pass::over(session, config, table)) {
        pass.run(&|_| Ok(()))?;
    }
    Ok(session.query(include_str!("sql/found.sql"), &Args::new())?)
}

/// The tables that it follows from what is [`found`]; none where a rule's condition asks for more than its row tells.
pub fn found_in(session: &Session, config: &Config) -> Result<Option<BTreeSet<String>>, WarehouseError> {
    let rules = config.cleaning.rules.values();
    let mut tables: BTreeSet<String> = rules.clone().map(|rule| rule.table.clone()).collect();
    // Whose a row is follows from the keys, and is no change of the row's table.
    tables.extend(["core.customer_key", "ops.batch", "ops.cleaned_cell", "ops.decision"].map(str::to_owned));
    for condition in rules.filter_map(|rule| rule.condition.as_deref()) {
        let is_steady = session.scalar(include_str!("sql/is_steady.sql"), &args![condition => condition])?;
        if is_steady != Cell::Flag(true) {
            return Ok(None);
        }
        tables.extend(Lineage::of(condition).tables);
    }
    Ok(Some(tables))
}

/// The query of the rules, with what was [`found`] of each. The session holds it until it ends.
pub fn rules(session: &Session, found: &Table) -> Result<&'static str, WarehouseError> {
    pass::begin(session)?;
    session.append_rows("main", "cleaning_found", &found.rows)?;
    Ok(include_str!("sql/rules.sql"))
}

/// Finds what one rule would change after those before it, and gives the query of these cells, before and after; it binds
/// `$rule`.
///
/// # Errors
/// [`JobError::Unfit`] names the rules that there are.
pub fn changes(session: &Session, config: &Config, rule: &str) -> Result<&'static str, JobError> {
    let Some(found) = config.cleaning.rules.get(rule) else {
        let names: Vec<&str> = config.cleaning.rules.keys().map(String::as_str).collect();
        let hint = format!("cleaning.toml has {}", names.join(", "));
        return Err(JobError::unfit(format!("there is no rule {rule:?}"), hint));
    };
    pass::begin(session)?;
    if let Some(pass) = Pass::over(session, config, &found.table) {
        pass.up_to(rule).run(&|_| Ok(()))?;
    }
    Ok(include_str!("sql/changes.sql"))
}
