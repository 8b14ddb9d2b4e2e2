//! What is asked, answered and told, a file for each part of it.

mod event;
mod explanation;
mod jobs;
mod news;
mod overview;
mod relation;
mod request;
mod response;
mod status;

pub use event::{Event, Sending};
pub use explanation::Explanation;
pub use jobs::{Expected, JobInfo, ParamInfo};
pub use news::News;
pub use overview::{Overview, Stage};
pub use relation::Relation;
pub use request::{Request, Seen};
pub use response::{ExportFormat, Response};
pub use status::{Attached, Status};

/// A caller's number for one call.
pub type Ticket = u64;
