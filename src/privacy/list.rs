//! A copy of the list of hashes in a file beside the database: it stays what it is when an older state of the data is restored.

use crate::config::Workspace;
use crate::jobs::After;
use crate::value::{Args, Cell};
use crate::warehouse::{HASH_KEY_FILE, Session, WarehouseError, keep_private};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::PathBuf;

const FILE: &str = "foureye.forgotten";

fn file(workspace: &Workspace) -> PathBuf {
    workspace.file(FILE)
}

/// The hashes of the file, each with its receipt.
fn beside(workspace: &Workspace) -> BTreeSet<(i64, String)> {
    let text = std::fs::read_to_string(file(workspace)).unwrap_or_default();
    let entry = |line: &str| {
        let (receipt, hash) = line.split_once(' ')?;
        Some((receipt.parse().ok()?, hash.to_owned()))
    };
    text.lines().filter_map(entry).collect()
}

/// Gives a workspace that is made of another's data the list of that one, and the key that its hashes are made under.
pub fn carry_list(from: &Workspace, to: &Workspace) -> Result<(), WarehouseError> {
    for name in [HASH_KEY_FILE, FILE] {
        let (source, target) = (from.file(name), to.file(name));
        match std::fs::copy(source, &target) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(source) => return Err(WarehouseError::Beside { path: target, source }),
            Ok(_) => {}
        }
    }
    Ok(())
}

fn listed(session: &Session) -> Result<BTreeSet<(i64, String)>, WarehouseError> {
    let rows = session.query("SELECT receipt_id, hash FROM ops.forgotten", &Args::new())?;
    let entry = |row: usize| Some((rows.cell(row, "receipt_id").integer()?, rows.text(row, "hash").to_owned()));
    Ok((0..rows.rows.len()).filter_map(entry).collect())
}

fn lacking(session: &Session, workspace: &Workspace) -> Result<Vec<(i64, String)>, WarehouseError> {
    let known: BTreeSet<String> = listed(session)?.into_iter().map(|(_, hash)| hash).collect();
    Ok(beside(workspace).into_iter().filter(|(_, hash)| !known.contains(hash)).collect())
}

/// Whether the file knows of people whom the data has not forgotten: an older state of it was restored.
pub fn is_behind(session: &Session, workspace: &Workspace) -> Result<bool, WarehouseError> {
    Ok(!lacking(session, workspace)?.is_empty())
}

/// Writes the file again, should it have been lost or not been written.
pub fn keep_beside(session: &Session, workspace: &Workspace) -> Result<(), WarehouseError> {
    let (all, beside) = (listed(session)?, beside(workspace));
    if all.is_subset(&beside) { Ok(()) } else { keep_private(&file(workspace), &text(&all, &beside)) }
}

/// Takes into the data whom it has not forgotten; says how many hashes these were.
pub(super) fn take(session: &Session, workspace: &Workspace) -> Result<u64, WarehouseError> {
    let lacking = lacking(session, workspace)?;
    let rows: Vec<Vec<Cell>> = lacking.iter().map(|(receipt, hash)| vec![(*receipt).into(), hash.into()]).collect();
    session.append_rows("ops", "forgotten", &rows)?;
    Ok(rows.len() as u64)
}

/// Has the file written when the list's change has been committed.
pub(super) fn kept(session: &Session, workspace: &Workspace) -> Result<After, WarehouseError> {
    Ok(After::Write { path: file(workspace), text: text(&listed(session)?, &beside(workspace)) })
}

fn text(all: &BTreeSet<(i64, String)>, beside: &BTreeSet<(i64, String)>) -> String {
    all.union(beside).map(|(receipt, hash)| format!("{receipt} {hash}\n")).collect()
}
