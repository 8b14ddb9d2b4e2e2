//! A desk to try the program at: a folder of its own, in which the real binary runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

pub struct Desk {
    dir: TempDir,
    is_held_by_modes: bool,
}

impl Desk {
    /// An empty folder.
    pub fn new() -> Desk {
        Desk { dir: tempfile::tempdir().expect("a folder for the test"), is_held_by_modes: false }
    }

    /// From here on the modes of files hold for the program as they do for any user, even where root runs it.
    pub fn held_by_modes(mut self) -> Desk {
        self.is_held_by_modes = true;
        self
    }

    /// Lets nobody write to a file or into a folder; gives the right back when what this gives is dropped.
    pub fn locked(&self, name: &str) -> Locked {
        let path = self.path(name);
        let modes = fs::metadata(&path).expect(name).permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(modes.mode() & 0o555)).expect(name);
        Locked { path, modes }
    }

    /// A folder with a fresh workspace in it.
    pub fn with_workspace() -> Desk {
        let desk = Desk::new();
        desk.run("init").succeeds();
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a script that the program may call.
    pub fn write_program(&self, name: &str, text: &str) {
        self.write(name, text);
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o755)).expect("a script");
    }

    /// Puts a file into the folder.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Desk {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    /// Changes a file's text; what is to be changed has to be there.
    pub fn edit(&self, name: &str, from: &str, to: &str) -> &Desk {
        let text = fs::read_to_string(self.path(name)).expect(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.write(name, text.replace(from, to))
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs `foureye` with arguments as a shell would part them; single quotes hold a part together.
    pub fn run(&self, line: &str) -> Ran {
        let output = self.command(line).output().expect("foureye starts");
        Ran { line: line.to_owned(), output }
    }

    /// Runs it with a text on stdin.
    pub fn run_with(&self, line: &str, stdin: &str) -> Ran {
        use std::io::Write;
        let mut child = self.start(line);
        child.stdin.take().expect("stdin").write_all(stdin.as_bytes()).expect("stdin is read");
        Ran { line: line.to_owned(), output: child.wait_with_output().expect("it ends") }
    }

    /// The same where there is no terminal that it could ask at.
    #[cfg(feature = "encryption")]
    pub fn run_detached_with(&self, line: &str, stdin: &str) -> Ran {
        use std::io::Write;
        let mut setsid = Command::new("setsid");
        setsid.args(["--wait", env!("CARGO_BIN_EXE_foureye")]).args(parts(line)).current_dir(self.dir.path());
        let mut child = started(setsid, Stdio::piped());
        child.stdin.take().expect("stdin").write_all(stdin.as_bytes()).expect("stdin is read");
        Ran { line: line.to_owned(), output: child.wait_with_output().expect("it ends") }
    }

    /// Runs it with a variable of the environment.
    pub fn run_where(&self, name: &str, value: impl AsRef<std::ffi::OsStr>, line: &str) -> Ran {
        let output = self.command(line).env(name, value).output().expect("foureye starts");
        Ran { line: line.to_owned(), output }
    }

    /// Runs it in a folder below.
    pub fn run_in(&self, folder: &str, line: &str) -> Ran {
        fs::create_dir_all(self.path(folder)).expect("a folder");
        let output = self.command(line).current_dir(self.path(folder)).output().expect("foureye starts");
        Ran { line: line.to_owned(), output }
    }

    /// Runs it where no file can grow beyond so many kilobytes.
    pub fn run_short_of_room(&self, kilobytes: u32, line: &str) -> Ran {
        let program = env!("CARGO_BIN_EXE_foureye");
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kilobytes * 2);
        let mut shell = Command::new("sh");
        shell.args(["-c", &script, program]).args(parts(line)).current_dir(self.dir.path()).stdin(Stdio::null());
        Ran { line: line.to_owned(), output: shell.output().expect("a shell") }
    }

    /// Starts it and does not wait.
    pub fn start(&self, line: &str) -> Child {
        started(self.command(line), Stdio::piped())
    }

    /// Starts it with a variable of the environment.
    pub fn start_where(&self, name: &str, value: impl AsRef<std::ffi::OsStr>, line: &str) -> Child {
        let mut command = self.command(line);
        command.env(name, value);
        started(command, Stdio::piped())
    }

    /// Starts it with something else than a pipe as its standard input.
    pub fn start_on(&self, line: &str, stdin: impl Into<Stdio>) -> Child {
        started(self.command(line), stdin.into())
    }

    fn program(&self) -> Command {
        let program = env!("CARGO_BIN_EXE_foureye");
        if !self.is_held_by_modes || !nix::unistd::Uid::effective().is_root() {
            return Command::new(program);
        }
        // Root without its capabilities is a user as any other.
        let mut command = Command::new("setpriv");
        command.args(["--bounding-set=-all", "--inh-caps=-all", "--", program]);
        command
    }

    fn command(&self, line: &str) -> Command {
        let mut command = self.program();
        command.args(parts(line)).current_dir(self.dir.path()).stdin(Stdio::null());
        command.env_remove("FOUREYE_WORKSPACE").env_remove("FOUREYE_LOG").env_remove("FOUREYE_SOCKET");
        command
    }
}

/// A file or folder to which nobody may write for a while.
pub struct Locked {
    path: PathBuf,
    modes: fs::Permissions,
}

impl Drop for Locked {
    fn drop(&mut self) {
        let _ = fs::set_permissions(&self.path, self.modes.clone());
    }
}

fn started(mut command: Command, stdin: Stdio) -> Child {
    command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("foureye starts")
}

/// Nothing outlives its test: a service that still runs is ended.
impl Drop for Desk {
    fn drop(&mut self) {
        let below = fs::read_dir(self.dir.path()).into_iter().flatten().flatten().map(|entry| entry.path());
        for folder in below.chain([self.dir.path().to_owned()]).filter(|it| it.join("foureye.sock").exists()) {
            let _ = self.command("stop").arg("--workspace").arg(folder).output();
        }
    }
}

/// A line's arguments, as a shell would part them.
pub fn parts(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut begun) = (false, false);
    for c in line.chars() {
        match c {
            '\'' => (quoted, begun) = (!quoted, true),
            ' ' if !quoted => {
                parts.push(String::new());
                begun = false;
            }
            c => {
                parts.last_mut().expect("a part").push(c);
                begun = true;
            }
        }
    }
    if !begun {
        parts.pop();
    }
    parts
}

/// How a command ended, and what it said.
pub struct Ran {
    pub line: String,
    pub output: Output,
}

impl Ran {
    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    #[track_caller]
    pub fn ends_with_code(self, code: i32) -> Ran {
        let ended = self.output.status.code();
        assert_eq!(ended, Some(code), "foureye {}\n{}{}", self.line, self.out(), self.err());
        self
    }

    #[track_caller]
    pub fn succeeds(self) -> Ran {
        self.ends_with_code(0)
    }

    /// What stands on stdout.
    #[track_caller]
    pub fn prints(self, text: &str) -> Ran {
        assert!(self.out().contains(text), "foureye {}: no {text:?} on stdout:\n{}", self.line, self.out());
        self
    }

    /// What stands on stderr.
    #[track_caller]
    pub fn says(self, text: &str) -> Ran {
        assert!(self.err().contains(text), "foureye {}: no {text:?} on stderr:\n{}", self.line, self.err());
        self
    }

    #[track_caller]
    pub fn prints_nothing(self) -> Ran {
        assert_eq!(self.out(), "", "foureye {}", self.line);
        self
    }

    #[track_caller]
    pub fn says_nothing(self) -> Ran {
        assert_eq!(self.err(), "", "foureye {}", self.line);
        self
    }

    /// Stdout as JSON.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        serde_json::from_slice(&self.output.stdout)
            .unwrap_or_else(|error| panic!("foureye {}: {error}:\n{}", self.line, self.out()))
    }
}

/// The repository's folder.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder that end so; all, where nothing is said of their end.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if ending.is_empty() || path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
