mod reading;
mod rules;

use super::jobs::JOBS;
use super::queries::VIEWS;
use super::{changes, found, found_in, register, rules};
use crate::args;
use crate::config::{Cleaning, Config};
use crate::jobs::Progress;
use crate::jobs::testing::Bench;
use crate::trial::lines;
use crate::value::{Args, Cell, Table};
use std::sync::Arc;

/// Two sources of one system: the shop gives all, the club no city.
const SOURCES: &str = r#"
[source.shop]
files = "shop.csv"
system = "one"
[source.shop.feeds.customer]
customer_key = "id"
name = "name"
phone = "phone"
city = "city"

[source.club]
files = "club.csv"
system = "one"
[source.club.feeds.customer]
customer_key = "id"
name = "name"
"#;

const RULES: &str = r#"
[rule.tidy]
table = "core.customer_record"
columns = ["name", "city"]
do = "trim"

[rule.phones]
table = "core.customer_record"
columns = ["phone"]
do = { phone = { region = "CN" } }

[rule.cities]
table = "core.customer_record"
columns = ["city"]
do = { fill = { with = "mode" } }
"#;

const ROWS: &str = "
    INSERT INTO ops.source_field VALUES ('shop', 'customer', 'name', 'name'), ('shop', 'customer', 'city', 'city');
    INSERT INTO ops.batch (batch_id, source, file, content_hash, bytes, arrived_at, format, records, accepted, rejected)
    VALUES (1, 'shop', 'shop.csv', 'h1', 1, TIMESTAMP '2026-06-15 08:00:00', 'csv', 4, 4, 0);
    INSERT INTO core.customer_record BY NAME FROM (VALUES
        ('one', 'a', '  Ana  Lee', '13800138000', '上海 ', 'shop', 1, 1),
        ('one', 'b', 'Bo', '12345678', '上海', 'shop', 1, 2),
        ('one', 'c', 'Cy', '+86 10 6234 5678', NULL, 'shop', 1, 3),
        ('one', 'd', 'Di', NULL, '北京', 'shop', 1, 4)
    ) AS t (system, customer_key, name, phone, city, source, batch_id, record);
";

fn bench(cleaning: &str, rows: &str) -> Bench {
    let bench = Bench::new(&[("cleaning.toml", cleaning), ("sources.toml", SOURCES)]);
    bench.sql(rows);
    bench
}

/// The rules take other texts, as an edited file's.
fn edit(bench: &mut Bench, cleaning: &str) {
    let cleaning: Cleaning = toml::from_str(cleaning).unwrap();
    bench.config = Arc::new(Config { cleaning, ..(*bench.config).clone() });
}

/// Runs the rules; says which tables have been written.
fn clean(bench: &Bench) -> Vec<String> {
    register(&bench.session(), &bench.config.cleaning).unwrap();
    let before = bench.session().versions().unwrap();
    let ended = bench.run(JOBS, "cleaning.clean");
    assert!(matches!(ended, Progress::Done { .. }), "{ended:?}");
    let after = bench.session().versions().unwrap();
    after.into_iter().filter(|(table, version)| before.get(table) != Some(version)).map(|(table, _)| table).collect()
}

fn query(bench: &Bench, sql: &str) -> Vec<String> {
    lines(&bench.session().query(sql, &Args::new()).unwrap())
}

const CUSTOMERS: &str = "SELECT name, phone, city FROM core.customer_record ORDER BY customer_key";
const RAW: [&str; 4] = ["  Ana  Lee 13800138000 上海 ", "Bo 12345678 上海", "Cy +86 10 6234 5678 ", "Di  北京"];
const CLEAN: [&str; 4] = ["Ana Lee +8613800138000 上海", "Bo 12345678 上海", "Cy +861062345678 上海", "Di  北京"];

#[test]
fn rules_apply_in_order_and_every_changed_cell_is_kept() {
    let bench = bench(RULES, ROWS);
    assert_eq!(query(&bench, CUSTOMERS), RAW);
    assert_eq!(clean(&bench), ["core.customer_record", "ops.cleaned_cell"]);
    assert_eq!(query(&bench, CUSTOMERS), CLEAN);
    let cells = bench.view(VIEWS, "cleaning.cells", args![rule => Cell::Null]);
    let told = cells.only(&["rule", "row_key", "column_name", "before", "after", "kind", "file", "record"]);
    assert_eq!(
        lines(&told),
        [
            "tidy one/a city 上海  上海 standardised shop.csv 1",
            "tidy one/a name   Ana  Lee Ana Lee standardised shop.csv 1",
            "phones one/a phone 13800138000 +8613800138000 standardised shop.csv 1",
            "phones one/c phone +86 10 6234 5678 +861062345678 standardised shop.csv 3",
            "cities one/c city  上海 filled shop.csv 3",
        ]
    );
}

#[test]
fn a_second_run_touches_nothing() {
    let bench = bench(RULES, ROWS);
    clean(&bench);
    let kept = "SELECT * FROM ops.cleaned_cell ORDER BY ALL";
    let before = query(&bench, kept);
    assert_eq!(clean(&bench), Vec::<String>::new());
    assert_eq!(query(&bench, CUSTOMERS), CLEAN);
    assert_eq!(query(&bench, kept), before);
}

#[test]
fn a_rule_that_is_switched_off_edited_or_removed_is_undone() {
    let mut bench = bench(RULES, ROWS);
    clean(&bench);
    edit(
        &mut bench,
        &RULES.replace("do = { phone = { region = \"CN\" } }", "do = { case = \"upper\" }\nenabled = false"),
    );
    assert_eq!(clean(&bench), ["core.customer_record", "ops.cleaned_cell"]);
    assert_eq!(query(&bench, "SELECT phone FROM core.customer_record ORDER BY customer_key")[0], "13800138000");

    // What a rule after it made of its result is made of the mapped value now.
    edit(&mut bench, &RULES.replace("columns = [\"name\", \"city\"]", "columns = [\"name\"]"));
    clean(&bench);
    let cities = "SELECT city FROM core.customer_record ORDER BY customer_key";
    assert_eq!(query(&bench, cities), ["上海 ", "上海", "上海", "北京"]);

    edit(&mut bench, "");
    clean(&bench);
    assert_eq!(query(&bench, CUSTOMERS), RAW);
    assert_eq!(bench.scalar("SELECT count(*) FROM ops.cleaned_cell"), Cell::Integer(0));
    assert_eq!(clean(&bench), Vec::<String>::new());
}

#[test]
fn rows_that_a_newer_batch_brings_are_treated_as_they_were_mapped() {
    let bench = bench(RULES, ROWS);
    clean(&bench);
    // The shop says again what c's city is: it happens to be what had been filled in.
    bench.sql(
        "DELETE FROM core.customer_record WHERE customer_key = 'c';
        INSERT INTO core.customer_record BY NAME FROM (VALUES ('one', 'c', 'Cy ', '010-62345678', '上海', 'shop', 2, 1))
            AS t (system, customer_key, name, phone, city, source, batch_id, record);",
    );
    clean(&bench);
    assert_eq!(query(&bench, CUSTOMERS)[2], "Cy +861062345678 上海");
    assert_eq!(bench.scalar("SELECT count(*) FROM ops.filled_cell"), Cell::Integer(0));
}

#[test]
fn a_value_that_was_carried_over_is_still_known_as_filled() {
    let mut bench = bench(RULES, ROWS);
    clean(&bench);
    // The club knows c by another name, and gives no city and no phone: those of the row before stay.
    bench.sql("UPDATE core.customer_record SET name = 'Cyd ', source = 'club', batch_id = 2, record = 9 WHERE customer_key = 'c'");
    clean(&bench);
    assert_eq!(query(&bench, CUSTOMERS)[2], "Cyd +861062345678 上海");
    assert_eq!(query(&bench, "SELECT column_name, batch_id, record FROM ops.filled_cell"), ["city 2 9"]);
    edit(&mut bench, "");
    clean(&bench);
    assert_eq!(query(&bench, CUSTOMERS)[2], "Cyd  +86 10 6234 5678 ");
}

#[test]
fn what_a_person_has_said_is_left_alone() {
    let bench = bench(RULES, ROWS);
    bench.sql(
        r#"INSERT INTO ops.decision (kind, subject, body, decided_by, decided_at) VALUES ('record.repair', 'shop/h1/1',
            '{"source": "shop", "content_hash": "h1", "record": 1, "changed": [{"column": "name", "from": "x", "to": "  Ana  Lee"}]}',
            'tester', TIMESTAMP '2026-06-15 09:00:00');
        INSERT INTO core.customer_record (system, customer_key, name, source, batch_id, record)
        VALUES ('one', 'z', ' decided ', 'decision', 1, 77);"#,
    );
    clean(&bench);
    let names = "SELECT name FROM core.customer_record ORDER BY customer_key";
    assert_eq!(query(&bench, names), ["  Ana  Lee", "Bo", "Cy", "Di", " decided "]);
    assert_eq!(query(&bench, CUSTOMERS)[0], "  Ana  Lee +8613800138000 上海");
}

fn preview(bench: &Bench, rule: Option<&str>) -> Table {
    register(&bench.session(), &bench.config.cleaning).unwrap();
    let session = bench.session();
    let sql = match rule {
        Some(rule) => changes(&session, &bench.config, rule).unwrap(),
        None => rules(&session, &found(&session, &bench.config).unwrap()).unwrap(),
    };
    session.query(sql, &args![rule => rule]).unwrap()
}

#[test]
fn what_rules_would_change_is_seen_before_they_run() {
    let bench = bench(&RULES.replace("do = { fill", "enabled = false\ndo = { fill"), ROWS);
    let told = ["rule", "is_enabled", "cells", "row_count", "unread_cells", "cleaned_cells"];
    let before = ["tidy true 2 1 0 0", "phones true 2 2 1 0", "cities false 1 1 0 0"];
    assert_eq!(lines(&preview(&bench, None).only(&told)), before);
    assert_eq!(query(&bench, CUSTOMERS), RAW);
    let shown = preview(&bench, Some("cities")).only(&["row_key", "before", "after", "kind"]);
    assert_eq!(lines(&shown), ["one/c  上海 filled"]);

    clean(&bench);
    let after = ["tidy true 2 1 0 2", "phones true 2 2 1 2", "cities false 1 1 0 0"];
    assert_eq!(lines(&preview(&bench, None).only(&told)), after);
    let shown = preview(&bench, Some("tidy")).only(&["column_name", "before", "after"]);
    assert_eq!(lines(&shown), ["city 上海  上海", "name   Ana  Lee Ana Lee"]);
}

#[test]
fn what_rules_would_change_follows_from_their_tables_unless_a_condition_asks_for_more() {
    let follows = |condition: &str| {
        let condition = format!("do = \"trim\"\nwhere = \"{condition}\"");
        let bench = bench(&RULES.replace("do = \"trim\"", &condition), ROWS);
        found_in(&bench.session(), &bench.config).unwrap().is_some_and(|tables| tables.contains("core.customer_record"))
    };
    for condition in ["city <> '' AND length(name) > 3", "core.read_phone(phone) IS NULL", "colour = "] {
        assert!(follows(condition), "{condition}");
    }
    for condition in ["name IN (SELECT name FROM core.customer)", "EXISTS (FROM core.store)", "random() < 0.5"] {
        assert!(!follows(condition), "{condition}");
    }
    for condition in ["joined_at < NOW()", "joined_at < ago(INTERVAL 1 DAY)", "joined_at < current_timestamp"] {
        assert!(!follows(condition), "{condition}");
    }
}

#[test]
fn a_rule_that_is_not_there_is_answered_with_those_that_are() {
    let bench = bench(RULES, ROWS);
    let error = changes(&bench.session(), &bench.config, "polish").unwrap_err();
    assert_eq!(error.to_string(), "there is no rule \"polish\"");
    assert_eq!(error.hint().as_deref(), Some("cleaning.toml has tidy, phones, cities"));
}

#[test]
fn a_condition_that_cannot_be_run_is_answered_with_the_rules_name() {
    let bench = bench(&RULES.replace("do = \"trim\"", "do = \"trim\"\nwhere = \"colour = 1\""), ROWS);
    let Progress::Failed { message, hint } = bench.run(JOBS, "cleaning.clean") else { panic!("it should fail") };
    assert!(message.starts_with("rule tidy cannot be run: ") && message.contains("colour"), "{message}");
    assert_eq!(hint.as_deref(), Some("correct [rule.tidy] in cleaning.toml"));
    assert_eq!(query(&bench, CUSTOMERS), RAW);
}

#[test]
fn jobs_views_and_columns_have_words_in_every_language() {
    let bench = bench(RULES, ROWS);
    assert_eq!(bench.untold(JOBS, VIEWS, args![rule => Cell::Null]), Vec::<String>::new());
}
