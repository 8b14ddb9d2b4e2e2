use super::{ConfigError, Language, load};
use std::collections::BTreeMap;
use std::path::Path;

/// The texts of one language, by dotted key. A key without a text is shown as itself, and a test finds it.
#[derive(Debug, Clone, Default)]
pub struct Words {
    texts: BTreeMap<String, String>,
}

macro_rules! locale {
    ($tag:literal) => {
        [
            ("common", include_str!(concat!("../../config/locales/", $tag, "/common.toml"))),
            ("sources", include_str!(concat!("../../config/locales/", $tag, "/sources.toml"))),
            ("cleaning", include_str!(concat!("../../config/locales/", $tag, "/cleaning.toml"))),
            ("quality", include_str!(concat!("../../config/locales/", $tag, "/quality.toml"))),
            ("kpi", include_str!(concat!("../../config/locales/", $tag, "/kpi.toml"))),
            ("segments", include_str!(concat!("../../config/locales/", $tag, "/segments.toml"))),
            ("channels", include_str!(concat!("../../config/locales/", $tag, "/channels.toml"))),
            ("crm", include_str!(concat!("../../config/locales/", $tag, "/crm.toml"))),
            ("campaigns", include_str!(concat!("../../config/locales/", $tag, "/campaigns.toml"))),
            ("privacy", include_str!(concat!("../../config/locales/", $tag, "/privacy.toml"))),
            ("warehouse", include_str!(concat!("../../config/locales/", $tag, "/warehouse.toml"))),
            ("tui", include_str!(concat!("../../config/locales/", $tag, "/tui.toml"))),
            ("cli", include_str!(concat!("../../config/locales/", $tag, "/cli.toml"))),
        ]
    };
}

impl Words {
    pub fn load(language: Language) -> Result<Words, ConfigError> {
        let files = match language {
            Language::En => locale!("en"),
            Language::ZhCn => locale!("zh-CN"),
            Language::ZhTw => locale!("zh-TW"),
        };
        let mut words = Words::default();
        for (name, text) in files {
            let file = format!("config/locales/{}/{name}.toml", language.tag());
            let table: toml::Table = load::parse(Path::new(&file), text)?;
            flatten("", &table, &mut words.texts);
        }
        Ok(words)
    }

    /// The text of a key; the key itself where there is none.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    pub fn find(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// The text of a key with its `{names}` filled in.
    pub fn say(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        let mut text = self.text(key).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), &value.to_string());
        }
        text
    }

    /// A column's header: its words, or its name as words where it has none, as in a console's query.
    pub fn column(&self, name: &str) -> String {
        let known = self.find(&format!("column.{name}"));
        known.map_or_else(|| name.replace('_', " "), str::to_owned)
    }

    /// A value that the program itself writes into the data (a state, a segment, a kind), in the reader's language.
    pub fn value(&self, value: &str) -> String {
        let known = self.find(&format!("value.{value}"));
        known.unwrap_or(value).to_owned()
    }

    /// The value that is shown as a text: what [`Words::value`] was given.
    pub fn meant(&self, shown: &str) -> Option<&str> {
        self.texts
            .iter()
            .find_map(|(key, text)| key.strip_prefix("value.").filter(|_| text.to_lowercase() == shown.to_lowercase()))
    }

    /// Values that stand in one text, parted by commas.
    pub fn values(&self, list: &str) -> String {
        list.split(", ").map(|value| self.value(value)).collect::<Vec<_>>().join(", ")
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}

fn flatten(prefix: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(table) => flatten(&key, table, texts),
            toml::Value::String(text) => {
                texts.insert(key, text.trim_end_matches('\n').to_owned());
            }
            other => {
                texts.insert(key, other.to_string());
            }
        }
    }
}
