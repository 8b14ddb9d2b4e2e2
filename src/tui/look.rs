use super::keymap::Keymap;
use super::theme::Theme;
use crate::config::{ConfigError, Language, Settings, Words, Workspace};
use std::path::PathBuf;

/// What a client brings of its own: language, theme and keys. The data and what they mean come from the service.
#[derive(Debug, Clone)]
pub struct Look {
    pub words: Words,
    pub language: Language,
    pub theme: Theme,
    pub keymap: Keymap,
    /// The workspace's name, for the header, before the service has opened.
    pub workspace: String,
    /// ISO 4217.
    pub currency: String,
    /// Where the console's history and the mark of a first run are kept; none keeps neither.
    pub folder: Option<PathBuf>,
    /// Whether the tour through the loop is shown.
    pub first_run: bool,
    /// What the console was asked before, the oldest first.
    pub history: Vec<String>,
}

const TOURED: &str = ".toured";
const HISTORY: &str = ".console_history";

/// Queries that the console remembers from one session to the next.
const REMEMBERED: usize = 500;

impl Look {
    /// Reads what a workspace says of language, theme and keys; `NO_COLOR` in the environment takes colours away.
    pub fn load(workspace: &Workspace, settings: &Settings) -> Result<Look, ConfigError> {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let theme = Theme::load(workspace, &settings.theme)?;
        Ok(Look {
            words: Words::load(settings.language)?,
            language: settings.language,
            theme: if no_color { Theme::plain()? } else { theme },
            keymap: Keymap::load(workspace)?,
            workspace: workspace.name(),
            currency: settings.currency.clone(),
            folder: Some(workspace.dir().to_owned()),
            first_run: !workspace.file(TOURED).exists(),
            history: remembered(workspace),
        })
    }

    /// The program's own look in a language, for a screen without a workspace.
    pub fn built_in(language: Language) -> Result<Look, ConfigError> {
        Ok(Look {
            words: Words::load(language)?,
            language,
            theme: Theme::plain()?,
            keymap: Keymap::built_in()?,
            workspace: String::new(),
            currency: "CNY".into(),
            folder: None,
            first_run: false,
            history: Vec::new(),
        })
    }

    /// Marks that the tour was seen.
    pub(super) fn toured(&self) -> std::io::Result<()> {
        self.folder.as_ref().map_or(Ok(()), |folder| std::fs::write(folder.join(TOURED), ""))
    }

    /// Keeps a query for the next session. A query is one line of the file: its line breaks are written as JSON has them.
    pub(super) fn remember(&self, query: &str) -> std::io::Result<()> {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        let Some(folder) = &self.folder else { return Ok(()) };
        let mut options = std::fs::OpenOptions::new();
        // A query may name people.
        let mut file = options.create(true).append(true).mode(0o600).open(folder.join(HISTORY))?;
        writeln!(file, "{}", serde_json::Value::from(query))
    }
}

fn remembered(workspace: &Workspace) -> Vec<String> {
    let text = std::fs::read_to_string(workspace.file(HISTORY)).unwrap_or_default();
    let queries: Vec<String> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let from = queries.len().saturating_sub(REMEMBERED);
    queries[from..].to_vec()
}
