//! Every word in every language.

use crate::desk::{files, repository};
use foureye::config::{Language, Words};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

fn words(language: Language) -> Words {
    Words::load(language).expect("the words of a language")
}

fn english() -> Words {
    words(Language::En)
}

/// The `{names}` of a text.
fn names(text: &str) -> BTreeSet<&str> {
    let inner = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    inner.filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')).collect()
}

#[track_caller]
fn none(what: &str, found: impl IntoIterator<Item = String>) {
    let found: Vec<String> = found.into_iter().collect();
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[test]
fn each_language_says_everything() {
    let english = english();
    for language in [Language::ZhCn, Language::ZhTw] {
        let other = words(language);
        let tag = language.tag();
        none(&format!("in en but not in {tag}"), missing(&english, &other));
        none(&format!("in {tag} but not in en"), missing(&other, &english));
    }
}

fn missing(all: &Words, from: &Words) -> Vec<String> {
    all.keys().filter(|key| from.find(key).is_none()).map(str::to_owned).collect()
}

#[test]
fn no_text_is_empty_and_all_fill_in_the_same_names() {
    let english = english();
    for language in Language::ALL {
        let other = words(language);
        let wrong = other.keys().filter(|key| {
            let (text, model) = (other.text(key), english.text(key));
            text.trim().is_empty() || (!key.contains("template") && names(text) != names(model))
        });
        none(&format!("empty in {}, or with other names than in English", language.tag()), wrong.map(str::to_owned));
    }
}

#[test]
fn no_key_is_said_twice() {
    for language in Language::ALL {
        let folder = repository().join("config/locales").join(language.tag());
        let mut said: BTreeMap<String, usize> = BTreeMap::new();
        for file in files(&folder, "toml") {
            let table: toml::Table = fs::read_to_string(&file).expect("a locale").parse().expect("TOML");
            keys("", &table, &mut |key| *said.entry(key).or_default() += 1);
        }
        let twice = said.into_iter().filter(|(_, times)| *times > 1).map(|(key, _)| key);
        none(&format!("in two files of {}", language.tag()), twice);
        let known: BTreeSet<_> =
            files(&folder, "toml").iter().map(|file| file.file_name().map(ToOwned::to_owned)).collect();
        let english = files(&repository().join("config/locales/en"), "toml");
        assert_eq!(known.len(), english.len(), "{} has other files than en", language.tag());
    }
}

fn keys(prefix: &str, table: &toml::Table, tell: &mut impl FnMut(String)) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(table) => keys(&key, table, tell),
            _ => tell(key),
        }
    }
}

#[test]
fn what_the_program_says_is_there() {
    let words = english();
    let mut unsaid = Vec::new();
    let is_tests = |file: &std::path::PathBuf| file.iter().any(|part| part == "tests" || part == "tests.rs");
    for file in files(&repository().join("src"), "rs").into_iter().filter(|file| !is_tests(file)) {
        let text = fs::read_to_string(&file).expect("a source file");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for key in ["text(", "say(", "words.find("].iter().flat_map(|call| literals(code, call)) {
            if words.find(key).is_none() {
                unsaid.push(format!("{key} ({})", file.display()));
            }
        }
    }
    none("said, but in no locale", unsaid);
}

/// The dotted keys that a call is given as its first argument.
fn literals<'a>(code: &'a str, call: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(call).skip(1).filter_map(|rest| {
        let literal = rest.trim_start().strip_prefix('"')?.split('"').next()?;
        let is_key =
            literal.contains('.') && literal.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        is_key.then_some(literal)
    })
}

#[test]
fn every_job_and_every_view_says_what_it_is() {
    let words = english();
    let jobs = foureye::service::jobs().iter().flat_map(|job| {
        let params = job.params.iter().map(|param| format!("job.{}.param.{}", job.name, param.name));
        ["title", "about"].map(|part| format!("job.{}.{part}", job.name)).into_iter().chain(params)
    });
    let views =
        foureye::service::views().flat_map(|view| ["title", "about"].map(|part| format!("view.{}.{part}", view.name)));
    none("without words", jobs.chain(views).filter(|key| words.find(key).is_none()));
}

#[test]
fn views_and_jobs_that_are_asked_for_are_there() {
    let words = english();
    let known: BTreeSet<&str> = foureye::service::views()
        .map(|view| view.name)
        .chain(foureye::service::jobs().iter().map(|job| job.name))
        .collect();
    let rooms: BTreeSet<&str> = known.iter().filter_map(|name| name.split('.').next()).collect();
    let mut unknown = Vec::new();
    for file in ["src/cli", "src/tui"].iter().flat_map(|folder| files(&repository().join(folder), "rs")) {
        let text = fs::read_to_string(&file).expect("a source file");
        for literal in literals(&text, "\"").chain(text.split('"').skip(1).step_by(2)) {
            let Some((room, rest)) = literal.split_once('.') else { continue };
            let is_name = rooms.contains(room) && rest.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if is_name
                && rest != "toml"
                && !rest.is_empty()
                && !known.contains(literal)
                && words.find(literal).is_none()
            {
                unknown.push(format!("{literal} ({})", file.display()));
            }
        }
    }
    none("asked for, but neither a view nor a job", unknown);
}
