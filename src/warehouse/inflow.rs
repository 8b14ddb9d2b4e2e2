//! Rows that come from outside the engine, as a table that a statement can read: so that all of the engine's threads make
//! rows of them and write them, where an appender would do both on one.

use super::WarehouseError;
use super::lent::{Lent, Shelf};
use crate::sync::locked;
use duckdb::Connection;
use duckdb::arrow::datatypes::SchemaRef;
use duckdb::arrow::record_batch::RecordBatch;
use duckdb::core::{DataChunkHandle, LogicalTypeHandle, LogicalTypeId};
use duckdb::vtab::arrow::record_batch_to_duckdb_data_chunk;
use duckdb::vtab::{BindInfo, InitInfo, TableFunctionInfo, VTab, to_duckdb_logical_type_for_field};
use std::error::Error;
use std::sync::{Arc, Mutex};

/// The engine takes rows in vectors of at most so many.
const VECTOR: usize = 2048;

/// Where rows come from. One thread at a time asks for them.
pub trait Inflow: Send {
    fn schema(&self) -> SchemaRef;

    /// The next rows, at most so many; none when there are no more.
    fn next(&mut self, most: usize) -> Option<RecordBatch>;
}

type Shared<T> = Arc<Mutex<T>>;

static LENT: Shelf<Mutex<dyn Inflow>> = Shelf::new();

/// A statement may read it as `FROM inflow(number)` as long as what is given back stands.
pub(super) fn lend(inflow: Shared<dyn Inflow>) -> Lent<Mutex<dyn Inflow>> {
    LENT.lend(inflow)
}

/// Makes the function known to all connections of a database.
pub(super) fn register(connection: &Connection) -> Result<(), WarehouseError> {
    Ok(connection.register_table_function::<Function>("inflow")?)
}

struct Function;

/// What a statement reads, until it has come to its end once: a later stretch of it is another statement's.
struct Bound {
    inflow: Mutex<Option<Shared<dyn Inflow>>>,
}

impl VTab for Function {
    type BindData = Bound;
    type InitData = ();

    fn bind(bind: &BindInfo) -> Result<Bound, Box<dyn Error>> {
        let number = bind.get_parameter(0).to_int64() as u64;
        let inflow = LENT.find(number)?;
        for field in locked(&inflow).schema().fields() {
            bind.add_result_column(field.name(), to_duckdb_logical_type_for_field(field)?);
        }
        Ok(Bound { inflow: Mutex::new(Some(inflow)) })
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
    /// The next vector's rows. Each thread reads for itself, one at a time, and then makes vectors of what it has just had in hand.
    fn take(&self) -> Option<RecordBatch> {
        let mut open = locked(&self.inflow);
        let rows = locked(open.as_ref()?).next(VECTOR);
        if rows.is_none() {
            *open = None;
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Args;
    use crate::warehouse::{Limits, Warehouse};
    use duckdb::arrow::array::Int64Array;
    use duckdb::arrow::datatypes::{DataType, Field, Schema};

    /// The numbers below `until`, in batches of many sizes; who asks on after the end gets what a later statement is to have.
    struct Numbers {
        next: i64,
        until: i64,
        has_ended: bool,
    }

    impl Inflow for Numbers {
        fn schema(&self) -> SchemaRef {
            Arc::new(Schema::new(vec![Field::new("n", DataType::Int64, false)]))
        }

        fn next(&mut self, most: usize) -> Option<RecordBatch> {
            let end = self.until.min(self.next + 1 + self.next % most as i64);
            let numbers = match self.has_ended {
                true => vec![-1],
                false => (self.next..end).collect(),
            };
            (self.next, self.has_ended) = (end, numbers.is_empty());
            let batch = RecordBatch::try_new(self.schema(), vec![Arc::new(Int64Array::from(numbers))]).unwrap();
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
            let poured = session
                .pour("landing", "numbers", Arc::new(Mutex::new(Numbers { next: 0, until, has_ended: false })))
                .unwrap();
            assert_eq!(poured, until as u64);
        }
        let told = "SELECT count(DISTINCT n) = 1000000 AND max(n) = 999999 FROM landing.numbers";
        assert_eq!(session.scalar(told, &Args::new()).unwrap(), crate::value::Cell::Flag(true));
    }
}
