//! The DuckDB file, and the only place that opens it.
//!
//! DuckDB lets one process write, so there is one [`Warehouse`] a process; every thread that asks it something takes a
//! [`Session`] of its own, which is a second connection to the same database. Values are always bound by name, and rows
//! leave as [`crate::value::Table`]s: nothing above this room knows DuckDB's types.

mod audit;
mod cells;
mod compact;
mod error;
mod inflow;
mod lineage;
mod lock;
mod migrate;
mod relation;
mod seal;
mod session;
mod uses;
mod versions;

pub use audit::{Entry, Flaw, Soundness};
pub use error::WarehouseError;
pub use inflow::Inflow;
pub use lineage::Lineage;
pub use lock::Holder;
pub use relation::{View, quoted};
pub use seal::{Seal, keep_private};
pub use session::Session;
pub use versions::Versions;

/// What stops a session's query from another thread.
pub use duckdb::InterruptHandle as Interrupt;

use duckdb::{Config, Connection};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use uses::Uses;

/// What the configuration says of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// DuckDB's `memory_limit`, such as `4GB`.
    pub memory: String,
    pub threads: u32,
}

/// The open file. Dropping it closes the file and releases its lock.
pub struct Warehouse {
    path: PathBuf,
    limits: Limits,
    /// None only while the file is written anew, or where it could not be opened again afterwards.
    root: Mutex<Option<Connection>>,
    uses: Arc<Uses>,
    seal: Arc<Seal>,
    /// Held by who reads or writes the chain of the audit.
    audit: Mutex<()>,
}

impl Warehouse {
    /// Opens the file, makes it if there is none, and brings its schema up to this program's version.
    ///
    /// # Errors
    /// [`WarehouseError::Held`] names the process that has the file; [`WarehouseError::Newer`] refuses a file that a
    /// newer program has written, and leaves it as it is.
    pub fn open(path: &Path, limits: &Limits) -> Result<Warehouse, WarehouseError> {
        let connection = connect(path, limits)?;
        let migrated = migrate::run(&connection, path)?;
        let warehouse = Warehouse {
            path: path.to_owned(),
            limits: limits.clone(),
            root: Mutex::new(Some(connection)),
            uses: Arc::default(),
            seal: Arc::new(Seal::beside(path)?),
            audit: Mutex::default(),
        };
        if migrated.contains(&"audit") {
            warehouse.chain_up()?;
        }
        if warehouse.is_to_be_compacted() {
            warehouse.compact()?;
        }
        Ok(warehouse)
    }

    /// A connection of one's own to the same database; waits while the file is written anew.
    pub fn session(&self) -> Result<Session, WarehouseError> {
        let its_use = Uses::begin(&self.uses);
        let mut root = self.root.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = match root.take() {
            Some(connection) => connection,
            None => connect(&self.path, &self.limits)?,
        };
        Ok(Session::new(root.insert(connection).try_clone()?, Arc::clone(&self.seal), its_use))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A database in memory, for work that leaves nothing behind: reading and writing Parquet.
pub fn scratch() -> Result<Connection, WarehouseError> {
    Ok(Connection::open_in_memory_with_flags(engine()?)?)
}

fn connect(path: &Path, limits: &Limits) -> Result<Connection, WarehouseError> {
    let config = engine()?.max_memory(&limits.memory)?.threads(i64::from(limits.threads))?;
    let connection = Connection::open_with_flags(path, config).map_err(|error| lock::explain(path, error))?;
    inflow::register(&connection)?;
    Ok(connection)
}

/// Nothing calls out and nothing is downloaded: extensions are those in the binary.
fn engine() -> Result<Config, duckdb::Error> {
    Config::default().with("autoinstall_known_extensions", "false")?.with("autoload_known_extensions", "false")
}
