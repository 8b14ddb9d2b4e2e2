use super::check::Fault;
use super::schedule::Period;
use crate::reader::{Address, Relation};
use serde::{Deserialize, Deserializer, Serialize};

/// A table of a database that the company runs, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: String,
    /// As the database spells it; `"` around a part that has a dot in it.
    pub table: Option<String>,
    /// A SELECT in its place.
    pub query: Option<String>,
    /// None, one or two columns, by which rows are in the order in which they change.
    #[serde(default, deserialize_with = "one_or_many")]
    pub watermark: Vec<String>,
    #[serde(default = "Database::batch_rows")]
    pub batch_rows: u32,
    /// Rows this far behind the watermark are read again, as some come late.
    pub lookback: Option<Period>,
    pub password_env: Option<String>,
    pub password_file: Option<String>,
}

/// The most that is read into one batch.
const LARGEST: u32 = 10_000_000;

impl Database {
    fn batch_rows() -> u32 {
        100_000
    }

    /// A database of which nothing more is stated.
    pub fn at(url: &str) -> Database {
        Database {
            url: url.to_owned(),
            table: None,
            query: None,
            watermark: Vec::new(),
            batch_rows: Database::batch_rows(),
            lookback: None,
            password_env: None,
            password_file: None,
        }
    }

    /// What is read; of a checked database there is one.
    pub fn relation(&self) -> Relation {
        match (&self.query, &self.table) {
            (Some(query), _) => Relation::Query(query.clone()),
            (None, table) => Relation::Table(name_parts(table.as_deref().unwrap_or_default()).unwrap_or_default()),
        }
    }

    /// What is read, in what order: marks that were reached go for this only.
    pub fn reads(&self) -> String {
        let what = self.query.as_deref().or(self.table.as_deref()).unwrap_or_default();
        format!("{} by {}", what.trim(), self.watermark.join(", "))
    }

    /// What is read, in a word.
    pub fn what(&self) -> &str {
        self.table.as_deref().unwrap_or("query")
    }
}

/// Without a word about passwords.
impl std::fmt::Display for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Address::parse(&self.url) {
            Ok(address) => write!(f, "{address} {}", self.what()),
            Err(_) => f.write_str(self.what()),
        }
    }
}

/// The parts of a table's name; none where it is none.
pub fn name_parts(name: &str) -> Option<Vec<String>> {
    let (mut parts, mut is_quoted) = (vec![String::new()], false);
    let mut signs = name.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                parts.last_mut()?.push('"');
            }
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => parts.push(String::new()),
            sign => parts.last_mut()?.push(sign),
        }
    }
    (!is_quoted && parts.len() <= 3 && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

pub(super) fn check(database: &Database) -> Result<(), Fault> {
    let wrong = |key: &str, what: &str, right: &str| Err(Fault::new(&["database", key], what, right));
    let address =
        Address::parse(&database.url).map_err(|error| Fault::new(&["database", "url"], error.what, error.right))?;
    match (&database.table, &database.query) {
        (None, None) => return wrong("url", "neither a table nor a query is named", "add `table = \"SCHEMA.TABLE\"`"),
        (Some(_), Some(_)) => return wrong("query", "both a table and a query are named", "take one of them out"),
        (Some(table), None) if name_parts(table).is_none() => {
            return wrong(
                "table",
                "this is no name of a table",
                "expected TABLE or SCHEMA.TABLE, with \"\" around a part that has a dot in it",
            );
        }
        (None, Some(query)) if !is_query(query) => return wrong("query", "this is no query", "expected one SELECT"),
        _ => {}
    }
    let marks = &database.watermark;
    if marks.len() > 2 || marks.iter().any(|column| column.is_empty()) || (marks.len() == 2 && marks[0] == marks[1]) {
        return wrong(
            "watermark",
            "a watermark is of one column or of two",
            "expected \"updated_at\" or [\"updated_at\", \"id\"]",
        );
    }
    if !(1..=LARGEST).contains(&database.batch_rows) {
        return wrong("batch_rows", "batch_rows is out of bounds", "expected a number from 1 to 10000000");
    }
    if database.lookback.is_some() && marks.is_empty() {
        return wrong(
            "lookback",
            "there is no watermark to look back from",
            "add `watermark = \"COLUMN\"`, or take lookback out",
        );
    }
    if database.password_env.is_some() && database.password_file.is_some() {
        return wrong(
            "password_file",
            "the password is in two places",
            "take one of password_env and password_file out",
        );
    }
    if address.is_file() && (database.password_env.is_some() || database.password_file.is_some()) {
        let key = if database.password_env.is_some() { "password_env" } else { "password_file" };
        return wrong(key, "a SQLite file has no password", "take it out");
    }
    Ok(())
}

fn is_query(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    text.starts_with("select") || text.starts_with("with")
}

fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "this is no watermark, expected \"updated_at\" or [\"updated_at\", \"id\"]")]
    enum Stated {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Stated::deserialize(from)? {
        Stated::One(column) => vec![column],
        Stated::Many(columns) => columns,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tables_name_is_parted_at_its_dots() {
        let parts = |name: &str| name_parts(name).map(|parts| parts.join("|"));
        assert_eq!(parts("public.orders").as_deref(), Some("public|orders"));
        assert_eq!(parts(r#""odd.name"."say ""hi""""#).as_deref(), Some("odd.name|say \"hi\""));
        assert_eq!(parts("订单").as_deref(), Some("订单"));
        for wrong in ["", "public.", "\"open", "a.b.c.d"] {
            assert_eq!(parts(wrong), None, "{wrong}");
        }
    }
}
