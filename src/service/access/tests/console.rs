//! What SQL of one's own may look at, and for how long.

use super::desk::Desk;
use crate::service::{Relation, Request};
use crate::value::{Args, Page, Scope};
use std::path::Path;

#[test]
fn the_console_looks_at_the_warehouse_and_at_nothing_else() {
    let desk = Desk::full();
    for sql in [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "FROM '/etc/passwd'",
        "FROM 'x.csv'",
        "SELECT * FROM glob('*')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_views()",
        "FROM duckdb_views",
        "FROM information_schema.tables",
        "FROM pg_catalog.pg_tables",
        "FROM sqlite_master",
        "SELECT getenv('HOME')",
        "SELECT current_setting('memory_limit')",
        "SELECT current_database()",
        "SELECT * FROM query('FROM foureye.core.customer')",
        "SELECT * FROM query_table('foureye.core.customer')",
        "FROM foureye.core.customer",
        "SELECT * FROM foureye.core.customer_word",
        "FROM masked.core.customer",
        "FROM (FROM (SELECT * FROM foureye.core.customer))",
        "SELECT (SELECT max(name) FROM foureye.core.customer)",
        "SELECT 1 WHERE EXISTS (FROM duckdb_tables())",
        // A name that WITH gives holds where it is given, and for what comes after it.
        "SELECT * FROM (WITH duckdb_views AS (SELECT 1) SELECT 1), duckdb_views",
        "WITH a AS (FROM duckdb_views), duckdb_views AS (SELECT 1) FROM a",
        "SELECT nextval('ops.run_ids')",
        "SELECT stats(name) FROM core.customer",
        "SHOW DATABASES",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT * FROM inflow(1)",
        "SELECT list_transform([1], lambda x: getvariable('a'))",
        "SELECT count(*) FILTER (current_setting('threads') = '1') FROM core.customer",
        "SELECT row_number() OVER (ORDER BY current_setting('threads'))",
        "CREATE TABLE a (b INT)",
        "COPY core.customer TO 'x.csv'",
        "SELECT 1; SELECT 2",
    ] {
        for user in ["mei", "max"] {
            let fault = desk.query(user, sql).expect_err(sql);
            assert!(!fault.message.is_empty() && fault.hint.is_some(), "{sql}: {fault}");
        }
        let owned = desk.owned(Request::Rows {
            relation: Relation::Console { sql: sql.into() },
            scope: Scope::default(),
            page: Page::default(),
        });
        assert!(owned.is_err(), "{sql}");
    }
    for sql in [
        "WITH a AS (SELECT 1 AS b), c AS (FROM a) SELECT b + 1 FROM c",
        "WITH RECURSIVE a AS (SELECT 1 AS b UNION ALL SELECT b + 1 FROM a WHERE b < 3) SELECT max(b) FROM a",
        "SELECT count(*) FILTER (revenue > 0) OVER (ORDER BY ordered_on) FROM core.sale",
        "SELECT list_transform([1, 2], lambda x: x + 1)[1], {a: 1}.a, 'a' LIKE 'b', DATE '2026-01-01' + INTERVAL 1 DAY",
        "SELECT * FROM mart.kpi_by('revenue', 'channel', 'month', NULL, DATE '2026-06-30')",
        "FROM range(3)",
        "SHOW ALL TABLES",
        "DESCRIBE core.sale",
        "SUMMARIZE core.sale",
        "SELECT DISTINCT ON (channel_id) channel_id, coalesce(revenue, 0), CASE WHEN units > 1 THEN 1 END FROM core.sale ORDER BY ALL",
        "SELECT unnest([1, 2]) EXCEPT SELECT 1",
        "SELECT regexp_replace(channel_id, 'a', 'b'), strftime(ordered_at, '%Y') FROM core.sale",
    ] {
        assert!(desk.query("mei", sql).is_ok(), "{sql}: {:?}", desk.query("mei", sql));
    }
}

#[test]
fn a_query_is_stopped_when_its_time_is_over() {
    let desk = Desk::new();
    let path = desk.dir.path().join("foureye.toml");
    let settings = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, settings.replace("seconds = 60", "seconds = 1")).unwrap();
    desk.owned(Request::Reload).unwrap();
    let fault = desk.query("mei", "SELECT count(*) FROM range(100000000) a, range(100000000) b").unwrap_err();
    assert_eq!(fault.message, "the query was stopped after 1 seconds");
    assert!(desk.query("mei", "SELECT 42").is_ok(), "the next one is not");
}

#[test]
fn the_engine_sees_no_file_but_in_its_folders_and_still_spills() {
    let desk = Desk::new();
    let session = desk.service.warehouse.session().unwrap();
    let outside = desk.dir.path().join("outside.csv");
    let copy = |path: &Path| session.batch(&format!("COPY (SELECT 1) TO '{}'", path.display()));
    assert!(copy(&outside).unwrap_err().to_string().contains("disabled by configuration"));
    copy(&desk.dir.path().join("exports/inside.csv")).unwrap();
    for sql in ["SET enable_external_access = true", "SET memory_limit = '1GB'", "SET allowed_directories = ['/']"] {
        assert!(session.batch(sql).unwrap_err().to_string().contains("locked"), "{sql}");
    }
    assert!(session.batch("ATTACH '/tmp/other.duckdb'").is_err());
    let path = desk.dir.path().join("small.duckdb");
    let limits = crate::warehouse::Limits { memory: "100MB".into(), threads: 2, key: None };
    let small = crate::warehouse::Warehouse::open(&path, &limits).unwrap().session().unwrap();
    let sorted = "SELECT count(*) FROM (SELECT range AS a, hash(range) AS b, repeat('x', 50) || range AS c
        FROM range(3000000) ORDER BY b, a DESC LIMIT 2999999)";
    assert_eq!(small.scalar(sorted, &Args::new()).unwrap(), 2_999_999.into());
}
