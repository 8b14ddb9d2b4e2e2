//! Where a database is: `postgres://user@host:port/database?sslmode=…`, `mysql://…`, or `sqlite:path`.

use super::dialect::Dialect;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A checked address; it holds no password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub(super) dialect: Dialect,
    pub(super) url: String,
    /// As it is shown to people: without what is only about the connection.
    shown: String,
    /// The database's own name, which stands for it in a batch's.
    name: String,
}

/// What is wrong with an address, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct AddressError {
    pub what: String,
    pub right: String,
}

/// What an address may say behind its `?`, a server each.
const POSTGRES: [&str; 6] = ["sslmode", "sslrootcert", "sslcert", "sslkey", "host", "application_name"];
const MYSQL: [&str; 5] = ["ssl-mode", "ssl-ca", "ssl-cert", "ssl-key", "socket"];

/// Those of them that name files.
const FILES: [&str; 7] = ["sslrootcert", "sslcert", "sslkey", "ssl-ca", "ssl-cert", "ssl-key", "socket"];

const FORMS: &str = "expected postgres://USER@HOST/DATABASE, mysql://USER@HOST/DATABASE or sqlite:FILE";

impl Address {
    /// # Errors
    /// What is no such address, holds a password, or states what the server's client does not know.
    pub fn parse(text: &str) -> Result<Address, AddressError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return sqlite(path);
        }
        let dialect = match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Dialect::Postgres,
            Some(("mysql" | "mariadb", _)) => Dialect::MySql,
            // What it is may hold a password, so it is not repeated.
            _ => return Err(wrong("this is the address of no database", FORMS)),
        };
        let url =
            sqlx::any::AnyConnectOptions::from_str(text).map_err(|_| wrong("the address cannot be read", FORMS))?;
        let url = url.database_url;
        let is_secret = |name: &str| matches!(name, "password" | "passwd" | "pwd");
        if url.password().is_some() || url.query_pairs().any(|(name, _)| is_secret(&name)) {
            return Err(wrong(
                "a password stands in the address",
                "take it out, and name a variable of the environment in password_env, or a file in password_file",
            ));
        }
        let known: &[&str] = if dialect == Dialect::Postgres { &POSTGRES } else { &MYSQL };
        if let Some((name, _)) = url.query_pairs().find(|(name, _)| !known.contains(&name.as_ref())) {
            return Err(wrong(
                format!("an address of {dialect} has no {name:?}"),
                format!("expected one of {}", known.join(", ")),
            ));
        }
        let name = url.path().trim_start_matches('/').to_owned();
        let host = url.host_str().unwrap_or_default().to_owned();
        if name.is_empty() || host.is_empty() {
            return Err(wrong("the address names no host or no database", FORMS));
        }
        let user = if url.username().is_empty() { String::new() } else { format!("{}@", url.username()) };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let shown = format!("{}://{user}{host}{port}/{name}", dialect.scheme());
        let address = Address { dialect, url: text.to_owned(), shown, name };
        super::client::check(&address)?;
        Ok(address)
    }

    /// The same with its files from a folder, where their paths are not whole.
    #[must_use]
    pub fn from_folder(&self, folder: &Path) -> Address {
        let mut address = self.clone();
        if self.dialect == Dialect::Sqlite {
            address.url = folder.join(&self.url).display().to_string();
        } else if let Some((place, params)) = self.url.split_once('?') {
            let param = |param: &str| match param.split_once('=') {
                Some((name, path)) if FILES.contains(&name) && !path.starts_with(['/', '%']) => {
                    format!("{name}={}", folder.join(path).display())
                }
                _ => param.to_owned(),
            };
            address.url = format!("{place}?{}", params.split('&').map(param).collect::<Vec<_>>().join("&"));
        }
        address
    }

    /// The database's own name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a file, and no server asks who we are.
    pub fn is_file(&self) -> bool {
        self.dialect == Dialect::Sqlite
    }

    /// Whether a text is meant for an address, and not for a file's name.
    pub fn is_meant(text: &str) -> bool {
        text.contains("://") || text.starts_with("sqlite:")
    }
}

fn sqlite(path: &str) -> Result<Address, AddressError> {
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path.contains('?') || path == ":memory:" {
        return Err(wrong("the address names no file", "expected sqlite:FILE, its path from the workspace's folder"));
    }
    let name = PathBuf::from(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Address { dialect: Dialect::Sqlite, url: path.to_owned(), shown: format!("sqlite:{path}"), name })
}

fn wrong(what: impl Into<String>, right: impl Into<String>) -> AddressError {
    AddressError { what: what.into(), right: right.into() }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

pub(super) fn unknown_value(error: &sqlx::Error) -> AddressError {
    let what = match error {
        sqlx::Error::Configuration(what) => what.to_string(),
        other => other.to_string(),
    };
    let right = "sslmode is disable, prefer, require, verify-ca or verify-full; ssl-mode is DISABLED, PREFERRED, REQUIRED, \
                 VERIFY_CA or VERIFY_IDENTITY";
    wrong(what, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_what_is_about_the_connection() {
        let shown = |text: &str| Address::parse(text).unwrap().to_string();
        assert_eq!(shown("postgres://reader@db:5433/shop?sslmode=verify-full"), "postgres://reader@db:5433/shop");
        assert_eq!(shown("mariadb://db.example.com/shop"), "mysql://db.example.com/shop");
        assert_eq!(shown("sqlite:data/till.db"), "sqlite:data/till.db");
        assert_eq!(Address::parse("sqlite:data/till.db").unwrap().name(), "till");
    }

    #[test]
    fn a_password_is_refused_and_not_repeated() {
        for text in [
            "postgres://u:hush@db/shop",
            "mysql://u@db/shop?password=hush",
            "oracle://u:hush@db/shop",
            "postgres://u:hush@/",
        ] {
            let error = Address::parse(text).unwrap_err();
            assert!(!format!("{error:?}").contains("hush"), "{error:?}");
        }
    }

    #[test]
    fn what_the_client_does_not_know_is_refused() {
        let told = |text: &str| Address::parse(text).unwrap_err().what;
        assert_eq!(told("postgres://db/shop?ssl=true"), "an address of PostgreSQL has no \"ssl\"");
        assert_eq!(told("postgres://db"), "the address names no host or no database");
        assert_eq!(told("shop"), "this is the address of no database");
        assert!(told("postgres://db/shop?sslmode=always").contains("always"));
        assert!(told("mysql://db/shop?ssl-mode=always").contains("always"));
    }

    #[test]
    fn its_files_are_from_a_folder() {
        let url = |text: &str| Address::parse(text).unwrap().from_folder(Path::new("/shop")).url;
        assert_eq!(
            url("postgres://db/x?sslmode=verify-ca&sslrootcert=ca.pem"),
            "postgres://db/x?sslmode=verify-ca&sslrootcert=/shop/ca.pem"
        );
        assert_eq!(url("mysql://db/x?ssl-ca=/etc/ca.pem"), "mysql://db/x?ssl-ca=/etc/ca.pem");
        assert_eq!(url("sqlite:till.db"), "/shop/till.db");
        assert_eq!(url("sqlite:/data/till.db"), "/data/till.db");
    }
}
