//! The catalogue of masked views: for every table and view of the file one of the same name, in which personal columns are
//! masked, and the macros again, so that what they read is masked too.
//!
//! It stands in memory beside the file and is made when someone first needs it. A session that has entered it finds
//! `core.customer` there and cannot tell; that no query names the file's own catalogue is seen to where SQL comes from outside.

use crate::config::{Config, Dictionary, FieldMap, Form, Sensitivity, Source};
use crate::service::Fault;
use crate::sync::locked;
use crate::value::{Args, Cell, SCHEMAS, token};
use crate::warehouse::{Session, literal, macros, quoted};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex};

const CATALOG: &str = "masked";

/// What the program knows of its own model, where a workspace's dictionary is older.
static KNOWN: LazyLock<Dictionary> = LazyLock::new(|| toml::from_str(Dictionary::DEFAULT).unwrap_or_default());

#[derive(Default)]
pub(in crate::service) struct Masked {
    /// The statement of each view, by its name.
    made: Mutex<BTreeMap<String, String>>,
    is_fresh: AtomicBool,
}

impl Masked {
    /// Tables or what is known of them have changed: the next who enters finds the views made anew.
    pub fn expire(&self) {
        self.is_fresh.store(false, Ordering::Release);
    }

    /// Lets a session see masked values only, from now on.
    pub fn enter(&self, session: &Session, config: &Config) -> Result<(), Fault> {
        let mut made = locked(&self.made);
        if self.is_fresh.swap(true, Ordering::AcqRel) && session.enter(CATALOG).is_ok() {
            return Ok(());
        }
        // Where the file has been opened anew, all of it is gone.
        let is_there = session.scalar(include_str!("sql/is_there.sql"), &Args::new())? == Cell::Flag(true);
        if !is_there {
            made.clear();
        }
        let kept = keep(session, config, &mut made);
        if kept.is_err() {
            self.expire();
        }
        kept
    }
}

/// Makes what is not there yet, and enters it.
fn keep(session: &Session, config: &Config, made: &mut BTreeMap<String, String>) -> Result<(), Fault> {
    let file = session.scalar("SELECT current_database()", &Args::new())?.to_string();
    let is_new = made.is_empty();
    if is_new {
        session.batch(&begun(&file)?)?;
    }
    let wanted = views(session, config, &file)?;
    for gone in made.keys().filter(|name| !wanted.contains_key(*name)) {
        session.batch(&format!("DROP VIEW IF EXISTS {CATALOG}.{gone}"))?;
    }
    for (name, statement) in wanted.iter().filter(|(name, statement)| made.get(*name) != Some(*statement)) {
        session.batch(&format!("CREATE OR REPLACE VIEW {CATALOG}.{name} AS {statement}"))?;
    }
    session.enter(CATALOG)?;
    if is_new {
        macros().try_for_each(|statement| session.batch(statement))?;
    }
    *made = wanted;
    Ok(())
}

/// What makes an empty catalogue, with the masks.
fn begun(file: &str) -> Result<String, Fault> {
    let salt = token().map_err(|error| Fault::failed(format!("/dev/urandom: {error}")))?;
    let masks = include_str!("sql/masks.sql").replace("/*salt*/", &salt).replace("/*file*/", &quoted(file));
    let schemas = SCHEMAS.map(|schema| format!("CREATE SCHEMA {CATALOG}.{schema};"));
    Ok(format!(
        "DETACH DATABASE IF EXISTS {CATALOG};\nATTACH ':memory:' AS {CATALOG};\n{}\n{masks}",
        schemas.join("\n")
    ))
}

/// The query of each masked view, by the view's quoted name.
fn views(session: &Session, config: &Config, file: &str) -> Result<BTreeMap<String, String>, Fault> {
    let columns = session.query(include_str!("sql/columns.sql"), &Args::new())?;
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in 0..columns.rows.len() {
        let text = |name: &str| columns.text(row, name);
        let column = Of { schema: text("schema_name"), table: text("table_name"), column: text("column_name") };
        let name = format!("{}.{}", quoted(column.schema), quoted(column.table));
        shown.entry(name).or_default().push(column.shown(config, text("data_type")));
    }
    let view = |(name, columns): (String, Vec<String>)| {
        let statement = format!("SELECT {} FROM {}.{name}", columns.join(", "), quoted(file));
        (name, statement)
    };
    Ok(shown.into_iter().map(view).collect())
}

/// A column of the file.
#[derive(Clone, Copy)]
struct Of<'a> {
    schema: &'a str,
    table: &'a str,
    column: &'a str,
}

/// What may be seen of a column.
enum Shown {
    Whole,
    Masked(Option<Form>),
}

impl Of<'_> {
    fn shown(self, config: &Config, kind: &str) -> String {
        let name = quoted(self.column);
        match self.judged(config, kind) {
            Shown::Whole => name,
            Shown::Masked(form) => format!("{} AS {name}", self.masked(config, form, &name, kind)),
        }
    }

    fn judged(self, config: &Config, kind: &str) -> Shown {
        match self.schema {
            "landing" => self.landed(config),
            "ops" => self.of_record(config, kind),
            _ => {
                let said = config.dictionary.find(self.schema, self.table, self.column);
                let known = said.or_else(|| KNOWN.find(self.schema, self.table, self.column));
                let table = format!("{}.{}", self.schema, self.table);
                match known.map(|entry| entry.sensitivity) {
                    Some(Sensitivity::Open | Sensitivity::Internal) if !config.masks.holds(&table, self.column) => {
                        Shown::Whole
                    }
                    _ => Shown::Masked(config.masks.form(&table, self.column)),
                }
            }
        }
    }

    /// A source's column is as personal as the fields that are mapped from it, and is personal where none is.
    fn landed(self, config: &Config) -> Shown {
        if self.column.starts_with('_') {
            return Shown::Whole;
        }
        let said = config.dictionary.landing.get(self.table).and_then(|columns| columns.get(self.column));
        if let Some(entry) = said {
            return if entry.sensitivity == Sensitivity::Personal { Shown::Masked(None) } else { Shown::Whole };
        }
        let fed = config.sources.sources.get(self.table).map(|source| fed(source, self.column)).unwrap_or_default();
        let fields: Vec<Shown> = fed
            .iter()
            .map(|(entity, field)| {
                let table = config.model.entities.get(entity).map(|of| of.table(entity)).unwrap_or_default();
                let table = table.trim_start_matches("core.").to_owned();
                Of { schema: "core", table: &table, column: field }.judged(config, "VARCHAR")
            })
            .collect();
        let is_whole = !fields.is_empty() && fields.iter().all(|shown| matches!(shown, Shown::Whole));
        if is_whole {
            return Shown::Whole;
        }
        let form = fields.into_iter().find_map(|shown| if let Shown::Masked(form) = shown { form } else { None });
        Shown::Masked(form)
    }

    /// The program's own record: its texts are masked unless they are known to tell of no one, and the days that are a
    /// person's own.
    fn of_record(self, config: &Config, kind: &str) -> Shown {
        let table = format!("ops.{}", self.table);
        let day = ["DATE", "TIMESTAMP"].contains(&kind).then(|| KNOWN.find("core", "customer_record", self.column));
        if day.flatten().is_some_and(|known| known.sensitivity == Sensitivity::Personal) {
            return Shown::Masked(config.masks.form(&table, self.column));
        }
        let number = ["BIGINT", "UBIGINT", "INTEGER", "UINTEGER", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"];
        if number.contains(&kind) || config.masks.shows(self.table, self.column) {
            return Shown::Whole;
        }
        Shown::Masked(config.masks.form(&table, self.column))
    }

    fn masked(self, config: &Config, form: Option<Form>, name: &str, kind: &str) -> String {
        let table = format!("{}.{}", self.schema, self.table);
        if let Some(keys) = config.masks.keys(&table, self.column) {
            return objects(name, keys, kind);
        }
        let hidden = match kind {
            "VARCHAR" => format!("{CATALOG}.mask.text({name})"),
            "DATE" | "TIMESTAMP" => format!("date_trunc('year', {name})::{kind}"),
            other => format!("NULL::{other}"),
        };
        let by = |mask: &str| if kind == "VARCHAR" { format!("{CATALOG}.mask.{mask}({name})") } else { hidden.clone() };
        match form {
            None => hidden,
            Some(Form::Handle) => name.to_owned(),
            Some(Form::Key) => by("key"),
            Some(Form::Name) => by("name"),
            Some(Form::Contact) => by("contact"),
            Some(Form::Message) => by("message"),
            Some(Form::Column) => {
                format!("CASE WHEN {CATALOG}.mask.is_harmless(table_name, column_name) THEN {name} ELSE {hidden} END")
            }
        }
    }
}

/// Objects with these of their keys alone.
fn objects(name: &str, keys: &[String], kind: &str) -> String {
    let pair = |key: &String| format!("{}, {name}::JSON -> {}", literal(key), literal(&format!("$.{key}")));
    let pairs: Vec<String> = keys.iter().map(pair).collect();
    format!("CASE WHEN {name} IS NOT NULL THEN json_object({})::{kind} END", pairs.join(", "))
}

/// The entities and their fields that a column of a source goes into.
fn fed(source: &Source, column: &str) -> Vec<(String, String)> {
    let takes = |map: &FieldMap| match map {
        // Whatever SQL names in whatever way: rather too much than too little.
        FieldMap::Sql { sql } => sql.to_lowercase().contains(&column.to_lowercase()),
        other => other.columns().iter().any(|name| name.eq_ignore_ascii_case(column)),
    };
    let of_feed = source.feeds.iter().flat_map(|(entity, feed)| {
        feed.fields.iter().filter(|(_, map)| takes(map)).map(move |(field, _)| (entity.clone(), field.clone()))
    });
    of_feed.collect()
}
