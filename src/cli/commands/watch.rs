use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::signals;
use crate::jobs::Progress;
use crate::service::{Event, Request};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

#[derive(Debug, clap::Args)]
pub struct Watch {}

impl Watch {
    /// Watches until it is stopped, and tells each thing that comes to pass in a line.
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let events = desk.events();
        desk.call(Request::Watch)?;
        desk.say("cli.watching", &[("inbox", &desk.workspace.inbox().display())]);
        while !signals::asked() {
            match events.recv_timeout(Duration::from_millis(200)) {
                Ok(Event::News(news)) => desk.output.text(&format!("{}\n", news.said(&desk.words)))?,
                Ok(Event::Job(event)) => {
                    if let Progress::Failed { message, .. } = event.progress {
                        let title = desk.words.text(&format!("job.{}.title", event.job)).to_owned();
                        desk.say("cli.run_failed", &[("title", &title), ("what", &message)]);
                    }
                }
                Ok(Event::Gone(fault)) => return Err(fault.into()),
                Ok(Event::Changed | Event::Sending(_)) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
        Ok(())
    }
}
