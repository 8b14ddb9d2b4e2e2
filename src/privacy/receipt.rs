use crate::args;
use crate::jobs::{JobError, Run};
use crate::value::{Args, Cell};
use crate::warehouse::Session;

/// What became of what a receipt tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Removed,
    /// It stays, as a fact of nobody.
    Emptied,
    /// It lies outside of the workspace, and is not the program's to remove.
    Left,
    /// An earlier state of the data, which is kept as it was; where it is put back, its people are forgotten again.
    PutAway,
}

impl Fate {
    pub fn name(self) -> &'static str {
        match self {
            Fate::Removed => "removed",
            Fate::Emptied => "emptied",
            Fate::Left => "left",
            Fate::PutAway => "put_away",
        }
    }
}

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

    /// Adds a line. Nothing is told of nothing.
    pub fn tell(&self, place: &str, fate: Fate, items: u64) -> Result<(), JobError> {
        if items > 0 {
            let row = args![receipt_id => self.id, place => place, fate => fate.name(), items => items];
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
