use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::collector::fingerprint;
use crate::service::Request;
use crate::sources::WriteKey;
use crate::value::token;
use std::io::{Read, stdin};

#[derive(Debug, clap::Args)]
pub struct Collector {
    #[command(subcommand)]
    of: Of,
}

#[derive(Debug, clap::Subcommand)]
enum Of {
    /// Make a write key, show it once, and let whoever has it send events to a source, which is added if there is none
    Key(Key),
}

#[derive(Debug, clap::Args)]
struct Key {
    /// The source of sources.toml that the events go to
    source: String,
    /// The channel by which its users come, of a source that is added
    #[arg(long, default_value = "web")]
    channel: String,
    /// Whose keys its users have, of a source that is added [default: the source's name]
    #[arg(long)]
    system: Option<String>,
    /// Take this key, which senders have already, instead of making one: - reads it from stdin
    #[arg(long, value_name = "-", value_parser = ["-"])]
    key: Option<String>,
}

impl Collector {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let Of::Key(wanted) = self.of;
        let key = match wanted.key {
            Some(_) => given()?,
            None => token().map_err(|error| Failure::failed(error.to_string(), "it is read from /dev/urandom"))?,
        };
        desk.call(Request::AddWriteKey(WriteKey {
            system: wanted.system.unwrap_or_else(|| wanted.source.clone()),
            source: wanted.source.clone(),
            channel: wanted.channel,
            fingerprint: fingerprint(&key),
        }))?;
        desk.say("cli.write_key", &[("source", &wanted.source)]);
        desk.output.text(&format!("{key}\n"))
    }
}

/// A key on stdin, which no list of processes shows.
fn given() -> Result<String, Failure> {
    let mut text = String::new();
    stdin().read_to_string(&mut text)?;
    let key = text.trim();
    if key.is_empty() || key.contains(|c: char| c == ':' || c.is_whitespace()) {
        return Err(Failure::usage("there is no write key on stdin", "give one of letters and digits, on one line"));
    }
    Ok(key.to_owned())
}
