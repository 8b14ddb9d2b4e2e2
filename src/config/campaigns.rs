use super::{ConfigError, Language, Workspace, load};
use indexmap::IndexMap;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use rust_decimal::Decimal;
use serde::Deserialize;

/// `campaigns.toml`: what can be sent to customers, how, and in which words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaigns {
    #[serde(default)]
    pub template: IndexMap<String, Template>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub title: Translated<String>,
    /// What customers have consented to, or not: the `purpose` of `core.consent`.
    pub purpose: String,
    #[serde(default)]
    pub consent: Consent,
    #[serde(default)]
    pub occasion: Occasion,
    /// Nobody is written to who got a message in so many days before the campaign.
    pub quiet_days: u32,
    /// The share of the audience that is kept unsent, 0 to below 1, to measure what the message changes.
    #[serde(default)]
    pub holdout: f64,
    /// The channels that it can go through; the first one is taken if none is named.
    #[serde(rename = "channel")]
    pub channels: IndexMap<String, Route>,
    pub text: Translated<Text>,
}

/// Which customers a channel may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Who has agreed, in every system that asked.
    #[default]
    Given,
    /// Who has not refused in any: for messages that the customer is owed.
    NotRefused,
}

/// What has to be the case with a customer for the message to make sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    #[default]
    Any,
    /// Their birthday is in the campaign's period.
    Birthday,
    /// They joined in the thirty days before it.
    Joined,
    /// A complaint of theirs is open.
    Complaint,
}

/// How a message gets to a customer, and what one costs in the workspace's currency.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Route {
    pub cost: Decimal,
    pub address: Address,
}

/// The field of a customer that a channel needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    Phone,
    Email,
    None,
}

/// A message in one language, in the template language of Jinja.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub subject: String,
    pub body: String,
}

/// The same in every language that customers read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated<T> {
    pub en: T,
    #[serde(rename = "zh-CN")]
    pub zh_cn: T,
    #[serde(rename = "zh-TW")]
    pub zh_tw: T,
}

impl<T> Translated<T> {
    pub fn of(&self, language: Language) -> &T {
        match language {
            Language::En => &self.en,
            Language::ZhCn => &self.zh_cn,
            Language::ZhTw => &self.zh_tw,
        }
    }
}

/// So many steps a message may take: far more than any that people write.
const FUEL: u64 = 100_000;

impl Text {
    /// What a message can say of a customer. All but `name` may be unknown, and then stand in an `{% if %}` of their own.
    pub const FIELDS: [&str; 7] = ["name", "city", "segment", "points", "last_order_on", "category", "birth_date"];

    /// The rules of a text: what is unknown fails when it is printed, and may only be asked for in an `{% if %}`;
    /// nothing is escaped, as no message is a web page; no file is read; and a loop without end comes to one.
    pub fn environment() -> Environment<'static> {
        let mut environment = Environment::new();
        environment.set_fuel(Some(FUEL));
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).build().unwrap_or_default());
        environment
    }
}

pub(super) fn check(campaigns: &Campaigns, workspace: &Workspace) -> Result<(), ConfigError> {
    for (name, template) in &campaigns.template {
        let wrong = |field: &[&str], what: String, right: &str| {
            let path: Vec<&str> = ["template", name].into_iter().chain(field.iter().copied()).collect();
            Err(load::wrong(workspace, "campaigns.toml", &path, what, right.to_owned()))
        };
        if !(0.0..1.0).contains(&template.holdout) {
            let what = format!("the holdout of {name} is {}", template.holdout);
            return wrong(&["holdout"], what, "expected a share from 0 to below 1, such as 0.1");
        }
        if template.channels.is_empty() {
            let what = format!("{name} has no channel to go through");
            return wrong(&[], what, "add `channel.email = { cost = 0.01, address = \"email\" }`");
        }
        for (channel, route) in &template.channels {
            if route.cost.is_sign_negative() {
                let what = format!("a message of {name} by {channel} costs {}", route.cost);
                return wrong(&["channel", channel, "cost"], what, "expected 0 or more");
            }
        }
        for language in Language::ALL {
            let text = template.text.of(language);
            for (field, source) in [("subject", &text.subject), ("body", &text.body)] {
                if let Err((what, right)) = check_text(source) {
                    return wrong(
                        &["text", language.tag(), field],
                        format!("{name}, {}: {what}", language.tag()),
                        &right,
                    );
                }
            }
        }
    }
    Ok(())
}

/// What is wrong with a text, and what would be right.
fn check_text(source: &str) -> Result<(), (String, String)> {
    let environment = Text::environment();
    let template = environment.template_from_str(source).map_err(|error| {
        let place = error.line().map_or_else(String::new, |line| format!("line {line} of the text: "));
        let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        let right = match error.kind() {
            ErrorKind::SyntaxError => "write fields as {{ name }} and conditions as {% if points %}...{% endif %}",
            _ => "",
        };
        (format!("{place}{what}"), right.to_owned())
    })?;
    let mut unknown: Vec<String> = template.undeclared_variables(false).into_iter().collect();
    unknown.retain(|field| !Text::FIELDS.contains(&field.as_str()));
    unknown.sort();
    match unknown.first() {
        Some(field) => {
            Err((format!("a message has no field {field}"), format!("expected one of {}", Text::FIELDS.join(", "))))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default_with(from: &str, to: &str) -> Result<(), ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        let text = include_str!("../../config/campaigns.toml").replacen(from, to, 1);
        std::fs::write(workspace.file("campaigns.toml"), &text).unwrap();
        let campaigns = load::file(&workspace, "campaigns.toml", "")?;
        check(&campaigns, &workspace)
    }

    fn refusal(from: &str, to: &str) -> (String, String) {
        let error = default_with(from, to).unwrap_err();
        let said = error.to_string();
        let file = said.find("campaigns.toml").unwrap();
        (said[file..].to_owned(), error.hint().unwrap_or_default())
    }

    #[test]
    fn the_default_templates_are_right() {
        default_with("", "").unwrap();
    }

    #[test]
    fn an_unknown_field_is_refused_with_the_fields_that_there_are() {
        let (said, hint) = refusal("{{ name }}", "{{ shoe_size }}");
        assert!(said.contains("a message has no field shoe_size"), "{said}");
        assert!(!said.starts_with("campaigns.toml:1:"), "{said}");
        assert!(hint.contains("name, city, segment"), "{hint}");
    }

    #[test]
    fn a_text_that_does_not_parse_is_refused() {
        let (said, _) = refusal("{{ name }}", "{{ name }");
        assert!(said.contains("line 1 of the text"), "{said}");
    }

    #[test]
    fn everyone_cannot_be_held_out() {
        let (said, hint) = refusal("holdout = 0.1", "holdout = 1.0");
        assert!(said.contains("the holdout of"), "{said}");
        assert_eq!(hint, "expected a share from 0 to below 1, such as 0.1");
    }
}
