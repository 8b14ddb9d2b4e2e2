use super::args::Global;
use super::desk::{Desk, counted, unexpected};
use super::failure::Failure;
use super::signals;
use crate::jobs::{JobEvent, Progress, RunId};
use crate::service::{Code, Event, Fault, Request, Response};
use crate::value::{Args, Cell, Column, Kind, Table};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, stderr};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// How a run ended.
#[derive(Debug, Clone)]
pub struct Ended {
    pub run: RunId,
    pub job: String,
    pub end: Progress,
}

impl Ended {
    pub fn rows(&self) -> u64 {
        if let Progress::Done { rows, .. } = &self.end { *rows } else { 0 }
    }

    pub fn figures(&self) -> &[(String, Cell)] {
        if let Progress::Done { figures, .. } = &self.end { figures } else { &[] }
    }

    fn failure(&self) -> Option<Failure> {
        let (Progress::Failed { message, hint } | Progress::Unsupported { message, hint }) = &self.end else {
            return None;
        };
        let message = format!("{}: {message}", self.job);
        Some(Failure::Fault(Fault { code: Code::Failed, message, hint: hint.clone() }))
    }
}

impl Desk {
    /// Runs one job to its end.
    pub fn run(&self, job: &str, args: Args) -> Result<Ended, Failure> {
        let ended = self.finish(Request::Run { job: job.to_owned(), args })?;
        let ended = ended.into_iter().next();
        let ended =
            ended.ok_or_else(|| Failure::failed(format!("{job} did not begin"), "see `foureye jobs history`"))?;
        ended.failure().map_or(Ok(ended), Err)
    }

    /// Runs all jobs that are stale, in order. One for which the data are too few is told, and is no failure.
    pub fn refresh(&self) -> Result<Vec<Ended>, Failure> {
        let mut ended = self.finish(Request::Refresh)?;
        ended.retain(|run| run.end != Progress::Unneeded);
        Ok(ended)
    }

    /// Asks for what is done by runs, shows how far they are, and waits for all of them; a signal cancels them.
    pub fn finish(&self, request: Request) -> Result<Vec<Ended>, Failure> {
        let events = self.events();
        let runs = match self.call(request)? {
            Response::Queued(runs) => runs,
            other => return Err(unexpected(&other)),
        };
        let mut watch =
            Watch { desk: self, bar: bar(self, runs.len()), left: runs, ended: Vec::new(), is_cancelling: false };
        let followed = watch.follow(&events);
        watch.bar.finish_and_clear();
        followed?;
        settled(watch.ended)
    }
}

fn gone() -> Failure {
    Failure::failed("the service went away while the job ran", "`foureye jobs history` says what became of it")
}

/// The first failure of several runs is the command's, after all of them have been told.
fn settled(ended: Vec<Ended>) -> Result<Vec<Ended>, Failure> {
    if signals::asked() || ended.iter().any(|run| run.end == Progress::Cancelled) {
        return Err(Failure::Interrupted);
    }
    let has_failed = |run: &&Ended| matches!(run.end, Progress::Failed { .. });
    ended.iter().find(has_failed).and_then(Ended::failure).map_or(Ok(ended), Err)
}

struct Watch<'a> {
    desk: &'a Desk,
    bar: ProgressBar,
    left: Vec<RunId>,
    ended: Vec<Ended>,
    is_cancelling: bool,
}

/// The bar's length for one run.
const RUN: u64 = 1000;

impl Watch<'_> {
    fn follow(&mut self, events: &Receiver<Event>) -> Result<(), Failure> {
        while !self.left.is_empty() {
            match events.recv_timeout(Duration::from_millis(100)) {
                Ok(Event::Job(event)) if self.left.contains(&event.run) => self.take(event),
                Ok(Event::Gone(fault)) => return Err(fault.into()),
                Err(RecvTimeoutError::Disconnected) => return Err(gone()),
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            }
            if signals::asked() && !self.is_cancelling {
                self.cancel();
            }
        }
        Ok(())
    }

    /// The last first, so that none begins while the others are being cancelled.
    fn cancel(&mut self) {
        self.is_cancelling = true;
        for run in self.left.clone().into_iter().rev() {
            // A run that has just ended is none to cancel.
            let _ = self.desk.call_anyway(Request::Cancel { run });
        }
    }

    fn take(&mut self, event: JobEvent) {
        let title = self.desk.words.text(&format!("job.{}.title", event.job)).to_owned();
        let before = self.ended.len() as u64 * RUN;
        match event.progress {
            Progress::Queued => {}
            Progress::Running { done } => {
                self.bar.set_message(title);
                self.bar.set_position(before + (done * RUN as f64) as u64);
            }
            end => {
                self.left.retain(|run| *run != event.run);
                self.bar.set_position(before + RUN);
                let ended = Ended { run: event.run, job: event.job, end };
                self.tell(&title, &ended);
                self.ended.push(ended);
            }
        }
    }

    /// A line for each run that has ended, above the bar where there is one.
    fn tell(&self, title: &str, ended: &Ended) {
        let words = &self.desk.words;
        let line = match &ended.end {
            Progress::Failed { .. } => words.say("cli.run_failed", &[("title", &title)]),
            Progress::Unsupported { message, .. } => {
                words.say("cli.run_unsupported", &[("title", &title), ("what", message)])
            }
            Progress::Cancelled => words.say("cli.run_cancelled", &[("title", &title)]),
            Progress::Unneeded => words.say("cli.run_unneeded", &[("title", &title)]),
            _ => {
                let rows = crate::value::figure::grouped(ended.rows() as f64, 0);
                counted(words, "cli.run_done", ended.rows(), &[("title", &title), ("rows", &rows)])
            }
        };
        self.bar.suspend(|| self.desk.output.note(&line));
    }
}

/// A bar on a terminal; lines alone are told elsewhere.
pub fn bar(desk: &Desk, runs: usize) -> ProgressBar {
    if desk.output.is_quiet() || !stderr().is_terminal() || runs == 0 {
        return ProgressBar::hidden();
    }
    plain_bar(runs as u64 * RUN)
}

/// Does a work on the workspace's files under a bar; it is told to end when the reader asks for that.
pub fn under_bar<T>(global: &Global, work: impl FnOnce(&dyn Fn(f64) -> bool) -> T) -> T {
    let is_shown = !global.quiet && stderr().is_terminal();
    let bar = if is_shown { plain_bar(1000) } else { ProgressBar::hidden() };
    signals::on_stop(|| ());
    let done = work(&|done| {
        bar.set_position((done * 1000.0) as u64);
        !signals::asked()
    });
    bar.finish_and_clear();
    done
}

pub fn plain_bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}");
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// What runs found, a row each. Runs of one job have their figures in columns; of several, only what all have.
pub fn table_of(ended: &[Ended]) -> Table {
    let of_one_job = ended.windows(2).all(|pair| pair[0].job == pair[1].job);
    let figures: &[(String, Cell)] = match ended.first() {
        Some(first) if of_one_job => first.figures(),
        _ => &[],
    };
    let common = [("job", Kind::Text), ("run_id", Kind::Id), ("row_count", Kind::Count)];
    let columns = common.into_iter().map(|(name, kind)| Column { name: name.into(), kind });
    let columns =
        columns.chain(figures.iter().map(|(name, cell)| Column { name: name.clone(), kind: kind(name, cell) }));
    let row = |run: &Ended| -> Vec<Cell> {
        let found = |name: &String| run.figures().iter().find(|(known, _)| known == name).map(|(_, cell)| cell.clone());
        let cells = figures.iter().map(|(name, _)| found(name).unwrap_or_default());
        [run.job.clone().into(), run.run.into(), run.rows().into()].into_iter().chain(cells).collect()
    };
    Table { columns: columns.collect(), rows: ended.iter().map(row).collect(), offset: 0, total: ended.len() as u64 }
}

fn kind(name: &str, cell: &Cell) -> Kind {
    match cell {
        Cell::Integer(_) => Kind::of(name, "BIGINT"),
        Cell::Decimal(_) => Kind::of(name, "DECIMAL(18,2)"),
        Cell::Float(_) => Kind::of(name, "DOUBLE"),
        Cell::Date(_) => Kind::Date,
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(job: &str, figures: Vec<(String, Cell)>) -> Ended {
        Ended { run: 1, job: job.into(), end: Progress::Done { rows: 2, figures } }
    }

    #[test]
    fn runs_of_one_job_show_their_figures_side_by_side() {
        let figures = |n: i32| vec![("rejected".to_owned(), Cell::from(n))];
        let table = table_of(&[run("sources.import", figures(3)), run("sources.import", figures(0))]);
        assert_eq!(table.number(0, "rejected"), Some(3.0));
        assert_eq!(table.number(1, "rejected"), Some(0.0));
    }

    #[test]
    fn runs_of_several_jobs_show_what_all_have() {
        let table = table_of(&[run("a", vec![("clusters".into(), 4.into())]), run("b", Vec::new())]);
        assert_eq!(table.columns.len(), 3);
    }

    #[test]
    fn the_first_failure_of_several_runs_is_the_commands() {
        let failed =
            Ended { end: Progress::Failed { message: "no orders".into(), hint: None }, ..run("b", Vec::new()) };
        let Err(Failure::Fault(fault)) = settled(vec![run("a", Vec::new()), failed]) else { panic!("not a fault") };
        assert_eq!(fault.message, "b: no orders");
    }

    #[test]
    fn a_run_for_which_the_data_are_too_few_fails_no_refresh() {
        let end = Progress::Unsupported { message: "20 customers are needed".into(), hint: None };
        let lacking = Ended { end, ..run("b", Vec::new()) };
        assert_eq!(settled(vec![run("a", Vec::new()), lacking]).unwrap().len(), 2);
    }
}
