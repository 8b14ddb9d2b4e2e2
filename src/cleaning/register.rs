use crate::config::Cleaning;
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError};

/// Keeps `ops.cleaning_rule` as `cleaning.toml` is: rules that have changed make the cleaning stale.
pub fn register(session: &Session, cleaning: &Cleaning) -> Result<(), WarehouseError> {
    let row = |(position, (name, rule)): (usize, (&String, &crate::config::CleaningRule))| -> Vec<Cell> {
        vec![
            position.into(),
            name.into(),
            (&rule.table).into(),
            rule.columns.join(", ").into(),
            rule.treatment.name().into(),
            rule.enabled.into(),
            rule.definition().into(),
        ]
    };
    let rows: Vec<Vec<Cell>> = cleaning.rules.iter().enumerate().map(row).collect();
    if session.query("FROM ops.cleaning_rule ORDER BY position", &Args::new())?.rows == rows {
        return Ok(());
    }
    session.transaction(|session| {
        session.batch("DELETE FROM ops.cleaning_rule")?;
        session.append_rows("ops", "cleaning_rule", &rows)?;
        session.touch("ops.cleaning_rule")
    })
}
