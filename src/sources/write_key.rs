//! A source for live events, and who may send to it.

use super::propose::{accept, source_text};
use crate::config::{Collector, ConfigError, Workspace, document, replace};
use serde::{Deserialize, Serialize};
use toml_edit::{Array, Item, Table, value};

const FILE: &str = "collector.toml";

/// A write key's fingerprint, with the source that takes its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteKey {
    pub source: String,
    /// Whose keys its users have, and by which channel they come: of a source that is not there yet.
    pub system: String,
    pub channel: String,
    pub fingerprint: String,
}

/// Writes the source into `sources.toml`, where it has none of that name, and the fingerprint into `collector.toml`.
pub fn add_write_key(workspace: &Workspace, wanted: &WriteKey) -> Result<(), ConfigError> {
    let WriteKey { source, system, channel, fingerprint } = wanted;
    if source_text(workspace, source)?.is_none() {
        accept(workspace, source, &Collector::source(source, system, channel))?;
    }
    let mut collector = document(workspace, FILE, Collector::DEFAULT)?;
    let keys = collector.entry("keys").or_insert_with(|| Item::Table(Table::new()));
    let of_source = keys[source.as_str()].or_insert(value(Array::new()));
    if let Some(known) = of_source.as_array_mut() {
        known.push(fingerprint.as_str());
    }
    replace(workspace, FILE, &collector.to_string())
}
