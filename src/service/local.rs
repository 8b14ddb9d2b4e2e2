//! The service in this process: a workspace that is open, and who asks it.

use super::access::{self, Masked, Reader, Visitor};
use super::collecting::Collecting;
use super::figures::Figures;
use super::listeners::Listeners;
use super::staging::Staging;
use super::{
    Code, Event, Fault, Relation, Request, Response, Service, Ticket, catalogue, edits, inbox, key, modes, traces,
};
use crate::config::{Config, Workspace};
use crate::jobs::{JobEvent, Runner};
use crate::sync::locked;
use crate::value::Args;
use crate::warehouse::{Interrupt, Session, Warehouse};
use crate::{channels, cleaning, identity, privacy, quality, sources};
use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};

/// The service in this process.
pub struct Local {
    pub(super) workspace: Workspace,
    pub(super) warehouse: Arc<Warehouse>,
    /// Stands before the runner, as it uses it until it ends.
    pub(super) watch: Mutex<Option<inbox::Watch>>,
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
    pub(super) owner: Visitor,
}

#[cfg(test)]
impl Local {
    /// What a mistake, or another program, might do to the file.
    pub(crate) fn harm(&self, sql: &str) {
        self.warehouse.session().unwrap().batch(sql).unwrap();
    }
}

impl Local {
    /// Opens a workspace: its configuration, its file, and the runner of its jobs.
    pub fn open(workspace: Workspace) -> Result<Local, Fault> {
        let config = Arc::new(Config::load(&workspace)?);
        modes::keep_private(&workspace);
        let limits = key::limits(&workspace, &config.settings)?;
        let warehouse = Arc::new(Warehouse::open(&workspace.warehouse(), &limits)?);
        let listeners = Arc::new(Listeners::default());
        let (masked, figures) = (Arc::new(Masked::default()), Arc::new(Figures::default()));
        let tell = tell(&warehouse, &listeners, &masked, &figures);
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

    pub(super) fn reload(&self) -> Result<Response, Fault> {
        let config = Arc::new(Config::load(&self.workspace)?);
        register(&self.warehouse.session()?, &config)?;
        self.runner.configure(Arc::clone(&config));
        *locked(&self.config) = config;
        self.masked.expire();
        Ok(self.changed())
    }

    /// Something changed that no run writes: what was worked out is worked out again.
    pub(super) fn changed(&self) -> Response {
        self.figures.expire();
        self.listeners.tell(&Event::Changed);
        Response::Done
    }

    /// Whether a user may ask this; that they may not goes on record.
    pub(super) fn judge(&self, visitor: &Visitor, request: &Request) -> Result<(), Fault> {
        let may = visitor.judge(&self.config().access, request);
        may.map_err(|fault| self.refused(visitor, Some(request), fault))
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
            Some(trace) => self.trace(visitor, trace, answer),
            None => answer,
        }
    }
}

/// Whether a request is about what the cleaning rules would change, and how often: they are tried on the values as they
/// are, and show none of them.
fn is_of_rules(request: &Request) -> bool {
    let (Request::Rows { relation, .. } | Request::Export { relation, .. }) = request else { return false };
    matches!(relation, Relation::Cleaning { rule: None })
}

/// What the engine says may quote the data.
fn told(visitor: &Visitor, fault: Fault) -> Fault {
    if !visitor.is_masked() || fault.code != Code::Failed {
        return fault;
    }
    Fault { message: access::without_quotes(&fault.message), ..fault }
}

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

/// Tells news of runs to all who listen; whoever hears of a run's end finds what has come of it.
fn tell(
    warehouse: &Arc<Warehouse>,
    listeners: &Arc<Listeners>,
    masked: &Arc<Masked>,
    figures: &Arc<Figures>,
) -> impl Fn(JobEvent) + Send + Sync + 'static {
    let (warehouse, listeners) = (Arc::clone(warehouse), Arc::clone(listeners));
    let (masked, figures) = (Arc::clone(masked), Arc::clone(figures));
    move |event| {
        let has_ended = event.progress.has_ended();
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
}

/// Keeps in the file what the configuration says of it, so that queries can tell.
fn register(session: &Session, config: &Config) -> Result<(), Fault> {
    sources::register(session, &config.sources)?;
    cleaning::register(session, &config.cleaning)?;
    channels::register(session, &config.channels)?;
    identity::register(session, &config.identity)?;
    Ok(quality::register(session, &config.dictionary, &catalogue::uses())?)
}
