//! One feed of a source as parts of SQL: what the templates under `sql/` leave to the mapping.

use super::super::forgotten;
use super::super::landing::Seen;
use super::Arrival;
use crate::config::{Entity, Feed, Field, FieldMap, FieldType, Source};
use crate::jobs::JobError;
use crate::warehouse::{Lent, Lookup, literal, quoted};
use std::collections::BTreeSet;

/// Before the columns of the row that an incoming one replaces.
const OLD: &str = "old.";

/// One feed of a source, with the entity that it feeds.
pub(super) struct Mapped<'a> {
    pub name: &'a str,
    pub source: &'a Source,
    pub entity_name: &'a str,
    pub entity: &'a Entity,
    pub feed: &'a Feed,
    /// Its place among the source's feeds.
    pub position: usize,
    /// Columns that are known to have no text with white space at its ends.
    pub trimmed: Option<&'a BTreeSet<String>>,
    /// Under which number the occurrences of its records are lent, where they were counted as they came.
    pub lookup: Option<u64>,
}

/// Occurrences of each text of a column, as statements find them.
pub(super) struct LentCounts {
    pub column: String,
    pub lent: Lent<dyn Lookup>,
}

impl<'a> Mapped<'a> {
    /// Refuses a mapping that names columns which no file of the source has had.
    pub fn checked(self, landed: &[String]) -> Result<Mapped<'a>, JobError> {
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
        if let Some(missing) = self.feed.each.as_deref().filter(|column| !has(column)) {
            return Err(JobError::Unfit {
                what: format!(
                    "source {} has no column {missing:?}, which {} is to be each of",
                    self.name, self.entity_name
                ),
                hint: format!("correct it in sources.toml; the columns are {}", landed.join(", ")),
            });
        }
        Ok(self)
    }

    /// Leaves out what was seen to be needless while the records landed.
    pub fn relying_on(self, seen: Option<&'a Seen>, counts: Option<&LentCounts>) -> Mapped<'a> {
        let counts = counts.filter(|counts| self.counted() == Some(&counts.column));
        Mapped { trimmed: seen.map(|seen| &seen.trimmed), lookup: counts.map(|counts| counts.lent.number()), ..self }
    }

    /// The column within whose texts its rows are numbered, where each record is a row.
    pub fn counted(&self) -> Option<&'a str> {
        let [within] = &self.entity.occurrence[..] else { return None };
        let is_all = self.position == 0 && self.feed.condition.is_none() && self.is_one_row_each();
        let is_text = matches!(self.entity.fields.get(within)?.kind, FieldType::Key | FieldType::Text);
        match self.feed.fields.get(within)? {
            FieldMap::Column(column) if is_all && is_text && self.own_key().is_some() => Some(column),
            _ => None,
        }
    }

    pub fn marks(&self, arrival: &Arrival<'_>) -> Vec<(&'static str, String)> {
        vec![
            ("feed", self.view()),
            ("arrived", self.arrived()),
            ("position", if self.feed.each.is_some() { "position".into() } else { "NULL".into() }),
            ("table", self.entity.table(self.entity_name)),
            ("batch", arrival.batch.to_string()),
            ("source", literal(self.name)),
            ("file", literal(arrival.file)),
            ("system", literal(self.source.system(self.name))),
            ("entity", literal(self.entity_name)),
            ("where", self.condition(arrival)),
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
            ("incoming", self.incoming()),
            ("newest", self.newest()),
            ("same_key", self.same_key()),
            ("columns", self.columns().join(", ")),
            ("rows", self.rows(arrival.batch, OLD).join(",\n    ")),
            ("first_rows", self.rows(arrival.batch, "NULL AS ").join(",\n    ")),
            ("same_system", self.same_system()),
            ("customer_join", self.customer_join()),
        ]
    }

    /// Which records it is fed by. Those of people who are forgotten feed nothing that would be about them.
    fn condition(&self, arrival: &Arrival<'_>) -> String {
        let condition = self.feed.condition.clone().unwrap_or_else(|| "TRUE".into());
        if !arrival.has_forgotten || !forgotten::needs_a_person(self.entity) {
            return condition;
        }
        let known = include_str!("../sql/forgotten/known.sql").trim_end();
        format!("({condition}) AND {}", known.replace("/*batch*/", &arrival.batch.to_string()))
    }

    /// What stands for the records as the entity's rows.
    fn view(&self) -> String {
        quoted(&format!("feed_{}", self.entity_name))
    }

    /// The records that it takes rows from: a list's items, where it is to be each of them.
    fn arrived(&self) -> String {
        let Some(column) = self.feed.each.as_deref().map(quoted) else { return "arrived".into() };
        format!(
            "(SELECT * EXCLUDE (items), unnest(items) AS item, generate_subscripts(items, 1) AS position \
             FROM (SELECT *, CASE WHEN json_valid({column}) THEN json_extract({column}, '$[*]') END AS items FROM arrived))"
        )
    }

    /// What an incoming row is made of: a record; or all of one key, where each tells a part.
    fn incoming(&self) -> String {
        if !self.feed.merge {
            return format!("SELECT * FROM {} WHERE /*taken*/ AND {}", self.view(), self.newest());
        }
        let key: Vec<String> = self.key().map(quoted).collect();
        let newest = |(name, field): (&String, &Field)| {
            let column = quoted(name);
            match field.kind {
                _ if key.contains(&column) => column,
                FieldType::Json => format!(
                    "list_reduce(list({column} ORDER BY _record) FILTER ({column} IS NOT NULL), \
                     LAMBDA older, newer : json_merge_patch(older, newer)) AS {column}"
                ),
                _ => format!("arg_max({column}, _record) AS {column}"),
            }
        };
        let columns: Vec<String> = self.entity.fields.iter().map(newest).collect();
        format!(
            "SELECT {}, max(_record) AS _record FROM {} WHERE /*taken*/ GROUP BY {}",
            columns.join(", "),
            self.view(),
            key.join(", ")
        )
    }

    fn each(&self, part: impl Fn(&str, &Field) -> String) -> String {
        self.entity.fields.iter().map(|(name, field)| part(name, field)).collect::<Vec<_>>().join(",\n        ")
    }

    /// A field's text in the file, or its default.
    fn text(&self, name: &str, field: &Field) -> String {
        let mapped = self.feed.fields.get(name).map(|map| match map {
            FieldMap::Column(column) if self.is_trimmed(column) => quoted(column),
            map => format!("core.read_text({})", expression(map)),
        });
        match (mapped, &field.default) {
            (Some(text), Some(default)) => format!("coalesce({text}, {})", literal(default)),
            (Some(text), None) => text,
            (None, Some(default)) => literal(default),
            (None, None) => "NULL::VARCHAR".into(),
        }
    }

    fn is_trimmed(&self, column: &str) -> bool {
        self.trimmed.is_some_and(|trimmed| trimmed.contains(column))
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

    /// A key that the source does not state: the occurrence of the record within its order, or within equal content. Where
    /// the source states it for some records, the others' are marked by `#`, so that none takes the place of a stated one.
    fn keyed(&self, name: &str) -> String {
        let quoted_name = quoted(name);
        if self.own_key() != Some(name) {
            return quoted_name;
        }
        if self.feed.each.is_some() {
            return format!("coalesce({quoted_name}, _position::VARCHAR)");
        }
        let number = |within: &str| format!("row_number() OVER (PARTITION BY {within} ORDER BY _record)");
        if self.entity.occurrence.is_empty() {
            return format!("coalesce({quoted_name}, concat(_content, '-', {}))", number("_content"));
        }
        let within: Vec<String> = self.entity.occurrence.iter().map(|field| quoted(field)).collect();
        let number = self.lookup.map_or_else(|| number(&within.join(", ")), |lent| format!("lookup({lent}, _record)"));
        if self.feed.fields.contains_key(name) {
            return format!("coalesce({quoted_name}, concat('#', {number}))");
        }
        format!("coalesce({quoted_name}, ({number})::VARCHAR)")
    }

    /// Which rows of a batch stay, where several may have one key: the last. Keys that count occurrences are all different.
    fn newest(&self) -> String {
        if self.feed.each.is_none() && self.own_key().is_some_and(|own| !self.feed.fields.contains_key(own)) {
            return "TRUE".into();
        }
        let key: Vec<String> = self.key().map(quoted).collect();
        let (view, key) = (self.view(), key.join(", "));
        if self.feed.each.is_some() {
            // A record has several rows here, of which a later record may replace some only.
            return format!(
                "({key}, _record) IN (SELECT ({key}, max(_record)) FROM {view} WHERE /*taken*/ GROUP BY {key})"
            );
        }
        format!("_record IN (SELECT max(_record) FROM {view} WHERE /*taken*/ GROUP BY {key})")
    }

    /// The key's field that is numbered where the source does not state it.
    fn own_key(&self) -> Option<&str> {
        let last = self.key().last()?;
        let field = self.entity.fields.get(last).filter(|field| !field.required)?;
        (!self.entity.occurrence.is_empty() || field.default.is_none()).then_some(last)
    }

    /// Whether each record is a row of the entity, or a reject.
    pub fn is_one_row_each(&self) -> bool {
        self.feed.each.is_none() && !self.feed.merge
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
        parts.push(self.same_system());
        parts.join(" AND ")
    }

    fn same_system(&self) -> String {
        if !self.entity.is_per_system() {
            return "TRUE".into();
        }
        format!("old.system = {}", literal(self.source.system(self.name)))
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

    /// The values of a row, in the order of [`Mapped::columns`]; `kept` stands before a column that is not mapped.
    fn rows(&self, batch: i64, kept: &str) -> Vec<String> {
        let mut rows = vec![format!("{} AS system", literal(self.source.system(self.name)))];
        rows.extend(self.entity.fields.iter().map(|(name, field)| {
            let is_given = self.feed.fields.contains_key(name)
                || field.default.is_some()
                || field.default_sql.is_some()
                || self.key().any(|part| part == name);
            let column = quoted(name);
            match (is_given, self.feed.merge && kept == OLD, field.kind) {
                (false, ..) => format!("{kept}{column}"),
                (true, false, _) => format!("incoming.{column}"),
                (true, true, FieldType::Json) => format!(
                    "coalesce(json_merge_patch({kept}{column}, incoming.{column}), incoming.{column}, {kept}{column}) AS {column}"
                ),
                (true, true, _) => format!("coalesce(incoming.{column}, {kept}{column}) AS {column}"),
            }
        }));
        if self.entity.has_customer(self.entity_name) {
            rows.push("customer_key.customer_id".into());
        }
        rows.push(format!("{} AS source", literal(self.name)));
        rows.push(format!("{batch} AS batch_id"));
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

pub(in crate::sources) fn expression(map: &FieldMap) -> String {
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
    pub fn columns(&self) -> Vec<&str> {
        match self {
            FieldMap::Column(column) | FieldMap::Words { column, .. } => vec![column],
            FieldMap::Columns { columns } | FieldMap::First { first: columns } => {
                columns.iter().map(String::as_str).collect()
            }
            FieldMap::Value { .. } | FieldMap::Sql { .. } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Model;

    /// The column within which lines are numbered, and how, where its occurrences are lent under 7.
    fn numbered(feed: &str) -> (Option<String>, String) {
        let model = Model::builtin().unwrap();
        let source: Source = toml::from_str(&format!("files = 'a.csv'\n[feeds.order_line]\n{feed}")).unwrap();
        let mapped = Mapped {
            name: "shop",
            source: &source,
            entity_name: "order_line",
            entity: &model.entities["order_line"],
            feed: &source.feeds["order_line"],
            position: 0,
            trimmed: None,
            lookup: Some(7),
        };
        (mapped.counted().map(str::to_owned), mapped.keyed("line_key"))
    }

    #[test]
    fn lines_are_numbered_by_what_was_counted_where_each_record_is_one() {
        let counted = Some("order".to_owned());
        assert_eq!(
            numbered("order_key = 'order'"),
            (counted.clone(), "coalesce(\"line_key\", (lookup(7, _record))::VARCHAR)".into())
        );
        let stated = numbered("order_key = 'order'\nline_key = 'line'");
        assert_eq!(stated, (counted, "coalesce(\"line_key\", concat('#', lookup(7, _record)))".into()));
        for other in [
            "order_key = 'order'\nwhere = \"kind = 'sale'\"",
            "order_key = 'order'\neach = 'items'",
            "order_key = 'order'\nmerge = true",
            "order_key = { sql = 'upper(\"order\")' }",
        ] {
            assert_eq!(numbered(other).0, None, "{other}");
        }
    }
}
