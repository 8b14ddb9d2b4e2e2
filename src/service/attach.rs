//! How a client comes to a service: one that runs, one that it starts, or, for a single command, one of its own.

use super::server::{self, Listen, Plan};
use super::{Code, Door, Fault, Local, Remote, Service, key};
use crate::config::{Settings, Workspace};
use nix::unistd::{dup2_stdout, setsid};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The command by which a client starts the service; people do not type it.
pub const COMMAND: &str = "attend";

/// How long a client waits for a process that has the file: another service that begins or ends, a short command.
const PATIENCE: Duration = Duration::from_secs(3);

const PAUSE: Duration = Duration::from_millis(50);

/// A log is begun anew when it is longer than this; the one before is kept.
const LOG: u64 = 1 << 20;

/// Attaches to the workspace's service if one runs; otherwise works in this process.
pub fn open(workspace: &Workspace, client: &str) -> Result<Arc<dyn Service>, Fault> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(remote) = Remote::attach(workspace, client)? {
            return Ok(Arc::new(remote));
        }
        is_ours(workspace)?;
        match Local::open(workspace.clone()) {
            Ok(local) => return Ok(Arc::new(local)),
            Err(fault) if fault.code != Code::Held || Instant::now() >= until => return Err(fault),
            // Whoever has it may be a service that begins.
            Err(_) => drop(alone(workspace)?),
        }
        sleep(PAUSE);
    }
}

/// Attaches to the workspace's service, and starts it if none runs.
pub fn attach(workspace: &Workspace, client: &str) -> Result<Arc<Remote>, Fault> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(remote) = Remote::attach(workspace, client)? {
            return Ok(Arc::new(remote));
        }
        is_ours(workspace)?;
        // One client starts it, and the others wait for that one.
        let alone = alone(workspace)?;
        if let Some(remote) = Remote::attach(workspace, client)? {
            return Ok(Arc::new(remote));
        }
        let started = start(workspace);
        drop(alone);
        match started {
            Ok(()) => {}
            Err(fault) if fault.code != Code::Held || Instant::now() >= until => return Err(fault),
            Err(_) => sleep(PAUSE),
        }
    }
}

/// Waits until no other client of the workspace starts its service; none does while this is held.
pub(super) fn alone(workspace: &Workspace) -> Result<File, Fault> {
    let path = workspace.file("foureye.toml");
    let failed = |error: std::io::Error| Fault::failed(format!("{}: {error}", path.display()));
    let file = File::open(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// Whose a workspace is, where it is not this user's: then all of it is reached through its service alone.
pub fn host(workspace: &Workspace) -> Option<String> {
    let own = super::peer::own_uid();
    let owner = std::fs::metadata(workspace.dir()).map_or(own, |data| data.uid());
    (own != owner && own != 0).then(|| super::peer::name(owner))
}

/// Only a workspace's owner can open its file without a service.
pub(super) fn is_ours(workspace: &Workspace) -> Result<(), Fault> {
    let Some(who) = host(workspace) else { return Ok(()) };
    Err(Fault::denied(
        format!("{} is {who}'s, and no service runs on it", workspace.dir().display()),
        format!("ask {who} or an administrator to start it: `foureye serve`, or its systemd unit"),
    ))
}

/// Starts a service that outlives this process and its terminal, and waits until it listens or says why it cannot.
fn start(workspace: &Workspace) -> Result<(), Fault> {
    let failed = |what: &str, error: &std::io::Error| Fault {
        hint: Some("check that you may read and write the workspace's folder and what is in it".into()),
        ..Fault::failed(format!("the service could not be started: {what}: {error}"))
    };
    let dir = std::path::absolute(workspace.dir()).map_err(|error| failed("its folder", &error))?;
    let log = log(&workspace.file("service.log")).map_err(|error| failed("service.log", &error))?;
    // It has no terminal to ask at.
    let settings = Settings::load(workspace)?;
    let secret = key::asked(workspace, &settings)?;
    let mut command = Command::new(program());
    command.arg0("foureye").args(["--workspace".as_ref(), dir.as_os_str(), COMMAND.as_ref()]);
    command
        .current_dir("/")
        .stdin(if secret.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(log);
    let mut service = command.spawn().map_err(|error| failed("its process", &error))?;
    if let (Some(secret), Some(mut input)) = (secret, service.stdin.take()) {
        let given = input.write_all(secret.bytes()).and_then(|()| input.write_all(b"\n"));
        given.map_err(|error| failed("its key", &error))?;
    }
    let mut said = String::new();
    if let Some(out) = service.stdout.take() {
        BufReader::new(out).read_line(&mut said).map_err(|error| failed("its first word", &error))?;
    }
    // Waited for, so that it does not stay in the system's table when it ends before this process.
    std::thread::spawn(move || service.wait());
    serde_json::from_str(&said).unwrap_or_else(|_| {
        let hint = Some("its last words are in the workspace's service.log".into());
        Err(Fault { hint, ..Fault::failed("the service could not be started") })
    })
}

/// This program; as it runs, where its file has been replaced.
fn program() -> PathBuf {
    std::env::current_exe().ok().filter(|path| path.exists()).unwrap_or_else(|| "/proc/self/exe".into())
}

fn log(path: &Path) -> std::io::Result<File> {
    if path.metadata().is_ok_and(|data| data.len() > LOG) {
        std::fs::rename(path, path.with_extension("log.1"))?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

/// What [`start`] runs: the service of a workspace in a session of its own, so that it gets no signal of a terminal.
pub fn attend(workspace: Workspace) -> Result<(), Fault> {
    // Refused only where the process leads a session already.
    let _ = setsid();
    let grace =
        Settings::load(&workspace).map_or(Settings::default().service.grace_seconds, |it| it.service.grace_seconds);
    let plan = Plan { door: Door::Own, socket: Listen::Here, grace: Some(Duration::from_secs(grace.into())) };
    server::serve(workspace, &plan, |opened| {
        let mut out = std::io::stdout();
        let line = serde_json::to_string(opened).map_err(std::io::Error::from);
        let told = line.and_then(|line| writeln!(out, "{line}")).and_then(|()| out.flush());
        // From here on nobody reads it.
        let silent = File::options().write(true).open("/dev/null").and_then(|null| Ok(dup2_stdout(null)?));
        if let Err(error) = told.and(silent) {
            tracing::warn!(%error, "who started the service could not be told");
        }
    })
}
