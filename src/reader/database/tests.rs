//! Queries as the servers get them.

use super::dialect::{Column, Dialect};
use super::query::{Query, Statement};
use super::{Address, Relation, Start, Table};
use jiff::tz::TimeZone;

fn table(url: &str, relation: Relation, watermark: &[&str]) -> Table {
    Table {
        address: Address::parse(url).unwrap(),
        password: None,
        relation,
        watermark: watermark.iter().map(|name| (*name).to_owned()).collect(),
        zone: TimeZone::UTC,
    }
}

fn columns(described: &[(&str, &str)]) -> Vec<Column> {
    described.iter().map(|(name, kind)| Column { name: (*name).into(), kind: (*kind).into() }).collect()
}

fn said(statement: &Statement) -> String {
    format!("{} -- {}", statement.sql, statement.values.join(", "))
}

fn mark(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn postgresql_gets_values_of_the_columns_types() {
    let orders = table("postgres://db/shop", Relation::Table(mark(&["public", "or\"ders"])), &["at", "id"]);
    let columns = columns(&[("id", "INT8"), ("at", "TIMESTAMPTZ"), ("seal", "BYTEA")]);
    let query = Query::over(&orders, &columns).unwrap();
    let after = Start::After(mark(&["2026-06-30 10:00:00+00", "7"]));
    assert_eq!(
        said(&query.rows(&after, Some(&mark(&["2026-07-01 00:00:00+00"])), None)),
        "SELECT CAST(\"id\" AS text), CAST(\"at\" AS text), encode(\"seal\", 'hex'), CAST(fetched.\"at\" AS text), CAST(fetched.\"id\" AS text) \
         FROM \"public\".\"or\"\"ders\" AS fetched \
         WHERE fetched.\"at\" >= CAST(CAST($1 AS text) AS TIMESTAMPTZ) \
         AND (fetched.\"at\" > CAST(CAST($2 AS text) AS TIMESTAMPTZ) OR fetched.\"id\" > CAST(CAST($3 AS text) AS INT8)) \
         AND fetched.\"at\" <= CAST(CAST($4 AS text) AS TIMESTAMPTZ) \
         ORDER BY fetched.\"at\", fetched.\"id\" \
         -- 2026-06-30 10:00:00+00, 2026-06-30 10:00:00+00, 7, 2026-07-01 00:00:00+00"
    );
}

#[test]
fn mysql_gets_a_query_in_a_tables_place() {
    let orders = table("mysql://db/shop", Relation::Query("SELECT * FROM orders; ".into()), &["id"]);
    let columns = columns(&[("id", "BIGINT UNSIGNED"), ("flags", "BIT")]);
    let query = Query::over(&orders, &columns).unwrap();
    assert_eq!(
        said(&query.nth(&Start::From("5".into()), 100, "900")),
        "SELECT CAST(fetched.`id` AS CHAR) FROM (SELECT * FROM orders\n) AS fetched \
         WHERE fetched.`id` >= CAST(? AS UNSIGNED) AND fetched.`id` <= CAST(? AS UNSIGNED) ORDER BY fetched.`id` LIMIT 1 OFFSET 99 -- 5, 900"
    );
    assert!(query.rows(&Start::Beginning, None, Some(3)).sql.contains("CAST(`flags` + 0 AS CHAR)"));
}

#[test]
fn a_column_without_an_order_is_no_watermark() {
    let orders = table("postgres://db/shop", Relation::Table(mark(&["orders"])), &["doc"]);
    let columns = columns(&[("doc", "JSONB")]);
    let error = Query::over(&orders, &columns).err().unwrap();
    assert_eq!(
        format!("{error} ({})", error.hint().unwrap()),
        "postgres://db/shop: doc is of type jsonb, by which rows are in no order that can be gone on from \
         (take a column of times, dates or numbers that grow with every change)"
    );
}

#[test]
fn names_are_quoted_as_each_server_does() {
    assert_eq!(Dialect::Postgres.quoted("a\"b"), "\"a\"\"b\"");
    assert_eq!(Dialect::MySql.quoted("a`b"), "`a``b`");
    assert_eq!(Dialect::Sqlite.quoted("a\"b"), "\"a\"\"b\"");
}
