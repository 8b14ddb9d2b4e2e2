//! The screen: a model, what changes it, and how it is drawn.
//!
//! [`update`] takes one message after another into the [`Model`] and leaves effects; [`view`] only reads. The loop outside
//! ([`run`]) turns the terminal's events, the service's events and its answers into messages, carries effects out on a few
//! threads, and draws one frame when something has changed. A line may be slow and may drop: few bytes a key, none when
//! idle, and the process ends with its terminal.

pub mod command;
mod format;
pub mod keymap;
mod look;
mod model;
pub mod overlay;
pub mod pane;
mod preview;
mod run;
pub mod tabs;
mod terminal;
mod text;
mod theme;
mod update;
mod view;
pub mod widgets;
pub mod world;

pub use look::Look;
pub use model::Model;
pub use run::run;
pub use theme::Theme;
pub use update::update;
pub use view::view;
pub use world::{Effect, Message};

#[cfg(test)]
mod tests;
