use super::{ConfigError, Model, Workspace};
use serde::Deserialize;

/// `quality.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {}

pub(super) fn check(_: &Quality, _: &Model, _: &Workspace) -> Result<(), ConfigError> {
    Ok(())
}
