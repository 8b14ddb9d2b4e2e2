//! Who may what, and what of it they are shown.
//!
//! Every request is judged here before it is answered: [`needs`] says what it takes, `access.toml` who has that. A user who is
//! not to see personal data gets a session in another catalogue, [`Masked`], in which every table is a view of the same name
//! with its personal columns masked. So the program's queries, filters, searches, exports, explanations and the console's SQL
//! stand on masked values from the beginning, and none of them can be forgotten. Roles hold where a team is served; without
//! that the workspace is its owner's, who may do everything.

mod masked;
mod needs;
mod reader;
mod said;
mod small_groups;
#[cfg(test)]
mod tests;
mod visitor;

pub(super) use masked::Masked;
pub(super) use needs::is_harmless;
pub(super) use reader::Reader;
pub(super) use said::{event_without_quotes, news_without_quotes, without_quotes};
pub(super) use small_groups::withheld;
pub use visitor::You;
pub(super) use visitor::{Visitor, groups_of};
