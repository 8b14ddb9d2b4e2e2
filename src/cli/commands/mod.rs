//! One file a command: its arguments, and what it does with them.

pub mod attend;
pub mod audit;
pub mod backup;
pub mod backups;
pub mod channels;
pub mod clean;
pub mod collector;
pub mod completions;
pub mod customers;
pub mod demo;
pub mod dictionary;
pub mod doctor;
pub mod explain;
pub mod export;
pub mod generate;
pub mod import;
pub mod init;
pub mod interaction;
pub mod jobs;
pub mod kpis;
pub mod man;
pub mod preview;
pub mod quality;
pub mod recrypt;
pub mod refresh;
pub mod rejects;
pub mod restore;
pub mod retention;
pub mod run;
pub mod segments;
pub mod serve;
pub mod sources;
pub mod sql;
pub mod status;
pub mod stop;
pub mod undo;
pub mod watch;

mod summary;

use super::args::{Cli, Command};
use super::desk::Desk;
use super::failure::Failure;
use super::workbench;

/// Hands the command line's words to the command that they name.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let global = cli.global;
    let Some(command) = cli.command else { return workbench::open(&global) };
    match command {
        Command::Init(it) => it.run(&global),
        Command::Demo(it) => it.run(&global),
        Command::Generate(it) => it.run(&global),
        Command::Completions(it) => it.run(),
        Command::Man(it) => it.run(),
        Command::Attend(it) => it.run(&global),
        Command::Serve(it) => it.run(&global),
        Command::Status(it) => it.run(&global),
        Command::Stop(it) => it.run(&global),
        Command::Backups(it) => it.run(&global),
        Command::Restore(it) => it.run(&global),
        Command::Encrypt(it) => it.run(&global),
        Command::Rekey(it) => it.run(&global),
        Command::Decrypt(it) => it.run(&global),
        Command::Watch(it) => it.run(&Desk::attached(&global)?),
        at_work => work(&Desk::open(&global)?, at_work),
    }
}

/// The commands that work on a workspace's data.
fn work(desk: &Desk, command: Command) -> Result<(), Failure> {
    match command {
        Command::Import(it) => it.run(desk),
        Command::Undo(it) => it.run(desk),
        Command::Sources(it) => it.run(desk),
        Command::Collector(it) => it.run(desk),
        Command::Rejects(it) => it.run(desk),
        Command::Clean(it) => it.run(desk),
        Command::Quality(it) => it.run(desk),
        Command::Dictionary(it) => it.run(desk),
        Command::Kpis(it) => it.run(desk),
        Command::Segments(it) => it.run(desk),
        Command::Channels(it) => it.run(desk),
        Command::Customers(it) => it.run(desk),
        Command::Interaction(it) => it.run(desk),
        Command::Run(it) => it.run(desk),
        Command::Jobs(it) => it.run(desk),
        Command::Refresh(it) => it.run(desk),
        Command::Preview(it) => it.run(desk),
        Command::Export(it) => it.run(desk),
        Command::Sql(it) => it.run(desk),
        Command::Explain(it) => it.run(desk),
        Command::Audit(it) => it.run(desk),
        Command::Retention(it) => it.run(desk),
        Command::Doctor(it) => it.run(desk),
        Command::Backup(it) => it.run(desk),
        // Those that have no workspace, or work on its service, are carried out before they come here.
        _ => Ok(()),
    }
}
