use super::{ConfigError, load};
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::Path;

/// `config/masks.toml`: how the values of personal columns are shown to who may not see them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Masks {
    form: IndexMap<Form, Vec<String>>,
    keys: IndexMap<String, Vec<String>>,
    ops: Shown,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    shown: Vec<String>,
}

/// What is left of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// All of it: it is known nowhere outside.
    Handle,
    /// A word that is equal where the value is.
    Key,
    /// The first character.
    Name,
    /// The first and the last digits of a phone, the first letter and the domain of an e-mail.
    Contact,
    /// All of it, where the column that the row names is known not to be personal.
    Column,
    /// All that is not quoted.
    Message,
}

impl Masks {
    /// The masks in the binary: they belong to the schema's version, so no workspace changes them.
    pub fn builtin() -> Result<Masks, ConfigError> {
        load::parse(Path::new("config/masks.toml"), include_str!("../../config/masks.toml"))
    }

    /// The form of a column, where it has one of its own. `table` is `schema.table`.
    pub fn form(&self, table: &str, column: &str) -> Option<Form> {
        let whole = format!("{table}.{column}");
        let named = |name: &str| self.form.iter().find(|(_, names)| names.iter().any(|known| known == name));
        named(&whole).or_else(|| named(column)).map(|(form, _)| *form)
    }

    /// Whether a column is masked whatever the dictionary says.
    pub fn holds(&self, table: &str, column: &str) -> bool {
        let whole = format!("{table}.{column}");
        self.form.values().flatten().any(|known| *known == whole)
    }

    /// The keys that are shown of a column's objects, where these are not masked as a whole.
    pub fn keys(&self, table: &str, column: &str) -> Option<&[String]> {
        self.keys.get(&format!("{table}.{column}")).map(Vec::as_slice)
    }

    /// Whether a text of the program's own record tells of no one.
    pub fn shows(&self, table: &str, column: &str) -> bool {
        self.ops.shown.iter().any(|known| known == table || known.strip_prefix(table) == Some(&format!(".{column}")))
    }
}
