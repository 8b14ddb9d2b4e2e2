//! A session with one of the three servers.

use super::address::{Address, AddressError, unknown_value};
use super::dialect::{Column, Dialect, is_bytes};
use super::error::{DatabaseError, Stage};
use super::query::Statement;
use super::{Secret, Table};
use futures::TryStreamExt;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{
    AssertSqlSafe, Column as _, ColumnIndex, ConnectOptions, Database, Decode, Encode, Executor, IntoArguments,
    Row as _, SqlSafeStr, Statement as _, Type, TypeInfo as _,
};
use std::str::FromStr;
use std::time::Duration;

/// How long a server has to let us in.
const KNOCK: Duration = Duration::from_secs(20);

/// How long a server may take to send its next row: sorting a large table takes its time, and a line that is dead says nothing.
const PATIENCE: Duration = Duration::from_secs(600);

/// A row's cells; none where the cell is no UTF-8.
pub(super) type Cells = Vec<Result<Option<String>, ()>>;

pub(super) struct Client {
    connection: Connection,
    dialect: Dialect,
    place: String,
}

enum Connection {
    Postgres(PgConnection),
    MySql(MySqlConnection),
    Sqlite(SqliteConnection),
}

/// The same for whichever server it is.
macro_rules! with {
    ($connection:expr, $name:ident => $work:expr) => {
        match $connection {
            Connection::Postgres($name) => $work,
            Connection::MySql($name) => $work,
            Connection::Sqlite($name) => $work,
        }
    };
}

/// Whether the client knows what an address states.
pub(super) fn check(address: &Address) -> Result<(), AddressError> {
    let checked = match address.dialect {
        Dialect::Postgres => PgConnectOptions::from_str(&address.url).map(|_| ()),
        Dialect::MySql => MySqlConnectOptions::from_str(&address.url).map(|_| ()),
        Dialect::Sqlite => Ok(()),
    };
    checked.map_err(|error| unknown_value(&error))
}

impl Client {
    pub async fn connect(table: &Table) -> Result<Client, DatabaseError> {
        let (dialect, place) = (table.address.dialect, table.address.to_string());
        let opened = tokio::time::timeout(KNOCK, open(&table.address, table.password.as_ref())).await;
        let connection = opened.map_err(|_| DatabaseError::Unreachable {
            place: place.clone(),
            what: format!("no answer within {} seconds", KNOCK.as_secs()),
        })?;
        let connection =
            connection.map_err(|error| DatabaseError::of(error, dialect, place.clone(), Stage::Connecting))?;
        let mut client = Client { connection, dialect, place };
        client.run(dialect.opening()).await?;
        Ok(client)
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), DatabaseError> {
        let done = with!(&mut self.connection, connection => connection.execute(sqlx::raw_sql(sql)).await.map(|_| ()));
        done.map_err(|error| self.error(error, 0))
    }

    /// The columns that a query would give.
    pub async fn describe(&mut self, sql: String) -> Result<Vec<Column>, DatabaseError> {
        let described = with!(&mut self.connection, connection => describe(connection, sql).await);
        described.map_err(|error| self.error(error, 0))
    }

    /// Hands over the rows of a statement one after the other, until `each` wants no more.
    pub async fn rows(
        &mut self,
        statement: &Statement,
        each: &mut (dyn FnMut(Cells) -> bool + Send),
    ) -> Result<(), DatabaseError> {
        let mut passed = 0;
        let mut counted = |cells: Cells| {
            passed += 1;
            each(cells)
        };
        let ended = with!(&mut self.connection, connection => rows(connection, statement, &mut counted).await);
        match ended {
            Ok(true) => Ok(()),
            Ok(false) => Err(DatabaseError::Silent { place: self.place.clone(), minutes: PATIENCE.as_secs() / 60 }),
            Err(error) => Err(self.error(error, passed)),
        }
    }

    /// The only row of a statement, or none.
    pub async fn row(&mut self, statement: &Statement) -> Result<Option<Vec<Option<String>>>, DatabaseError> {
        let mut found = None;
        let mut keep = |cells: Cells| {
            found = Some(cells.into_iter().map(|cell| cell.ok().flatten()).collect());
            true
        };
        self.rows(statement, &mut keep).await?;
        Ok(found)
    }

    fn error(&self, error: sqlx::Error, rows: u64) -> DatabaseError {
        DatabaseError::of(error, self.dialect, self.place.clone(), Stage::Reading(rows))
    }
}

/// Statements are not logged: they may hold what is nobody's business.
async fn open(address: &Address, password: Option<&Secret>) -> sqlx::Result<Connection> {
    let url = address.url.as_str();
    Ok(match address.dialect {
        Dialect::Postgres => {
            let mut options = PgConnectOptions::from_str(url)?.application_name("foureye").disable_statement_logging();
            if let Some(Secret(password)) = password {
                options = options.password(password);
            }
            Connection::Postgres(options.connect().await?)
        }
        Dialect::MySql => {
            let mut options = MySqlConnectOptions::from_str(url)?.disable_statement_logging();
            if let Some(Secret(password)) = password {
                options = options.password(password);
            }
            Connection::MySql(options.connect().await?)
        }
        Dialect::Sqlite => {
            let options = SqliteConnectOptions::new().filename(url).read_only(true).create_if_missing(false);
            Connection::Sqlite(options.disable_statement_logging().connect().await?)
        }
    })
}

async fn describe<C: sqlx::Connection>(connection: &mut C, sql: String) -> sqlx::Result<Vec<Column>>
where
    for<'c> &'c mut C: Executor<'c, Database = C::Database>,
    str: Type<C::Database>,
{
    let statement = connection.prepare(AssertSqlSafe(sql).into_sql_str()).await?;
    let column = |column: &<C::Database as Database>::Column| {
        let kind = column.type_info().name().to_uppercase();
        // MySQL names texts that are compared by their bytes as it names bytes.
        let is_text = is_bytes(&kind) && <str as Type<C::Database>>::compatible(column.type_info());
        Column { name: column.name().to_owned(), kind: if is_text { "VARCHAR".into() } else { kind } }
    };
    Ok(statement.columns().iter().map(column).collect())
}

/// False where the server has been silent for too long.
async fn rows<C: sqlx::Connection>(
    connection: &mut C,
    statement: &Statement,
    each: &mut (dyn FnMut(Cells) -> bool + Send),
) -> sqlx::Result<bool>
where
    for<'c> &'c mut C: Executor<'c, Database = C::Database>,
    for<'q> &'q str: Encode<'q, C::Database> + Type<C::Database>,
    for<'r> &'r str: Decode<'r, C::Database>,
    usize: ColumnIndex<<C::Database as Database>::Row>,
    <C::Database as Database>::Arguments: IntoArguments<C::Database>,
{
    let mut query = sqlx::query::<C::Database>(AssertSqlSafe(statement.sql.clone()));
    for value in &statement.values {
        query = query.bind(value.as_str());
    }
    let mut rows = connection.fetch(query);
    loop {
        let Ok(next) = tokio::time::timeout(PATIENCE, rows.try_next()).await else { return Ok(false) };
        let Some(row) = next? else { return Ok(true) };
        let cell = |at: usize| {
            row.try_get_unchecked::<Option<&str>, _>(at).map(|text| text.map(str::to_owned)).map_err(|_| ())
        };
        if !each((0..row.len()).map(cell).collect()) {
            return Ok(true);
        }
    }
}
