//! Who sees what of one workspace, whoever asks and however they ask.

mod console;
mod desk;
mod everything;
mod masks;
mod roles;
mod small_groups;
