use crate::args;
use crate::jobs::{JobError, Run};
use crate::value::{Args, Cell};
use crate::warehouse::Session;

/// What is erased, told place by place; it holds no personal data.
pub(super) struct Receipt<'a> {
    session: &'a Session,
    pub id: i64,
}

impl<'a> Receipt<'a> {
    /// Begins one. `kind` is `forget`, `reapply` or `retain`.
    pub fn begin(run: &Run<'a>, kind: &str) -> Result<Receipt<'a>, JobError> {
        let id = run.session.scalar("SELECT nextval('ops.receipt_ids')", &Args::new())?.integer().unwrap_or_default();
        let row = args![receipt_id => id, kind => kind, erased_at => Cell::Time(run.now()), run_id => run.id];
        run.session.execute(include_str!("sql/begin.sql"), &row)?;
        Ok(Receipt { session: run.session, id })
    }

    /// Adds a line; `fate` is `removed`, `emptied` or `left`. Nothing is told of nothing.
    pub fn tell(&self, place: &str, fate: &str, items: u64) -> Result<(), JobError> {
        if items > 0 {
            let row = args![receipt_id => self.id, place => place, fate => fate, items => items];
            self.session.execute(include_str!("sql/tell.sql"), &row)?;
        }
        Ok(())
    }

    /// How much it tells of.
    pub fn items(&self) -> Result<u64, JobError> {
        let items = self.session.scalar(include_str!("sql/items.sql"), &args![receipt_id => self.id])?;
        Ok(items.integer().unwrap_or_default().unsigned_abs())
    }
}
