use super::access::{self, Masked, Reader, Visitor};
use super::catalogue::{Shows, shows};
use super::collecting::Collecting;
use super::figures::{self, Figures, parameters};
use super::listeners::Listeners;
use super::staging::Staging;
use super::{
    Code, Event, Fault, InputFile, Relation, Request, Response, Service, Ticket, backups, catalogue, console, doctor,
    edits, explain, export, inbox, key, origin, overview, traces,
};
use crate::config::{Config, Grant, Workspace};
use crate::jobs::Runner;
use crate::value::{Args, Cell, Page, Scope, Table};
use crate::warehouse::{Interrupt, Session, Warehouse};
use crate::{campaigns, channels, cleaning, crm, identity, kpi, privacy, quality, sources};

use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The service in this process.
pub struct Local {
    pub(super) workspace: Workspace,
    pub(super) warehouse: Arc<Warehouse>,
    /// Stands before the runner, as it uses it until it ends.
    watch: Mutex<Option<inbox::Watch>>,
    /// Stands before the runner for the same reason.
    pub(super) collecting: Collecting,
    pub(super) runner: Arc<Runner>,
    config: Mutex<Arc<Config>>,
    masked: Arc<Masked>,
    pub(super) figures: Arc<Figures>,
    pub(super) listeners: Arc<Listeners>,
    pub(super) staging: Arc<Staging>,
    /// What stops each call under way.
    calls: Mutex<BTreeMap<Ticket, Vec<Arc<Interrupt>>>>,
    /// Held by who changes a file or decides something, from looking at how it is to having changed it.
    edits: Mutex<()>,
    /// The user whose process this is.
    owner: Visitor,
}

impl Local {
    /// Opens a workspace: its configuration, its file, and the runner of its jobs.
    pub fn open(workspace: Workspace) -> Result<Local, Fault> {
        let config = Arc::new(Config::load(&workspace)?);
        let limits = key::limits(&workspace, &config.settings)?;
        let warehouse = Arc::new(Warehouse::open(&workspace.warehouse(), &limits)?);
        let listeners = Arc::new(Listeners::default());
        let (masked, figures) = (Arc::new(Masked::default()), Arc::new(Figures::default()));
        let tell = {
            let (listeners, masked, figures) = (Arc::clone(&listeners), Arc::clone(&masked), Arc::clone(&figures));
            let warehouse = Arc::clone(&warehouse);
            move |event: crate::jobs::JobEvent| {
                let has_ended = event.progress.has_ended();
                // Whoever hears of the end finds what has come of it.
                if has_ended {
                    masked.expire();
                    match warehouse.session().and_then(|session| session.versions()) {
                        Ok(now) => figures.keep_standing(&now),
                        Err(_) => figures.expire(),
                    }
                }
                listeners.tell(&Event::Job(event));
                if has_ended {
                    listeners.tell(&Event::Changed);
                }
            }
        };
        let runner =
            Runner::start(Arc::clone(&warehouse), workspace.clone(), Arc::clone(&config), catalogue::jobs(), tell)?;
        let session = warehouse.session()?;
        register(&session, &config)?;
        let owner = super::peer::own_name();
        privacy::keep_beside(&session, &workspace)?;
        if privacy::is_behind(&session, &workspace)? {
            runner.submit_once("privacy.reapply", &Args::new(), &owner)?;
        }
        drop(session);
        Ok(Local {
            // Nobody else has the database's file, and so nobody this folder.
            staging: Staging::open(workspace.uploads()),
            workspace,
            warehouse,
            watch: Mutex::default(),
            collecting: Collecting::default(),
            runner: Arc::new(runner),
            config: Mutex::new(config),
            listeners,
            calls: Mutex::default(),
            edits: Mutex::default(),
            masked,
            figures,
            owner: Visitor::owner(&owner),
        })
    }

    pub(super) fn config(&self) -> Arc<Config> {
        Arc::clone(&locked(&self.config))
    }

    fn reload(&self) -> Result<Response, Fault> {
        let config = Arc::new(Config::load(&self.workspace)?);
        register(&self.warehouse.session()?, &config)?;
        self.runner.configure(Arc::clone(&config));
        *locked(&self.config) = config;
        self.masked.expire();
        Ok(self.changed())
    }

    /// What a query may bind beside its own arguments: the filter that holds over all tabs, and the day.
    pub(super) fn scope_args(&self, scope: &Scope, args: &Args) -> Result<Args, Fault> {
        let as_of = self.runner.as_of()?;
        let from = scope.span.map_or(Cell::Null, |span| span.from.into());
        let to = scope.span.map_or(as_of, |span| span.to);
        let mut all = crate::args![
            as_of => as_of,
            now => crate::jobs::now(),
            from => from,
            to => to,
            grain => scope.grain.name(),
            channel => scope.channel.clone(),
            store => scope.store.clone(),
            segment => scope.segment.clone(),
            language => self.config().settings.language.tag(),
        ];
        all.extend(args.clone());
        Ok(all)
    }

    /// How long a query of the console may take.
    pub(super) fn console_time(&self) -> Duration {
        Duration::from_secs(self.config().settings.console.seconds.into())
    }

    pub(super) fn rows(
        &self,
        session: &Reader<'_>,
        relation: &super::Relation,
        scope: &Scope,
        page: &Page,
    ) -> Result<Table, Fault> {
        let (sql, args) = self.resolve(session, relation, scope)?;
        if !relation.is_console() {
            let worked_out = || Ok(session.page(&sql, &args, page)?);
            let question = match relation {
                Relation::View { .. } => figures::question(&sql, &args, page, session.visitor.is_masked()),
                _ => None,
            };
            let versions = || Ok(self.warehouse.session()?.versions()?);
            return question.map_or_else(worked_out, |question| self.figures.answer(question, versions, worked_out));
        }
        let answered = || session.page(&sql, &args, page).map_err(console::told);
        let mut table = console::read_only(session, self.console_time(), answered)?;
        table.columns.iter_mut().for_each(|column| column.kind = column.kind.plain());
        Ok(table)
    }

    /// The SQL of a relation, and everything that it may bind.
    pub(super) fn resolve(
        &self,
        session: &Reader<'_>,
        relation: &super::Relation,
        scope: &Scope,
    ) -> Result<(String, Args), Fault> {
        match relation {
            super::Relation::View { name, args } => {
                let view = catalogue::views().find(|view| view.name == name).ok_or_else(|| {
                    let known: Vec<&str> = catalogue::views().map(|view| view.name).collect();
                    Fault::usage(format!("there is no view {name:?}"), format!("expected one of {}", known.join(", ")))
                })?;
                let mut all = self.scope_args(scope, args)?;
                for name in parameters(view.sql) {
                    all.entry(name.to_owned()).or_default();
                }
                let sql = match (shows(view.name), session.visitor.small_group()) {
                    (Shows::Groups(people), Some(least)) => access::withheld(session, view.sql, &all, people, least)?,
                    _ => view.sql.to_owned(),
                };
                Ok((sql, all))
            }
            super::Relation::Table { name } => {
                let known = session.scalar(include_str!("sql/table.sql"), &crate::args![name => name])?;
                let known = known.text().ok_or_else(|| {
                    Fault::usage(format!("there is no table {name}"), "the console completes the names that there are")
                })?;
                Ok((format!("SELECT * FROM {known}"), Args::new()))
            }
            super::Relation::Part { table, of } => super::origin::resolve(self, session, table, of),
            super::Relation::Cleaning { rule: None } => super::rules::resolve(self, session),
            super::Relation::Cleaning { rule: Some(rule) } => {
                let sql = cleaning::changes(session, &self.config(), rule)?;
                Ok((sql.to_owned(), crate::args![rule => rule]))
            }
            super::Relation::Console { sql } => {
                Ok((console::checked(session, &self.config().console, sql)?, Args::new()))
            }
            super::Relation::Frequency { of, column, filters, search } => {
                let (sql, args) = self.resolve(session, of, scope)?;
                let columns = session.describe(&sql, &args)?;
                if columns.iter().any(|known| known.name == *column) {
                    let narrowed = Page { filters: filters.clone(), search: search.clone(), ..Page::all() };
                    let (rows, args) = session.paged(&sql, &args, &narrowed)?;
                    let counted = quality::frequency(&rows, column);
                    let counted = match session.visitor.small_group() {
                        Some(least) => access::withheld(session, &counted, &args, FREQUENCY, least)?,
                        None => counted,
                    };
                    return Ok((counted, args));
                }
                let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                Err(Fault::usage(
                    format!("there is no column {column}"),
                    format!("expected one of {}", known.join(", ")),
                ))
            }
        }
    }

    /// What is shown is read by `reader`, and what is changed is by `session`.
    fn answer(&self, session: &Session, reader: &Reader<'_>, request: Request) -> Result<Response, Fault> {
        let by = reader.visitor.user.as_str();
        Ok(match request {
            Request::Overview => Response::Overview(Box::new(overview::overview(self, reader)?)),
            Request::Rows { relation, scope, page } => Response::Rows(self.rows(reader, &relation, &scope, &page)?),
            Request::Explain { relation, scope } => {
                Response::Explanation(Box::new(explain::explain(self, reader, relation, &scope)?))
            }
            Request::Origin(walk) => Response::Origin(Box::new(super::origin::steps(self, reader, &walk)?)),
            Request::Export { relation, scope, page, path, format } => {
                let (path, rows) = export::export(self, reader, &relation, &scope, &page, &path, format)?;
                origin::exported(self, session, &relation, &path, rows, by)?;
                let is_campaign = matches!(&relation, Relation::View { name, .. } if name == "campaigns.members");
                let withdrawn = if is_campaign { campaigns::withdrawn(session)? } else { 0 };
                Response::Exported { path, rows, withdrawn }
            }
            Request::Jobs => Response::Jobs(overview::jobs(self)?),
            Request::Run { job, args } => Response::Queued(vec![self.runner.submit(&job, &args, by)?]),
            Request::Cancel { run } => {
                self.may_cancel(session, reader.visitor, run)?;
                self.runner.cancel(run);
                Response::Done
            }
            Request::Refresh => Response::Queued(self.runner.refresh(by)?),
            Request::Propose { file, entity } => self.propose(&file, entity.as_deref())?,
            Request::ProposeTable { database, entity } => {
                let config = self.config();
                let time_zone = &config.settings.time_zone;
                let entity = entity.as_deref();
                Response::Proposal(Box::new(sources::propose_table(
                    &database,
                    entity,
                    &config.model,
                    &self.workspace,
                    time_zone,
                )?))
            }
            Request::Import { source } => self.import(source.as_deref(), by)?,
            Request::ImportFile { file, source } => self.import_file(&file, &source, by)?,
            Request::AcceptSource { name, toml } => {
                if !reader.visitor.is_owner() {
                    access::is_harmless(&name, &toml)?;
                }
                sources::accept(&self.workspace, &name, &toml)?;
                self.reload()?
            }
            Request::AddWriteKey(wanted) => {
                sources::add_write_key(&self.workspace, &wanted)?;
                self.reload()?
            }
            Request::Watch => self.watch(),
            Request::Remap { source, old_column, new_column } => self.remap(&source, &old_column, &new_column, by)?,
            Request::Record { batch, record } => Response::Record(Box::new(sources::record(reader, batch, record)?)),
            Request::Mend { batch, record, mending } => {
                let source = sources::mend(session, batch, record, &mending, by)?;
                self.map_again(&source, by)?
            }
            Request::ApplyRule(rule) => {
                sources::apply(session, &rule, by)?;
                self.map_again(&rule.source, by)?
            }
            Request::Identify { left, right, verdict } => {
                identity::decide(session, &left, &right, verdict, by)?;
                self.changed()
            }
            Request::AddInteraction(interaction) => {
                crm::add_interaction(session, &interaction, by, &self.config().settings.time_zone)?;
                self.changed()
            }
            Request::SetTarget { kpi, grain, period, target } => {
                kpi::set_target(session, &self.config().kpis, &kpi, grain, period, target, by)?;
                self.changed()
            }
            Request::Message { template, customer } => {
                Response::Text(campaigns::message(reader, &self.config().campaigns, &template, customer)?)
            }
            Request::Describe(said) => {
                let table = super::Relation::Table { name: said.table.clone() };
                self.resolve(reader, &super::Relation::frequency(table, &said.column), &Scope::default())?;
                quality::describe(&self.workspace, &said, self.config().settings.language)?;
                self.reload()?
            }
            Request::Change { seen, change } => {
                edits::unchanged(self, session, &change, &seen)?;
                self.answer(session, reader, *change)?
            }
            Request::SwitchRule { rule, enabled, run } => {
                cleaning::switch(&self.workspace, rule.as_deref(), enabled)?;
                let reloaded = self.reload()?;
                if !run {
                    return Ok(reloaded);
                }
                Response::Queued(vec![self.runner.submit_once("cleaning.clean", &Args::new(), by)?])
            }
            // Nothing is masked for who comes here with it.
            Request::Unmask { .. } => Response::Done,
            Request::Person { customer } => {
                let all = privacy::all_of(session, &self.config().model, customer)?;
                Response::Text(serde_json::to_string_pretty(&all).unwrap_or_default())
            }
            Request::Retention => {
                let as_of = self.runner.as_of()?;
                Response::Rows(privacy::due(session, &self.config(), &self.workspace, as_of)?)
            }
            Request::Verify => Response::Audit(self.warehouse.verify()?),
            Request::Backups => Response::Rows(backups::list(&self.workspace)?),
            Request::Doctor => {
                let examined = doctor::examine(self, session)?;
                // Its examples are rows by their keys, as they are.
                Response::Rows(if reader.visitor.is_masked() { examined.only(&doctor::COUNTS) } else { examined })
            }
            Request::Reload => self.reload()?,
            Request::Status | Request::Stop => {
                return Err(Fault::failed("no service runs: this process works by itself"));
            }
        })
    }

    fn watch(&self) -> Response {
        locked(&self.watch).get_or_insert_with(|| {
            self.watcher().start(Duration::from_secs(self.config().settings.inbox.settle_seconds.into()))
        });
        Response::Done
    }

    fn watcher(&self) -> inbox::Watcher {
        inbox::Watcher {
            workspace: self.workspace.clone(),
            warehouse: Arc::clone(&self.warehouse),
            runner: Arc::clone(&self.runner),
            listeners: Arc::clone(&self.listeners),
            user: self.owner.user.clone(),
        }
    }

    /// Lets the collector listen as the configuration says by now.
    pub(super) fn collect(&self) {
        self.collecting.tend(&self.config(), || self.watcher());
    }

    fn import(&self, source: Option<&str>, by: &str) -> Result<Response, Fault> {
        let runs = sources::imports(&self.config().sources, source);
        let runs = runs.iter().map(|(job, args)| self.runner.submit(job, args, by));
        Ok(Response::Queued(runs.collect::<Result<_, _>>()?))
    }

    fn propose(&self, file: &InputFile, entity: Option<&str>) -> Result<Response, Fault> {
        let model = &self.config().model;
        let proposal = match file {
            InputFile::Here(path) => sources::propose(path, entity, model, &self.workspace)?,
            InputFile::Sent(sent) => {
                sources::propose_sent(&sent.staged()?.path(), &sent.name, entity, model, &self.workspace)?
            }
        };
        Ok(Response::Proposal(Box::new(proposal)))
    }

    /// The source that a file is of which is to be sent, where that is asked.
    pub(super) fn claimed(&self, request: &Request) -> Result<Option<Response>, Fault> {
        let Request::Propose { file: InputFile::Sent(sent), .. } = request else { return Ok(None) };
        let config = self.config();
        let claimed = sources::inbox::claimed(&config.sources, self.workspace.dir(), &sent.name)?;
        Ok(claimed.map(|source| Response::Claimed { source: source.to_owned() }))
    }

    fn import_file(&self, file: &InputFile, source: &str, by: &str) -> Result<Response, Fault> {
        let job = "sources.import";
        let run = match file {
            InputFile::Here(path) => {
                self.runner.submit(job, &crate::args![source => source, file => path.display().to_string()], by)?
            }
            InputFile::Sent(sent) => {
                let staged = sent.staged()?;
                let args = crate::args![
                    source => source, file => &sent.name, upload => staged.number().to_string(),
                ];
                self.runner.submit_holding(job, &args, by, Box::new(Arc::clone(staged)))?
            }
        };
        Ok(Response::Queued(vec![run]))
    }

    fn remap(&self, source: &str, old_column: &str, new_column: &str, by: &str) -> Result<Response, Fault> {
        if sources::remap(&self.workspace, source, old_column, new_column)? == 0 {
            let what = format!("no field of {source} is mapped from the column {old_column:?}");
            return Err(Fault::usage(what, format!("`foureye sources mapping {source}` lists them")));
        }
        self.reload()?;
        self.map_again(source, by)
    }

    /// Lets what was decided about a source's records take effect.
    fn map_again(&self, source: &str, by: &str) -> Result<Response, Fault> {
        let run = self.runner.submit_once("sources.replay", &crate::args![source => source], by)?;
        Ok(Response::Queued(vec![run]))
    }

    fn changed(&self) -> Response {
        self.figures.expire();
        self.listeners.tell(&Event::Changed);
        Response::Done
    }

    /// One's own runs, or whoever may run jobs.
    fn may_cancel(&self, session: &Session, visitor: &Visitor, run: crate::jobs::RunId) -> Result<(), Fault> {
        let begun_by = session.scalar(include_str!("sql/started_by.sql"), &crate::args![run_id => run])?;
        if visitor.may(Grant::Jobs) || begun_by.text() == Some(&visitor.user) {
            return Ok(());
        }
        let who = begun_by.text().unwrap_or("someone else");
        Err(Fault::denied(format!("run {run} is {who}'s"), "it is cancelled by them, or by who may run jobs"))
    }

    /// Whether a user may ask this; that they may not goes on record.
    pub(super) fn judge(&self, visitor: &Visitor, request: &Request) -> Result<(), Fault> {
        let may = visitor.judge(&self.config().access, request);
        may.map_err(|fault| self.refused(&visitor.user, Some(request), fault))
    }

    /// Answers a user's request, if they may ask it; what it changes is on record under their name.
    pub(super) fn call_as(&self, visitor: &Visitor, ticket: Ticket, request: Request) -> Result<Response, Fault> {
        let config = self.config();
        self.judge(visitor, &request)?;
        let reader = Reader::new(self.warehouse.session()?, visitor);
        // Who sees masks reads by a session of their own.
        let plain = visitor.is_masked().then(|| self.warehouse.session()).transpose()?;
        let session = plain.as_ref().unwrap_or(&reader);
        if visitor.is_masked() && !is_of_rules(&request) {
            self.masked.enter(&reader, &config)?;
        }
        locked(&self.calls).insert(ticket, vec![session.interrupt_handle(), reader.interrupt_handle()]);
        let trace = traces::of(&request);
        let alone = edits::is_edit(&request).then(|| locked(&self.edits));
        let answer = self.answer(session, &reader, request);
        drop(alone);
        locked(&self.calls).remove(&ticket);
        let answer = answer.map_err(|fault| told(visitor, fault));
        match trace {
            Some(trace) => self.trace(&visitor.user, trace, answer),
            None => answer,
        }
    }
}

/// Whether a request is about what the cleaning rules would change, and how often: they are tried on the values as they
/// are, and show none of them.
fn is_of_rules(request: &Request) -> bool {
    matches!(request, Request::Rows { relation: super::Relation::Cleaning { rule: None }, .. })
}

/// What the engine says may quote the data.
fn told(visitor: &Visitor, fault: Fault) -> Fault {
    if !visitor.is_masked() || fault.code != Code::Failed {
        return fault;
    }
    Fault { message: access::without_quotes(&fault.message), ..fault }
}

/// What a row of a frequency counts; as rows of people are not shown to who sees no small groups, it is the most that they
/// can be.
const FREQUENCY: &str = "occurrences";

impl Service for Local {
    fn call(&self, ticket: Ticket, request: Request) -> Result<Response, Fault> {
        self.call_as(&self.owner, ticket, request)
    }

    fn cancel(&self, ticket: Ticket) {
        for call in locked(&self.calls).get(&ticket).into_iter().flatten() {
            call.interrupt();
        }
    }

    fn events(&self) -> Receiver<Event> {
        self.listeners.join()
    }
}

/// Keeps in the file what the configuration says of it, so that queries can tell.
fn register(session: &Session, config: &Config) -> Result<(), Fault> {
    sources::register(session, &config.sources)?;
    cleaning::register(session, &config.cleaning)?;
    channels::register(session, &config.channels)?;
    identity::register(session, &config.identity)?;
    Ok(quality::register(session, &config.dictionary, &catalogue::uses())?)
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
