//! Which part of the service answers what.

use super::access::Reader;
use super::{Fault, Local, Request, Response, backups, doctor, edits, explain, export, origin, overview, personal};
use crate::warehouse::Session;
use crate::{campaigns, sources};

impl Local {
    /// What is shown is read by `reader`, and what is changed is by `session`.
    pub(super) fn answer(&self, session: &Session, reader: &Reader<'_>, request: Request) -> Result<Response, Fault> {
        let by = reader.visitor.user.as_str();
        Ok(match request {
            Request::Overview => Response::Overview(Box::new(overview::overview(self, reader)?)),
            Request::Rows { relation, scope, page } => Response::Rows(self.rows(reader, &relation, &scope, &page)?),
            Request::Explain { relation, scope } => {
                Response::Explanation(Box::new(explain::explain(self, reader, relation, &scope)?))
            }
            Request::Origin(walk) => Response::Origin(Box::new(origin::steps(self, reader, &walk)?)),
            Request::Export { relation, scope, page, path, format } => {
                export::exported(self, session, reader, &export::Wanted { relation, scope, page, path, format })?
            }
            Request::Jobs => Response::Jobs(overview::jobs(self)?),
            Request::Run { job, args } => self.run(&job, &args, by)?,
            Request::Cancel { run } => self.cancel_run(session, reader.visitor, run)?,
            Request::Refresh => Response::Queued(self.runner.refresh(by)?),
            Request::Propose { file, entity } => self.propose(&file, entity.as_deref())?,
            Request::ProposeTable { database, entity } => self.propose_table(&database, entity.as_deref())?,
            Request::Import { source } => self.import(source.as_deref(), by)?,
            Request::ImportFile { file, source } => self.import_file(&file, &source, by)?,
            Request::AcceptSource { name, toml } => self.accept_source(reader.visitor, &name, &toml)?,
            Request::AddWriteKey(wanted) => self.add_write_key(&wanted)?,
            Request::Watch => self.watch(),
            Request::Remap { source, old_column, new_column } => self.remap(&source, &old_column, &new_column, by)?,
            Request::Record { batch, record } => Response::Record(Box::new(sources::record(reader, batch, record)?)),
            Request::Mend { batch, record, mending } => self.mend(session, batch, record, &mending, by)?,
            Request::ApplyRule(rule) => self.apply_rule(session, &rule, by)?,
            Request::Identify { left, right, verdict } => self.identify(session, &left, &right, verdict, by)?,
            Request::AddInteraction(interaction) => self.add_interaction(session, &interaction, by)?,
            Request::SetTarget { kpi, grain, period, target } => {
                self.set_target(session, &kpi, (grain, period), target, by)?
            }
            Request::Message { template, customer } => {
                Response::Text(campaigns::message(reader, &self.config().campaigns, &template, customer)?)
            }
            Request::Describe(said) => self.describe(reader, &said)?,
            Request::Change { seen, change } => {
                edits::unchanged(self, session, &change, &seen)?;
                self.answer(session, reader, *change)?
            }
            Request::SwitchRule { rule, enabled, run } => self.switch_rule(rule.as_deref(), enabled, run, by)?,
            // Nothing is masked for who comes here with it.
            Request::Unmask { .. } => Response::Done,
            Request::Person { customer } => Response::Text(personal::person(self, session, customer)?),
            Request::Retention => Response::Rows(personal::due(self, session)?),
            Request::Verify => Response::Audit(self.warehouse.verify()?),
            Request::Backups => Response::Rows(backups::list(&self.workspace)?),
            Request::Doctor => Response::Rows(doctor::examined(self, session, reader.visitor)?),
            Request::Reload => self.reload()?,
            Request::Status | Request::Stop => {
                return Err(Fault::failed("no service runs: this process works by itself"));
            }
        })
    }
}
