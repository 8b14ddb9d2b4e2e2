//! The walls of the house, as the design has them. Who has to move one says so here.

use crate::desk::{files, repository};
use std::fs;

const CAPABILITIES: [&str; 9] =
    ["sources", "cleaning", "identity", "quality", "kpi", "segments", "channels", "crm", "campaigns"];

/// Each line of code below `src/FOLDER` with its place; comments and what follows `#[cfg(test)]` are left out.
fn code(folder: &str) -> Vec<(String, String)> {
    let root = repository().join("src").join(folder);
    let mut lines = Vec::new();
    for file in files(&root, "rs") {
        let name = file.strip_prefix(repository()).unwrap_or(&file).display().to_string();
        if name.ends_with("tests.rs") || name.contains("/tests/") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            lines.push((format!("{name}:{}", number + 1), line.to_owned()));
        }
    }
    assert!(!lines.is_empty(), "src/{folder} has no code");
    lines
}

#[track_caller]
fn hold(rule: &str, breaches: Vec<String>) {
    assert!(breaches.is_empty(), "{rule}:\n{}", breaches.join("\n"));
}

fn with_any(folders: &[&str], forbidden: &[&str]) -> Vec<String> {
    let lines = folders.iter().flat_map(|folder| code(folder));
    let found = lines.filter(|(_, line)| forbidden.iter().any(|word| line.contains(word)));
    found.map(|(place, line)| format!("  {place}: {}", line.trim())).collect()
}

#[test]
fn the_screen_and_the_commands_have_no_sql() {
    let sql =
        ["duckdb::", "crate::warehouse", ".sql\"", "\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE ", "\"CREATE "];
    hold("cli and tui ask the service", with_any(&["cli", "tui"], &sql));
}

#[test]
fn the_mathematics_has_no_file_no_clock_and_no_sql() {
    let outside = [
        "std::fs",
        "std::io",
        "std::env",
        "std::time",
        "std::net",
        "File::",
        "jiff",
        "Instant::now",
        "SystemTime",
        "duckdb",
        "crate::warehouse",
        ".sql\"",
        "thread_rng",
        "from_entropy",
        "from_os_rng",
        "rand::random",
    ];
    hold("analysis takes numbers and seeds, and gives numbers", with_any(&["analysis"], &outside));
}

#[test]
fn capabilities_meet_in_tables_only() {
    let mut breaches = Vec::new();
    for capability in CAPABILITIES {
        for (place, line) in code(capability) {
            let others = CAPABILITIES.iter().filter(|other| **other != capability);
            if others.into_iter().any(|other| imports(&line, other)) {
                breaches.push(format!("  {place}: {}", line.trim()));
            }
        }
    }
    hold("no capability imports another's code", breaches);
}

#[test]
fn no_capability_knows_of_what_stands_above_all() {
    let above = ["privacy", "service", "cli", "tui"];
    let lines = CAPABILITIES.iter().flat_map(|capability| code(capability));
    let breaches = lines.filter(|(_, line)| above.iter().any(|room| imports(line, room)));
    hold(
        "no capability imports from above",
        breaches.map(|(place, line)| format!("  {place}: {}", line.trim())).collect(),
    );
}

/// `crate::kpi` and `use crate::{args, kpi}` are imports; `crate::kpi_board` would be another's.
fn imports(line: &str, room: &str) -> bool {
    let names = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next() == Some(room);
    line.split("crate::").skip(1).any(|rest| match rest.strip_prefix('{') {
        Some(group) => group.split(',').any(|item| names(item.trim())),
        None => names(rest),
    })
}

#[test]
fn one_place_opens_the_database() {
    let opened: Vec<String> = files(&repository().join("src"), "rs")
        .into_iter()
        .filter(|file| !file.starts_with(repository().join("src/warehouse")))
        .filter(|file| {
            let text = fs::read_to_string(file).expect("a source file");
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            ["Connection::open", "open_in_memory", "Config::default().with("].iter().any(|word| code.contains(word))
        })
        .map(|file| format!("  {}", file.display()))
        .collect();
    hold("only src/warehouse opens the database", opened);
}

#[test]
fn the_rules_can_be_broken() {
    assert!(imports("use crate::kpi::Board;", "kpi"));
    assert!(imports("use crate::{args, kpi, jobs};", "kpi"));
    assert!(!imports("use crate::kpi_board;", "kpi"));
    assert!(!imports("use super::kpi;", "kpi"));
}

#[test]
fn unsafe_code_stands_in_one_file() {
    const FILE: &str = "warehouse/encryption/raw.rs";
    let mut breaches = with_any(&["."], &["allow(unsafe_code)", "expect(unsafe_code)"]);
    breaches.retain(|line| !line.contains(FILE));
    hold("unsafe code is allowed in the file of the foreign interface alone", breaches);
    let root = fs::read_to_string(repository().join("src/lib.rs")).expect("the library");
    assert!(root.contains("forbid(unsafe_code)") && root.contains("deny(unsafe_code)"), "src/lib.rs refuses it");
}
