//! The one door to the data: typed requests and answers, and events that nobody asked for.
//!
//! The screen and the commands send [`Request`]s and get [`Response`]s; they never see the warehouse. All of these are
//! serde types, so that the same words can cross a socket. This room alone knows all capabilities, and lists their jobs
//! and their views.

mod catalogue;
mod console;
mod doctor;
mod explain;
mod export;
mod fault;
mod inbox;
mod local;
pub mod origin;
mod overview;
mod protocol;
mod schedule;
#[cfg(test)]
mod tests;

pub use catalogue::{Drill, drill, jobs, views};
pub use fault::{Code, Fault};
pub use local::Local;
pub use protocol::{
    Event, Expected, Explanation, ExportFormat, JobInfo, News, Overview, ParamInfo, Relation, Request, Response, Stage,
    Ticket,
};

use std::sync::mpsc::Receiver;

/// A way into the service.
pub trait Service: Send + Sync {
    /// Answers a request; blocks until the answer is there. The ticket is the caller's own, and cancels it.
    fn call(&self, ticket: Ticket, request: Request) -> Result<Response, Fault>;

    /// Stops a call that is under way, from another thread; its caller gets [`Code::Cancelled`].
    fn cancel(&self, ticket: Ticket);

    /// All events from now on.
    fn events(&self) -> Receiver<Event>;
}
