//! A record's line as it stands in its file, where the file is still the one that was imported.

use super::{Fault, Guide};
use crate::args;
use crate::reader;
use crate::value::Table;

/// Lines that one record may take, where nothing says where it ends.
const LONGEST: u64 = 20;

/// The record's lines; or why they cannot be shown, as a word under `origin.line` in the locales.
pub(super) fn read(
    guide: &Guide<'_>,
    batch: i64,
    record: u64,
    line: u64,
) -> Result<Result<Vec<String>, &'static str>, Fault> {
    if guide.session.visitor.is_masked() {
        return Ok(Err("masked"));
    }
    let known = guide.session.query(include_str!("../sql/origin/batch.sql"), &args![batch => batch])?;
    if matches!(known.text(0, "format"), "Parquet" | "Excel") {
        return Ok(Err("no_text"));
    }
    let path = guide.local.workspace.dir().join(known.text(0, "file"));
    let then = known.cell(0, "bytes").integer().map(i64::unsigned_abs);
    match std::fs::metadata(&path) {
        Err(_) => return Ok(Err("gone")),
        Ok(now) if Some(now.len()) != then => return Ok(Err("changed")),
        Ok(_) => {}
    }
    let lines = reader::lines(&path, known.text(0, "encoding"), line, length(guide, &known, batch, record, line)?);
    Ok(lines.ok().filter(|lines| !lines.is_empty()).ok_or("changed"))
}

/// How many lines the record takes: up to where the next one begins.
fn length(guide: &Guide<'_>, known: &Table, batch: i64, record: u64, line: u64) -> Result<u64, Fault> {
    let landing = super::shape::name(&format!("landing.{}", known.text(0, "source")));
    let sql = include_str!("../sql/origin/next_line.sql").replace("/*landing*/", &landing);
    let next = guide.session.scalar(&sql, &args![batch => batch, next => record + 1])?.integer();
    Ok(next.map_or(LONGEST, |next| next.unsigned_abs().saturating_sub(line)).clamp(1, LONGEST))
}
