//! What each server's SQL says differently.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    Postgres,
    MySql,
    Sqlite,
}

/// A column as the server describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub name: String,
    /// The server's name for its type, in capitals.
    pub kind: String,
}

impl Dialect {
    pub(super) fn scheme(self) -> &'static str {
        match self {
            Dialect::Postgres => "postgres",
            Dialect::MySql => "mysql",
            Dialect::Sqlite => "sqlite",
        }
    }

    /// A name as its SQL has it.
    pub(super) fn quoted(self, name: &str) -> String {
        match self {
            Dialect::MySql => format!("`{}`", name.replace('`', "``")),
            Dialect::Postgres | Dialect::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A column as the text that lands. Bytes become hexadecimal digits.
    pub(super) fn text(self, column: &Column) -> String {
        let name = self.quoted(&column.name);
        match (self, column.kind.as_str()) {
            (Dialect::Postgres, "BYTEA") => format!("encode({name}, 'hex')"),
            (Dialect::Postgres, _) => format!("CAST({name} AS text)"),
            (Dialect::MySql, "BIT") => format!("CAST({name} + 0 AS CHAR)"),
            (Dialect::MySql, "GEOMETRY") => format!("ST_AsText({name})"),
            (Dialect::MySql, kind) if is_bytes(kind) => format!("LOWER(HEX({name}))"),
            (Dialect::MySql, _) => format!("CAST({name} AS CHAR)"),
            (Dialect::Sqlite, _) => {
                format!("CASE typeof({name}) WHEN 'blob' THEN lower(hex({name})) ELSE CAST({name} AS TEXT) END")
            }
        }
    }

    /// A value as the text by which reading goes on: the same value comes of it again.
    pub(super) fn mark(self, value: &str) -> String {
        match self {
            Dialect::Postgres => format!("CAST({value} AS text)"),
            Dialect::MySql => format!("CAST({value} AS CHAR)"),
            // A cast rounds to 15 digits.
            Dialect::Sqlite => {
                format!(
                    "CASE typeof({value}) WHEN 'real' THEN printf('%!.17g', {value}) ELSE CAST({value} AS TEXT) END"
                )
            }
        }
    }

    /// The place of the value that is bound as the number-th, a mark's text, to be compared with the column; none where the
    /// column is of a type that has no order to read by.
    pub(super) fn bound(self, column: &Column, number: usize) -> Option<String> {
        Some(match self {
            Dialect::Postgres => match column.kind.as_str() {
                "CHAR" => format!("CAST(CAST(${number} AS text) AS bpchar)"),
                "INT2" | "INT4" | "INT8" | "OID" | "NUMERIC" | "FLOAT4" | "FLOAT8" | "DATE" | "TIMESTAMP"
                | "TIMESTAMPTZ" | "TEXT" | "VARCHAR" | "UUID" => {
                    format!("CAST(CAST(${number} AS text) AS {})", column.kind)
                }
                _ => return None,
            },
            Dialect::MySql => match column.kind.as_str() {
                "DATETIME" | "TIMESTAMP" => "CAST(? AS DATETIME(6))".into(),
                "DATE" => "CAST(? AS DATE)".into(),
                "DECIMAL" => "CAST(? AS DECIMAL(65, 30))".into(),
                "CHAR" | "VARCHAR" => "?".into(),
                kind if kind.ends_with("UNSIGNED") => "CAST(? AS UNSIGNED)".into(),
                "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" | "YEAR" => "CAST(? AS SIGNED)".into(),
                _ => return None,
            },
            Dialect::Sqlite if column.kind == "TEXT" => "?".into(),
            Dialect::Sqlite => format!("({})", include_str!("sql/bound_sqlite.sql").trim().trim_end_matches(';')),
        })
    }

    /// Whether a column's times are stored with their zone: they come in UTC.
    pub(super) fn is_instant(self, column: &Column) -> bool {
        matches!((self, column.kind.as_str()), (Dialect::Postgres, "TIMESTAMPTZ") | (Dialect::MySql, "TIMESTAMP"))
    }

    /// What a column's texts look like, in the words that proposals use.
    pub(super) fn looks_like(self, column: &Column) -> &'static str {
        match column.kind.trim_end_matches(" UNSIGNED") {
            "BOOL" | "BOOLEAN" => "flag",
            "INT2" | "INT4" | "INT8" | "OID" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" | "YEAR"
            | "INTEGER" | "BIT" => "integer",
            "NUMERIC" | "DECIMAL" | "FLOAT4" | "FLOAT8" | "FLOAT" | "DOUBLE" | "REAL" => "number",
            "DATE" => "date",
            "TIMESTAMP" | "TIMESTAMPTZ" | "DATETIME" => "time",
            _ => "text",
        }
    }

    /// What a session begins with.
    pub(super) fn opening(self) -> &'static str {
        match self {
            Dialect::Postgres => "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            Dialect::MySql => "SET SESSION TRANSACTION READ ONLY",
            Dialect::Sqlite => "PRAGMA query_only = ON",
        }
    }

    /// The names of what can be read, in order.
    pub(super) fn tables(self) -> &'static str {
        match self {
            Dialect::Postgres => include_str!("sql/tables_postgres.sql"),
            Dialect::MySql => include_str!("sql/tables_mysql.sql"),
            Dialect::Sqlite => include_str!("sql/tables_sqlite.sql"),
        }
    }
}

/// Of MySQL's types.
pub(super) fn is_bytes(kind: &str) -> bool {
    kind.ends_with("BLOB") || matches!(kind, "BINARY" | "VARBINARY")
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Dialect::Postgres => "PostgreSQL",
            Dialect::MySql => "MySQL",
            Dialect::Sqlite => "SQLite",
        })
    }
}
