//! What a panic leaves of the terminal, seen from outside: this test program runs itself in a pseudo-terminal.

use super::{GIVE_BACK, Guard};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::Read;

/// Runs only inside the pseudo-terminal, where the variable is set.
const INSIDE: &str = "FOUREYE_TEST_PANICS";

#[test]
fn panics_while_it_holds_the_terminal() {
    if std::env::var_os(INSIDE).is_some() {
        let _guard = Guard::take().unwrap();
        panic!("a fault of the program's own");
    }
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let size = PtySize { cols: 120, rows: 40, pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size).unwrap();
    let mode = || format!("{:?}", pty.master.get_termios());
    let found = mode();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "--nocapture", "tui::terminal::tests::panics_while_it_holds_the_terminal"]);
    command.env(INSIDE, "1");
    let mut child = pty.slave.spawn_command(command).unwrap();
    assert!(!child.wait().unwrap().success());
    assert_eq!(mode(), found, "raw mode is left");
    drop(pty.slave);
    let mut reader = pty.master.try_clone_reader().unwrap();
    drop(pty.master);
    let mut said = Vec::new();
    // Linux ends a terminal without a process with an error.
    let _ = reader.read_to_end(&mut said);
    let at = |bytes: &[u8]| said.windows(bytes.len()).position(|window| window == bytes);
    assert!(at(GIVE_BACK) < at(b"a fault of"), "what is told on the screen that is left is lost with it");
    let mut terminal = vt100::Parser::new(40.try_into().unwrap(), 120.try_into().unwrap(), 0);
    terminal.process(&said);
    let screen = terminal.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert!(screen.contents().contains("a fault of the program's own"), "{}", screen.contents());
}
