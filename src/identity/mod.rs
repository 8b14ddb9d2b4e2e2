//! Which source records are one customer, by keys that are exactly equal.
//!
//! Every key that a record or a fact has in a system is a node; records that share a member id, a phone or an e-mail are
//! joined; what hangs together is one customer. A customer's id is given once: `core.customer_number` remembers the id
//! that each key was first given, and a customer takes the smallest id that any of its keys remembers. So sources can be
//! added, undone and imported again, and everyone keeps their id. No id is ever given to another customer.
//!
//! The newest value of each field survives: of the records that have one, that of the record that joined last, then of
//! the batch that arrived last.

mod fold;
mod forest;
pub mod jobs;
pub mod queries;
#[cfg(test)]
mod tests;
