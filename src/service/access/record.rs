use crate::args;
use crate::warehouse::{Session, WarehouseError};

/// Puts on record who did what to which subject. `detail` is an object.
pub(in crate::service) fn record(
    session: &Session,
    by: &str,
    action: &str,
    subject: &str,
    detail: &serde_json::Value,
) -> Result<(), WarehouseError> {
    let row = args![
        happened_at => crate::jobs::now(),
        done_by => by,
        action => action,
        subject => subject,
        detail => detail.to_string(),
    ];
    session.execute(include_str!("sql/record.sql"), &row)?;
    Ok(())
}
