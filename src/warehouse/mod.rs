//! The DuckDB file, and the only place that opens it.
//!
//! DuckDB lets one process write, so there is one [`Warehouse`] a process; every thread that asks it something takes a
//! [`Session`] of its own, which is a second connection to the same database. Values are always bound by name, and rows
//! leave as [`crate::value::Table`]s: nothing above this room knows DuckDB's types.

mod cells;
mod error;
mod inflow;
mod lineage;
mod lock;
mod migrate;
mod relation;
mod session;
mod versions;

pub use error::WarehouseError;
pub use inflow::Inflow;
pub use lineage::Lineage;
pub use lock::Holder;
pub use migrate::macros;
pub use relation::{View, quoted};
pub use session::Session;
pub use versions::Versions;

/// What stops a session's query from another thread.
pub use duckdb::InterruptHandle as Interrupt;

use duckdb::{Config, Connection};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What the configuration says of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// DuckDB's `memory_limit`, such as `4GB`.
    pub memory: String,
    pub threads: u32,
    /// The folders in which the engine may read and write files; outside of them it sees none but its own.
    pub folders: Vec<PathBuf>,
}

/// The open file. Dropping it closes the file and releases its lock.
pub struct Warehouse {
    path: PathBuf,
    root: Mutex<Connection>,
}

impl Warehouse {
    /// Opens the file, makes it if there is none, and brings its schema up to this program's version.
    ///
    /// # Errors
    /// [`WarehouseError::Held`] names the process that has the file; [`WarehouseError::Newer`] refuses a file that a
    /// newer program has written, and leaves it as it is.
    pub fn open(path: &Path, limits: &Limits) -> Result<Warehouse, WarehouseError> {
        let connection = connect(path, limits).map_err(|error| lock::explain(path, error))?;
        migrate::run(&connection, path)?;
        inflow::register(&connection)?;
        fence(&connection, &limits.folders)?;
        Ok(Warehouse { path: path.to_owned(), root: Mutex::new(connection) })
    }

    /// A connection of one's own to the same database.
    pub fn session(&self) -> Result<Session, WarehouseError> {
        let root = self.root.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Session::new(root.try_clone()?))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A database in memory, for work that leaves nothing behind: reading and writing Parquet.
pub fn scratch() -> Result<Connection, WarehouseError> {
    Ok(Connection::open_in_memory_with_flags(engine()?)?)
}

fn connect(path: &Path, limits: &Limits) -> Result<Connection, duckdb::Error> {
    let config = engine()?.max_memory(&limits.memory)?.threads(i64::from(limits.threads))?;
    Connection::open_with_flags(path, config)
}

/// From here on the engine sees no file outside of these folders, and nobody can change that, nor any other setting but the two
/// that the program sets for a session.
fn fence(connection: &Connection, folders: &[PathBuf]) -> Result<(), WarehouseError> {
    let text = |folder: &PathBuf| format!("'{}'", folder.display().to_string().replace('\'', "''"));
    let folders: Vec<String> = folders.iter().map(text).collect();
    let sql = include_str!("sql/fence.sql").replace("/*folders*/", &folders.join(", "));
    Ok(connection.execute_batch(&sql)?)
}

/// Nothing calls out and nothing is downloaded: extensions are those in the binary.
fn engine() -> Result<Config, duckdb::Error> {
    Config::default().with("autoinstall_known_extensions", "false")?.with("autoload_known_extensions", "false")
}
