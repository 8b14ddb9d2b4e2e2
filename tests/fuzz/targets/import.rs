#![no_main]

#[path = "../harness/mod.rs"]
mod harness;

libfuzzer_sys::fuzz_target!(init: harness::contain_panics(), |bytes: &[u8]| harness::import::import(bytes));
