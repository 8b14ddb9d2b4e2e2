use indexmap::IndexMap;
use serde::Deserialize;

/// `channels.toml`: channels that no source describes, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    #[serde(rename = "channel", default)]
    pub channels: IndexMap<String, Channel>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// The id, if none is stated.
    pub name: Option<String>,
    pub kind: ChannelKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChannelKind {
    Online,
    Offline,
}

impl ChannelKind {
    pub fn name(self) -> &'static str {
        match self {
            ChannelKind::Online => "online",
            ChannelKind::Offline => "offline",
        }
    }
}
