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
use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// The engine takes rows in vectors of at most so many.
const VECTOR: usize = 2048;

/// So few rows are left that more are fetched: enough for the other threads until they have come.
const FEW: usize = 8 * VECTOR;

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

/// What a statement reads, and what of it has come and not been given out yet.
struct Bound {
    inflow: Shared<dyn Inflow>,
    come: Mutex<Come>,
}

#[derive(Default)]
struct Come {
    rows: VecDeque<RecordBatch>,
    is_all: bool,
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
        Ok(Bound { inflow, come: Mutex::default() })
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
    /// The next vector's rows. Making vectors of them takes longer than this, and each thread does it for itself. Whoever leaves
    /// few fetches more before that, so that the others need not wait for what is being read.
    fn take(&self) -> Option<RecordBatch> {
        loop {
            let (taken, left) = locked(&self.come).take();
            match taken {
                Some(rows) if left >= FEW => return Some(rows),
                Some(rows) => {
                    if let Ok(mut inflow) = self.inflow.try_lock() {
                        self.fetch(&mut *inflow);
                    }
                    return Some(rows);
                }
                None => {
                    let mut inflow = locked(&self.inflow);
                    // Another may have fetched some until it was this one's turn.
                    if locked(&self.come).rows.is_empty() && !self.fetch(&mut *inflow) {
                        return None;
                    }
                }
            }
        }
    }

    /// Says whether any rows have come.
    fn fetch(&self, inflow: &mut dyn Inflow) -> bool {
        if locked(&self.come).is_all {
            return false;
        }
        let rows = inflow.next();
        let mut come = locked(&self.come);
        come.is_all = rows.is_none();
        come.rows.extend(rows);
        !come.is_all
    }
}

impl Come {
    /// A vector's rows, and how many are left.
    fn take(&mut self) -> (Option<RecordBatch>, usize) {
        let taken = self.rows.pop_front().map(|rows| {
            let count = rows.num_rows().min(VECTOR);
            if count < rows.num_rows() {
                self.rows.push_front(rows.slice(count, rows.num_rows() - count));
            }
            rows.slice(0, count)
        });
        (taken, self.rows.iter().map(RecordBatch::num_rows).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Args;
    use crate::warehouse::{Limits, Warehouse};
    use duckdb::arrow::array::Int64Array;
    use duckdb::arrow::datatypes::{DataType, Field, Schema};

    /// The numbers below `until`, in batches of many sizes.
    struct Numbers {
        next: i64,
        until: i64,
    }

    impl Inflow for Numbers {
        fn schema(&self) -> SchemaRef {
            Arc::new(Schema::new(vec![Field::new("n", DataType::Int64, false)]))
        }

        fn next(&mut self) -> Option<RecordBatch> {
            let end = self.until.min(self.next + 1 + self.next % 30_000);
            let numbers = Int64Array::from_iter_values(self.next..end);
            self.next = end;
            let batch = RecordBatch::try_new(self.schema(), vec![Arc::new(numbers)]).unwrap();
            (batch.num_rows() > 0).then_some(batch)
        }
    }

    #[test]
    fn each_row_arrives_once_on_however_many_threads() {
        let dir = tempfile::tempdir().unwrap();
        let limits = Limits { memory: "500MB".into(), threads: 4, key: None };
        let warehouse = Warehouse::open(&dir.path().join("foureye.duckdb"), &limits).unwrap();
        let session = warehouse.session().unwrap();
        session.batch("CREATE TABLE landing.numbers (n BIGINT)").unwrap();
        for until in [0, 1, 1_000_000] {
            let poured = session.pour("landing", "numbers", Arc::new(Mutex::new(Numbers { next: 0, until }))).unwrap();
            assert_eq!(poured, until as u64);
        }
        let told = "SELECT count(DISTINCT n) = 1000000 AND max(n) = 999999 FROM landing.numbers";
        assert_eq!(session.scalar(told, &Args::new()).unwrap(), crate::value::Cell::Flag(true));
    }
}
