//! What the rules would change now: found on a copy, of which nothing is kept.

use super::pass::{self, Pass};
use crate::config::Config;
use crate::jobs::JobError;
use crate::warehouse::Session;
use std::collections::BTreeSet;

/// Finds what every rule would change, those too that are switched off, and gives the query of the rules with it. The session
/// holds what was found until it ends.
pub fn rules(session: &Session, config: &Config) -> Result<&'static str, JobError> {
    pass::begin(session)?;
    let tables: BTreeSet<&str> = config.cleaning.rules.values().map(|rule| rule.table.as_str()).collect();
    for pass in tables.into_iter().filter_map(|table| Pass::over(session, config, table)) {
        pass.run(&|_| Ok(()))?;
    }
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
