//! Every type as the text that lands. Times with a zone are told by the clock of Shanghai, which is the workspace's.

use super::server::Server;
use super::{Desk, figures};

/// Fetches `things`, and says what landed, a line a column of one row each.
fn landed(server: &Server, watermark: &str) -> (Desk, Vec<String>) {
    let source = format!(
        "[source.things]\n{}table = {:?}\n{watermark}\n",
        server.source("things"),
        server.table("\"odd `\"\" 名.x\"")
    );
    let desk = Desk::new(&source, &[]);
    assert!(figures(&desk.fetch("things")).starts_with("batches 1, records 2"), "two rows");
    let rows = desk.rows("SELECT to_json(things)::VARCHAR FROM landing.things ORDER BY _record");
    let mut told = Vec::new();
    for row in rows {
        let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&row).unwrap();
        let cells = row.into_iter().filter(|(name, _)| !name.starts_with('_'));
        told.extend(cells.map(|(name, text)| format!("{name}: {}", text.as_str().unwrap_or("–"))));
    }
    (desk, told)
}

#[test]
fn postgresql() {
    let Some(server) = Server::postgres("postgresql") else { return };
    server.run(&[
        r#"CREATE TABLE "odd `"" 名.x" (
            "select" BIGINT PRIMARY KEY, whole SMALLINT, "exact Amount" NUMERIC(30, 6), floating DOUBLE PRECISION, price MONEY, day DATE,
            plain TIMESTAMP, zoned TIMESTAMPTZ, clock TIME, yes BOOLEAN, doc JSONB, 姓名 TEXT, fixed CHAR(4), empty VARCHAR, bytes BYTEA,
            id UUID, several INTEGER[], span INTERVAL
        )"#,
        r#"INSERT INTO "odd `"" 名.x" VALUES (
            9223372036854775807, -7, 12345678901234567890.123456, 0.1, 1234.5, '0044-03-15 BC', '2026-06-30 23:30:00.25',
            '2026-06-30 18:30:00+00', '06:30', TRUE, '{"a": [1, "二"]}', '陈小美 😀 ''"', 'ab', '', '\xff00',
            '8c1d2f4e-0000-0000-0000-000000000001', '{1,2}', '1 day'
        )"#,
        r#"INSERT INTO "odd `"" 名.x" ("select", zoned) VALUES (-1, 'infinity')"#,
    ]);
    let (_desk, told) = landed(&server, "watermark = \"select\"");
    assert_eq!(
        told[..18],
        [
            "select: -1",
            "whole: –",
            "exact Amount: –",
            "floating: –",
            "price: –",
            "day: –",
            "plain: –",
            "zoned: infinity",
            "clock: –",
            "yes: –",
            "doc: –",
            "姓名: –",
            "fixed: –",
            "empty: –",
            "bytes: –",
            "id: –",
            "several: –",
            "span: –",
        ]
    );
    assert_eq!(
        told[18..],
        [
            "select: 9223372036854775807",
            "whole: -7",
            "exact Amount: 12345678901234567890.123456",
            "floating: 0.1",
            "price: $1,234.50",
            "day: 0044-03-15 BC",
            "plain: 2026-06-30 23:30:00.25",
            "zoned: 2026-07-01 02:30:00",
            "clock: 06:30:00",
            "yes: true",
            "doc: {\"a\": [1, \"二\"]}",
            "姓名: 陈小美 😀 '\"",
            "fixed: ab",
            "empty: ",
            "bytes: ff00",
            "id: 8c1d2f4e-0000-0000-0000-000000000001",
            "several: {1,2}",
            "span: 1 day",
        ]
    );
}

#[test]
fn mysql() {
    let Some(server) = Server::mysql("mysql") else { return };
    server.run(&[
        r#"SET SESSION sql_mode = ''"#,
        r#"CREATE TABLE `odd ``" 名.x` (
            `select` BIGINT UNSIGNED PRIMARY KEY, whole TINYINT, `exact Amount` DECIMAL(30, 6), floating DOUBLE, day DATE,
            plain DATETIME(3), zoned TIMESTAMP NULL, clock TIME, year YEAR, yes BOOLEAN, flags BIT(3), doc JSON, 姓名 TEXT, fixed CHAR(4),
            empty VARCHAR(9), bytes BLOB, short VARBINARY(4), one ENUM('a', 'b'), place POINT
        )"#,
        r#"INSERT INTO `odd ``" 名.x` VALUES (
            18446744073709551615, -7, 12345678901234567890.123456, 0.1, '0000-00-00', '2026-06-30 23:30:00.25', '2026-06-30 18:30:00',
            '-06:30', 2026, TRUE, b'101', '{"a": [1, "二"]}', '陈小美 😀 ''"', 'ab', '', x'ff00', x'0aff', 'b', POINT(1, 2)
        )"#,
        r#"INSERT INTO `odd ``" 名.x` (`select`, plain) VALUES (1, '0000-00-00 00:00:00')"#,
    ]);
    let (_desk, told) = landed(&server, "watermark = \"select\"");
    assert_eq!(
        told[..19],
        [
            "select: 1",
            "whole: –",
            "exact Amount: –",
            "floating: –",
            "day: –",
            "plain: 0000-00-00 00:00:00.000",
            "zoned: –",
            "clock: –",
            "year: –",
            "yes: –",
            "flags: –",
            "doc: –",
            "姓名: –",
            "fixed: –",
            "empty: –",
            "bytes: –",
            "short: –",
            "one: –",
            "place: –",
        ]
    );
    assert_eq!(
        told[19..],
        [
            "select: 18446744073709551615",
            "whole: -7",
            "exact Amount: 12345678901234567890.123456",
            "floating: 0.1",
            "day: 0000-00-00",
            "plain: 2026-06-30 23:30:00.250",
            "zoned: 2026-07-01 02:30:00",
            "clock: -06:30:00",
            "year: 2026",
            "yes: 1",
            "flags: 5",
            "doc: {\"a\": [1, \"二\"]}",
            "姓名: 陈小美 😀 '\"",
            "fixed: ab",
            "empty: ",
            "bytes: ff00",
            "short: 0aff",
            "one: b",
            "place: POINT(1 2)",
        ]
    );
}

#[test]
fn sqlite() {
    let server = Server::sqlite();
    server.run(&[
        r#"CREATE TABLE "odd `"" 名.x" (
            "select" INTEGER PRIMARY KEY, "exact Amount" NUMERIC, floating REAL, day DATE, plain DATETIME, yes BOOLEAN, 姓名 TEXT,
            empty TEXT, bytes BLOB, anything
        )"#,
        r#"INSERT INTO "odd `"" 名.x" VALUES (
            9223372036854775807, 12.5, 0.1, '2026-06-30', '2026-06-30 23:30:00', 1, '陈小美 😀 ''"', '', x'ff00', 'any'
        )"#,
        r#"INSERT INTO "odd `"" 名.x" ("select", anything) VALUES (-1, 3)"#,
    ]);
    let (_desk, told) = landed(&server, "watermark = \"select\"");
    assert_eq!(
        told[..10],
        [
            "select: -1",
            "exact Amount: –",
            "floating: –",
            "day: –",
            "plain: –",
            "yes: –",
            "姓名: –",
            "empty: –",
            "bytes: –",
            "anything: 3",
        ]
    );
    assert_eq!(
        told[10..],
        [
            "select: 9223372036854775807",
            "exact Amount: 12.5",
            "floating: 0.1",
            "day: 2026-06-30",
            "plain: 2026-06-30 23:30:00",
            "yes: 1",
            "姓名: 陈小美 😀 '\"",
            "empty: ",
            "bytes: ff00",
            "anything: any",
        ]
    );
}

#[test]
fn fractions_are_gone_on_from_exactly() {
    let server = Server::sqlite();
    server.run(&[
        "CREATE TABLE log (at REAL, note TEXT)",
        "INSERT INTO log VALUES (0.1 + 0.2, 'a'), (1e300 / 3, 'b'), (2461222.0 / 7, 'c')",
    ]);
    let source = format!("[source.log]\n{}table = \"log\"\nwatermark = \"at\"\nbatch_rows = 1\n", server.source("log"));
    let desk = Desk::new(&source, &[]);
    assert!(figures(&desk.fetch("log")).starts_with("batches 3, records 3"));
    assert!(figures(&desk.fetch("log")).starts_with("batches 0, records 0"));
}

#[test]
fn numbers_are_gone_on_from_as_numbers() {
    let server = Server::sqlite();
    server
        .run(&["CREATE TABLE log (id, note TEXT)", "INSERT INTO log VALUES (9, 'nine'), (10, 'ten'), (11, 'eleven')"]);
    let source = format!("[source.log]\n{}table = \"log\"\nwatermark = \"id\"\nbatch_rows = 1\n", server.source("log"));
    let desk = Desk::new(&source, &[]);
    assert!(figures(&desk.fetch("log")).starts_with("batches 3, records 3"));
    server.run(&["INSERT INTO log VALUES (100, 'hundred')"]);
    assert!(figures(&desk.fetch("log")).starts_with("batches 1, records 1"));
}
