//! Records of people who are forgotten: kept out when they come, and taken out where they are.
//!
//! Nothing is known of these people but keyed hashes of what they went by. So each record is asked for its identifiers: its
//! keys, as the mapping reads them, and every e-mail and phone in columns that hold texts. One that matches is emptied of
//! all but what its source's facts are made of, so that a sale stays a sale, of nobody; where nothing would stay it is
//! removed, and its number is kept, so that a batch's records still add up. It comes before the mapping, whenever a batch is
//! mapped: what is mapped otherwise tomorrow is found tomorrow.

use super::batch::content_hash;
use super::landing;
use super::mapping::expression;
use crate::args;
use crate::config::{Config, Entity, Field, FieldMap, FieldType, Model, Source};
use crate::jobs::{JobError, Run};
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError, literal, quoted};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a sweep has found of a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub removed: u64,
    pub emptied: u64,
}

/// The keys under which the list is hashed, as its queries bind them.
pub fn keys(session: &Session) -> Args {
    let key = session.hash_key();
    args![inner_key => key.key_text("forgotten, inner"), outer_key => key.key_text("forgotten, outer")]
}

/// Whether anyone is forgotten.
pub(super) fn is_anyone(session: &Session) -> Result<bool, WarehouseError> {
    Ok(session.scalar(include_str!("sql/forgotten/is_anyone.sql"), &Args::new())? == Cell::Flag(true))
}

/// Whether any record of a batch is a forgotten person's.
pub(super) fn are_in(session: &Session, batch: i64) -> Result<bool, WarehouseError> {
    let found = session.scalar(include_str!("sql/forgotten/in_batch.sql"), &args![batch_id => batch])?;
    Ok(found == Cell::Flag(true))
}

/// Sweeps one batch, if anyone is forgotten.
pub(super) fn keep_out(
    session: &Session,
    model: &Model,
    name: &str,
    source: &Source,
    batch: i64,
) -> Result<Swept, WarehouseError> {
    if !is_anyone(session)? {
        return Ok(Swept::default());
    }
    Sweep { session, model, name, source: Some(source), landed: landing::columns(session, name)? }.run(Some(batch))
}

/// The same of a stretch of a database's table: rows that are read again and again are kept out without a word.
pub(super) fn keep_out_unnumbered(
    session: &Session,
    model: &Model,
    name: &str,
    source: &Source,
    batch: i64,
) -> Result<(), WarehouseError> {
    if keep_out(session, model, name, source, batch)? != Swept::default() {
        session.execute(include_str!("sql/forgotten/unnumber.sql"), &args![batch_id => batch])?;
    }
    Ok(())
}

/// Sweeps everything that has landed; says what was found of each source that had something.
pub fn sweep(run: &Run<'_>) -> Result<Vec<(String, Swept)>, JobError> {
    let tables = run.session.query(include_str!("sql/forgotten/landed.sql"), &Args::new())?;
    let mut all = Vec::new();
    for row in 0..tables.rows.len() {
        let name = tables.text(row, "table_name");
        let landed = landing::columns(run.session, name)?;
        let source = run.config.sources.sources.get(name);
        let swept = Sweep { session: run.session, model: &run.config.model, name, source, landed }.run(None)?;
        if swept != Swept::default() {
            all.push((name.to_owned(), swept));
        }
        run.progress(0.4 * row as f64 / tables.rows.len() as f64)?;
    }
    Ok(all)
}

/// Rows of an entity that are older than they are to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Age<'a> {
    pub entity: &'a str,
    /// The field that says when they happened.
    pub field: &'a str,
    /// What happened before this day is too old.
    pub before: Date,
}

/// How many records are too old, of sources that feed this entity alone.
pub fn expired(session: &Session, config: &Config, age: &Age<'_>) -> Result<u64, JobError> {
    let mut all = 0;
    for sweep in Sweep::of_entity(session, config, age.entity)? {
        sweep.find_old(age)?;
        all += session.scalar("SELECT count(*) FROM forgotten_match", &Args::new())?.integer().unwrap_or_default();
    }
    Ok(all.unsigned_abs())
}

/// Removes them; says how many of each source these were.
pub fn expire(run: &Run<'_>, age: &Age<'_>) -> Result<Vec<(String, u64)>, JobError> {
    let mut all = Vec::new();
    for sweep in Sweep::of_entity(run.session, run.config, age.entity)? {
        sweep.find_old(age)?;
        let swept = sweep.take(&BTreeSet::new())?;
        if swept.removed > 0 {
            all.push((sweep.name.to_owned(), swept.removed));
        }
    }
    Ok(all)
}

/// Of these files those in the workspace that have a forgotten person's records in them. What they have has landed.
pub fn copies(run: &Run<'_>, files: impl IntoIterator<Item = PathBuf>) -> Result<Vec<PathBuf>, JobError> {
    let contents = run.session.query(include_str!("sql/forgotten/contents.sql"), &Args::new())?;
    let contents: BTreeSet<&str> = contents.texts("content_hash").collect();
    if contents.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for file in files.into_iter().filter(|file| is_below(file, run.workspace.dir()) && file.is_file()) {
        if contents.contains(content_hash(&file)?.as_str()) {
            found.push(file);
        }
    }
    Ok(found)
}

/// Whether a file lies in a folder or below it.
pub fn is_below(file: &Path, folder: &Path) -> bool {
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_default();
    absolute(file).starts_with(absolute(folder))
}

/// Whether a field tells of whom a row is about.
pub fn is_about_a_person(name: &str, field: &Field) -> bool {
    field.personal || name == "customer_key"
}

/// Whether an entity's rows are about a customer and cannot be about nobody.
pub fn needs_a_person(entity: &Entity) -> bool {
    entity.fields.get("customer_key").is_some_and(|field| field.required)
}

/// One source's records; a source that `sources.toml` no longer has is known by its columns alone.
struct Sweep<'a> {
    session: &'a Session,
    model: &'a Model,
    name: &'a str,
    source: Option<&'a Source>,
    landed: Vec<String>,
}

impl Sweep<'_> {
    fn run(&self, batch: Option<i64>) -> Result<Swept, WarehouseError> {
        let mut asked = keys(self.session);
        asked.extend(args![
            source => self.name,
            batch => batch,
            system => self.source.map_or(self.name, |source| source.system(self.name)),
        ]);
        self.session.execute(&self.filled(include_str!("sql/forgotten/match.sql")), &asked)?;
        self.take(&self.kept())
    }

    /// Sources that feed one entity and no other, as far as they have landed.
    fn of_entity<'b>(session: &'b Session, config: &'b Config, entity: &str) -> Result<Vec<Sweep<'b>>, WarehouseError> {
        let feeds_it_alone = |source: &Source| source.feeds.len() == 1 && source.feeds.contains_key(entity);
        let mut all = Vec::new();
        for (name, source) in config.sources.sources.iter().filter(|(_, source)| feeds_it_alone(source)) {
            let landed = landing::columns(session, name)?;
            if !landed.is_empty() {
                all.push(Sweep { session, model: &config.model, name, source: Some(source), landed });
            }
        }
        Ok(all)
    }

    fn find_old(&self, age: &Age<'_>) -> Result<(), WarehouseError> {
        let time = self.source.and_then(|source| Some((source, source.feeds.get(age.entity)?.fields.get(age.field)?)));
        let time = time.map_or_else(
            || "NULL::TIMESTAMP".to_owned(),
            |(source, map)| {
                let order = literal(source.date_order.name());
                format!("core.read_time(core.read_text({}), {order})", expression(map))
            },
        );
        let sql = include_str!("sql/forgotten/old.sql").replace("/*time*/", &time);
        self.session.execute(&self.filled(&sql), &args![before => age.before])?;
        Ok(())
    }

    /// Does with the records that were found what is to be done with them.
    fn take(&self, kept: &BTreeSet<&str>) -> Result<Swept, WarehouseError> {
        let is_kept = !kept.is_empty() || self.source.is_none();
        let marked = args![is_kept => is_kept, source => self.name];
        self.session.execute(&self.filled(include_str!("sql/forgotten/mark.sql")), &marked)?;
        let treated = self.session.query(include_str!("sql/forgotten/treated.sql"), &Args::new())?;
        let count = |name: &str| treated.cell(0, name).integer().unwrap_or_default().unsigned_abs();
        let swept = Swept { removed: count("removed"), emptied: count("emptied") };
        if swept != Swept::default() {
            self.treat(kept)?;
        }
        Ok(swept)
    }

    fn treat(&self, kept: &BTreeSet<&str>) -> Result<(), WarehouseError> {
        self.session.batch(&self.filled(include_str!("sql/forgotten/remove.sql")))?;
        let emptied: Vec<&String> = self.landed.iter().filter(|column| !kept.contains(column.as_str())).collect();
        if !emptied.is_empty() {
            let parts: Vec<String> = emptied.iter().map(|column| format!("{} = NULL", quoted(column))).collect();
            let sql = include_str!("sql/forgotten/empty.sql").replace("/*emptied*/", &parts.join(", "));
            self.session.batch(&self.filled(&sql))?;
        }
        self.session.batch(include_str!("sql/forgotten/decisions.sql"))?;
        let fields: serde_json::Map<String, serde_json::Value> =
            emptied.into_iter().map(|column| (column.clone(), serde_json::Value::Null)).collect();
        let patch = serde_json::json!({ "fields": fields, "changed": [], "reason": null, "note": "forgotten" });
        self.session.execute(include_str!("sql/forgotten/mended.sql"), &args![patch => patch.to_string()])?;
        Ok(())
    }

    fn filled(&self, sql: &str) -> String {
        let field = |column: &String| {
            let path = literal(&format!("$.\"{}\"", column.replace('"', "\\\"")));
            format!("body -> '$.fields' ->> {path} AS {}", quoted(column))
        };
        let fields: Vec<String> = self.landed.iter().map(field).collect();
        sql.replace("/*identifiers*/", &self.identifiers().join(",\n        "))
            .replace("/*fields*/", &fields.join(",\n            "))
            .replace("/*origins*/", &self.origins())
            .replace("/*landing*/", &landing::table(self.name))
    }

    /// What a record tells of whom it is about, as SQL over its columns.
    fn identifiers(&self) -> Vec<String> {
        let mut parts = Vec::new();
        for (entity, map, name, field) in self.mapped() {
            let text = format!("core.read_text({})", expression(map));
            let system = literal(self.source.map_or(self.name, |source| source.system(self.name)));
            parts.extend(match (name, field.kind) {
                ("customer_key", _) => Some(format!("'key:' || {system} || '/' || core.read_key({text})")),
                ("visitor_key", _) => Some(format!("'visitor:' || {system} || '/' || core.read_key({text})")),
                ("member_id", _) if entity.fields.contains_key("customer_key") => {
                    Some(format!("'member:' || core.read_key({text})"))
                }
                (_, FieldType::Email) => Some(format!("'email:' || core.read_email({text})")),
                (_, FieldType::Phone) => Some(format!("'phone:' || core.phone_key(core.read_phone({text}))")),
                _ => None,
            });
        }
        for column in self.loose() {
            let column = quoted(column);
            parts.push(format!("CASE WHEN contains({column}, '@') THEN 'email:' || core.read_email({column}) END"));
            parts.push(format!(
                "CASE WHEN length({column}) BETWEEN 7 AND 40 THEN 'phone:' || core.phone_key(core.read_phone(trim({column}))) END"
            ));
        }
        if parts.is_empty() { vec!["NULL".into()] } else { parts }
    }

    /// Columns that hold texts, as far as the mapping tells: an e-mail or a phone may stand in any of them.
    fn loose(&self) -> impl Iterator<Item = &str> {
        let typed: BTreeSet<&str> = self
            .mapped()
            .filter(|(_, _, _, field)| !matches!(field.kind, FieldType::Text | FieldType::Json))
            .flat_map(|(_, map, _, _)| self.columns(map))
            .collect();
        self.landed.iter().map(String::as_str).filter(move |column| !typed.contains(column))
    }

    /// The columns that stay in an emptied record: those of facts that can be of nobody, without what tells of whom they are.
    fn kept(&self) -> BTreeSet<&str> {
        let of = |wanted: &dyn Fn(&Entity, &str, &Field) -> bool| -> BTreeSet<&str> {
            let fields = self.mapped().filter(|(entity, _, name, field)| wanted(entity, name, field));
            fields.flat_map(|(_, map, _, _)| self.columns(map)).collect()
        };
        let personal = of(&|_, name, field| is_about_a_person(name, field));
        let mut kept = of(&|entity, name, field| !needs_a_person(entity) && !is_about_a_person(name, field));
        if !kept.is_empty() {
            let conditions = self.source.iter().flat_map(|source| source.feeds.values());
            kept.extend(conditions.filter_map(|feed| feed.condition.as_deref()).flat_map(|sql| self.named_in(sql)));
        }
        &kept - &personal
    }

    /// Every field that is mapped: its entity, from what, its name, and what the model says of it.
    fn mapped(&self) -> impl Iterator<Item = (&Entity, &FieldMap, &str, &Field)> {
        let feeds = self.source.iter().flat_map(|source| &source.feeds);
        let known = feeds.filter_map(|(name, feed)| Some((self.model.entities.get(name)?, feed)));
        known.flat_map(|(entity, feed)| {
            feed.fields.iter().filter_map(move |(name, map)| {
                let (name, field) = entity.fields.get_key_value(name)?;
                Some((entity, map, name.as_str(), field))
            })
        })
    }

    fn columns(&self, map: &FieldMap) -> Vec<&str> {
        match map {
            FieldMap::Sql { sql } => self.named_in(sql),
            other => {
                let named = other.columns();
                let is_named = |column: &&String| named.iter().any(|name| name.eq_ignore_ascii_case(column));
                self.landed.iter().filter(is_named).map(String::as_str).collect()
            }
        }
    }

    /// The columns that SQL names.
    fn named_in(&self, sql: &str) -> Vec<&str> {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let is_named = |column: &&String| {
            let (sql, column) = (sql.to_lowercase(), column.to_lowercase());
            sql.match_indices(&column)
                .any(|(at, _)| !sql[..at].ends_with(is_part) && !sql[at + column.len()..].starts_with(is_part))
        };
        self.landed.iter().filter(is_named).map(String::as_str).collect()
    }

    /// Where nothing says which column has the key, rows of the model do that came of the records.
    fn origins(&self) -> String {
        if self.source.is_some() {
            return String::new();
        }
        let of_customers = self.model.entities.iter().filter(|(_, entity)| entity.fields.contains_key("customer_key"));
        let part = |(name, entity): (&String, &Entity)| {
            include_str!("sql/forgotten/origin.sql").trim_end().replace("/*table*/", &entity.table(name))
        };
        of_customers.map(part).collect::<Vec<_>>().join("\n    ")
    }
}
