use super::{ConfigError, Workspace, load};
use indexmap::IndexMap;
use serde::Deserialize;

/// `identity.toml`: what is compared between two records to tell whether they are of one customer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub field: IndexMap<String, Compared>,
    pub blocks: Blocks,
    #[serde(default)]
    pub survivor: Survivor,
}

/// Whose word counts where the records of one customer disagree.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Survivor {
    pub consent: Survival,
    pub address: Survival,
    pub reached_by: Reach,
}

/// The channels by which messages go to each address: what became of them tells of the address.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reach {
    pub phone: Vec<String>,
    pub email: Vec<String>,
}

impl Default for Reach {
    fn default() -> Reach {
        Reach { phone: vec!["sms".to_owned()], email: vec!["email".to_owned()] }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Survival {
    /// What binds the company most, however old it is.
    #[default]
    Strictest,
    Newest,
}

impl Survival {
    pub fn name(self) -> &'static str {
        match self {
            Survival::Strictest => "strictest",
            Survival::Newest => "newest",
        }
    }
}

/// Which pairs of records are compared at all.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocks {
    /// Each rule's parts, SQL over the fields: records that agree in all parts of a rule are compared.
    pub rules: Vec<Vec<String>>,
}

/// One field: the SQL of its value, and what its agreement means.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    pub compare: Comparison,
    pub value: Option<String>,
    /// Of a name, in place of `value`.
    pub given: Option<String>,
    pub surname: Option<String>,
    /// Of a text: a field that this one is at times confused with.
    pub other: Option<String>,
    /// Equal values name someone.
    #[serde(default)]
    pub key: bool,
    /// Equal values make two records one, whatever else they say.
    #[serde(default)]
    pub decides: bool,
    /// Equal values are a ground to learn the other fields' weights on; those of a key always are.
    #[serde(default)]
    pub anchor: bool,
    /// An equal value tells the more the rarer it is; a name always does.
    #[serde(default)]
    pub frequency: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    Name,
    Date,
    Code,
    Text,
    Exact,
    Context,
}

impl Identity {
    /// Fields that a comparison has room for.
    pub const MOST_FIELDS: usize = 13;

    /// Names that stand for something else where values are compared.
    const TAKEN: [&str; 6] = ["node", "root", "given", "surname", "letters", "is_han"];
}

pub(super) fn check(identity: &Identity, workspace: &Workspace) -> Result<(), ConfigError> {
    let wrong = |path: &[&str], what: String, right: &str| {
        Err(load::wrong(workspace, "identity.toml", path, what, right.to_owned()))
    };
    if identity.field.len() > Identity::MOST_FIELDS {
        let what = format!("{} fields are compared", identity.field.len());
        return wrong(&["field"], what, "expected 13 or fewer");
    }
    for (name, field) in &identity.field {
        if let Some((at, what, right)) = fault(identity, name, field) {
            return wrong(&["field", name, at], what, right);
        }
    }
    let mut names = identity.field.iter().filter(|(_, field)| field.compare == Comparison::Name);
    if let Some((second, _)) = names.nth(1) {
        return wrong(&["field", second], format!("{second} is a second name"), "expected one field of names");
    }
    if identity.blocks.rules.is_empty() || identity.blocks.rules.iter().any(Vec::is_empty) {
        let what = "a rule of [blocks] has no part".to_owned();
        return wrong(&["blocks", "rules"], what, "expected rules such as [\"birth_date\", \"surname\"]");
    }
    Ok(())
}

/// What is wrong with a field: where, what, and what would be right.
fn fault(identity: &Identity, name: &str, field: &Compared) -> Option<(&'static str, String, &'static str)> {
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_plain || Identity::TAKEN.contains(&name) {
        return Some(("", format!("{name:?} cannot name a field"), "expected another name, such as `birth_date`"));
    }
    let is_name = field.compare == Comparison::Name;
    if is_name && (field.given.is_none() || field.surname.is_none() || field.value.is_some()) {
        return Some(("compare", format!("{name} is a name"), "expected `given` and `surname`, and no `value`"));
    }
    if !is_name && (field.value.is_none() || field.given.is_some() || field.surname.is_some()) {
        return Some(("compare", format!("{name} has no value"), "expected `value`, and no `given` or `surname`"));
    }
    if field.key && !matches!(field.compare, Comparison::Exact | Comparison::Code) {
        return Some((
            "key",
            format!("{name} cannot be a key"),
            "expected `compare = \"code\"` or `\"exact\"` for keys",
        ));
    }
    if field.decides && !field.key {
        return Some(("decides", format!("{name} decides, but is no key"), "add `key = true`"));
    }
    if let Some(other) = &field.other {
        let is_text = |of: &Compared| of.compare == Comparison::Text;
        if !is_text(field) || !identity.field.get(other).is_some_and(is_text) {
            return Some(("other", format!("{name} cannot be confused with {other}"), "expected two fields of texts"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(from: &str, to: &str) -> (String, String) {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        let text = include_str!("../../config/identity.toml").replacen(from, to, 1);
        std::fs::write(workspace.file("identity.toml"), &text).unwrap();
        let identity: Result<Identity, ConfigError> = load::file(&workspace, "identity.toml", "");
        let error = identity.and_then(|identity| check(&identity, &workspace)).unwrap_err();
        let said = error.to_string();
        (said[said.find("identity.toml").unwrap()..].to_owned(), error.hint().unwrap_or_default())
    }

    #[test]
    fn a_field_that_cannot_be_is_answered_with_its_line() {
        let (said, hint) = refusal("compare = \"code\"\nvalue = \"core.phone_key(phone)\"", "compare = \"code\"");
        assert!(said.contains("phone has no value") && !said.starts_with("identity.toml:1:"), "{said}");
        assert_eq!(hint, "expected `value`, and no `given` or `surname`");
        let (said, _) = refusal("key = true\ndecides = true", "decides = true");
        assert!(said.contains("member_id decides, but is no key"), "{said}");
        let (said, _) = refusal("[field.gender]", "[field.letters]");
        assert!(said.contains("\"letters\" cannot name a field"), "{said}");
    }

    #[test]
    fn an_unknown_comparison_is_answered_with_those_there_are() {
        let (said, hint) = refusal("compare = \"date\"", "compare = \"day\"");
        assert!(said.contains("unknown variant `day`"), "{said}");
        assert!(hint.contains("context"), "{hint}");
    }

    #[test]
    fn a_survivor_that_cannot_be_is_answered_with_those_there_are() {
        let (said, hint) = refusal("consent = \"strictest\"", "consent = \"oldest\"");
        assert!(said.contains("unknown variant `oldest`") && hint.contains("newest"), "{said} {hint}");
    }

    #[test]
    fn a_rule_without_parts_would_compare_all_with_all() {
        let (said, _) = refusal("[\"phone\"],", "[],");
        assert!(said.contains("a rule of [blocks] has no part"), "{said}");
    }
}
