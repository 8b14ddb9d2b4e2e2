use super::commands::*;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A keyboard-driven marketing workbench for the terminal.
///
/// Without a command, the workbench opens on the workspace's data.
#[derive(Debug, Parser)]
#[command(name = "foureye", version, max_term_width = 100, after_help = EXIT_CODES)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// The command line's words; the global part keeps the command's name, by which a service knows its client.
    pub fn of_command_line() -> Result<Cli, clap::Error> {
        let matches = Cli::command().try_get_matches()?;
        let mut cli = Cli::from_arg_matches(&matches)?;
        cli.global.client = matches.subcommand_name().unwrap_or("workbench").to_owned();
        Ok(cli)
    }
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found something, 130 interrupted.";

/// What every command takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// The workspace's folder [default: FOUREYE_WORKSPACE, or the nearest folder upward that holds foureye.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// How data is written to stdout
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub format: Format,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Show personal data that is masked for you, for this reason; it goes on record
    #[arg(long, global = true, value_name = "REASON")]
    pub unmask: Option<String>,
    #[arg(skip)]
    pub client: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: aligned, rounded, with units
    Table,
    /// For programs: raw values, one object a row
    Json,
    /// For programs and spreadsheets: raw values, with a header; what a spreadsheet would run begins with an apostrophe
    Csv,
}

impl Command {
    /// Whether it serves others, and keeps a log of it.
    pub fn is_service(&self) -> bool {
        matches!(self, Command::Attend(_) | Command::Serve(_))
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a workspace in a folder
    Init(init::Init),
    /// Make a workspace with sample data, import and compute everything, and open it
    Demo(demo::Demo),
    /// Write the files of an invented retailer, and what is true about it
    Generate(generate::Generate),
    /// Import files or sources; without any, all sources of sources.toml
    Import(import::Import),
    /// Take a batch out again, as if it had never come
    Undo(undo::Undo),
    /// Sources, their batches and what was rejected
    Sources(sources::Sources),
    /// Who may send live events over HTTP
    Collector(collector::Collector),
    /// Records that failed: look at them, mend them, give them up
    Rejects(rejects::Rejects),
    /// Rules that put values right: what they would change, before and after; run them, undo them
    Clean(clean::Clean),
    /// Scores of the data's quality, the checks, and the rows that fail them
    Quality(quality::Quality),
    /// What each column means, where it comes from and what uses it
    Dictionary(dictionary::Dictionary),
    /// KPIs with targets, changes and trends
    Kpis(kpis::Kpis),
    /// Customer segments, their profiles and members
    Segments(segments::Segments),
    /// What channels cost and bring
    Channels(channels::Channels),
    /// Find customers, see what is known of one, give it to them, forget them
    #[command(alias = "customer")]
    Customers(customers::Customers),
    /// Contacts with customers
    Interaction(interaction::Interaction),
    /// Run a job
    Run(run::Run),
    /// Jobs with their states; a job's parameters; the history of runs
    Jobs(jobs::Jobs),
    /// Import what comes into the inbox, and refresh what follows from it, until stopped
    Watch(watch::Watch),
    /// Run all jobs whose results are stale, in order
    Refresh(refresh::Refresh),
    /// Preview a campaign: audience, messages, expected result and cost
    Preview(preview::Preview),
    /// Write a view's rows to a file
    Export(export::Export),
    /// Query the warehouse: one SELECT, read-only
    Sql(sql::Sql),
    /// Where a view's figures, a row or a customer come from, and what a file or a batch has touched
    Explain(explain::Explain),
    /// Who did, exported or tried what; whether that record is whole
    Audit(audit::Audit),
    /// What has been kept for long enough; remove it
    Retention(retention::Retention),
    /// Check that the warehouse and its chain of origin are whole
    Doctor(doctor::Doctor),
    /// Back the workspace up, and read the backup back; or read one back again
    Backup(backup::Backup),
    /// The backups that there are: when they were made, how large they are, whether they were verified
    Backups(backups::Backups),
    /// Put a backup in the place of the workspace's database, or make a workspace of it
    Restore(restore::Restore),
    /// Encrypt the workspace's database with the key that is configured
    Encrypt(recrypt::Encrypt),
    /// Give the workspace's database another key
    Rekey(recrypt::Rekey),
    /// Make the workspace's database plain again
    Decrypt(recrypt::Decrypt),
    /// Run the service of a workspace for a team, until it is told to end
    Serve(serve::Serve),
    /// Who is attached to the workspace's service, and what runs
    Status(status::Status),
    /// End the workspace's service, whatever runs
    Stop(stop::Stop),
    /// Run the service for the client that starts it
    #[command(name = crate::service::attach::COMMAND, hide = true)]
    Attend(attend::Attend),
    /// Write a shell's completions to stdout
    Completions(completions::Completions),
    /// Write the manual page to stdout, or all pages to a folder
    Man(man::Man),
}
