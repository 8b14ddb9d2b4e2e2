use super::{ConfigError, load};
use serde::Deserialize;
use std::path::Path;

/// `config/console.toml`: what a query of the console may call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Console {
    pub functions: Vec<String>,
    pub table_functions: Vec<String>,
}

impl Console {
    /// The list in the binary: it belongs to the engine's version, so no workspace changes it.
    pub fn builtin() -> Result<Console, ConfigError> {
        load::parse(Path::new("config/console.toml"), include_str!("../../config/console.toml"))
    }
}
