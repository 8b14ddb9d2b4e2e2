//! What has to hold of any bytes whatever. The fuzzer calls these with what it makes up; the tests replay what it has found.

#![allow(dead_code)] // a target calls one of them, the tests call all

pub mod import;
pub mod protocol;
pub mod reader;
pub mod reading;

/// What a thread of the program's stops on is its own to contain: only what stops the target ends the run, which the fuzzer's
/// hook would not tell apart.
pub fn contain_panics() {
    drop(std::panic::take_hook());
}
