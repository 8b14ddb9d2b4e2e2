mod rules;

use super::jobs::JOBS;
use super::queries::VIEWS;
use crate::args;
use crate::config::{Config, ConfigError, Language, Workspace};
use crate::jobs::Progress;
use crate::jobs::testing::{Bench, lacking};
use crate::value::{Args, Cell, Table};

const CHECKS: &str = r#"
kept_failures = 2

[check.names]
table = "core.product"
columns = ["name", "category"]
rule = "filled"

[check.names_once]
table = "core.product"
columns = ["name"]
rule = "unique"

[check.brands]
table = "core.product"
columns = ["brand"]
rule = { in_set = ["Lotus", "O'Hara \"fine\""] }

[check.prices]
table = "core.product"
columns = ["price"]
rule = { range = { min = 1, max = 100 } }

[check.codes]
table = "core.product"
columns = ["product_id"]
rule = { pattern = '^p\d$' }

[check.sold_products]
table = "core.order_line"
columns = ["product_id"]
rule = { reference = { table = "core.product" } }
severity = "error"
owner = "catalogue"
protects = "sales figures"

[check.stores]
table = "core.sales_order"
columns = ["store_id"]
rule = { reference = { table = "core.store" } }

[check.past]
table = "core.sales_order"
columns = ["ordered_at"]
rule = { range = { max = "as_of" } }

[check.fresh]
table = "core.sales_order"
columns = ["ordered_at"]
rule = { freshness = { days = 4 } }

[check.enough]
table = "core.feedback"
rule = { row_count = { min = 1 } }

[check.costs]
table = "core.product"
columns = ["cost", "price"]
where = "cost IS NOT NULL"
rule = { sql = "SELECT * FROM core.product WHERE cost > price" }
dimension = "consistency"
severity = "info"

[check.scores]
table = "core.feedback"
columns = ["score"]
rule = { range = { min = 1, max = 5 } }
"#;

const ROWS: &str = "
    INSERT INTO ops.batch (source, file, content_hash, bytes, arrived_at, format, records, accepted, rejected)
    VALUES ('shop', 'inbox/products.csv', 'x', 1, TIMESTAMP '2026-06-15 08:00:00', 'csv', 5, 5, 0);
    CREATE TABLE landing.shop (_batch BIGINT, _record BIGINT, _line BIGINT, sku VARCHAR);
    INSERT INTO landing.shop VALUES (1, 1, 2, 'p1'), (1, 2, 3, 'p2'), (1, 3, 6, 'p3'), (1, 4, 7, 'p4'), (1, 5, 8, 'q');
    INSERT INTO core.product (product_id, name, category, brand, price, cost, source, batch_id, record) VALUES
        ('p1', 'Tea', 'drinks', 'Lotus', 10, 4, 'shop', 1, 1),
        ('p2', 'Tea', 'drinks', 'O''Hara \"fine\"', 0.5, 4, 'shop', 1, 2),
        ('p3', NULL, 'drinks', 'lotus', 20, NULL, 'shop', 1, 3),
        ('p4', '  ', NULL, NULL, 200, 4, 'shop', 1, 4),
        ('q', 'Cup', 'ware', NULL, NULL, NULL, 'shop', 1, 5);
    INSERT INTO core.sales_order (system, order_key, ordered_at, store_id, source, batch_id, record) VALUES
        ('a', '1', TIMESTAMP '2026-06-10 10:00:00', 's1', 'till', 2, 1),
        ('a', '2', TIMESTAMP '2026-06-16 10:00:00', 's1', 'till', 2, 2);
    INSERT INTO core.order_line (system, order_key, line_key, product_id, quantity, amount, source, batch_id, record) VALUES
        ('a', '1', '1', 'p1', 1, 10, 'till', 2, 1),
        ('a', '1', '2', 'gone', 1, 10, 'till', 2, 2);
";

fn checked() -> Bench {
    let bench = Bench::new(&[("quality.toml", CHECKS)]);
    bench.sql(ROWS);
    assert!(matches!(bench.run(JOBS, "quality.check"), Progress::Done { rows: 12, .. }));
    bench
}

/// Tested and failed rows of a check, and its state.
fn result<'a>(checks: &'a Table, name: &str) -> (i64, i64, &'a str) {
    let row = (0..checks.rows.len()).find(|row| checks.text(*row, "check_name") == name).unwrap();
    let count = |column| checks.cell(row, column).integer().unwrap();
    (count("tested"), count("failed"), checks.text(row, "state"))
}

#[test]
fn each_rule_counts_what_it_tests_and_what_fails() {
    let checks = checked().view(VIEWS, "quality.checks", Args::new());
    assert_eq!(result(&checks, "names"), (5, 2, "not passed"));
    assert_eq!(result(&checks, "names_once"), (4, 2, "not passed"));
    assert_eq!(result(&checks, "brands"), (3, 1, "not passed"));
    assert_eq!(result(&checks, "prices"), (4, 2, "not passed"));
    assert_eq!(result(&checks, "codes"), (5, 1, "not passed"));
    assert_eq!(result(&checks, "sold_products"), (2, 1, "not passed"));
    assert_eq!(result(&checks, "past"), (2, 1, "not passed"));
    assert_eq!(result(&checks, "costs"), (3, 1, "not passed"));
}

#[test]
fn the_newest_row_up_to_the_day_decides_freshness() {
    let checks = checked().view(VIEWS, "quality.checks", Args::new());
    assert_eq!(result(&checks, "fresh"), (1, 1, "not passed"));
}

#[test]
fn what_is_empty_is_not_tested_but_for_its_row_count() {
    let checks = checked().view(VIEWS, "quality.checks", Args::new());
    assert_eq!(result(&checks, "scores"), (0, 0, "not tested"));
    assert_eq!(result(&checks, "stores"), (0, 0, "not tested"), "no store is known, so none can be unknown");
    assert_eq!(result(&checks, "enough"), (1, 1, "not passed"));
}

#[test]
fn the_worst_errors_come_first_and_say_whose_they_are() {
    let checks = checked().view(VIEWS, "quality.checks", Args::new());
    assert_eq!(checks.text(0, "check_name"), "sold_products");
    assert_eq!((checks.text(0, "owner"), checks.text(0, "protects")), ("catalogue", "sales figures"));
    assert_eq!(checks.number(0, "passed_rate"), Some(0.5));
}

#[test]
fn a_score_is_the_mean_of_the_passed_rates_without_what_is_only_told() {
    let scores = checked().view(VIEWS, "quality.scores", Args::new());
    let row = (0..scores.rows.len()).find(|row| scores.text(*row, "table_name") == "core.product").unwrap();
    let near = |column: &str, expected: f64| {
        let actual = scores.number(row, column).unwrap();
        assert!((actual - expected).abs() < 1e-12, "{column} is {actual}, not {expected}");
    };
    near("rows", 5.0);
    near("completeness_rate", 0.6);
    near("uniqueness_rate", 0.5);
    near("validity_rate", (2.0 / 3.0 + 2.0 / 4.0 + 4.0 / 5.0) / 3.0);
    assert_eq!(scores.cell(row, "consistency_rate"), &Cell::Null, "its only such check is for information");
    near("score_rate", (0.6 + 0.5 + (2.0 / 3.0 + 0.5 + 0.8) / 3.0) / 3.0);
}

#[test]
fn a_failing_row_leads_to_the_line_of_its_file() {
    let bench = checked();
    let failures = bench.view(VIEWS, "quality.failures", args![check => "names"]);
    let origin = |row| (failures.text(row, "file"), failures.cell(row, "line").integer());
    assert_eq!(failures.rows.len(), 2);
    assert_eq!(origin(0), ("inbox/products.csv", Some(6)));
    assert_eq!(origin(1), ("inbox/products.csv", Some(7)));
    assert!(failures.text(0, "row").contains(r#""product_id":"p3""#));
    let sold = bench.view(VIEWS, "quality.failures", args![check => "sold_products"]);
    assert_eq!((sold.text(0, "found_value"), sold.cell(0, "line")), ("gone", &Cell::Null), "its source keeps no lines");
}

#[test]
fn no_more_failing_rows_are_kept_than_the_configuration_says() {
    let bench = Bench::new(&[("quality.toml", &CHECKS.replace("kept_failures = 2", "kept_failures = 1"))]);
    bench.sql(ROWS);
    bench.run(JOBS, "quality.check");
    let failures = bench.view(VIEWS, "quality.failures", args![check => "names"]);
    assert_eq!(failures.rows.len(), 1);
    assert_eq!(result(&bench.view(VIEWS, "quality.checks", Args::new()), "names"), (5, 2, "not passed"));
}

#[test]
fn a_check_that_cannot_run_is_named_and_leaves_no_result() {
    let broken = "[check.odd]\ntable = \"core.product\"\nrule = { sql = \"SELECT nothing FROM core.product\" }\ndimension = \"validity\"";
    let bench = Bench::new(&[("quality.toml", broken)]);
    let Progress::Failed { message, hint } = bench.run(JOBS, "quality.check") else { panic!("it should fail") };
    assert!(message.starts_with("check odd cannot be run:"), "{message}");
    assert_eq!(hint.as_deref(), Some("correct [check.odd] in quality.toml"));
    assert_eq!(bench.scalar("SELECT count(*) FROM ops.check_result").integer(), Some(0));
}

#[test]
fn the_checks_that_come_with_the_program_run_over_the_model() {
    let bench = Bench::new(&[]);
    bench.sql(ROWS);
    let ended = bench.run(JOBS, "quality.check");
    assert!(
        matches!(ended, Progress::Done { rows, .. } if rows == bench.config.quality.checks.len() as u64),
        "{ended:?}"
    );
}

/// The line on which a configuration is refused, with what is wrong and what would be right.
fn refused(quality: &str) -> (usize, String, String) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("foureye.toml"), "").unwrap();
    std::fs::write(dir.path().join("quality.toml"), quality).unwrap();
    match Config::load(&Workspace::at(dir.path()).unwrap()) {
        Err(ConfigError::Wrong { line, what, right, .. }) => (line, what, right),
        other => panic!("it should be refused: {:?}", other.map(|_| ())),
    }
}

#[test]
fn a_mistake_in_the_file_is_answered_with_its_line() {
    let (line, what, right) = refused("[check.a]\ntable = \"core.shop\"\nrule = \"filled\"\n");
    assert_eq!((line, what.as_str()), (2, "check a: there is no table core.shop"));
    assert!(right.contains("core.store"), "{right}");

    let (line, what, right) = refused("\n[check.a]\ntable = \"core.store\"\ncolumns = [\"nam\"]\nrule = \"filled\"\n");
    assert_eq!((line, what.as_str()), (4, "check a: core.store has no column nam"));
    assert!(right.contains("name"), "{right}");

    let (line, what, _) = refused("[check.a]\ntable = \"core.store\"\ncolumns = [\"name\"]\nrule = \"full\"\n");
    assert_eq!(line, 4);
    assert!(what.contains("unknown variant `full`"), "{what}");

    let range = "[check.a]\ntable = \"core.stock\"\ncolumns = [\"quantity\"]\nrule = { range = { min = 0, max = \"as_of\" } }\n";
    assert_eq!(refused(range).0, 4);
    let sql = "[check.a]\ntable = \"core.stock\"\nrule = { sql = \"FROM core.stock\" }\n";
    assert!(refused(sql).2.starts_with("add `dimension"));
}

#[test]
fn everything_has_words_in_every_language() {
    let bench = Bench::new(&[]);
    assert_eq!(
        bench.untold(
            JOBS,
            VIEWS,
            args![
                check => Cell::Null, table => Cell::Null, view => Cell::Null, source => Cell::Null, dimension => Cell::Null
            ]
        ),
        Vec::<String>::new()
    );
    let checks = &bench.config.quality.checks;
    let named = checks.iter().flat_map(|(name, check)| [Some(name), Some(&check.table), check.protects.as_ref()]);
    let keys: Vec<String> = named.flatten().map(|value| format!("value.{value}")).collect();
    for language in Language::ALL {
        assert_eq!(lacking(language, &keys), Vec::<String>::new());
    }
}
