//! What came of a run that the watch, or the collector, has waited for.

use super::Watcher;
use crate::jobs::{JobError, Progress};
use crate::service::{Event, traces};
use crate::value::{Args, Cell};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

/// How often it is looked whether the watch has ended.
const LOOK: Duration = Duration::from_millis(200);

pub(in crate::service) enum Outcome {
    Done {
        rows: u64,
        figures: Vec<(String, Cell)>,
    },
    /// Why it could not be done, or did not even begin.
    Failed(String),
    /// Someone has cancelled it, or the watch has ended.
    Stopped,
}

impl From<Result<Progress, JobError>> for Outcome {
    fn from(end: Result<Progress, JobError>) -> Outcome {
        match end {
            Ok(Progress::Done { rows, figures }) => Outcome::Done { rows, figures },
            Ok(Progress::Failed { message, .. }) => Outcome::Failed(message),
            Ok(_) => Outcome::Stopped,
            Err(error) => Outcome::Failed(error.to_string()),
        }
    }
}

impl Watcher {
    /// Runs a job, and waits until it has ended or the watch has.
    pub fn outcome(&self, job: &str, args: &Args, stopped: &Receiver<()>) -> Outcome {
        self.finished(job, args, stopped).into()
    }

    fn finished(&self, job: &str, args: &Args, stopped: &Receiver<()>) -> Result<Progress, JobError> {
        let events = self.listeners.join();
        let run = self.runner.submit(job, args, &self.user)?;
        traces::watched(&self.warehouse, &self.user, job, args, run);
        loop {
            match events.recv_timeout(LOOK) {
                Ok(Event::Job(event)) if event.run == run && event.progress.has_ended() => return Ok(event.progress),
                Err(RecvTimeoutError::Disconnected) => return Ok(Progress::Cancelled),
                _ => {}
            }
            if let Err(TryRecvError::Disconnected) = stopped.try_recv() {
                return Ok(Progress::Cancelled);
            }
        }
    }
}
