//! Rows that come from outside the engine, as a table that a statement can read: so that all of the engine's threads make
//! rows of them and write them, where an appender would do both on one.

use super::WarehouseError;
use crate::sync::locked;
use duckdb::Connection;
use duckdb::arrow::datatypes::SchemaRef;
use duckdb::arrow::record_batch::RecordBatch;
use duckdb::core::{DataChunkHandle, LogicalTypeHandle, LogicalTypeId};
use duckdb::vtab::arrow::record_batch_to_duckdb_data_chunk;
use duckdb::vtab::{BindInfo, InitInfo, TableFunctionInfo, VTab, to_duckdb_logical_type_for_field};
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// The engine takes rows in vectors of at most so many.
const VECTOR: usize = 2048;

/// Where rows come from. One thread at a time asks for them.
pub trait Inflow: Send {
    fn schema(&self) -> SchemaRef;

    /// The next rows; none when there are no more.
    fn next(&mut self) -> Option<RecordBatch>;
}

/// An inflow that a statement may read by its number, `FROM inflow($number)`, as long as this stands.
pub(super) struct Opened(u64);

type Shared<T> = Arc<Mutex<T>>;

/// The engine hands a table function values only, so what it reads is known by a number.
static OPEN: Mutex<BTreeMap<u64, Shared<dyn Inflow>>> = Mutex::new(BTreeMap::new());
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Opened {
    pub fn new(inflow: Shared<dyn Inflow>) -> Opened {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        locked(&OPEN).insert(number, inflow);
        Opened(number)
    }

    pub fn number(&self) -> u64 {
        self.0
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        locked(&OPEN).remove(&self.0);
    }
}

/// Makes the function known to all connections of a database.
pub(super) fn register(connection: &Connection) -> Result<(), WarehouseError> {
    Ok(connection.register_table_function::<Function>("inflow")?)
}

struct Function;

/// What a statement reads, and what of it has been taken and not been given out yet.
struct Bound {
    inflow: Shared<dyn Inflow>,
    rest: Mutex<Option<RecordBatch>>,
}

impl VTab for Function {
    type BindData = Bound;
    type InitData = ();

    fn bind(bind: &BindInfo) -> Result<Bound, Box<dyn Error>> {
        let number = bind.get_parameter(0).to_int64() as u64;
        let inflow = locked(&OPEN).get(&number).cloned().ok_or("there is no such inflow")?;
        for field in locked(&inflow).schema().fields() {
            bind.add_result_column(field.name(), to_duckdb_logical_type_for_field(field)?);
        }
        Ok(Bound { inflow, rest: Mutex::default() })
    }

    fn init(init: &InitInfo) -> Result<(), Box<dyn Error>> {
        init.set_max_threads(u64::MAX);
        Ok(())
    }

    fn func(func: &TableFunctionInfo<Function>, output: &mut DataChunkHandle) -> Result<(), Box<dyn Error>> {
        match func.get_bind_data().take() {
            Some(rows) => record_batch_to_duckdb_data_chunk(&rows, output),
            None => {
                output.set_len(0);
                Ok(())
            }
        }
    }

    fn parameters() -> Option<Vec<LogicalTypeHandle>> {
        Some(vec![LogicalTypeHandle::from(LogicalTypeId::UBigint)])
    }
}

impl Bound {
    /// The next vector's rows. Making vectors of them takes longer than this, and each thread does it for itself.
    fn take(&self) -> Option<RecordBatch> {
        let mut rest = locked(&self.rest);
        let rows = match rest.take().filter(|rows| rows.num_rows() > 0) {
            Some(rows) => rows,
            None => locked(&self.inflow).next()?,
        };
        let count = rows.num_rows().min(VECTOR);
        *rest = Some(rows.slice(count, rows.num_rows() - count));
        Some(rows.slice(0, count))
    }
}
