//! What a database's table holds, and how it would be mapped: by its columns' names, as of a file, and their types.

use super::{Proposal, SAMPLE, Sample, proposal, source_name, texts};
use crate::config::{Database, Model, Workspace, name_parts};
use crate::jobs::JobError;
use crate::reader::{Chunk, Reader, Rows, Table};
use crate::sources::fetch;
use std::path::Path;

/// Columns that tell when a row was changed last, as systems name them.
const CHANGED: [&str; 13] = [
    "updated_at",
    "updated",
    "update_time",
    "modified_at",
    "modified",
    "date_modified",
    "last_modified",
    "changed_at",
    "gmt_modified",
    "last_update",
    "更新时间",
    "修改时间",
    "更新時間",
];

/// Looks at a table's first rows and proposes a source for it; `entity` says what its records are, if the reader knows.
///
/// # Errors
/// Where no table is named, the message has those that there are.
pub fn propose_table(
    database: &Database,
    entity: Option<&str>,
    model: &Model,
    workspace: &Workspace,
    time_zone: &str,
) -> Result<Proposal, JobError> {
    let table = fetch::table(database, workspace.dir(), time_zone)?;
    if database.table.is_none() && database.query.is_none() {
        let names = table.names()?.join(", ");
        let what = format!("which table of {} is meant is not said", table.address);
        return Err(JobError::unfit(what, format!("say it with --table; there are {names}")));
    }
    let (shape, looks, rows) = look(&table)?;
    let columns: Vec<(&str, &str)> = shape.columns.iter().map(String::as_str).zip(looks).collect();
    let is_filled = |name: &str| {
        let at = shape.columns.iter().position(|column| column == name);
        at.is_some_and(|at| rows.iter().all(|row| row[at].is_some()))
    };
    let mut watched = database.clone();
    watched.watermark = watermark(&columns).into_iter().filter(|name| is_filled(name)).map(str::to_owned).collect();
    let name = source_name(Path::new(&last_part(database)));
    let looks = columns.iter().map(|(_, looks)| (*looks).to_owned()).collect();
    proposal(
        Sample { origin: origin(&name, &watched), name, looks: Some(looks), shape: shape.clone(), rows },
        entity,
        model,
        workspace,
    )
}

type Look = (crate::reader::Shape, Vec<&'static str>, Vec<Vec<Option<String>>>);

fn look(table: &Table) -> Result<Look, JobError> {
    let mut reader: Rows = fetch::sample(table, SAMPLE as u32)?;
    let shape = reader.shape().clone();
    let mut chunk = Chunk::new(shape.columns.len());
    let mut rows = Vec::new();
    while reader.read(&mut chunk, SAMPLE)? {
        rows.extend(texts(&mut chunk));
    }
    Ok((shape, reader.looks().to_vec(), rows))
}

/// The column of the last change, and a number by which rows that share it are told apart; that number alone where there is
/// none.
fn watermark<'a>(columns: &[(&'a str, &str)]) -> Vec<&'a str> {
    let changed = |name: &&str| {
        let found = columns.iter().find(|(column, looks)| column.eq_ignore_ascii_case(name) && *looks == "time");
        found.map(|(column, _)| *column)
    };
    let changed = CHANGED.iter().find_map(changed);
    let id = columns.iter().find(|(column, looks)| column.eq_ignore_ascii_case("id") && *looks == "integer");
    changed.into_iter().chain(id.map(|(column, _)| *column)).collect()
}

fn last_part(database: &Database) -> String {
    let parts = database.table.as_deref().and_then(name_parts).unwrap_or_default();
    parts.last().cloned().unwrap_or_default()
}

/// The source's beginning, as `sources.toml` has it.
fn origin(name: &str, database: &Database) -> String {
    let quoted = |text: &str| toml_edit::Value::from(text).to_string().trim().to_owned();
    let mut text = format!(
        "[source.{name}]\n# every = \"1h\"   # read by itself so often, while the workbench is open or `foureye watch` runs\n"
    );
    text += &format!("\n[source.{name}.database]\nurl = {}\n", quoted(&database.url));
    let stated = [
        ("table", &database.table),
        ("query", &database.query),
        ("password_env", &database.password_env),
        ("password_file", &database.password_file),
    ];
    for (key, value) in stated {
        if let Some(value) = value {
            text += &format!("{key} = {}\n", quoted(value));
        }
    }
    let marks: Vec<String> = database.watermark.iter().map(|column| quoted(column)).collect();
    text += &match marks.as_slice() {
        [] => "# watermark = \"\"   # no column tells when a row was changed: the table is read whole whenever it has changed\n".into(),
        [one] if database.watermark[0].eq_ignore_ascii_case("id") => {
            format!("watermark = {one}   # new rows are read; rows that change are not\n")
        }
        [one] => format!("watermark = {one}\n"),
        many => format!("watermark = [{}]\n", many.join(", ")),
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watermark_is_the_time_of_the_last_change_with_the_key() {
        assert_eq!(watermark(&[("ID", "integer"), ("name", "text"), ("Updated_At", "time")]), ["Updated_At", "ID"]);
        assert_eq!(watermark(&[("order_no", "text"), ("更新时间", "time")]), ["更新时间"]);
        assert_eq!(watermark(&[("id", "integer"), ("updated_at", "text")]), ["id"], "a text is no time");
        assert!(watermark(&[("id", "text")]).is_empty());
    }
}
