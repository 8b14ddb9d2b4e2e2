use crate::config::{Cleaning, Config, ConfigError, Workspace, document, replace};

/// Switches a rule on or off in the workspace's `cleaning.toml`, or all that it has; all else in it stays as it is, comments
/// too. The next run of the cleaning follows.
///
/// # Errors
/// [`ConfigError::Wrong`] names the rules that there are.
pub fn switch(workspace: &Workspace, rule: Option<&str>, enabled: bool) -> Result<(), ConfigError> {
    const FILE: &str = "cleaning.toml";
    let known = Config::load(workspace)?.cleaning;
    let meant: Vec<&String> = known.rules.keys().filter(|name| rule.is_none_or(|rule| rule == *name)).collect();
    if let (Some(rule), true) = (rule, meant.is_empty()) {
        return Err(unknown(workspace, rule, &known));
    }
    let mut document = document(workspace, FILE, Cleaning::DEFAULT)?;
    for name in meant.into_iter().filter(|name| known.rules[*name].enabled != enabled) {
        let table =
            document.get_mut("rule").and_then(|rules| rules.get_mut(name)).and_then(|it| it.as_table_like_mut());
        if let Some(table) = table {
            table.insert("enabled", toml_edit::value(enabled));
        }
    }
    replace(workspace, FILE, &document.to_string())
}

fn unknown(workspace: &Workspace, rule: &str, known: &Cleaning) -> ConfigError {
    let names: Vec<&str> = known.rules.keys().map(String::as_str).collect();
    ConfigError::Wrong {
        file: workspace.file("cleaning.toml"),
        line: 1,
        what: format!("there is no rule {rule:?}"),
        right: format!("it has {}", names.join(", ")),
    }
}
