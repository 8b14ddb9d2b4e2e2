//! Every source of the company's data: its files are read, kept as they came, and mapped to the one model.
//!
//! A file or a stretch of a database's table goes through three rooms. `reader` makes records of text of it, whatever its
//! shape; `landing` keeps them as they are, one table a source; `mapping` makes rows of the model of them, in SQL, and
//! rejects of those that it cannot make rows of. Since landing keeps everything, the last step can be taken again when a
//! batch is undone or a mapping changes.

mod batch;
mod delivery;
mod drift;
mod fetch;
pub mod forgotten;
pub mod inbox;
pub mod jobs;
mod landing;
mod mapping;
mod marks;
mod propose;
mod quarantine;
pub mod queries;
mod register;
mod replay;
#[cfg(test)]
mod tests;
mod write_key;

pub use jobs::{import_of, imports};
pub use propose::{
    Proposal, ProposedColumn, ProposedFeed, accept, propose, propose_sent, propose_table, remap, source_text,
};
pub use quarantine::{Mending, MendingRule, Record, Texts, apply, mend, record};
pub use register::register;
pub use replay::replay_all;
pub use write_key::{WriteKey, add_write_key};
