//! A database to read from: a schema of its own on a real server, or a file.

use sqlx::{AssertSqlSafe, Connection, Executor};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// The variable that holds the password of the servers' user.
pub const PASSWORD: &str = "FOUREYE_TEST_PASSWORD";

pub enum Server {
    Postgres { url: String, schema: String },
    MySql { url: String, name: String },
    Sqlite { folder: TempDir },
}

/// Lets a test run against every server that there is.
pub fn each(test: &str, run: impl Fn(&Server)) {
    run(&Server::sqlite());
    for server in [Server::postgres(test), Server::mysql(test)].into_iter().flatten() {
        run(&server);
    }
}

impl Server {
    pub fn sqlite() -> Server {
        Server::Sqlite { folder: tempfile::tempdir().unwrap() }
    }

    pub fn postgres(test: &str) -> Option<Server> {
        let url = address(test, "FOUREYE_TEST_POSTGRES")?;
        let server = Server::Postgres { url, schema: unique() };
        if let Server::Postgres { schema, .. } = &server {
            server.run(&[&format!("CREATE SCHEMA {schema}")]);
        }
        Some(server)
    }

    pub fn mysql(test: &str) -> Option<Server> {
        let url = address(test, "FOUREYE_TEST_MYSQL")?;
        let name = unique();
        let url_there = url.replace("/foureye?", &format!("/{name}?"));
        let create = format!("CREATE DATABASE {name} CHARACTER SET utf8mb4");
        execute(&Server::MySql { url, name: name.clone() }.whole(), &[&create]);
        Some(Server::MySql { url: url_there, name })
    }

    /// Runs statements, as a user who may do anything.
    pub fn run(&self, statements: &[&str]) {
        execute(&self.whole(), statements);
    }

    /// How `sources.toml` begins a source's database.
    pub fn source(&self, source: &str) -> String {
        self.source_at(source, &self.url())
    }

    pub fn source_at(&self, source: &str, url: &str) -> String {
        let password = if matches!(self, Server::Sqlite { .. }) {
            String::new()
        } else {
            format!("password_env = {PASSWORD:?}\n")
        };
        format!("[source.{source}.database]\nurl = {url:?}\n{password}")
    }

    /// A table as a source names it.
    pub fn table(&self, table: &str) -> String {
        match self {
            Server::Postgres { schema, .. } => format!("{schema}.{table}"),
            Server::MySql { .. } | Server::Sqlite { .. } => table.to_owned(),
        }
    }

    /// The address, without a password.
    pub fn url(&self) -> String {
        match self {
            Server::Postgres { url, .. } | Server::MySql { url, .. } => url.clone(),
            Server::Sqlite { .. } => format!("sqlite:{}", self.file().display()),
        }
    }

    fn file(&self) -> PathBuf {
        let Server::Sqlite { folder } = self else { panic!("no file") };
        folder.path().join("shop.db")
    }

    /// The address for who sets the tables up, with the schema in which they are.
    fn whole(&self) -> String {
        let password = std::env::var(PASSWORD).unwrap_or_default();
        match self {
            Server::Postgres { url, schema } => {
                format!(
                    "{}&options=-csearch_path%3D{schema}",
                    url.replacen("foureye@", &format!("foureye:{password}@"), 1)
                )
            }
            Server::MySql { url, .. } => url.replacen("foureye@", &format!("foureye:{password}@"), 1),
            Server::Sqlite { .. } => format!("sqlite://{}?mode=rwc", self.file().display()),
        }
    }
}

/// A server's address; a test that is skipped says so, and must not be in CI.
fn address(test: &str, variable: &str) -> Option<String> {
    let address = std::env::var(variable).ok();
    if address.is_none() {
        assert!(
            std::env::var_os("CI").is_none_or(|ci| ci != "true"),
            "{test}: {variable} is not set; .ci/servers sets it"
        );
        eprintln!("skipped: {test}: {variable} is not set; .ci/servers sets it");
    }
    address
}

fn unique() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

fn execute(url: &str, statements: &[&str]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        sqlx::any::install_default_drivers();
        let mut connection = sqlx::AnyConnection::connect(url).await.unwrap();
        for statement in statements {
            let sql = sqlx::raw_sql(AssertSqlSafe((*statement).to_owned()));
            connection.execute(sql).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        connection.close().await.unwrap();
    });
}
