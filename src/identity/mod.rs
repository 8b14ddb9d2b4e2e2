//! Which source records are one customer.
//!
//! Every key that a record or a fact has in a system is a node. Records that agree somewhere are compared field by field;
//! what each agreement tells is learnt from the data ([`crate::analysis::linkage`]), and pairs that are more likely one
//! person than two are linked. What hangs together is one customer, unless its pairs contradict one another: then it is
//! put together anew from its closest pairs ([`crate::analysis::agglomeration`]). A shared phone or e-mail is weighed like
//! everything else, or couples with one phone would be one; a member number decides, as `identity.toml` has it. People
//! decide over all of it: what they keep apart is never one customer, and wins over what they join.
//!
//! A customer's id is given once: `core.customer_number` remembers the id that each key was first given, and a customer
//! takes the smallest id that any of its keys remembers. So sources can be added, undone and imported again, and everyone
//! keeps their id. No id is ever given to another customer.
//!
//! Of each field one value survives: the newest, which is that of the record that joined last, then of the batch that
//! arrived last. Phone, e-mail and consent follow the stricter rule of `identity.toml`: an address that came back or is
//! refused never takes another's place, and a refusal by any key is the customer's. All stands in views and tables that
//! follow from the keys, so what a merge decided is undone with it.

mod decision;
mod fold;
mod forest;
mod guard;
pub mod jobs;
mod linker;
mod plan;
pub mod queries;
mod register;
#[cfg(test)]
mod tests;

pub use decision::{Party, Verdict, decide};
pub use register::register;
