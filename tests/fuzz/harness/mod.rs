//! What has to hold of any bytes whatever. The fuzzer calls these with what it makes up; the tests replay what it has found.

#![allow(dead_code)] // a target calls one of them, the tests call all

pub mod import;
pub mod protocol;
pub mod reader;
pub mod reading;
