use super::{Clock, ConfigError, Period, Schedule, Workspace, load};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::path::PathBuf;

/// `foureye.toml`: what holds for the whole workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub language: Language,
    /// A file of `config/themes`, without its ending.
    pub theme: String,
    /// ISO 4217.
    pub currency: String,
    pub time_zone: String,
    pub as_of: AsOf,
    pub memory: String,
    pub threads: u32,
    /// The seed of every job that draws at random.
    pub seed: u64,
    /// How many good runs of each job keep their results.
    pub kept_runs: u32,
    pub inbox: Inbox,
    pub service: Service,
    pub console: ConsoleLimits,
    pub backup: Backup,
    pub encryption: Encryption,
}

/// Where the key is that the data is encrypted with. Neither leaves it plain, unless systemd gives a credential.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Encryption {
    /// A file that only its owner may read; from the workspace's folder, if it is not absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// Whether it is asked for.
    pub prompt: bool,
}

/// When backups are made by themselves, and how many are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// How long after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<Period>,
    /// At which time of the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Clock>,
    /// How many of the newest stay; the newest that is verified stays whatever this says.
    pub keep: NonZeroU32,
}

impl Default for Backup {
    fn default() -> Backup {
        Backup { every: None, at: None, keep: NonZeroU32::MIN.saturating_add(6) }
    }
}

impl Backup {
    /// None where they are made only when someone asks.
    pub fn schedule(&self) -> Option<Schedule> {
        self.every.map(Schedule::Every).or(self.at.map(Schedule::At))
    }
}

/// The process that owns the file while people work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Service {
    /// It ends when for so long nobody was attached and nothing ran.
    pub grace_seconds: u32,
}

impl Default for Service {
    fn default() -> Service {
        Service { grace_seconds: 2 }
    }
}

/// Queries that people write themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConsoleLimits {
    /// A query is stopped after so long.
    pub seconds: u32,
}

impl Default for ConsoleLimits {
    fn default() -> ConsoleLimits {
        ConsoleLimits { seconds: 60 }
    }
}

/// How the inbox is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inbox {
    /// Whether the workbench watches it.
    pub watch: bool,
    /// A file is taken when it has not changed for so long.
    pub settle_seconds: u32,
    /// A shell command that is given news of what went wrong, as JSON on its input and in `FOUREYE_NEWS`.
    pub notify: Option<String>,
}

impl Default for Inbox {
    fn default() -> Inbox {
        Inbox { watch: true, settle_seconds: 10, notify: None }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            language: Language::En,
            theme: "dark".into(),
            currency: "CNY".into(),
            time_zone: "Asia/Shanghai".into(),
            as_of: AsOf::Data,
            memory: "2GB".into(),
            threads: 2,
            seed: 4,
            kept_runs: 5,
            inbox: Inbox::default(),
            service: Service::default(),
            console: ConsoleLimits::default(),
            backup: Backup::default(),
            encryption: Encryption::default(),
        }
    }
}

impl Settings {
    /// Reads `foureye.toml` alone: what the screen needs before the rest of the workspace is open.
    pub fn load(workspace: &Workspace) -> Result<Settings, ConfigError> {
        load::file(workspace, "foureye.toml", include_str!("../../config/foureye.toml"))
    }
}

/// Refuses what parses but cannot be meant, with its line.
pub(super) fn check(settings: &Settings, workspace: &Workspace) -> Result<(), ConfigError> {
    if settings.backup.every.is_some() && settings.backup.at.is_some() {
        let what = "backups are to be made both every so often and at a time".to_owned();
        return Err(load::wrong(workspace, "foureye.toml", &["backup", "at"], what, "take one of them out".into()));
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    En,
    #[serde(rename = "zh-CN")]
    ZhCn,
    #[serde(rename = "zh-TW")]
    ZhTw,
}

impl Language {
    pub const ALL: [Language; 3] = [Language::En, Language::ZhCn, Language::ZhTw];

    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::ZhCn => "zh-CN",
            Language::ZhTw => "zh-TW",
        }
    }
}

/// The day that stands in for the clock in every figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum AsOf {
    /// The latest day that the data has.
    #[default]
    Data,
    Today,
    Day(Date),
}

impl TryFrom<String> for AsOf {
    type Error = String;

    fn try_from(text: String) -> Result<AsOf, String> {
        match text.as_str() {
            "data" => Ok(AsOf::Data),
            "today" => Ok(AsOf::Today),
            day => day.parse().map(AsOf::Day).map_err(|_| {
                format!("as_of is {day:?}, expected \"data\", \"today\" or a date such as \"2026-06-30\"")
            }),
        }
    }
}

impl From<AsOf> for String {
    fn from(as_of: AsOf) -> String {
        match as_of {
            AsOf::Data => "data".into(),
            AsOf::Today => "today".into(),
            AsOf::Day(day) => day.to_string(),
        }
    }
}
