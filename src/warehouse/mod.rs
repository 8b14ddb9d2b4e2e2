//! The DuckDB file, and the only place that opens it.
//!
//! DuckDB lets one process write, so there is one [`Warehouse`] a process; every thread that asks it something takes a
//! [`Session`] of its own, which is a second connection to the same database. Values are always bound by name, and rows
//! leave as [`crate::value::Table`]s: nothing above this room knows DuckDB's types.

mod audit;
pub mod backup;
mod cells;
mod compact;
pub mod encryption;
mod error;
mod hash_key;
mod inflow;
mod lent;
mod lineage;
mod lock;
mod lookup;
mod make;
mod migrate;
mod relation;
mod session;
mod uses;
mod versions;

pub use audit::{Entry, Flaw, Soundness, history};
use encryption::Sealed;
pub use encryption::{Key, KeyError};
pub use error::WarehouseError;
pub use hash_key::{FILE as HASH_KEY_FILE, HashKey, keep_private};
pub use inflow::Inflow;
pub use lent::Lent;
pub use lineage::Lineage;
pub use lock::Holder;
pub use lookup::Lookup;
pub use migrate::macros;
pub use relation::{View, literal, quoted};
pub use session::Session;
pub use versions::Versions;

/// What stops a session's query from another thread.
pub use duckdb::InterruptHandle as Interrupt;

use crate::sync::locked;
use duckdb::{Config, Connection};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use uses::Uses;

/// What the configuration says of the engine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Limits {
    /// DuckDB's `memory_limit`, such as `4GB`.
    pub memory: String,
    pub threads: u32,
    /// What the file is encrypted with; none where it is plain.
    pub key: Option<Key>,
}

/// The open file. Dropping it closes the file and releases its lock.
pub struct Warehouse {
    path: PathBuf,
    limits: Limits,
    /// None only while the file is written anew, or where it could not be opened again afterwards.
    root: Mutex<Option<Database>>,
    uses: Arc<Uses>,
    hash_key: Arc<HashKey>,
    sealed: Option<Sealed>,
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
        make::unless_there(path, limits)?;
        let database = connect_fenced(path, limits)?;
        let migrated = migrate::run(&database.connection, path)?;
        let warehouse = Warehouse {
            path: path.to_owned(),
            limits: limits.clone(),
            root: Mutex::new(Some(database)),
            uses: Arc::default(),
            hash_key: Arc::new(HashKey::beside(path)?),
            sealed: limits.key.as_ref().map(Sealed::by),
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

    /// A connection of one's own to the same database; waits while the file is written anew. A database that the engine has
    /// given up, as it could not write its file, is opened anew by who has it alone.
    pub fn session(&self) -> Result<Session, WarehouseError> {
        let its_use = Uses::begin(&self.uses);
        let mut root = locked(&self.root);
        let is_over = |database: &Database| its_use.is_the_only_one() && database.is_given_up();
        let database = match root.take().filter(|database| !is_over(database)) {
            Some(database) => database,
            None => connect_fenced(&self.path, &self.limits)?,
        };
        let connection = root.insert(database).connection.try_clone()?;
        Ok(Session::new(connection, Arc::clone(&self.hash_key), self.sealed.clone(), its_use))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A database in memory, for work that leaves nothing behind: reading and writing Parquet.
pub fn scratch() -> Result<Connection, WarehouseError> {
    Ok(Connection::open_in_memory_with_flags(engine()?)?)
}

/// The engine on one file, which closes with it.
struct Database {
    pub connection: Connection,
    // Dropped after the connection.
    #[cfg(feature = "encryption")]
    _handle: Option<encryption::raw::Handle>,
}

impl Database {
    fn is_given_up(&self) -> bool {
        self.connection.execute_batch("SELECT 1").is_err()
    }
}

fn connect(path: &Path, limits: &Limits) -> Result<Database, WarehouseError> {
    encryption::check(path, limits.key.as_ref())?;
    let database = match &limits.key {
        Some(key) => connect_encrypted(path, limits, key)?,
        None => connect_plain(path, limits)?,
    };
    inflow::register(&database.connection)?;
    lookup::register(&database.connection)?;
    Ok(database)
}

fn connect_plain(path: &Path, limits: &Limits) -> Result<Database, WarehouseError> {
    let config = engine()?.max_memory(&limits.memory)?.threads(i64::from(limits.threads))?;
    let connection = Connection::open_with_flags(path, config).map_err(|error| lock::explain(path, error.into()))?;
    Ok(Database {
        connection,
        #[cfg(feature = "encryption")]
        _handle: None,
    })
}

/// What the engine spills is encrypted with a key of its own, which it forgets at its end.
#[cfg(feature = "encryption")]
fn connect_encrypted(path: &Path, limits: &Limits, key: &Key) -> Result<Database, WarehouseError> {
    let threads = limits.threads.to_string();
    let own = [("memory_limit", limits.memory.as_str()), ("threads", &threads), ("temp_file_encryption", "true")];
    let settings: Vec<(&str, &str)> = SETTINGS.into_iter().chain(own).collect();
    let opened = encryption::raw::open(path, key, &settings);
    let (handle, connection) = opened.map_err(|message| match message {
        wrong if wrong.contains("Wrong encryption key") => KeyError::Wrong { path: path.to_owned() }.into(),
        other => lock::explain(path, WarehouseError::told(other)),
    })?;
    Sealed::by(key).register(&connection, key)?;
    Ok(Database { connection, _handle: Some(handle) })
}

#[cfg(not(feature = "encryption"))]
fn connect_encrypted(path: &Path, _: &Limits, _: &Key) -> Result<Database, WarehouseError> {
    Err(KeyError::NotBuilt { path: path.to_owned() }.into())
}

/// A workspace's folders in which the engine may read and write files.
const FOLDERS: [&str; 3] = [STAGING, "exports", "backups"];

/// Where files stand that are not whole yet.
const STAGING: &str = ".staging";

/// The engine on the workspace's file: from here on it sees no file outside of the workspace's folders, and nobody can
/// change that, nor any other setting but the two that the program sets for a session.
fn connect_fenced(path: &Path, limits: &Limits) -> Result<Database, WarehouseError> {
    let database = connect(path, limits)?;
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folders = FOLDERS.map(|name| literal(&path.with_file_name(name).display().to_string()));
    database.connection.execute_batch(&include_str!("sql/fence.sql").replace("/*folders*/", &folders.join(", ")))?;
    Ok(database)
}

/// Nothing calls out and nothing is downloaded: extensions are those in the binary.
const SETTINGS: [(&str, &str); 2] = [("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false")];

fn engine() -> Result<Config, duckdb::Error> {
    SETTINGS.into_iter().try_fold(Config::default(), |config, (name, value)| config.with(name, value))
}
