//! The dictionary: what each column means, where it comes from and what uses it.

use crate::config::{ConfigError, Dictionary, Language, Sensitivity, Workspace, document, replace};
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError};
use serde::{Deserialize, Serialize};
use toml_edit::{InlineTable, Item, Table, TableLike, Value};

/// What is newly said of a column; what is none stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// `schema.table`
    pub table: String,
    pub column: String,
    /// In the workspace's language.
    pub meaning: Option<String>,
    pub unit: Option<String>,
    pub sensitivity: Option<Sensitivity>,
}

/// A view or a job that reads a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub table: String,
    /// `view` or `job`
    pub kind: &'static str,
    pub name: &'static str,
}

/// Keeps `ops.dictionary` as `dictionary.toml` is, and `ops.table_use` as the program's queries are.
pub fn register(session: &Session, dictionary: &Dictionary, uses: &[Use]) -> Result<(), WarehouseError> {
    let columns = session.query(include_str!("sql/dictionary/columns.sql"), &Args::new())?;
    let described = (0..columns.rows.len()).filter_map(|row| {
        let (schema, table, column) =
            (columns.text(row, "schema_name"), columns.text(row, "table_name"), columns.text(row, "column_name"));
        let entry = dictionary.find(schema, table, column)?;
        Some(vec![
            format!("{schema}.{table}").into(),
            column.into(),
            entry.en.clone().into(),
            entry.zh_cn.clone().into(),
            entry.zh_tw.clone().into(),
            entry.unit.clone().into(),
            entry.sensitivity.name().into(),
        ])
    });
    keep(session, "dictionary", described.collect())?;
    keep(session, "table_use", uses.iter().map(|it| vec![(&it.table).into(), it.kind.into(), it.name.into()]).collect())
}

/// Writes a table of `ops` anew, where it differs.
fn keep(session: &Session, table: &str, rows: Vec<Vec<Cell>>) -> Result<(), WarehouseError> {
    if session.query(&format!("FROM ops.{table}"), &Args::new())?.rows == rows {
        return Ok(());
    }
    session.transaction(|session| {
        session.batch(&format!("DELETE FROM ops.{table}"))?;
        session.append_rows("ops", table, &rows)
    })
}

/// Says something of a column in the workspace's `dictionary.toml`; all else in it stays as it is, comments too.
pub fn describe(workspace: &Workspace, said: &Description, language: Language) -> Result<(), ConfigError> {
    const FILE: &str = "dictionary.toml";
    let path = workspace.file(FILE);
    let wrong = |what: String| ConfigError::Wrong { file: path.clone(), line: 1, what, right: String::new() };
    let mut document = document(workspace, FILE, Dictionary::DEFAULT)?;
    let known = crate::config::Config::load(workspace)?.dictionary;
    let (schema, table) = said.table.split_once('.').unwrap_or(("core", &said.table));
    let general = known.find(schema, table, &said.column).cloned().unwrap_or_default();
    let columns = inner(document.as_table_mut(), schema).and_then(|tables| inner(tables, table));
    let columns = columns.ok_or_else(|| wrong(format!("{schema}.{table} is no table")))?;
    let entry = columns.entry(&said.column).or_insert_with(|| {
        // What is said of all columns of the name goes on to hold for this one.
        let mut entry = InlineTable::new();
        let texts =
            [("en", &general.en), ("zh-CN", &general.zh_cn), ("zh-TW", &general.zh_tw), ("unit", &general.unit)];
        entry.insert("sensitivity", general.sensitivity.name().into());
        for (key, text) in texts {
            if let Some(text) = text {
                entry.insert(key, text.as_str().into());
            }
        }
        Item::Value(Value::InlineTable(entry))
    });
    let entry =
        entry.as_table_like_mut().ok_or_else(|| wrong(format!("{}.{} is no table", said.table, said.column)))?;
    set(entry, language.tag(), said.meaning.as_deref());
    set(entry, "unit", said.unit.as_deref());
    set(entry, "sensitivity", said.sensitivity.map(Sensitivity::name));
    replace(workspace, FILE, &document.to_string())
}

/// A table within a table, made if it is not there; none where something else has its name.
fn inner<'a>(table: &'a mut dyn TableLike, name: &str) -> Option<&'a mut dyn TableLike> {
    let made = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    table.entry(name).or_insert_with(made).as_table_like_mut()
}

/// Changes a key's text in its place; an empty text takes it away.
fn set(entry: &mut dyn TableLike, key: &str, text: Option<&str>) {
    match text {
        None => {}
        Some("") => {
            entry.remove(key);
        }
        Some(text) => {
            entry.insert(key, toml_edit::value(text));
        }
    }
}
