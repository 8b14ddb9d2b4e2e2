//! Runs that someone asks for, or ends.

use super::access::Visitor;
use super::{Fault, Local, Response};
use crate::args;
use crate::config::Grant;
use crate::jobs::RunId;
use crate::value::Args;
use crate::warehouse::Session;

impl Local {
    pub(super) fn run(&self, job: &str, args: &Args, by: &str) -> Result<Response, Fault> {
        Ok(Response::Queued(vec![self.runner.submit(job, args, by)?]))
    }

    pub(super) fn cancel_run(&self, session: &Session, visitor: &Visitor, run: RunId) -> Result<Response, Fault> {
        self.may_cancel(session, visitor, run)?;
        self.runner.cancel(run);
        Ok(Response::Done)
    }

    /// One's own runs, or whoever may run jobs.
    fn may_cancel(&self, session: &Session, visitor: &Visitor, run: RunId) -> Result<(), Fault> {
        let begun_by = session.scalar(include_str!("sql/started_by.sql"), &args![run_id => run])?;
        if visitor.may(Grant::Jobs) || begun_by.text() == Some(&visitor.user) {
            return Ok(());
        }
        let who = begun_by.text().unwrap_or("someone else");
        Err(Fault::denied(format!("run {run} is {who}'s"), "it is cancelled by them, or by who may run jobs"))
    }
}
