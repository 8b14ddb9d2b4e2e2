use super::{ConfigError, Workspace};
use serde::Deserialize;

/// `kpis.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kpis {}

pub(super) fn check(_: &Kpis, _: &Workspace) -> Result<(), ConfigError> {
    Ok(())
}
