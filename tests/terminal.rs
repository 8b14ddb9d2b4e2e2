//! A real pseudo-terminal with the program in it: keys go in, the screen is read as a terminal would show it, and the
//! bytes that it took are counted.

use crate::desk::Desk;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long a screen may take to show what a test waits for: far more than it needs on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// After this long without a byte, the screen is taken to be at rest.
const REST: Duration = Duration::from_millis(600);

pub struct Terminal {
    screen: vt100::Parser<Clipboard>,
    bytes: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// All bytes that have come.
    seen: Vec<u8>,
    /// Dropped to hang up.
    line: Option<Box<dyn MasterPty + Send>>,
}

impl Terminal {
    /// Opens the workbench on a desk's workspace.
    pub fn open(desk: &Desk, columns: u16, rows: u16) -> Terminal {
        Terminal::open_with(desk, columns, rows, &[])
    }

    /// Opens the workbench with more in its environment.
    pub fn open_with(desk: &Desk, columns: u16, rows: u16, environment: &[(&str, &str)]) -> Terminal {
        Terminal::start(desk, columns, rows, environment, "")
    }

    /// Runs a command to its end.
    pub fn run(desk: &Desk, line: &str) -> Terminal {
        let mut terminal = Terminal::start(desk, 200, 60, &[], line);
        terminal.ends();
        terminal
    }

    fn start(desk: &Desk, columns: u16, rows: u16, environment: &[(&str, &str)], line: &str) -> Terminal {
        let mut command = Terminal::program(env!("CARGO_BIN_EXE_foureye"));
        command.args(crate::desk::parts(line));
        command.cwd(desk.path(""));
        environment.iter().for_each(|(name, value)| command.env(name, value));
        Terminal::of(command, columns, rows)
    }

    /// A program as it finds itself in a terminal.
    pub fn program(program: &str) -> CommandBuilder {
        let mut command = CommandBuilder::new(program);
        command.env("TERM", "xterm-256color");
        command.env_remove("TMUX");
        command.env_remove("NO_COLOR");
        command
    }

    /// Runs a command in it.
    pub fn of(command: CommandBuilder, columns: u16, rows: u16) -> Terminal {
        let size = PtySize { cols: columns, rows, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let child = pty.slave.spawn_command(command).expect("foureye starts");
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().expect("a reader");
        let keys = pty.master.take_writer().expect("a writer");
        let (tell, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || tell.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        let sized = |cells: u16| cells.try_into().expect("a size");
        Terminal {
            screen: vt100::Parser::new_with_callbacks(sized(rows), sized(columns), 0, Clipboard::default()),
            bytes,
            keys,
            child,
            seen: Vec::new(),
            line: Some(pty.master),
        }
    }

    /// What stands on the screen.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until a text stands on the screen.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> &mut Terminal {
        let until = Instant::now() + PATIENCE;
        while !self.text().contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the screen never showed {text:?}:\n{}", self.text());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => panic!("it ended without {text:?}:\n{}", self.text()),
            }
        }
        self
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.seen.extend_from_slice(bytes);
    }

    /// All that the terminal has been sent.
    pub fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// Waits until no more bytes come, and says how many came.
    pub fn at_rest(&mut self) -> usize {
        self.bytes_within(REST)
    }

    /// The bytes that come until none have for so long.
    pub fn bytes_within(&mut self, rest: Duration) -> usize {
        let mut count = 0;
        while let Ok(bytes) = self.bytes.recv_timeout(rest) {
            count += bytes.len();
            self.take(&bytes);
        }
        count
    }

    /// Types keys, parted by blanks: a character, `enter`, `esc`, `tab`, `down`, or a 'text in quotes.
    pub fn press(&mut self, keys: &str) -> &mut Terminal {
        for key in keys.split(' ') {
            self.send(&encoded(key));
            // An escape that is followed at once would be read as one key with what follows.
            if key == "esc" {
                std::thread::sleep(Duration::from_millis(60));
            }
        }
        self
    }

    /// Presses the mouse's first button on the first place where a text stands.
    #[track_caller]
    pub fn click(&mut self, text: &str) -> &mut Terminal {
        let (x, y) = self.place_of(text);
        self.send(&format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"))
    }

    /// Turns the wheel towards the reader over the first place where a text stands.
    #[track_caller]
    pub fn wheel_down(&mut self, text: &str) -> &mut Terminal {
        let (x, y) = self.place_of(text);
        self.send(&format!("\x1b[<65;{x};{y}M"))
    }

    /// Column and row of a text's first cell, both from 1; what stands before it is taken to be of single cells.
    #[track_caller]
    fn place_of(&self, text: &str) -> (usize, usize) {
        let lines = self.text();
        let mut places = lines.lines().enumerate();
        let found = places.find_map(|(y, line)| Some((line.split_once(text)?.0.chars().count() + 1, y + 1)));
        found.unwrap_or_else(|| panic!("{text:?} stands nowhere:\n{lines}"))
    }

    fn send(&mut self, keys: &str) -> &mut Terminal {
        self.keys.write_all(keys.as_bytes()).expect("keys are read");
        self.keys.flush().expect("keys are read");
        self
    }

    /// What the program last put into the terminal's clipboard, in base 64.
    pub fn clipboard(&self) -> &str {
        &self.screen.callbacks().0
    }

    /// The bytes that keys cost, until the screen is at rest again.
    pub fn cost(&mut self, keys: &str) -> usize {
        self.at_rest();
        self.press(keys);
        self.at_rest()
    }

    pub fn process(&self) -> nix::unistd::Pid {
        let id = self.child.process_id().expect("a process");
        nix::unistd::Pid::from_raw(i32::try_from(id).expect("a process number"))
    }

    /// Drops the line, as a lost connection does: the program is told, and its terminal takes and gives nothing more.
    pub fn hang_up(&mut self) {
        self.keys = Box::new(std::io::sink());
        self.line = None;
        nix::sys::signal::kill(self.process(), nix::sys::signal::Signal::SIGHUP).expect("a signal is sent");
    }

    /// Waits until the program has ended.
    #[track_caller]
    pub fn ends(&mut self) -> &mut Terminal {
        let until = Instant::now() + PATIENCE;
        while self.child.try_wait().expect("a state").is_none() {
            assert!(Instant::now() < until, "it did not end:\n{}", self.text());
            self.bytes_within(Duration::from_millis(20));
        }
        self.bytes_within(Duration::from_millis(100));
        self
    }

    /// Whether the terminal is as the program found it: its own screen left, the cursor shown, the mouse let go.
    pub fn is_restored(&self) -> bool {
        let screen = self.screen.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && !screen.bracketed_paste()
    }
}

/// What the program put into the terminal's clipboard last, as OSC 52 carries it: in base 64.
#[derive(Default)]
struct Clipboard(String);

impl vt100::Callbacks for Clipboard {
    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.0 = String::from_utf8_lossy(data).into_owned();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn encoded(key: &str) -> String {
    match key {
        "enter" => "\r".into(),
        "esc" => "\x1b".into(),
        "tab" => "\t".into(),
        "down" => "\x1b[B".into(),
        "ctrl-c" => "\x03".into(),
        text => text.strip_prefix('\'').unwrap_or(text).replace('_', " "),
    }
}
