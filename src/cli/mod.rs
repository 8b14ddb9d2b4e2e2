//! The command line: one file a command, under `commands`.
//!
//! Data goes to stdout and words to stderr, so that a pipe carries figures only. What the screen does, a command does,
//! through the same door: a command sends requests to the service and prints what comes back. Scripts rely on how it
//! ends: 0 done, 1 failed, 2 wrong usage, 3 a check found something, 130 interrupted.

mod args;
mod commands;
mod desk;
mod failure;
mod filters;
mod grid;
mod output;
mod runs;
mod sending;
mod signals;
mod workbench;

use std::io::IsTerminal;
use std::process::ExitCode;

/// Runs the program, and says how it ended.
pub fn main() -> ExitCode {
    let cli = match args::Cli::of_command_line() {
        Ok(cli) => cli,
        // Help and version are such errors too; their code is 0.
        Err(error) => {
            if error.use_stderr() {
                output::tell(error.render().to_string().trim_end());
            } else {
                let _ = error.print();
            }
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1));
        }
    };
    tell_logs(cli.command.as_ref().is_some_and(args::Command::is_service));
    let ended = signals::listen().map_err(Into::into).and_then(|()| commands::run(cli));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.tell();
            failure.exit_code()
        }
    }
}

/// What the program notes for whoever maintains it: a service who came, who left and what went wrong, anything else
/// nothing, unless FOUREYE_LOG asks, as in `FOUREYE_LOG=debug`.
fn tell_logs(is_service: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOUREYE_LOG").ok();
    if let Some(filter) = filter.or_else(|| is_service.then(|| "foureye=info".into())) {
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .log_internal_errors(false)
            .init();
    }
}
