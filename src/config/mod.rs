//! The TOML files of a workspace: typed, defaulted, and checked when they are loaded.
//!
//! What is data stays data: keys, checks, KPIs, themes and words are files that an analyst edits. Their defaults are
//! `config/` in the repository, embedded in the binary; a workspace's own file takes a default's place. A mistake is
//! answered with the file, the line, what is wrong and what would be right.

mod access;
mod campaigns;
mod channels;
mod cleaning;
mod collector;
mod console;
mod dictionary;
mod edit;
mod error;
mod identity;
mod kpis;
pub(crate) mod load;
mod masks;
mod model;
mod quality;
mod retention;
mod segments;
mod settings;
mod sources;
mod words;
mod workspace;

pub use access::{Access, Grant, Personal, Role, SmallGroups};
pub use campaigns::{Address, Campaigns, Consent, Occasion, Route, Template, Text, Translated};
pub use channels::{Channel, ChannelKind, Channels};
pub use cleaning::{
    Cleaning, CleaningRule, Fill, FillWith, LetterCase, OutlierTreatment, Script, Then, Treatment, UnitRule, Width,
};
pub use collector::Collector;
pub use console::Console;
pub use dictionary::{Dictionary, Entry, Sensitivity};
pub use edit::{document, replace};
pub use error::ConfigError;
pub use identity::{Blocks, Compared, Comparison, Identity, Reach, Survival, Survivor};
pub use kpis::{Better, Drill, Kpi, Kpis, Measure, Split, Unit};
pub use masks::{Form, Masks};
pub(crate) use model::model_tables;
pub use model::{Entity, Field, FieldType, Model};
pub use quality::{Bound, Check, Dimension, Outlier, Quality, Rule, Severity, Shift};
pub use retention::{Keep, Retention};
pub use segments::Segments;
pub use settings::{AsOf, Language, Settings};
pub use sources::{Clock, Database, DateOrder, Feed, FieldMap, Period, Schedule, Source, Sources, name_parts};
pub use words::Words;
pub use workspace::{Stamp, Workspace};

/// A workspace's whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    pub settings: Settings,
    pub model: Model,
    pub sources: Sources,
    pub collector: Collector,
    pub cleaning: Cleaning,
    pub quality: Quality,
    pub dictionary: Dictionary,
    pub kpis: Kpis,
    pub segments: Segments,
    pub identity: Identity,
    pub campaigns: Campaigns,
    pub channels: Channels,
    pub access: Access,
    pub masks: Masks,
    pub console: Console,
    pub retention: Retention,
}

impl Config {
    /// What tells whether any of a workspace's files has changed.
    pub fn stamp(workspace: &Workspace) -> Stamp {
        workspace.stamp()
    }

    /// Reads and checks all files of a workspace.
    pub fn load(workspace: &Workspace) -> Result<Config, ConfigError> {
        let model = Model::builtin()?;
        let config = Config {
            settings: Settings::load(workspace)?,
            sources: load::file(workspace, "sources.toml", include_str!("../../config/sources.toml"))?,
            collector: load::file(workspace, "collector.toml", Collector::DEFAULT)?,
            cleaning: load::file(workspace, "cleaning.toml", Cleaning::DEFAULT)?,
            quality: load::file(workspace, "quality.toml", include_str!("../../config/quality.toml"))?,
            dictionary: load::file(workspace, "dictionary.toml", Dictionary::DEFAULT)?,
            kpis: load::file(workspace, "kpis.toml", include_str!("../../config/kpis.toml"))?,
            segments: load::file(workspace, "segments.toml", include_str!("../../config/segments.toml"))?,
            identity: load::file(workspace, "identity.toml", include_str!("../../config/identity.toml"))?,
            campaigns: load::file(workspace, "campaigns.toml", include_str!("../../config/campaigns.toml"))?,
            channels: load::file(workspace, "channels.toml", include_str!("../../config/channels.toml"))?,
            access: load::file(workspace, "access.toml", include_str!("../../config/access.toml"))?,
            masks: Masks::builtin()?,
            console: Console::builtin()?,
            retention: load::file(workspace, "retention.toml", Retention::DEFAULT)?,
            model,
        };
        settings::check(&config.settings, workspace)?;
        sources::check(&config.sources, &config.model, workspace)?;
        collector::check(&config.collector, &config.sources, workspace)?;
        cleaning::check(&config.cleaning, &config.model, workspace)?;
        quality::check(&config.quality, &config.model, workspace)?;
        kpis::check(&config.kpis, workspace)?;
        identity::check(&config.identity, workspace)?;
        campaigns::check(&config.campaigns, workspace)?;
        access::check(&config.access, workspace)?;
        retention::check(&config.retention, &config.model, workspace)?;
        Ok(config)
    }
}
