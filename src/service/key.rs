//! What the engine is opened with: the limits of the configuration, and the key, where the workspace is encrypted.

use super::Fault;
use crate::config::{Settings, Workspace};
use crate::warehouse::Limits;
use crate::warehouse::encryption::{Key, Origin, Salt, Secret};

/// Where a workspace's secret comes from; none where the configuration has none and systemd gives none.
pub(super) fn origin(workspace: &Workspace, settings: &Settings) -> Option<Origin> {
    let encryption = &settings.encryption;
    let file = encryption.key_file.as_ref().map(|file| Origin::File(workspace.dir().join(file)));
    Origin::credential().or(file).or(encryption.prompt.then_some(Origin::Prompt))
}

pub(super) fn of(workspace: &Workspace, settings: &Settings) -> Result<Option<Key>, Fault> {
    let Some(origin) = origin(workspace, settings) else { return Ok(None) };
    let secret = origin.read()?;
    Ok(Some(Key::derive(&secret, &Salt::of(&workspace.warehouse())?)?))
}

pub(super) fn limits(workspace: &Workspace, settings: &Settings) -> Result<Limits, Fault> {
    let key = of(workspace, settings)?;
    Ok(Limits { memory: settings.memory.clone(), threads: settings.threads, key })
}

/// What is asked for at the terminal, for a process that has none.
pub(super) fn asked(workspace: &Workspace, settings: &Settings) -> Result<Option<Secret>, Fault> {
    let prompt = origin(workspace, settings).filter(|origin| *origin == Origin::Prompt);
    Ok(prompt.map(|origin| origin.read()).transpose()?)
}
