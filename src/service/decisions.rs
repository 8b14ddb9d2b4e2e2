//! What people decide: it is on record at once, and takes effect at once or by a run.

use super::access::Reader;
use super::{Fault, Local, Relation, Response};
use crate::crm::{self, NewInteraction};
use crate::identity::{self, Party, Verdict};
use crate::quality::{self, Description};
use crate::sources::{self, Mending, MendingRule};
use crate::value::{Args, Grain, Scope};
use crate::warehouse::Session;
use crate::{args, cleaning, kpi};
use jiff::civil::Date;
use rust_decimal::Decimal;

impl Local {
    pub(super) fn mend(
        &self,
        session: &Session,
        batch: i64,
        record: u64,
        mending: &Mending,
        by: &str,
    ) -> Result<Response, Fault> {
        let source = sources::mend(session, batch, record, mending, by)?;
        self.map_again(&source, by)
    }

    pub(super) fn apply_rule(&self, session: &Session, rule: &MendingRule, by: &str) -> Result<Response, Fault> {
        sources::apply(session, rule, by)?;
        self.map_again(&rule.source, by)
    }

    /// Lets what was decided about a source's records take effect.
    pub(super) fn map_again(&self, source: &str, by: &str) -> Result<Response, Fault> {
        let run = self.runner.submit_once("sources.replay", &args![source => source], by)?;
        Ok(Response::Queued(vec![run]))
    }

    pub(super) fn identify(
        &self,
        session: &Session,
        left: &Party,
        right: &Party,
        verdict: Verdict,
        by: &str,
    ) -> Result<Response, Fault> {
        identity::decide(session, left, right, verdict, by)?;
        Ok(self.changed())
    }

    pub(super) fn add_interaction(
        &self,
        session: &Session,
        interaction: &NewInteraction,
        by: &str,
    ) -> Result<Response, Fault> {
        crm::add_interaction(session, interaction, by, &self.config().settings.time_zone)?;
        Ok(self.changed())
    }

    pub(super) fn set_target(
        &self,
        session: &Session,
        kpi: &str,
        (grain, period): (Grain, Date),
        target: Option<Decimal>,
        by: &str,
    ) -> Result<Response, Fault> {
        kpi::set_target(session, &self.config().kpis, kpi, grain, period, target, by)?;
        Ok(self.changed())
    }

    /// Only a column that the reader may see is described.
    pub(super) fn describe(&self, reader: &Reader<'_>, said: &Description) -> Result<Response, Fault> {
        let table = Relation::Table { name: said.table.clone() };
        self.resolve(reader, &Relation::frequency(table, &said.column), &Scope::default())?;
        quality::describe(&self.workspace, said, self.config().settings.language)?;
        self.reload()
    }

    pub(super) fn switch_rule(
        &self,
        rule: Option<&str>,
        enabled: bool,
        run: bool,
        by: &str,
    ) -> Result<Response, Fault> {
        cleaning::switch(&self.workspace, rule, enabled)?;
        let reloaded = self.reload()?;
        if !run {
            return Ok(reloaded);
        }
        Ok(Response::Queued(vec![self.runner.submit_once("cleaning.clean", &Args::new(), by)?]))
    }
}
