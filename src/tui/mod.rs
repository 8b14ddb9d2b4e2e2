//! The screen.

pub mod widgets;
