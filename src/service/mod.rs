//! The one door to the data: typed requests and answers, and events that nobody asked for.
//!
//! The screen and the commands send [`Request`]s and get [`Response`]s; they never see the warehouse. All of these are
//! serde types: there are two ways in, [`Local`] in this process and [`Remote`] over a Unix socket to the process that owns
//! the file. This room alone knows all capabilities, and lists their jobs and their views.

mod access;
mod answer;
pub mod attach;
pub mod backups;
mod catalogue;
mod collecting;
mod console;
mod decisions;
mod doctor;
mod edits;
mod explain;
mod export;
mod fault;
mod figures;
mod imports;
mod inbox;
mod input;
mod key;
mod listeners;
mod local;
mod modes;
pub mod origin;
mod outbox;
mod overview;
mod peer;
mod personal;
mod protocol;
mod recrypt;
mod relations;
mod remote;
mod restore;
mod rules;
mod runs;
mod schedule;
mod server;
mod session;
mod socket;
mod staging;
#[cfg(test)]
mod tests;
mod traces;
mod upload;
mod wire;

pub use crate::warehouse::Soundness;
pub use access::You;
pub use catalogue::{Drill, drill, jobs, views};
pub use fault::{Code, Fault};
pub use input::InputFile;
pub use local::Local;
pub use peer::Door;
pub use protocol::{
    Attached, Event, Expected, Explanation, ExportFormat, JobInfo, News, Overview, ParamInfo, Relation, Request,
    Response, Seen, Sending, Stage, Status, Ticket,
};
pub use recrypt::Recrypt;
pub use remote::Remote;
pub use restore::{Restore, Restored};
pub use server::{Listen, Plan, serve};

use std::sync::mpsc::Receiver;

/// A way into the service.
pub trait Service: Send + Sync {
    /// Answers a request; blocks until the answer is there. The ticket is the caller's own, and cancels it.
    fn call(&self, ticket: Ticket, request: Request) -> Result<Response, Fault>;

    /// Stops a call that is under way, from another thread; its caller gets [`Code::Cancelled`].
    fn cancel(&self, ticket: Ticket);

    /// All events from now on, after the latest news of each run that is under way. Where the service goes away, its last
    /// is [`Event::Gone`].
    fn events(&self) -> Receiver<Event>;

    /// Whether it goes on when this process ends.
    fn outlives_its_callers(&self) -> bool {
        false
    }
}
