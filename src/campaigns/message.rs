//! A template's words, as one customer would read them.

use super::template;
use crate::args;
use crate::config::{Campaigns, Language, Text, Words};
use crate::jobs::JobError;
use crate::value::{Cell, Table};
use crate::warehouse::Session;
use jiff::civil::Date;
use minijinja::{ErrorKind, Value};
use std::collections::BTreeMap;

/// The message of a template to a customer, in the customer's language: its subject, an empty line, its body.
///
/// # Errors
/// [`JobError::Unfit`] where there is no such template or customer, or where the text prints what is not known of the
/// customer without asking first.
pub fn message(
    session: &Session,
    campaigns: &Campaigns,
    template_name: &str,
    customer: i64,
) -> Result<String, JobError> {
    let template = template(campaigns, template_name)?;
    let known = session.query(include_str!("sql/reader.sql"), &args![customer => customer])?;
    if known.is_empty() {
        let hint = "look the customer up by name, phone, e-mail or id";
        return Err(JobError::Unfit { what: format!("there is no customer {customer}"), hint: hint.into() });
    }
    let language = language(&known);
    let fields = fields(&known, language);
    let text = template.text.of(language);
    let say = |source: &str| {
        Text::environment().render_str(source, &fields).map_err(|error| unsaid(template_name, customer, &error))
    };
    Ok(format!("{}\n\n{}", say(&text.subject)?, say(&text.body)?))
}

fn unsaid(template: &str, customer: i64, error: &minijinja::Error) -> JobError {
    let line = error.line().map_or_else(String::new, |line| format!(", line {line}"));
    let (what, hint) = match error.kind() {
        ErrorKind::UndefinedError => (
            "prints something that is not known of the customer".to_owned(),
            "ask first: {% if points %}...{% endif %}; or leave such customers out",
        ),
        kind => (error.detail().map_or_else(|| kind.to_string(), str::to_owned), ""),
    };
    JobError::Unfit { what: format!("{template} for customer {customer}{line}: {what}"), hint: hint.into() }
}

/// The language that a customer states; otherwise that of their country; otherwise that of their name's script.
fn language(known: &Table) -> Language {
    let stated = known.text(0, "language").to_lowercase().replace('_', "-");
    let country = known.text(0, "country").to_uppercase();
    let is_traditional = |tag: &str| ["tw", "hk", "mo", "hant"].iter().any(|part| tag.contains(part));
    match stated.as_str() {
        "繁體中文" | "繁体中文" | "正體中文" => Language::ZhTw,
        "中文" | "简体中文" | "簡體中文" | "chinese" => Language::ZhCn,
        tag if tag.starts_with("zh") && is_traditional(tag) => Language::ZhTw,
        tag if tag.starts_with("zh") => Language::ZhCn,
        tag if !tag.is_empty() => Language::En,
        _ if ["TW", "HK", "MO"].contains(&country.as_str()) => Language::ZhTw,
        _ if country == "CN" || is_chinese(known.text(0, "name")) => Language::ZhCn,
        _ => Language::En,
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

/// What is known of a customer, ready to be printed; what is not known is left out.
fn fields(known: &Table, language: Language) -> BTreeMap<&'static str, Value> {
    let mut fields = BTreeMap::from([("name", Value::from(addressed(known, language)))]);
    for field in Text::FIELDS.into_iter().filter(|field| *field != "name") {
        let value = match known.cell(0, field) {
            Cell::Null => continue,
            Cell::Date(date) => Value::from(day(*date, language)),
            Cell::Integer(n) => Value::from(*n),
            Cell::Text(text) if text.is_empty() => continue,
            Cell::Text(text) if field == "segment" => Value::from(in_words(text, language)),
            other => Value::from(other.to_string()),
        };
        fields.insert(field, value);
    }
    fields
}

fn in_words(segment: &str, language: Language) -> String {
    Words::load(language).map_or_else(|_| segment.to_owned(), |words| words.value(segment))
}

/// How one addresses a customer: in Chinese by the whole name and, where the gender is known, 先生 or 女士.
fn addressed(known: &Table, language: Language) -> String {
    let name = known.text(0, "name").trim();
    let (no_one, sir, madam) = match language {
        Language::En => ("customer", "", ""),
        Language::ZhCn => ("尊敬的顾客", "先生", "女士"),
        Language::ZhTw => ("親愛的顧客", "先生", "女士"),
    };
    if name.is_empty() {
        return no_one.to_owned();
    }
    let title = match known.text(0, "gender").to_lowercase().as_str() {
        "m" | "male" | "男" | "男性" => sir,
        "f" | "female" | "女" | "女性" => madam,
        _ => "",
    };
    if is_chinese(name) { format!("{name}{title}") } else { name.to_owned() }
}

fn day(date: Date, language: Language) -> String {
    match language {
        Language::En => date.strftime("%-d %B %Y").to_string(),
        Language::ZhCn | Language::ZhTw => date.strftime("%Y年%-m月%-d日").to_string(),
    }
}
