use super::{ConfigError, Sources, Workspace, load};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const FILE: &str = "collector.toml";

/// `collector.toml`: where live events are taken, and from whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Collector {
    /// It listens only where one is stated; 0 is any that is free.
    pub port: Option<u16>,
    pub address: IpAddr,
    /// What came is imported so often.
    pub import_seconds: u32,
    /// What follows from it is refreshed at most so often.
    pub refresh_minutes: u32,
    /// Files that have been imported are deleted after so long.
    pub keep_days: u32,
    /// The fingerprints of the write keys of each source.
    pub keys: IndexMap<String, Vec<String>>,
}

impl Default for Collector {
    fn default() -> Collector {
        Collector {
            port: None,
            address: Ipv4Addr::LOCALHOST.into(),
            import_seconds: 60,
            refresh_minutes: 15,
            keep_days: 30,
            keys: IndexMap::new(),
        }
    }
}

impl Collector {
    pub const DEFAULT: &str = include_str!("../../config/collector.toml");

    /// Where it is to listen; none where it is off.
    pub fn listen(&self) -> Option<SocketAddr> {
        self.port.map(|port| SocketAddr::new(self.address, port))
    }

    /// The files of a source whose events it takes, from the workspace's folder.
    pub fn files(source: &str) -> String {
        format!("collector/{source}/*.ndjson")
    }

    /// The source that takes a write key's events, as `sources.toml` would have it.
    pub fn source(name: &str, system: &str, channel: &str) -> String {
        let template = include_str!("../../config/collector/source.toml");
        template.replace("{name}", name).replace("{system}", system).replace("{channel}", channel)
    }
}

/// Refuses keys that lead nowhere, with their line.
pub(super) fn check(collector: &Collector, sources: &Sources, workspace: &Workspace) -> Result<(), ConfigError> {
    let wrong = |path: &[&str], what: String, right: String| Err(load::wrong(workspace, FILE, path, what, right));
    if collector.import_seconds == 0 {
        return wrong(&["import_seconds"], "import_seconds is 0".into(), "state 1 or more".into());
    }
    let mut known: IndexMap<&str, &str> = IndexMap::new();
    for (name, keys) in &collector.keys {
        let files = sources.sources.get(name).and_then(|source| source.files.clone());
        if files != Some(Collector::files(name)) {
            let what = format!("sources.toml has no source {name} of the files {}", Collector::files(name));
            return wrong(&["keys", name], what, format!("`foureye collector key {name}` adds it"));
        }
        for key in keys {
            if key.len() != 64 || !key.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
                let what = format!("a key of {name} is no fingerprint of 64 hexadecimal digits");
                return wrong(&["keys", name], what, format!("`foureye collector key {name}` makes one of a key"));
            }
            if let Some(other) = known.insert(key, name) {
                let what = format!("{name} has a key in common with {other}");
                return wrong(&["keys", name], what, "take it out of one of them".into());
            }
        }
    }
    Ok(())
}
