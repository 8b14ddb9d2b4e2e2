//! What the fuzzer has found, replayed: each file below `tests/fuzz/seeds/TARGET` is one that something once went wrong with,
//! or that shows a way through the program.

#[path = "fuzz/harness/mod.rs"]
mod harness;

use crate::desk::repository;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = repository().join("tests/fuzz/seeds").join(target);
    let seeds: Vec<_> = std::fs::read_dir(&folder).expect("seeds").map(|entry| entry.expect("a seed").path()).collect();
    assert!(!seeds.is_empty(), "no seeds in {}", folder.display());
    for seed in seeds {
        println!("{}", seed.display());
        check(&std::fs::read(&seed).expect("a seed"));
    }
}

#[test]
fn any_file_is_read_or_refused() {
    replay("reader", harness::reader::reader);
}

#[test]
fn any_text_is_a_value_or_none() {
    replay("reading", harness::reading::reading);
    harness::reading::close();
}

#[test]
fn any_file_leaves_the_chain_of_origin_whole() {
    replay("import", harness::import::import);
    harness::import::close();
}

#[test]
fn whatever_a_client_says_the_service_serves_the_others() {
    replay("protocol", harness::protocol::protocol);
    harness::protocol::close();
}
