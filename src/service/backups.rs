//! Backups of the workspace: their jobs, the list of them, and their way back.

use super::Fault;
use crate::config::Workspace;
use crate::jobs::{Job, JobError, Outcome, Param, ParamKind, Run};
use crate::value::{Cell, Column, Kind, Table};
use crate::warehouse::WarehouseError;
use crate::warehouse::backup::{self, Backup, BackupError, Found, LATEST, Order, Verdict};

pub(super) const BACKUP: &str = "warehouse.backup";

pub(super) const JOBS: &[Job] = &[
    Job { name: BACKUP, params: &[], reads: &[], writes: &[], version: 1, refreshed: false, run: back_up },
    Job {
        name: "warehouse.verify_backup",
        params: &[Param { name: "backup", kind: ParamKind::Text, default: LATEST }],
        reads: &[],
        writes: &[],
        version: 1,
        refreshed: false,
        run: verify,
    },
];

/// Writing takes about as long as reading back.
const WRITTEN: f64 = 0.5;

/// Writes a backup, reads it back, and then lets the oldest go.
fn back_up(run: &Run<'_>) -> Result<Outcome, JobError> {
    let (dir, files) = (run.workspace.backups(), run.workspace.files());
    let order = Order { dir: &dir, at: run.now(), run: run.id, files: &files };
    let made = backup::write(run.session, &order, &|done| progress(run, done * WRITTEN))?;
    backup::verify(run.session, &made, run.now(), &|done| progress(run, WRITTEN + done * (1.0 - WRITTEN)))?;
    let removed = backup::thin(&dir, run.config.settings.backup.keep.get())?;
    let outcome = told(&made);
    Ok(if removed > 0 { outcome.with("removed_backups", removed) } else { outcome })
}

fn verify(run: &Run<'_>) -> Result<Outcome, JobError> {
    let made = backup::find(&run.workspace.backups(), run.text("backup").unwrap_or(LATEST))?;
    backup::verify(run.session, &made, run.now(), &|done| progress(run, done))?;
    Ok(told(&made))
}

fn told(made: &Backup) -> Outcome {
    let tables = made.manifest.tables.len();
    Outcome::rows(made.rows()).with("backup", made.name.as_str()).with("tables", tables).with("bytes", made.bytes())
}

fn progress(run: &Run<'_>, done: f64) -> Result<(), BackupError> {
    run.progress(done).map_err(|_| WarehouseError::Interrupted.into())
}

/// A row for each backup of a workspace, the newest first.
pub fn list(workspace: &Workspace) -> Result<Table, Fault> {
    let rows: Vec<Vec<Cell>> = backup::all(&workspace.backups())?.into_iter().map(row).collect();
    let columns = [
        ("backup", Kind::Text),
        ("state", Kind::Word),
        ("made_at", Kind::Time),
        ("row_count", Kind::Count),
        ("bytes", Kind::Count),
        ("program", Kind::Text),
        ("schema_version", Kind::Id),
        ("message", Kind::Text),
    ];
    let columns = columns.map(|(name, kind)| Column { name: name.to_owned(), kind }).to_vec();
    Ok(Table { columns, total: rows.len() as u64, rows, offset: 0 })
}

fn row((name, found): Found) -> Vec<Cell> {
    let backup = match found {
        Ok(backup) => backup,
        Err(error) => {
            let unknown = [(); 5].map(|()| Cell::Null);
            return [name.into(), "damaged".into()]
                .into_iter()
                .chain(unknown)
                .chain([error.to_string().into()])
                .collect();
        }
    };
    let (state, message) = match &backup.verdict {
        Some(Verdict::Verified { .. }) => ("verified", Cell::Null),
        Some(Verdict::Damaged { what, .. }) => ("damaged", what.as_str().into()),
        None => ("unverified", Cell::Null),
    };
    vec![
        name.into(),
        state.into(),
        backup.manifest.made_at.into(),
        backup.rows().into(),
        backup.bytes().into(),
        backup.manifest.program.as_str().into(),
        backup.manifest.schema.into(),
        message,
    ]
}
