use super::history::{self, Start};
use super::{After, Job, JobError, Outcome, Run, RunId, Standing, in_order, stale};
use crate::config::{Config, Workspace};
use crate::sync::locked;
use crate::value::Args;
use crate::warehouse::{Session, Warehouse, WarehouseError, quoted};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, VecDeque};
use std::io::{self, ErrorKind};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Progress {
    Queued,
    Running {
        done: f64,
    },
    Done {
        rows: u64,
        figures: Vec<(String, crate::value::Cell)>,
    },
    Failed {
        message: String,
        hint: Option<String>,
    },
    /// The data are too few for the method: no mistake, and nothing that another try would mend.
    Unsupported {
        message: String,
        hint: Option<String>,
    },
    Cancelled,
    /// It followed from another run, which changed nothing for it.
    Unneeded,
}

impl Progress {
    pub fn has_ended(&self) -> bool {
        !matches!(self, Progress::Queued | Progress::Running { .. })
    }
}

/// News of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobEvent {
    pub run: RunId,
    pub job: String,
    pub progress: Progress,
}

/// Takes runs one after the other, in a thread of its own: DuckDB does not wait for an overlapping writer, it fails,
/// and a single run already uses every core that the engine may have.
pub struct Runner {
    shared: Arc<Shared>,
    worker: Option<std::thread::JoinHandle<()>>,
}

struct Shared {
    warehouse: Arc<Warehouse>,
    workspace: Workspace,
    config: Mutex<Arc<Config>>,
    jobs: &'static [Job],
    queue: Mutex<Queue>,
    wake: Condvar,
    /// Whether the end of a run could not be recorded.
    is_behind: AtomicBool,
    tell: Box<dyn Fn(JobEvent) + Send + Sync>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Ticket>,
    current: Option<Current>,
    /// From when a run is taken until all that follows from it is done.
    is_busy: bool,
    closed: bool,
}

struct Ticket {
    run: RunId,
    job: &'static Job,
    args: Args,
    /// Whether it is only there because a run before it may change something for it.
    only_if_stale: bool,
    held: Option<Held>,
}

/// What a run needs to be there until it has ended, however that is: it is dropped then.
pub type Held = Box<dyn Send + Sync>;

/// The run under way, and what stops it.
struct Current {
    run: RunId,
    cancelled: Arc<AtomicBool>,
    /// None where it has not begun yet.
    interrupt: Option<Arc<crate::warehouse::Interrupt>>,
}

impl Current {
    fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        if let Some(interrupt) = &self.interrupt {
            interrupt.interrupt();
        }
    }
}

impl Runner {
    /// Starts the worker; runs that an earlier program left unfinished are marked as failed.
    pub fn start(
        warehouse: Arc<Warehouse>,
        workspace: Workspace,
        config: Arc<Config>,
        jobs: &'static [Job],
        tell: impl Fn(JobEvent) + Send + Sync + 'static,
    ) -> Result<Runner, WarehouseError> {
        history::abandoned(&warehouse.session()?, RunId::MAX)?;
        let shared = Arc::new(Shared {
            warehouse,
            workspace,
            config: Mutex::new(config),
            jobs,
            queue: Mutex::default(),
            wake: Condvar::new(),
            is_behind: AtomicBool::new(false),
            tell: Box::new(tell),
        });
        let worker = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.work()
        });
        Ok(Runner { shared, worker: Some(worker) })
    }

    pub fn jobs(&self) -> &'static [Job] {
        self.shared.jobs
    }

    /// Queues a run; its parameters are checked first.
    pub fn submit(&self, name: &str, args: &Args, by: &str) -> Result<RunId, JobError> {
        self.enqueue(name, args, by, false, None)
    }

    /// The same of a run that needs something to be there until it has ended.
    pub fn submit_holding(&self, name: &str, args: &Args, by: &str, held: Held) -> Result<RunId, JobError> {
        self.enqueue(name, args, by, false, Some(held))
    }

    fn enqueue(
        &self,
        name: &str,
        args: &Args,
        by: &str,
        only_if_stale: bool,
        held: Option<Held>,
    ) -> Result<RunId, JobError> {
        let job = self.shared.jobs.iter().find(|job| job.name == name);
        let job = job.ok_or_else(|| JobError::Unknown { name: name.to_owned() })?;
        let args = job.args(args)?;
        let session = self.shared.warehouse.session()?;
        let run = history::queued(&session, job.name, &args, self.shared.config().settings.seed, by)?;
        self.shared.say(run, job, Progress::Queued);
        self.shared.queue().waiting.push_back(Ticket { run, job, args, only_if_stale, held });
        self.shared.wake.notify_all();
        Ok(run)
    }

    /// Queues a run, unless the same already waits: then it is that one.
    pub fn submit_once(&self, name: &str, args: &Args, by: &str) -> Result<RunId, JobError> {
        let job = self.shared.jobs.iter().find(|job| job.name == name);
        let wanted = job.map(|job| job.args(args)).transpose()?;
        let is_same = |ticket: &&Ticket| ticket.job.name == name && Some(&ticket.args) == wanted.as_ref();
        let waiting = self.shared.queue().waiting.iter().find(is_same).map(|ticket| ticket.run);
        waiting.map_or_else(|| self.submit(name, args, by), Ok)
    }

    /// Stops a run, at once if it is under way; false where no such run is queued or under way.
    pub fn cancel(&self, run: RunId) -> bool {
        let mut queue = self.shared.queue();
        if let Some(current) = queue.current.as_ref().filter(|current| current.run == run) {
            current.cancel();
            return true;
        }
        let Some(at) = queue.waiting.iter().position(|ticket| ticket.run == run) else { return false };
        let ticket = queue.waiting.remove(at);
        drop(queue);
        if let Some(ticket) = ticket {
            self.shared.finish(ticket, Err(JobError::Cancelled));
        }
        true
    }

    /// Queues all jobs whose results are stale, and those that follow from them, in order; of the latter those are not run in
    /// the end for which nothing has changed.
    pub fn refresh(&self, by: &str) -> Result<Vec<RunId>, JobError> {
        let states = self.states()?;
        let mut written: Vec<&str> = Vec::new();
        let mut runs = Vec::new();
        let refreshed: Vec<Job> = self.shared.jobs.iter().filter(|job| job.refreshed).copied().collect();
        for job in in_order(&refreshed) {
            let is_settled = states.iter().any(|standing| standing.job == job.name && standing.state.is_settled());
            let follows = job.reads.iter().any(|table| written.contains(table));
            if !is_settled || follows {
                written.extend(job.writes);
                runs.push(self.enqueue(job.name, &Args::new(), by, is_settled, None)?);
            }
        }
        Ok(runs)
    }

    /// Every job's standing, in the jobs' order.
    pub fn states(&self) -> Result<Vec<Standing>, JobError> {
        self.shared.states()
    }

    pub fn as_of(&self) -> Result<Date, JobError> {
        let session = self.shared.warehouse.session()?;
        Ok(stale::as_of(&session, &self.shared.config(), history::today())?)
    }

    /// Takes a changed configuration for the runs to come.
    pub fn configure(&self, config: Arc<Config>) {
        *locked(&self.shared.config) = config;
    }

    /// Whether nothing runs and nothing waits.
    pub fn is_idle(&self) -> bool {
        let queue = self.shared.queue();
        !queue.is_busy && queue.waiting.is_empty()
    }
}

/// Cancels what runs and waits for the worker, so that the file is closed when the program ends.
impl Drop for Runner {
    fn drop(&mut self) {
        let mut queue = self.shared.queue();
        queue.closed = true;
        queue.waiting.clear();
        if let Some(current) = &queue.current {
            current.cancel();
        }
        drop(queue);
        self.shared.wake.notify_all();
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        locked(&self.queue)
    }

    fn config(&self) -> Arc<Config> {
        Arc::clone(&locked(&self.config))
    }

    fn say(&self, run: RunId, job: &Job, progress: Progress) {
        (self.tell)(JobEvent { run, job: job.name.to_owned(), progress });
    }

    fn work(&self) {
        while let Some((ticket, cancelled)) = self.next() {
            let end = self.run(&ticket, &cancelled);
            self.queue().current = None;
            let end = end.and_then(|outcome| self.follow(outcome));
            self.finish(ticket, end);
            self.queue().is_busy = false;
        }
    }

    /// Waits for a run, which is the current one from then on, and gives what says that it was cancelled.
    fn next(&self) -> Option<(Ticket, Arc<AtomicBool>)> {
        let mut queue = self.queue();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(ticket) = queue.waiting.pop_front() {
                let cancelled = Arc::new(AtomicBool::new(false));
                let current = Current { run: ticket.run, cancelled: Arc::clone(&cancelled), interrupt: None };
                (queue.current, queue.is_busy) = (Some(current), true);
                return Some((ticket, cancelled));
            }
            queue = self.wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn states(&self) -> Result<Vec<Standing>, JobError> {
        let session = self.warehouse.session()?;
        let config = self.config();
        let as_of = stale::as_of(&session, &config, history::today())?;
        let (versions, last) = (session.versions()?, stale::settled(&session)?);
        let state = |job: &'static Job| {
            let last = last.get(job.name);
            let fingerprint = stale::fingerprint(job, &config, as_of);
            Standing {
                job: job.name,
                state: stale::state(job, last, &versions, &fingerprint),
                ended_at: last.and_then(|run| run.ended_at),
            }
        };
        Ok(self.jobs.iter().map(state).collect())
    }

    fn is_settled(&self, job: &Job) -> Result<bool, JobError> {
        Ok(self.states()?.iter().any(|standing| standing.job == job.name && standing.state.is_settled()))
    }

    fn run(&self, ticket: &Ticket, cancelled: &AtomicBool) -> Result<Outcome, JobError> {
        if ticket.only_if_stale && self.is_settled(ticket.job)? {
            return Err(JobError::Unneeded);
        }
        let session = self.warehouse.session()?;
        if self.is_behind.load(Ordering::Relaxed) {
            history::abandoned(&session, ticket.run)?;
            self.is_behind.store(false, Ordering::Relaxed);
        }
        if let Some(current) = &mut self.queue().current {
            current.interrupt = Some(session.interrupt_handle());
        }
        let config = self.config();
        let as_of = stale::as_of(&session, &config, history::today())?;
        let start = Start {
            as_of,
            inputs: stale::inputs(ticket.job, &session.versions()?),
            fingerprint: stale::fingerprint(ticket.job, &config, as_of),
        };
        history::begun(&session, ticket.run, &start)?;
        self.say(ticket.run, ticket.job, Progress::Running { done: 0.0 });
        let report = |done: f64| self.say(ticket.run, ticket.job, Progress::Running { done });
        session.transaction(|session| {
            let run = Run {
                id: ticket.run,
                session,
                config: &config,
                workspace: &self.workspace,
                args: &ticket.args,
                as_of,
                seed: config.settings.seed,
                writes: ticket.job.writes,
                cancelled,
                report: &report,
            };
            let outcome = contained(ticket.job, &run)?;
            forget(session, ticket, config.settings.kept_runs)?;
            run.touch(|table| has_written(&outcome, table))?;
            if outcome.after.contains(&After::Compact) {
                self.warehouse.ask_to_compact()?;
            }
            // What a job reads and writes itself has not changed since for it.
            if ticket.job.reads.iter().any(|table| ticket.job.writes.contains(table)) {
                history::left(session, ticket.run, &stale::inputs(ticket.job, &session.versions()?))?;
            }
            if cancelled.load(Ordering::Relaxed) {
                return Err(JobError::Cancelled);
            }
            // Of a run that is committed it is on record that it is, whenever the program is killed.
            let end = Ok(outcome);
            history::ended(session, ticket.run, &end)?;
            end
        })
    }

    /// Does what was to be done after the transaction.
    fn follow(&self, outcome: Outcome) -> Result<Outcome, JobError> {
        for after in &outcome.after {
            match after {
                After::Remove(path) => match std::fs::remove_file(path) {
                    Err(source) if source.kind() != ErrorKind::NotFound => {
                        return Err(JobError::File { path: path.clone(), source });
                    }
                    _ => {}
                },
                After::Move { from, to } => moved(from, to)?,
                After::Write { path, text } => crate::warehouse::keep_private(path, text)?,
                After::TakeOut { path, lines } => {
                    take_out(path, lines).map_err(|source| JobError::File { path: path.clone(), source })?
                }
                After::Compact => self.warehouse.compact()?,
            }
        }
        Ok(outcome)
    }

    fn finish(&self, mut ticket: Ticket, end: Result<Outcome, JobError>) {
        drop(ticket.held.take());
        let recorded = match &end {
            Ok(_) => Ok(()),
            end => self.warehouse.session().and_then(|session| history::ended(&session, ticket.run, end)),
        };
        if let Err(error) = recorded {
            self.is_behind.store(true, Ordering::Relaxed);
            tracing::error!(run = ticket.run, %error, "the end of a run could not be recorded");
        }
        let progress = match end {
            Ok(outcome) => Progress::Done {
                rows: outcome.rows,
                figures: outcome.figures.into_iter().map(|(name, cell)| (name.to_owned(), cell)).collect(),
            },
            Err(JobError::Cancelled) => Progress::Cancelled,
            Err(JobError::Unneeded) => Progress::Unneeded,
            Err(error) if error.is_for_want_of_data() => {
                Progress::Unsupported { message: error.to_string(), hint: error.hint() }
            }
            Err(error) => Progress::Failed { message: error.to_string(), hint: error.hint() },
        };
        self.say(ticket.run, ticket.job, progress);
    }
}

fn moved(from: &Path, to: &Path) -> Result<(), JobError> {
    let failed = |source| JobError::File { path: to.to_owned(), source };
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    match std::fs::rename(from, to) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

/// Runs a job and turns a panic into an error: some fits of the libraries panic on data that they cannot take.
fn contained(job: &Job, run: &Run<'_>) -> Result<Outcome, JobError> {
    catch_unwind(AssertUnwindSafe(|| (job.run)(run))).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
        Err(JobError::Panicked { job: job.name, what: said.unwrap_or_else(|| "no message".into()) })
    })
}

fn take_out(path: &Path, lines: &BTreeSet<String>) -> io::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let kept: String = text.split_inclusive('\n').filter(|line| !lines.contains(line.trim_end_matches('\n'))).collect();
    std::fs::write(path, kept)
}

fn has_written(outcome: &Outcome, table: &str) -> bool {
    outcome.written.as_ref().is_none_or(|written| written.iter().any(|known| known == table))
}

/// Drops the results of runs older than those that the configuration keeps.
fn forget(session: &Session, ticket: &Ticket, kept: u32) -> Result<(), WarehouseError> {
    for table in ticket.job.writes.iter().filter(|table| table.starts_with("mart.")) {
        let (schema, name) = table.split_once('.').unwrap_or(("mart", table));
        let sql = include_str!("sql/forget.sql").replace("mart.results", &format!("{schema}.{}", quoted(name)));
        let args = crate::args![job => ticket.job.name, run_id => ticket.run, kept => kept];
        session.execute(&sql, &args)?;
    }
    Ok(())
}
