use super::interrupted::{ENDLESS, send, wait_until_it_holds_the_file};
use crate::desk::Desk;
use crate::terminal::Terminal;
use nix::sys::signal::{Signal, kill};
use std::sync::OnceLock;
use std::time::Duration;

/// A workspace with the sample retailer in it and every job done, made once; each test works on a copy.
fn retailer() -> Desk {
    static MADE: OnceLock<Desk> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let desk = Desk::new();
        desk.run("demo --dir shop").succeeds();
        desk
    });
    let desk = Desk::new();
    for file in std::fs::read_dir(made.path("shop")).expect("a folder").flatten().filter(|file| file.path().is_file()) {
        std::fs::copy(file.path(), desk.path(&file.file_name().to_string_lossy())).expect("a copy");
    }
    desk
}

/// The workbench, past the tour that a first start begins.
fn workbench(desk: &Desk, columns: u16, rows: u16) -> Terminal {
    let mut terminal = Terminal::open(desk, columns, rows);
    terminal.shows("Sources").shows("members");
    terminal.press("esc");
    terminal.at_rest();
    terminal
}

#[test]
fn a_walk_through_the_tabs() {
    let desk = retailer();
    let mut screen = workbench(&desk, 120, 40);
    screen.shows("web_orders").shows("as of 2026-06-30");
    screen.press("2").shows("Quality by table").shows("Customers can be reached");
    screen.press("3").shows("¥252,928.80").shows("2025-06");
    screen.press("4").shows("Champions");
    screen.press("5").shows("xiaohongshu");
    screen.press("6").shows("CRM");
    screen.press("?").shows("Help").press("esc");
    screen.press("q").ends();
    assert!(screen.is_restored());
}

#[test]
fn keys_cost_few_bytes_and_idling_none() {
    let desk = retailer();
    let mut screen = workbench(&desk, 120, 40);
    for tab in ["2", "3", "4", "5", "6", "1", "2", "3", "4", "5", "6", "1"] {
        let bytes = screen.cost(tab);
        assert!(bytes <= 6_000, "a switch to tab {tab} takes {bytes} bytes");
    }
    for key in ["j", "j", "k", "l", "h"] {
        let bytes = screen.cost(key);
        assert!((1..=300).contains(&bytes), "{key} takes {bytes} bytes");
    }
    assert_eq!(screen.bytes_within(Duration::from_secs(3)), 0, "idle");
}

#[test]
fn doubtful_pairs_are_decided_and_the_customers_unified_when_one_leaves() {
    let desk = retailer();
    let mut screen = workbench(&desk, 120, 40);
    screen.press("2").shows("Quality by table").press("=").shows("One customer or two?").shows("At random");
    screen.press("y").shows("1 decided").press("n").shows("2 decided").press("u").shows("1 decided").at_rest();
    screen.press("esc").shows("Unify customers: run");
    screen.press("q").ends();
    let decisions = desk.run("customers decisions --format json").succeeds().json();
    assert_eq!(decisions.as_array().map(Vec::len), Some(1), "{decisions:#}");
    let accuracy = desk.run("customers accuracy --format json").succeeds().json();
    assert_eq!(accuracy[0]["labels"], 1);
    let history = desk.run("jobs history --format json").succeeds().json();
    let unified = history.as_array().into_iter().flatten().filter(|run| run["job"] == "identity.unify");
    assert_eq!(unified.count(), 2, "once for the sources, once for the review");
}

#[test]
fn a_job_is_run_and_watched_from_the_screen() {
    let desk = retailer();
    let mut screen = workbench(&desk, 120, 40);
    screen.press("J").shows("Quality checks").press("j j j j j j").press("r").at_rest();
    screen.press("enter");
    screen.bytes_within(Duration::from_secs(5));
    screen.press("esc").at_rest();
    screen.press("q").ends();
    let history = desk.run("jobs history --format json").succeeds().json();
    assert_eq!(history[0]["job"], "quality.check", "{history:#}");
    assert_eq!(history[0]["status"], "done");
}

#[test]
fn the_program_ends_and_gives_the_terminal_back() {
    let desk = retailer();
    let mut screen = workbench(&desk, 80, 24);
    screen.press("ctrl-c").ends();
    assert!(screen.is_restored(), "after Ctrl-C");

    let mut screen = workbench(&desk, 80, 24);
    kill(screen.process(), Signal::SIGTERM).expect("a signal is sent");
    screen.ends();
    assert!(screen.is_restored(), "after SIGTERM");

    let mut screen = workbench(&desk, 80, 24);
    screen.hang_up();
    screen.ends();
    desk.run("doctor").succeeds();
}

#[test]
fn the_mouse_does_what_keys_do() {
    let desk = retailer();
    let mut screen = workbench(&desk, 120, 40);
    screen.click("5 Channels").shows("xiaohongshu");
    screen.click("1 Sources").shows("web_orders");
    screen.click("web_events").shows("▸  web_events").click("web_events").shows("Batches · web_events");
    screen.wheel_down("web_orders").at_rest();
    assert!(!screen.text().contains("▸● web_events"), "the wheel moves the cursor:\n{}", screen.text());
}

#[test]
fn a_cell_is_copied_through_the_terminal_and_through_tmux() {
    let desk = retailer();
    let mut screen = workbench(&desk, 120, 40);
    screen.click("web_orders").press("y c").shows("OSC 52");
    assert_eq!(screen.clipboard(), "d2ViX29yZGVycw==", "web_orders in base 64");
    screen.press("q").ends();

    desk.write_program("bin/tmux", "#!/bin/sh\ncat > copied.txt\n");
    let path = format!("{}:{}", desk.path("bin").display(), std::env::var("PATH").unwrap_or_default());
    let mut screen = Terminal::open_with(&desk, 120, 40, &[("TMUX", "socket"), ("PATH", &path)]);
    screen.shows("web_orders").at_rest();
    screen.click("web_orders").press("y c").shows("tmux");
    assert_eq!(std::fs::read_to_string(desk.path("copied.txt")).expect("a copy"), "web_orders");
}

#[test]
fn a_workbench_says_who_has_the_file_and_opens_when_it_is_given_back() {
    let desk = retailer();
    let holder = desk.start(ENDLESS);
    wait_until_it_holds_the_file(&holder);
    let mut screen = Terminal::open(&desk, 120, 40);
    screen.shows("is in use by foureye").shows(&holder.id().to_string());
    send(&holder, Signal::SIGINT);
    holder.wait_with_output().expect("it ends");
    screen.shows("members");
}
