//! Files of the workspace that a person stands in: copies of what has landed, and exports.

use super::receipt::{Fate, Receipt};
use crate::jobs::{JobError, Run};
use crate::reader::{self, Chunk, Hints};
use crate::sources::forgotten::{copies, is_below};
use crate::value::Args;
use crate::warehouse::backup;
use duckdb::arrow::array::{Array, AsArray};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How many records of an export are looked at a time.
const CHUNK: usize = 20_000;

/// The files that are to go. A copy goes whole: what it has has landed, record for record, and no format but text could be
/// mended in place. An export goes whole too: its rows can be asked for again. What lies elsewhere is not the program's to
/// remove, and is told.
pub(super) fn of_people(run: &Run<'_>, receipt: &Receipt<'_>, known: &Known) -> Result<Vec<PathBuf>, JobError> {
    let imported = run.session.query(include_str!("sql/imported.sql"), &Args::new())?;
    let imported: Vec<PathBuf> =
        (0..imported.rows.len()).map(|row| run.workspace.dir().join(imported.text(row, "file"))).collect();
    for file in imported.iter().filter(|file| !is_below(file, run.workspace.dir()) && file.is_file()) {
        receipt.tell(&file.display().to_string(), Fate::Left, 1)?;
    }
    let near: BTreeSet<PathBuf> = imported.into_iter().chain(files_in(&run.workspace.inbox())).collect();
    let mut gone = copies(run, near)?;
    gone.extend(files_in(&run.workspace.exports()).into_iter().filter(|file| known.stand_in(file)));
    for file in &gone {
        receipt.tell(&run.workspace.shown(file), Fate::Removed, 1)?;
    }
    Ok(gone)
}

/// Names the states of the database that were put away before: backups, and what a restore has left beside the file. Nothing is
/// taken out of these, as what was verified stays what it was; where one is put back, its people are forgotten again.
pub(super) fn put_away(run: &Run<'_>, receipt: &Receipt<'_>) -> Result<(), JobError> {
    let backups = backup::all(&run.workspace.backups())?.into_iter().map(|(name, _)| format!("backups/{name}"));
    let replaced = backup::replaced(&run.workspace.warehouse());
    backups.chain(replaced).try_for_each(|name| receipt.tell(&name, Fate::PutAway, 1))
}

/// All files of a folder and those below it.
pub(super) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

/// What people are known by in files.
pub(super) struct Known {
    pub texts: BTreeSet<String>,
    numbers: BTreeSet<String>,
}

impl Known {
    pub fn of(run: &Run<'_>) -> Result<Known, JobError> {
        let column = |sql: &str| -> Result<BTreeSet<String>, JobError> {
            let rows = run.session.query(sql, &Args::new())?;
            Ok(rows.rows.iter().filter_map(|row| row.first()?.text().map(str::to_owned)).collect())
        };
        Ok(Known {
            texts: column("SELECT text FROM forgotten_text")?,
            numbers: column("SELECT customer_id::VARCHAR FROM forgotten_person")?,
        })
    }

    /// Whether any of them stands in a file; one that cannot be read is taken for one that has nobody in it.
    fn stand_in(&self, file: &Path) -> bool {
        let Ok(mut reader) = reader::open(file, &Hints::default()) else { return self.stand_in_text(file) };
        let columns = reader.shape().columns.clone();
        let mut chunk = Chunk::new(columns.len());
        while let Ok(true) = reader.read(&mut chunk, CHUNK) {
            let rows = chunk.finish();
            for (at, column) in columns.iter().enumerate() {
                let Some(texts) = rows.column(at + 2).as_string_opt::<i32>() else { continue };
                let is_number = column.eq_ignore_ascii_case("customer_id");
                let is_theirs = |text: &str| self.texts.contains(text) || (is_number && self.numbers.contains(text));
                if (0..texts.len()).any(|row| texts.is_valid(row) && is_theirs(texts.value(row))) {
                    return true;
                }
            }
        }
        false
    }

    fn stand_in_text(&self, file: &Path) -> bool {
        let bytes = std::fs::read(file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        self.texts.iter().any(|known| text.contains(known))
    }
}
