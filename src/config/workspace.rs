use super::ConfigError;
use std::path::{Path, PathBuf};

/// A folder with `foureye.toml`: the configuration, the DuckDB file, what comes in and what goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    dir: PathBuf,
}

/// What `init` writes: each file with its default, commented.
const FILES: &[(&str, &str)] = &[
    ("foureye.toml", include_str!("../../config/foureye.toml")),
    ("sources.toml", include_str!("../../config/sources.toml")),
    ("collector.toml", super::Collector::DEFAULT),
    ("cleaning.toml", super::Cleaning::DEFAULT),
    ("quality.toml", include_str!("../../config/quality.toml")),
    ("dictionary.toml", super::Dictionary::DEFAULT),
    ("kpis.toml", include_str!("../../config/kpis.toml")),
    ("channels.toml", include_str!("../../config/channels.toml")),
    ("segments.toml", include_str!("../../config/segments.toml")),
    ("identity.toml", include_str!("../../config/identity.toml")),
    ("campaigns.toml", include_str!("../../config/campaigns.toml")),
    ("access.toml", include_str!("../../config/access.toml")),
    ("retention.toml", super::Retention::DEFAULT),
    ("keys.toml", include_str!("../../config/keys.toml")),
];

/// When each of the configuration's files was written, and how long it is: equal where none has changed.
pub type Stamp = Vec<Option<(std::time::SystemTime, u64)>>;

impl Workspace {
    /// The database's file.
    pub const DATABASE: &str = "foureye.duckdb";

    /// Opens a folder that holds a workspace.
    pub fn at(dir: &Path) -> Result<Workspace, ConfigError> {
        let workspace = Workspace { dir: dir.to_owned() };
        if workspace.file("foureye.toml").is_file() {
            Ok(workspace)
        } else {
            Err(ConfigError::NoWorkspace { dir: dir.to_owned() })
        }
    }

    /// A folder that is to become one, by [`Workspace::init_with`].
    pub fn to_be(dir: &Path) -> Workspace {
        Workspace { dir: dir.to_owned() }
    }

    /// The workspace that a folder is in: the nearest one upward.
    pub fn around(dir: &Path) -> Result<Workspace, ConfigError> {
        let found = dir.ancestors().find_map(|dir| Workspace::at(dir).ok());
        found.ok_or_else(|| ConfigError::NoWorkspace { dir: dir.to_owned() })
    }

    /// What a user brings to workspaces that are not theirs: language, theme and keys of their own, in the places where
    /// programs keep such (`$XDG_CONFIG_HOME/foureye`, `~/.config/foureye`). Any of its files may be left out.
    pub fn of_user() -> Workspace {
        let stated = |name: &str| std::env::var_os(name).filter(|dir| !dir.is_empty()).map(PathBuf::from);
        let home = stated("XDG_CONFIG_HOME").or_else(|| Some(stated("HOME")?.join(".config")));
        Workspace { dir: home.unwrap_or_else(|| PathBuf::from("/")).join("foureye") }
    }

    /// Makes a workspace in a folder, which may hold other files already.
    pub fn init(dir: &Path) -> Result<Workspace, ConfigError> {
        Workspace::init_with(dir, &[])
    }

    /// The same with copies of these of the configuration's files in place of their defaults.
    pub fn init_with(dir: &Path, files: &[PathBuf]) -> Result<Workspace, ConfigError> {
        let workspace = Workspace { dir: dir.to_owned() };
        if workspace.file("foureye.toml").exists() {
            return Err(ConfigError::Exists { dir: dir.to_owned() });
        }
        for folder in [workspace.inbox(), workspace.exports()] {
            written(&folder, std::fs::create_dir_all(&folder))?;
        }
        for (name, text) in FILES {
            let file = workspace.file(name);
            let given = files.iter().find(|given| given.ends_with(name));
            match given {
                _ if file.exists() => {}
                Some(given) => written(&file, std::fs::copy(given, &file).map(drop))?,
                None => written(&file, std::fs::write(&file, text))?,
            }
        }
        Ok(workspace)
    }

    /// The configuration's files as they are now.
    pub(super) fn stamp(&self) -> Stamp {
        let stamp = |name: &str| {
            let data = std::fs::metadata(self.file(name)).ok()?;
            Some((data.modified().ok()?, data.len()))
        };
        FILES.iter().map(|(name, _)| stamp(name)).collect()
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// A file as it is named to people: from the workspace's folder, if it is in it.
    pub fn shown(&self, file: &Path) -> String {
        file.strip_prefix(&self.dir).unwrap_or(file).display().to_string()
    }

    pub fn warehouse(&self) -> PathBuf {
        self.file(Workspace::DATABASE)
    }

    pub fn inbox(&self) -> PathBuf {
        self.file("inbox")
    }

    /// Where live events are kept, a folder a source.
    pub fn collector(&self) -> PathBuf {
        self.file("collector")
    }

    pub fn exports(&self) -> PathBuf {
        self.file("exports")
    }

    pub fn backups(&self) -> PathBuf {
        self.file("backups")
    }

    /// Where files stand that clients send, as long as the service needs them.
    pub fn uploads(&self) -> PathBuf {
        self.file(".uploads")
    }

    /// Those of the configuration's files that it has.
    pub fn files(&self) -> Vec<PathBuf> {
        FILES.iter().map(|(name, _)| self.file(name)).filter(|file| file.is_file()).collect()
    }

    /// The folder's own name, which stands for the workspace on the screen.
    pub fn name(&self) -> String {
        let dir = self.dir.canonicalize().unwrap_or_else(|_| self.dir.clone());
        dir.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

fn written(file: &Path, done: std::io::Result<()>) -> Result<(), ConfigError> {
    done.map_err(|error| ConfigError::Unwritable { file: file.to_owned(), what: error.to_string() })
}
