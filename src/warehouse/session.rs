use super::encryption::Sealed;
use super::lent::Lent;
use super::uses::{Use, Uses};
use super::{HashKey, Inflow, Lookup, WarehouseError, cells, inflow, lookup, relation};
use crate::value::{Args, Cell, Column, Kind, Page, Table};
use duckdb::{Connection, InterruptHandle, Statement};
use std::sync::{Arc, Mutex};

/// One connection: a screen's query, a job's transaction.
pub struct Session {
    connection: Connection,
    hash_key: Arc<HashKey>,
    sealed: Option<Sealed>,
    /// Ends after the connection.
    _use: Use,
}

impl Session {
    pub(super) fn new(connection: Connection, hash_key: Arc<HashKey>, sealed: Option<Sealed>, its_use: Use) -> Session {
        Session { connection, hash_key, sealed, _use: its_use }
    }

    /// On a database that is only being made or looked at: it has no key beside it, and nobody else uses it.
    pub(super) fn alone(connection: Connection) -> Session {
        Session::new(connection, Arc::new(HashKey::fresh()), None, Uses::begin(&Arc::default()))
    }

    /// The key beside the file.
    pub fn hash_key(&self) -> &HashKey {
        &self.hash_key
    }

    /// What files that are written from it are encrypted with; none where the database is plain.
    pub(super) fn sealed(&self) -> Option<&Sealed> {
        self.sealed.as_ref()
    }

    /// Stops whatever the session runs, from another thread.
    pub fn interrupt_handle(&self) -> Arc<InterruptHandle> {
        self.connection.interrupt_handle()
    }

    /// Looks names up in another catalogue from now on.
    pub fn enter(&self, catalog: &str) -> Result<(), WarehouseError> {
        self.batch(&format!("USE {}", relation::quoted(catalog)))
    }

    /// Runs one or many statements without parameters.
    pub fn batch(&self, sql: &str) -> Result<(), WarehouseError> {
        Ok(self.connection.execute_batch(sql)?)
    }

    /// Runs one statement with its `$names` bound, and says how many rows it changed.
    pub fn execute(&self, sql: &str, args: &Args) -> Result<u64, WarehouseError> {
        let mut statement = self.bound(sql, args)?;
        Ok(statement.raw_execute()? as u64)
    }

    /// All rows of a query: for answers that are known to be short.
    pub fn query(&self, sql: &str, args: &Args) -> Result<Table, WarehouseError> {
        let mut statement = self.bound(sql, args)?;
        statement.raw_execute()?;
        let columns = self.columns_of(&statement);
        let mut table = Table { rows: Vec::new(), offset: 0, total: 0, columns };
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            table.rows.push(cells::of_row(row, table.columns.len())?);
        }
        table.total = table.rows.len() as u64;
        Ok(table)
    }

    /// One page of a query: sorted, filtered and searched by the engine.
    pub fn page(&self, sql: &str, args: &Args, page: &Page) -> Result<Table, WarehouseError> {
        let (rows, args) = self.paged(sql, args, page)?;
        let mut table = self.query(&rows, &args)?;
        table.offset = page.offset;
        table.total = match table.total {
            n if page.offset == 0 && n < page.limit => n,
            _ => {
                let whole = Page { offset: 0, limit: Page::all().limit, sort: Vec::new(), ..page.clone() };
                let (rows, args) = self.paged(sql, &args, &whole)?;
                self.scalar(&format!("SELECT count(*) FROM ({rows})"), &args)?.integer().unwrap_or(0).unsigned_abs()
            }
        };
        Ok(table)
    }

    /// The SQL of one page of a query, and what it binds.
    pub fn paged(&self, sql: &str, args: &Args, page: &Page) -> Result<(String, Args), WarehouseError> {
        let (rows, more) = relation::paged(sql, args, &self.describe(sql, args)?, page)?;
        let mut args = args.clone();
        args.extend(more);
        Ok((rows, args))
    }

    /// The columns that a query would give.
    pub fn describe(&self, sql: &str, args: &Args) -> Result<Vec<Column>, WarehouseError> {
        let described = self.query(&format!("DESCRIBE {}", relation::statement(sql)), args)?;
        let column = |row: usize| {
            let name = described.text(row, "column_name");
            Column { name: name.to_owned(), kind: Kind::of(name, described.text(row, "column_type")) }
        };
        Ok((0..described.rows.len()).map(column).collect())
    }

    /// The first cell of the first row; null where there is none.
    pub fn scalar(&self, sql: &str, args: &Args) -> Result<Cell, WarehouseError> {
        let table = self.query(sql, args)?;
        Ok(table.rows.into_iter().next().and_then(|row| row.into_iter().next()).unwrap_or_default())
    }

    /// Calls `each` with the rows of a query, a batch at a time: for exports and for the mathematics.
    pub fn stream<E: From<WarehouseError>>(
        &self,
        sql: &str,
        args: &Args,
        mut each: impl FnMut(&[Cell]) -> Result<(), E>,
    ) -> Result<Vec<Column>, E> {
        let columns = self.describe(sql, args)?;
        let mut statement = self.bound(sql, args)?;
        statement.raw_execute().map_err(WarehouseError::from)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(WarehouseError::from)? {
            each(&cells::of_row(row, columns.len())?)?;
        }
        Ok(columns)
    }

    /// Reads all of a table, named as `schema.table`, so that a damaged page of it is noticed.
    pub fn read_through(&self, table: &str) -> Result<(), WarehouseError> {
        let (schema, name) = table.split_once('.').unwrap_or(("main", table));
        let sql =
            format!("SELECT bit_xor(hash(*COLUMNS(*))) FROM {}.{}", relation::quoted(schema), relation::quoted(name));
        self.scalar(&sql, &Args::new()).map(drop)
    }

    /// Writes all that flows in to the table's columns of the same names, and says how many rows these were. Several
    /// threads write, so rows come to stand beside one another in no order that could be relied on.
    pub fn pour(&self, schema: &str, table: &str, inflow: Arc<Mutex<dyn Inflow>>) -> Result<u64, WarehouseError> {
        let lent = inflow::lend(inflow);
        self.batch("SET SESSION preserve_insertion_order = false")?;
        let (schema, table) = (relation::quoted(schema), relation::quoted(table));
        let sql = format!("INSERT INTO {schema}.{table} BY NAME FROM inflow({})", lent.number());
        let poured = self.execute(&sql, &Args::new());
        // Where the transaction has broken off, nothing can be set in it any more.
        let reset = self.batch("RESET SESSION preserve_insertion_order");
        let rows = poured?;
        reset.map(|()| rows)
    }

    /// Lends what is known of records to statements, which ask for it as `lookup(number, record)`.
    pub fn lend(&self, known: Arc<dyn Lookup>) -> Lent<dyn Lookup> {
        lookup::lend(known)
    }

    /// Appends rows of cells to a table: for results of the mathematics.
    pub fn append_rows(&self, schema: &str, table: &str, rows: &[Vec<Cell>]) -> Result<(), WarehouseError> {
        let mut appender = self.connection.appender_to_db(table, schema)?;
        for row in rows {
            appender.append_row(duckdb::appender_params_from_iter(row.iter()))?;
        }
        Ok(appender.flush()?)
    }

    /// Runs `work` in a transaction: committed if it succeeds, rolled back if it fails or panics.
    pub fn transaction<T, E: From<WarehouseError>>(&self, work: impl FnOnce(&Session) -> Result<T, E>) -> Result<T, E> {
        let transaction = self.connection.unchecked_transaction().map_err(WarehouseError::from)?;
        let done = work(self)?;
        transaction.commit().map_err(WarehouseError::from)?;
        Ok(done)
    }

    fn bound(&self, sql: &str, args: &Args) -> Result<Statement<'_>, WarehouseError> {
        let mut statement = self.connection.prepare(sql)?;
        for at in 1..=statement.parameter_count() {
            let name = statement.parameter_name(at)?;
            let cell = args.get(&name).ok_or(WarehouseError::MissingArgument { name })?;
            statement.raw_bind_parameter(at, cell)?;
        }
        Ok(statement)
    }

    fn columns_of(&self, statement: &Statement<'_>) -> Vec<Column> {
        let schema = statement.schema();
        schema.fields().iter().map(|field| relation::column(field)).collect()
    }
}
