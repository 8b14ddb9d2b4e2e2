//! Which entities a file's headers speak of.

use super::ProposedFeed;
use crate::config::{Entity, Field, Model};
use crate::jobs::JobError;

/// What is described by master data can be carried along by other records; the rest is what records themselves are.
const MASTER_DATA: [&str; 6] = ["customer", "product", "store", "channel", "campaign", "offer"];

/// The feeds of a file, what its records are first.
pub(super) fn propose(columns: &[String], entity: Option<&str>, model: &Model) -> Result<Vec<ProposedFeed>, JobError> {
    let all: Vec<ProposedFeed> = model.entities.iter().map(|(name, entity)| feed(name, entity, columns)).collect();
    let main = match entity {
        Some(name) => all.iter().find(|feed| feed.entity == name).ok_or_else(|| JobError::Unfit {
            what: format!("the model has no entity {name:?}"),
            hint: format!("it has {}", model.entities.keys().map(String::as_str).collect::<Vec<_>>().join(", ")),
        })?,
        None => match all
            .iter()
            .filter(|feed| feed.missing.is_empty() && feed.fields.len() > 1)
            .max_by_key(|feed| rank(feed, columns))
        {
            Some(main) => main,
            None => return Ok(Vec::new()),
        },
    };
    let mut feeds = vec![main.clone()];
    let companions = all.iter().filter(|feed| feed.entity != main.entity && feed.missing.is_empty());
    feeds.extend(companions.filter(|feed| is_companion(feed, main, entity.is_some())).cloned());
    Ok(feeds)
}

/// More recognised columns are better; of equals, the entity that leaves fewer of its fields empty.
fn rank(feed: &ProposedFeed, columns: &[String]) -> (usize, usize) {
    let used = columns.iter().filter(|column| feed.fields.iter().any(|(_, from)| from == *column)).count();
    (used, usize::MAX - feed.missing.len())
}

/// Orders and their lines go together; master data comes along if the file tells more of it than the key.
fn is_companion(feed: &ProposedFeed, main: &ProposedFeed, is_stated: bool) -> bool {
    let is_sale = |entity: &str| matches!(entity, "sales_order" | "order_line");
    if is_sale(&feed.entity) && is_sale(&main.entity) {
        return !is_stated || main.entity == "order_line";
    }
    let tells = feed.fields.iter().filter(|(_, column)| !main.fields.iter().any(|(_, taken)| taken == column)).count();
    MASTER_DATA.contains(&feed.entity.as_str())
        && !MASTER_DATA.contains(&main.entity.as_str())
        && tells > 0
        && feed.fields.len() > 1
}

fn feed(name: &str, entity: &Entity, columns: &[String]) -> ProposedFeed {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (field, described) in &entity.fields {
        let free = |column: &&String| !fields.iter().any(|(_, taken)| taken == *column);
        let own = [field.clone()];
        let named = own
            .iter()
            .chain(&described.names)
            .find_map(|name| columns.iter().filter(free).find(|column| same(column, name)));
        if let Some(column) = named {
            fields.push((field.clone(), column.clone()));
        }
    }
    let missing = entity.fields.iter().filter(|(field, described)| {
        let is_given = fields.iter().any(|(known, _)| known == *field);
        described.required && !is_given && described.default.is_none() && described.default_sql.is_none()
    });
    ProposedFeed { entity: name.to_owned(), missing: missing.map(|(field, _)| field.clone()).collect(), fields }
}

/// Whether a header is one of those under which a field is found.
pub fn names(field: &str, described: &Field, header: &str) -> bool {
    same(header, field) || described.names.iter().any(|name| same(header, name))
}

/// Headers are the same whatever their case and the signs between their words.
fn same(column: &str, name: &str) -> bool {
    plain(column) == plain(name)
}

/// A header's letters and digits, in lower case.
pub fn plain(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
