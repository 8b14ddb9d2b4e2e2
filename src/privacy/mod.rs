//! What the data owes to the people in it: it forgets them when they ask, gives them what it has of them, and keeps
//! nothing for longer than it is needed.
//!
//! That cuts across all capabilities, so this room stands above them: they never know of it. To forget someone is to put
//! keyed hashes of all that they go by on a list, and then to erase whoever is on it, wherever they stand: so erasing again
//! is the same work, whether a file brings them back, or an older state of the data.
//!
//! A sale stays in the figures, as a sale of nobody. What a person said or was sent does not stay, but for the bare fact of a
//! contact, a rating or a visit, of nobody too.

mod erase;
mod files;
mod forget;
pub mod jobs;
mod list;
mod noted;
mod person;
pub mod queries;
mod receipt;
mod retain;
#[cfg(test)]
mod tests;

pub use list::{carry_list, is_behind, keep_beside};
pub use person::all_of;
pub use receipt::Fate;
pub use retain::due;
