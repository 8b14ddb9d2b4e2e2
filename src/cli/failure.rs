use super::output::tell;
use crate::config::ConfigError;
use crate::service::{Code, Fault};
use std::io;
use std::process::ExitCode;

/// Why a command did not end with 0.
#[derive(Debug)]
pub enum Failure {
    /// It could not be done; told with its hint.
    Fault(Fault),
    /// It was done, and what was checked is not as it should be; told already.
    Found,
    /// A signal stopped it, and what it had begun was rolled back.
    Interrupted,
    /// Whoever read stdout has left: nothing is said, as nothing is wrong.
    ReaderLeft,
}

impl Failure {
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure::Fault(Fault::usage(message, hint))
    }

    pub fn failed(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure::Fault(Fault { hint: Some(hint.into()), ..Fault::failed(message) })
    }

    /// A file that could not be read or written.
    pub fn file(path: &std::path::Path, error: &io::Error) -> Failure {
        let hint = "check the path, and that you may read and write there";
        Failure::failed(format!("{}: {error}", path.display()), hint)
    }

    pub fn tell(&self) {
        match self {
            Failure::Fault(fault) => {
                tell(&format!("error: {}", fault.message));
                if let Some(hint) = &fault.hint {
                    tell(&format!("hint: {hint}"));
                }
            }
            Failure::Interrupted => tell("error: interrupted; nothing was left half done"),
            Failure::Found | Failure::ReaderLeft => {}
        }
    }

    /// Goes on where only the reader has left: what a check finds does not depend on who reads it.
    pub fn unless_reader_left(shown: Result<(), Failure>) -> Result<(), Failure> {
        match shown {
            Err(Failure::ReaderLeft) => Ok(()),
            other => other,
        }
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Fault(Fault { code: Code::Usage, .. }) => 2,
            Failure::Fault(_) => 1,
            Failure::Found => 3,
            Failure::Interrupted => INTERRUPTED,
            Failure::ReaderLeft => 0,
        })
    }
}

/// 128 and the number of SIGINT, as shells have it.
pub const INTERRUPTED: u8 = 130;

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Failure {
        if fault.code == Code::Cancelled { Failure::Interrupted } else { Failure::Fault(fault) }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Fault::from(error).into()
    }
}

/// Of stdout and the terminal; files say which they are, by [`Failure::file`].
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ReaderLeft,
            _ => Failure::Fault(Fault::failed(error.to_string())),
        }
    }
}
