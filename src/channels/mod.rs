//! Channels: what each costs, whom it reaches, what is bought in it, and what it did for orders that were placed elsewhere.
//!
//! Performance counts an order where it was placed. Attribution follows each known customer's touches up to the order
//! and gives the order to them by three rules, as no single one is the truth; the flow shows how channels lead to one
//! another. All stand on `core.touchpoint`, `core.channel_spend` and `core.sale`. What people say in public, by topic, hour
//! and day, stands on `core.social_post`; its mood is what the sources state, and is never guessed from the text.

mod attribute;
pub mod jobs;
pub mod queries;
mod register;

#[cfg(test)]
mod tests;

pub use register::register;
