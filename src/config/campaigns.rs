use indexmap::IndexMap;
use serde::Deserialize;

/// `campaigns.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaigns {
    #[serde(default)]
    pub template: IndexMap<String, Template>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {}
