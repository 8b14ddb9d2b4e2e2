//! The file written anew, so that it holds what stands in its tables and nothing else.
//!
//! The engine leaves the bytes of deleted rows in blocks that it uses again some day. Where they must not stay, all tables
//! are copied to a new file, which takes the place of the old one. That needs room for both for a while.

use super::{Database, Key, Warehouse, WarehouseError, connect_fenced, literal, make, quoted};
use crate::sync::locked;
use duckdb::Connection;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long another process may have the file at the moment in which it is exchanged: a short command, as a rule.
const PATIENCE: Duration = Duration::from_secs(10);

impl Warehouse {
    /// Says that the file has to be written anew before anything else is done with it, should this program not come to it.
    pub fn ask_to_compact(&self) -> Result<(), WarehouseError> {
        let mark = self.mark();
        fs::write(&mark, "").map_err(|source| WarehouseError::Beside { path: mark, source })
    }

    /// Writes the file anew; waits until nobody has a session.
    pub fn compact(&self) -> Result<(), WarehouseError> {
        let _nobody = self.uses.none();
        let mut root = locked(&self.root);
        let database = match root.take() {
            Some(database) => database,
            None => connect_fenced(&self.path, &self.limits)?,
        };
        let fresh = make::staging(&self.path)?.join("foureye.compacted");
        if let Err(error) = copy(&database.connection, &fresh, self.limits.key.as_ref()) {
            *root = Some(database);
            let _ = fs::remove_file(&fresh);
            return Err(error);
        }
        // Closed, so that its log is gone too.
        drop(database);
        fs::rename(&fresh, &self.path).map_err(|source| WarehouseError::Beside { path: self.path.clone(), source })?;
        *root = Some(self.open_again()?);
        let _ = fs::remove_file(self.mark());
        Ok(())
    }

    pub(super) fn is_to_be_compacted(&self) -> bool {
        self.mark().exists()
    }

    fn mark(&self) -> PathBuf {
        self.path.with_extension("compact")
    }

    fn open_again(&self) -> Result<Database, WarehouseError> {
        let until = Instant::now() + PATIENCE;
        loop {
            match connect_fenced(&self.path, &self.limits) {
                Err(WarehouseError::Held { .. }) if Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                opened => return opened,
            }
        }
    }
}

/// The copy is encrypted as what it is copied from.
fn copy(connection: &Connection, fresh: &Path, key: Option<&Key>) -> Result<(), WarehouseError> {
    match fs::remove_file(fresh) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            return Err(WarehouseError::Beside { path: fresh.to_owned(), source });
        }
        _ => {}
    }
    let own: String = connection.query_row("SELECT current_database()", [], |row| row.get(0))?;
    let file = literal(&fresh.display().to_string());
    let key = key.map(|key| format!(" (ENCRYPTION_KEY {})", literal(&key.of_database()))).unwrap_or_default();
    let sql =
        format!("ATTACH {file} AS compacted{key}; COPY FROM DATABASE {} TO compacted; DETACH compacted;", quoted(&own));
    Ok(connection.execute_batch(&sql)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Args;
    use crate::warehouse::Limits;

    fn has(path: &Path, text: &str) -> bool {
        let bytes = fs::read(path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    }

    #[test]
    fn bytes_of_deleted_rows_are_gone_and_all_else_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("foureye.duckdb");
        let limits = Limits { memory: "500MB".into(), threads: 2, key: None };
        let warehouse = Warehouse::open(&path, &limits).unwrap();
        let session = warehouse.session().unwrap();
        let sql = "INSERT INTO core.customer_record (system, customer_key, name)
            SELECT 'web', 'k' || i, CASE WHEN i = 777 THEN 'KANARIENVOGEL' ELSE 'n' || i END FROM range(5000) AS t(i);
            SELECT nextval('ops.batch_ids'); CHECKPOINT;
            DELETE FROM core.customer_record WHERE name = 'KANARIENVOGEL'; CHECKPOINT;";
        session.batch(sql).unwrap();
        assert!(has(&path, "KANARIENVOGEL"), "the engine has left it");
        drop(session);
        warehouse.ask_to_compact().unwrap();
        warehouse.compact().unwrap();
        assert!(!has(&path, "KANARIENVOGEL") && !path.with_extension("duckdb.wal").exists());
        assert!(!warehouse.is_to_be_compacted());
        let session = warehouse.session().unwrap();
        let count = session.scalar("SELECT count(*) FROM core.customer_record", &Args::new()).unwrap();
        assert_eq!(count.integer(), Some(4999));
        assert_eq!(session.scalar("SELECT nextval('ops.batch_ids')", &Args::new()).unwrap().integer(), Some(2));
        let read = session.scalar("SELECT core.read_phone('+86 138 0000 1111')", &Args::new()).unwrap();
        assert_eq!(read.text(), Some("13800001111"));
    }

    #[test]
    fn a_program_that_did_not_come_to_it_does_it_when_it_starts_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("foureye.duckdb");
        let limits = Limits { memory: "500MB".into(), threads: 2, key: None };
        let warehouse = Warehouse::open(&path, &limits).unwrap();
        warehouse.ask_to_compact().unwrap();
        drop(warehouse);
        assert!(!Warehouse::open(&path, &limits).unwrap().is_to_be_compacted());
    }

    #[test]
    fn it_waits_for_sessions_and_lets_who_has_one_have_another() {
        let dir = tempfile::tempdir().unwrap();
        let limits = Limits { memory: "500MB".into(), threads: 2, key: None };
        let warehouse = Warehouse::open(&dir.path().join("foureye.duckdb"), &limits).unwrap();
        let session = warehouse.session().unwrap();
        std::thread::scope(|scope| {
            let compacting = scope.spawn(|| warehouse.compact());
            std::thread::sleep(Duration::from_millis(50));
            assert!(!compacting.is_finished());
            drop(warehouse.session().unwrap());
            drop(session);
            compacting.join().unwrap().unwrap();
        });
    }
}
