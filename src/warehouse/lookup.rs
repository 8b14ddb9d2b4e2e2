//! Numbers that the program knows of records, as a function that a statement can call: so that what was counted as they came
//! need not be counted by the engine again.

use super::WarehouseError;
use super::lent::{Lent, Shelf};
use duckdb::Connection;
use duckdb::arrow::array::{Array, AsArray, UInt64Array};
use duckdb::arrow::datatypes::{DataType, UInt64Type};
use duckdb::arrow::record_batch::RecordBatch;
use duckdb::vscalar::{ArrowFunctionSignature, VArrowScalar};
use std::error::Error;
use std::sync::Arc;

/// What is known of records by their numbers. Many threads ask at once.
pub trait Lookup: Send + Sync {
    fn of(&self, record: u64) -> Option<u64>;
}

static LENT: Shelf<dyn Lookup> = Shelf::new();

/// Statements may ask it as `lookup(number, record)` as long as what is given back stands.
pub(super) fn lend(lookup: Arc<dyn Lookup>) -> Lent<dyn Lookup> {
    LENT.lend(lookup)
}

/// Makes the function known to all connections of a database.
pub(super) fn register(connection: &Connection) -> Result<(), WarehouseError> {
    Ok(connection.register_scalar_function::<Function>("lookup")?)
}

struct Function;

impl VArrowScalar for Function {
    type State = ();

    fn invoke((): &(), asked: RecordBatch) -> Result<Arc<dyn Array>, Box<dyn Error>> {
        let (numbers, records) =
            (asked.column(0).as_primitive::<UInt64Type>(), asked.column(1).as_primitive::<UInt64Type>());
        let Some(number) = numbers.iter().flatten().next() else {
            return Ok(Arc::new(UInt64Array::new_null(asked.num_rows())));
        };
        let lookup = LENT.find(number)?;
        Ok(Arc::new(records.iter().map(|record| lookup.of(record?)).collect::<UInt64Array>()))
    }

    fn signatures() -> Vec<ArrowFunctionSignature> {
        vec![ArrowFunctionSignature::exact(vec![DataType::UInt64, DataType::UInt64], DataType::UInt64)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Args, Cell};
    use crate::warehouse::{Limits, Warehouse};

    struct Halves;

    impl Lookup for Halves {
        fn of(&self, record: u64) -> Option<u64> {
            record.is_multiple_of(2).then_some(record / 2)
        }
    }

    #[test]
    fn a_statement_asks_for_what_is_lent_to_it_and_for_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let limits = Limits { memory: "500MB".into(), threads: 4, key: None };
        let warehouse = Warehouse::open(&dir.path().join("foureye.duckdb"), &limits).unwrap();
        let session = warehouse.session().unwrap();
        let lent = session.lend(Arc::new(Halves));
        let sum =
            format!("SELECT sum(lookup({}, n::UBIGINT))::BIGINT FROM range(1000001) AS numbers (n)", lent.number());
        assert_eq!(session.scalar(&sum, &Args::new()).unwrap(), Cell::Integer(125_000_250_000));
        let odd = format!("SELECT lookup({}, 7)", lent.number());
        assert_eq!(session.scalar(&odd, &Args::new()).unwrap(), Cell::Null);
        drop(lent);
        assert!(session.scalar(&odd, &Args::new()).unwrap_err().to_string().contains("nothing is lent under"));
    }
}
