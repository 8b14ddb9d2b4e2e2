//! One file's arrival: read, landed, mapped and counted, in the transaction of the run that imports it.

use super::delivery::Delivery;
use super::drift;
use super::forgotten;
use super::landing::{self, Arriving, Seen};
use super::mapping::{Arrival, Failed};
use crate::args;
use crate::jobs::{JobError, Run};
use crate::reader::{self, Fault, Reader, Shape};
use crate::sync::locked;
use crate::value::Cell;
use crate::warehouse::Session;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What became of a file's records: they are accepted but for those that failed, of which people may have decided already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub records: u64,
    /// Columns in which the file's shape differs from that of the file before.
    pub drifted: u64,
    pub failed: Failed,
}

impl Counts {
    pub fn accepted(&self) -> u64 {
        self.records - self.failed.rejected - self.failed.given_up - self.failed.repaired - self.failed.forgotten
    }
}

/// Imports one file of a source; none if a file of the same content has been imported.
pub(super) fn import(
    run: &Run<'_>,
    delivery: &Delivery<'_>,
    progress: &dyn Fn(u64) -> Result<(), JobError>,
) -> Result<Option<Counts>, JobError> {
    let Delivery { name, source, path, .. } = delivery;
    let hash = content_hash(path)?;
    let known = include_str!("sql/known_content.sql");
    if run.session.scalar(known, &args![source => *name, content_hash => &hash])?.integer() > Some(0) {
        return Ok(None);
    }
    let reader = reader::open(path, &source.hints())?;
    let shape = reader.shape().clone();
    let batch = run.session.scalar("SELECT nextval('ops.batch_ids')", &args![])?.integer().unwrap_or_default();
    let file = run.workspace.shown(delivery.place());
    let (session, model) = (run.session, &run.config.model);
    let arrival = Arrival {
        session,
        model,
        name,
        source,
        batch,
        file: &file,
        content_hash: &hash,
        seen: None,
        has_forgotten: false,
    };
    let Landed { records, seen, .. } = land(&arrival, reader, arrival.counted(), progress)?;
    let arrival = Arrival { seen: Some(&seen), ..arrival };
    record(run, &arrival, &shape, delivery.bytes(), records)?;
    let drifted = drift::watch(&arrival, &shape.columns, None)?;
    Ok(Some(Counts { records, drifted, failed: map(&arrival)? }))
}

/// What has landed, rows and faults together.
pub(super) struct Landed<R> {
    pub records: u64,
    pub seen: Seen,
    /// It has come to its end.
    pub reader: R,
}

/// Brings all records into the landing table and those that are none into the rejects. `counted` is the column of whose texts the
/// records are counted.
pub(super) fn land<R: Reader + 'static>(
    arrival: &Arrival<'_>,
    reader: R,
    counted: Option<&str>,
    progress: &dyn Fn(u64) -> Result<(), JobError>,
) -> Result<Landed<R>, JobError> {
    let arriving = Arriving::new(reader, arrival.batch, counted)?;
    landing::open(arrival.session, arrival.name, &arriving.columns())?;
    let arriving = Arc::new(Mutex::new(arriving));
    let mut records = 0;
    loop {
        let poured = arrival.session.pour("landing", arrival.name, Arc::clone(&arriving) as _);
        let stretch = locked(&arriving).stretch()?;
        poured?;
        records += stretch.records;
        for fault in &stretch.faults {
            reject(arrival, fault)?;
        }
        progress(stretch.consumed)?;
        if let Some((reader, seen)) = stretch.end {
            return Ok(Landed { records, seen, reader });
        }
    }
}

fn reject(arrival: &Arrival<'_>, fault: &Fault) -> Result<(), JobError> {
    let row = args![
        batch_id => arrival.batch,
        source => arrival.name,
        file => arrival.file,
        record => fault.record,
        line => fault.line,
        reason => fault.reason.to_string(),
        raw => &fault.raw,
    ];
    arrival.session.execute(include_str!("sql/reject_record.sql"), &row)?;
    Ok(())
}

pub(super) fn record(
    run: &Run<'_>,
    arrival: &Arrival<'_>,
    shape: &Shape,
    bytes: u64,
    records: u64,
) -> Result<(), JobError> {
    let row = args![
        batch_id => arrival.batch,
        source => arrival.name,
        file => arrival.file,
        content_hash => arrival.content_hash,
        bytes => bytes,
        arrived_at => Cell::Time(run.now()),
        format => shape.format.to_string(),
        encoding => shape.encoding,
        records => records,
        run_id => run.id,
    ];
    run.session.execute(include_str!("sql/batch.sql"), &row)?;
    Ok(())
}

pub(super) fn content_hash(path: &Path) -> Result<String, JobError> {
    let failed = |source| JobError::File { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok(hasher.finalize().to_hex().to_string()),
            read => hasher.update(&buffer[..read]),
        };
    }
}

/// Maps a batch that has landed again, as its source is described now.
pub(super) fn map_again(arrival: &Arrival<'_>) -> Result<(), JobError> {
    let sql = "DELETE FROM ops.reject WHERE batch_id = $batch AND entity IS NOT NULL";
    arrival.session.execute(sql, &args![batch => arrival.batch])?;
    map(arrival)?;
    Ok(())
}

pub(super) fn map(arrival: &Arrival<'_>) -> Result<Failed, JobError> {
    forgotten::keep_out(arrival.session, arrival.model, arrival.name, arrival.source, arrival.batch)?;
    let has_forgotten = forgotten::are_in(arrival.session, arrival.batch)?;
    let failed = Arrival { has_forgotten, ..*arrival }.map()?;
    let counts = args![
        batch_id => arrival.batch,
        rejected => failed.rejected,
        repaired => failed.repaired,
        given_up => failed.given_up,
        forgotten => failed.forgotten,
    ];
    arrival.session.execute(include_str!("sql/recount.sql"), &counts)?;
    Ok(failed)
}

/// Takes a batch's records and rejects out; its own row stays, marked as undone.
pub(super) fn remove(session: &Session, name: &str, batch: i64) -> Result<(), JobError> {
    landing::remove(session, name, batch)?;
    session.execute("DELETE FROM ops.reject WHERE batch_id = $batch", &args![batch => batch])?;
    session.execute("UPDATE ops.batch SET status = 'undone' WHERE batch_id = $batch", &args![batch => batch])?;
    Ok(())
}
