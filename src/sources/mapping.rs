//! From a batch's records to rows of the model: SQL put together from the mapping, and run where the data is.
//!
//! The record is the unit. One that cannot make a row of an entity which it should feed is a reject, once, and feeds no
//! other entity either. A later row replaces an earlier one of the same key, field by field as far as it is mapped, so
//! that sources which know different things of one product or customer complete each other.

use super::landing;
use crate::args;
use crate::config::{Entity, Feed, Field, FieldMap, FieldType, Model, Source};
use crate::jobs::JobError;
use crate::value::Args;
use crate::warehouse::{Session, quoted};

/// A batch that is to be mapped.
pub(super) struct Arrival<'a> {
    pub session: &'a Session,
    pub model: &'a Model,
    pub name: &'a str,
    pub source: &'a Source,
    pub batch: i64,
    pub file: &'a str,
    /// By which people's decisions about the file's records are found.
    pub content_hash: &'a str,
}

/// What became of the records that did not come through as they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Failed {
    pub rejected: u64,
    pub repaired: u64,
    pub given_up: u64,
}

impl Arrival<'_> {
    /// Writes the batch's rows to the model and its rejects to `ops.reject`, as people have decided about them.
    pub fn map(&self) -> Result<Failed, JobError> {
        let landed = landing::columns(self.session, self.name)?;
        self.mend(&landed)?;
        let feeds: Vec<Mapped<'_>> = self.feeds().map(|mapped| mapped.checked(&landed)).collect::<Result<_, _>>()?;
        for feed in &feeds {
            self.run(include_str!("sql/map.sql"), feed)?;
        }
        for feed in &feeds {
            self.run(include_str!("sql/reject.sql"), feed)?;
        }
        for feed in &feeds {
            self.run(include_str!("sql/settle.sql"), feed)?;
            self.session.touch(&feed.entity.table(feed.entity_name))?;
        }
        let failed = self.session.query(include_str!("sql/failed.sql"), &self.decided())?;
        let count = |name: &str| failed.cell(0, name).integer().unwrap_or(0).unsigned_abs();
        Ok(Failed { rejected: count("rejected"), repaired: count("repaired"), given_up: count("given_up") })
    }

    fn decided(&self) -> Args {
        args![batch_id => self.batch, source => self.name, content_hash => self.content_hash]
    }

    /// Puts repaired records in the place of those that came, and leaves out those that were given up.
    fn mend(&self, landed: &[String]) -> Result<(), JobError> {
        let column = |name: &String| {
            let path = literal(&format!("$.\"{}\"", name.replace('"', "\\\"")));
            format!("fields ->> {path} AS {}", quoted(name))
        };
        let columns: Vec<String> = landed.iter().map(column).collect();
        let sql = include_str!("sql/arrive.sql")
            .replace("/*landing*/", &landing::table(self.name))
            .replace("/*batch*/", &self.batch.to_string())
            .replace("/*source*/", &literal(self.name))
            .replace("/*content_hash*/", &literal(self.content_hash))
            .replace("/*fields*/", &columns.join(",\n    "));
        self.session.batch(&sql)?;
        self.session.execute(include_str!("sql/decided.sql"), &self.decided())?;
        self.session.execute(include_str!("sql/give_up.sql"), &self.decided())?;
        Ok(())
    }

    fn feeds(&self) -> impl Iterator<Item = Mapped<'_>> {
        let known = |(entity_name, feed): (_, _)| {
            self.model.entities.get(entity_name).map(|entity| (entity_name, entity, feed))
        };
        self.source.feeds.iter().filter_map(known).enumerate().map(|(position, (entity_name, entity, feed))| Mapped {
            name: self.name,
            source: self.source,
            entity_name,
            entity,
            feed,
            position,
        })
    }

    /// Fills a template's marks and runs its statements.
    fn run(&self, template: &str, feed: &Mapped<'_>) -> Result<(), JobError> {
        let mut sql = template.to_owned();
        for (mark, text) in feed.marks(self) {
            sql = sql.replace(&format!("/*{mark}*/"), &text);
        }
        Ok(self.session.batch(&sql)?)
    }
}

/// One feed of a source, with the entity that it feeds.
struct Mapped<'a> {
    name: &'a str,
    source: &'a Source,
    entity_name: &'a str,
    entity: &'a Entity,
    feed: &'a Feed,
    position: usize,
}

impl<'a> Mapped<'a> {
    /// Refuses a mapping that names columns which no file of the source has had.
    fn checked(self, landed: &[String]) -> Result<Mapped<'a>, JobError> {
        let has = |column: &str| landed.iter().any(|known| known.eq_ignore_ascii_case(column));
        for (field, map) in &self.feed.fields {
            if let Some(missing) = map.columns().into_iter().find(|column| !has(column)) {
                return Err(JobError::Unfit {
                    what: format!(
                        "source {} maps {}.{field} from {missing:?}, which its files do not have",
                        self.name, self.entity_name
                    ),
                    hint: format!("correct it in sources.toml; the columns are {}", landed.join(", ")),
                });
            }
        }
        Ok(self)
    }

    fn marks(&self, arrival: &Arrival<'_>) -> Vec<(&'static str, String)> {
        vec![
            ("feed", quoted(&format!("feed_{}", self.entity_name))),
            ("table", self.entity.table(self.entity_name)),
            ("batch", arrival.batch.to_string()),
            ("source", literal(self.name)),
            ("file", literal(arrival.file)),
            ("system", literal(self.source.system(self.name))),
            ("entity", literal(self.entity_name)),
            ("where", self.feed.condition.clone().unwrap_or_else(|| "TRUE".into())),
            (
                "texts",
                self.each(|name, field| format!("{} AS {}", self.text(name, field), quoted(&format!("{name} text")))),
            ),
            ("values", self.each(|name, field| format!("{} AS {}", self.value(name, field), quoted(name)))),
            ("completed", self.each(|name, field| format!("{} AS {}", completed(name, field), quoted(name)))),
            ("texts_kept", self.each(|name, _| quoted(&format!("{name} text")))),
            ("keyed", self.each(|name, _| format!("{} AS {}", self.keyed(name), quoted(name)))),
            ("present", self.present()),
            ("wrong_field", self.wrong(literal)),
            ("wrong_text", self.wrong(|name| quoted(&format!("{name} text")))),
            ("newest", self.newest()),
            ("same_key", self.same_key()),
            ("columns", self.columns().join(", ")),
            ("rows", self.rows().join(",\n    ")),
            ("customer_join", self.customer_join()),
        ]
    }

    fn each(&self, part: impl Fn(&str, &Field) -> String) -> String {
        self.entity.fields.iter().map(|(name, field)| part(name, field)).collect::<Vec<_>>().join(",\n        ")
    }

    /// A field's text in the file, or its default.
    fn text(&self, name: &str, field: &Field) -> String {
        let mapped = self.feed.fields.get(name).map(expression);
        match (mapped, &field.default) {
            (Some(text), Some(default)) => format!("coalesce(core.read_text({text}), {})", literal(default)),
            (Some(text), None) => format!("core.read_text({text})"),
            (None, Some(default)) => literal(default),
            (None, None) => "NULL::VARCHAR".into(),
        }
    }

    /// A field's text as a value of its type.
    fn value(&self, name: &str, field: &Field) -> String {
        let text = quoted(&format!("{name} text"));
        let order = literal(self.source.date_order.name());
        match field.kind {
            FieldType::Text => text,
            FieldType::Key => format!("core.read_key({text})"),
            FieldType::Phone => format!("core.read_phone({text})"),
            FieldType::Email => format!("core.read_email({text})"),
            FieldType::Integer => format!("core.read_integer({text})"),
            FieldType::Number => format!("core.read_number({text})"),
            FieldType::Money => format!("core.read_money({text})"),
            FieldType::Date => format!("core.read_date({text}, {order})"),
            FieldType::Time => format!("core.read_time({text}, {order})"),
            FieldType::Flag => format!("core.read_flag({text})"),
            FieldType::Json => format!("try_cast({text} AS JSON)"),
        }
    }

    /// A key that the source does not state: the occurrence of the record within its order, or within equal content.
    fn keyed(&self, name: &str) -> String {
        let quoted_name = quoted(name);
        if self.own_key() != Some(name) {
            return quoted_name;
        }
        let number = |within: &str| format!("row_number() OVER (PARTITION BY {within} ORDER BY _record)");
        if self.entity.occurrence.is_empty() {
            return format!("coalesce({quoted_name}, concat(_content, '-', {}))", number("_content"));
        }
        let within: Vec<String> = self.entity.occurrence.iter().map(|field| quoted(field)).collect();
        format!("coalesce({quoted_name}, ({})::VARCHAR)", number(&within.join(", ")))
    }

    /// Which rows of a batch stay, where several may have one key: the last. Keys that count occurrences are all different.
    fn newest(&self) -> String {
        if self.own_key().is_some_and(|own| !self.feed.fields.contains_key(own)) {
            return "TRUE".into();
        }
        let key: Vec<String> = self.key().map(quoted).collect();
        format!("_record IN (SELECT max(_record) FROM good GROUP BY {})", key.join(", "))
    }

    /// The key's field that is numbered where the source does not state it.
    fn own_key(&self) -> Option<&str> {
        let last = self.key().last()?;
        let field = self.entity.fields.get(last).filter(|field| !field.required)?;
        (!self.entity.occurrence.is_empty() || field.default.is_none()).then_some(last)
    }

    /// What its records must have to be meant for this entity: the first feed is what the records are, so they all are;
    /// the others are carried along by those that have the key.
    fn present(&self) -> String {
        let required = |name: &&str| self.entity.fields.get(*name).is_some_and(|field| field.required);
        match self.key().find(required) {
            Some(first) if self.position > 0 => format!("{} IS NOT NULL", quoted(&format!("{first} text"))),
            _ => "TRUE".into(),
        }
    }

    fn wrong(&self, then: impl Fn(&str) -> String) -> String {
        let required = self.entity.fields.iter().filter(|(_, field)| field.required);
        let whens: Vec<String> =
            required.map(|(name, _)| format!("WHEN {} IS NULL THEN {}", quoted(name), then(name))).collect();
        if whens.is_empty() { "NULL::VARCHAR".into() } else { format!("CASE {} END", whens.join(" ")) }
    }

    /// The key's fields; the system is the same for all rows of a source.
    fn key(&self) -> impl Iterator<Item = &str> {
        self.entity.key.iter().map(String::as_str).filter(|part| *part != "system")
    }

    fn same_key(&self) -> String {
        let mut parts: Vec<String> =
            self.key().map(|part| format!("old.{part} = incoming.{part}", part = quoted(part))).collect();
        if self.entity.is_per_system() {
            parts.push(format!("old.system = {}", literal(self.source.system(self.name))));
        }
        parts.join(" AND ")
    }

    fn columns(&self) -> Vec<String> {
        let mut columns = vec!["system".to_owned()];
        columns.extend(self.entity.fields.keys().map(|name| quoted(name)));
        if self.entity.has_customer(self.entity_name) {
            columns.push("customer_id".into());
        }
        columns.extend(["source", "batch_id", "record"].map(str::to_owned));
        columns
    }

    /// The values of a row, in the order of [`Mapped::columns`]: what is not mapped stays as it was.
    fn rows(&self) -> Vec<String> {
        let mut rows = vec![format!("{} AS system", literal(self.source.system(self.name)))];
        rows.extend(self.entity.fields.iter().map(|(name, field)| {
            let is_given = self.feed.fields.contains_key(name)
                || field.default.is_some()
                || field.default_sql.is_some()
                || self.key().any(|part| part == name);
            let column = quoted(name);
            if is_given { format!("incoming.{column}") } else { format!("old.{column}") }
        }));
        if self.entity.has_customer(self.entity_name) {
            rows.push("customer_key.customer_id".into());
        }
        rows.push(format!("{} AS source", literal(self.name)));
        rows.push("incoming._batch AS batch_id".into());
        rows.push("incoming._record AS record".into());
        rows
    }

    fn customer_join(&self) -> String {
        if !self.entity.has_customer(self.entity_name) {
            return String::new();
        }
        format!(
            "LEFT JOIN core.customer_key AS customer_key ON customer_key.system = {} AND customer_key.customer_key = incoming.customer_key",
            literal(self.source.system(self.name))
        )
    }
}

/// A value that its source leaves out, worked out from the row's other values.
fn completed(name: &str, field: &Field) -> String {
    match &field.default_sql {
        Some(sql) => {
            let text = quoted(&format!("{name} text"));
            format!("CASE WHEN {text} IS NULL THEN ({sql})::{} ELSE {} END", field.kind.sql(), quoted(name))
        }
        None => quoted(name),
    }
}

fn expression(map: &FieldMap) -> String {
    match map {
        FieldMap::Column(column) => quoted(column),
        FieldMap::Value { value } => literal(value),
        FieldMap::Sql { sql } => format!("({sql})::VARCHAR"),
        FieldMap::First { first } => {
            let texts: Vec<String> = first.iter().map(|column| format!("core.read_text({})", quoted(column))).collect();
            format!("coalesce({})", texts.join(", "))
        }
        FieldMap::Words { column, words } => {
            let column = quoted(column);
            let whens: Vec<String> =
                words.iter().map(|(from, to)| format!("WHEN {} THEN {}", literal(from), literal(to))).collect();
            format!("CASE trim({column}) {} ELSE {column} END", whens.join(" "))
        }
        FieldMap::Columns { columns } => {
            let pairs: Vec<String> =
                columns.iter().map(|column| format!("{}, {}", literal(column), quoted(column))).collect();
            format!("json_object({})::VARCHAR", pairs.join(", "))
        }
    }
}

impl FieldMap {
    /// The file's columns that it names, as far as they can be told without reading SQL.
    pub(super) fn columns(&self) -> Vec<&str> {
        match self {
            FieldMap::Column(column) | FieldMap::Words { column, .. } => vec![column],
            FieldMap::Columns { columns } | FieldMap::First { first: columns } => {
                columns.iter().map(String::as_str).collect()
            }
            FieldMap::Value { .. } | FieldMap::Sql { .. } => Vec::new(),
        }
    }
}

/// A text as SQL has it.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
