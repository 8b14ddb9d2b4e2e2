//! To forget one person.

use super::receipt::Receipt;
use super::{erase, list};
use crate::args;
use crate::jobs::{JobError, Outcome, Run};
use crate::sources::forgotten::keys;
use crate::value::Args;
use crate::warehouse::Session;

pub(super) fn forget(run: &Run<'_>) -> Result<Outcome, JobError> {
    let hint = "`foureye customers search TEXT` finds customers by name, phone, e-mail or id";
    let customer = run.integer("customer").ok_or_else(|| JobError::unfit("no customer was named", hint))?;
    let known = run.session.query(include_str!("sql/known.sql"), &args![customer => customer])?;
    if known.is_empty() {
        return Err(JobError::unfit(format!("there is no customer {customer}"), hint));
    }
    let receipt = Receipt::begin(run, "forget")?;
    run.session.execute(include_str!("sql/identifiers.sql"), &hashed(run.session, receipt.id, customer))?;
    let outcome = erase::erase(run, &receipt)?;
    Ok(outcome.then(list::kept(run.session, run.workspace)?))
}

fn hashed(session: &Session, receipt: i64, customer: i64) -> Args {
    let mut args = keys(session);
    args.extend(args![receipt_id => receipt, customer => customer]);
    args
}
