//! Rules over lengths, sums, outliers and distributions, and what is told of columns; on rows few enough to count.

use super::{refused, result};
use crate::args;
use crate::config::Dictionary;
use crate::jobs::Progress;
use crate::jobs::testing::Bench;
use crate::quality::jobs::JOBS;
use crate::quality::queries::VIEWS;
use crate::value::{Args, Cell, Table};

const CHECKS: &str = r#"
[check.names_long]
table = "core.product"
columns = ["name"]
rule = { length = { min = 2, max = 5 } }

[check.order_adds_up]
table = "core.sales_order"
columns = ["amount"]
rule = { sum = { table = "core.order_line", column = "amount", by = ["system", "order_key"], tolerance = 0.05 } }

[check.price_usual]
table = "core.product"
columns = ["price"]
rule = { robust_z = { max = 3.5, by = ["category"], min_rows = 5 } }

[check.cost_usual]
table = "core.product"
columns = ["cost"]
rule = { interquartile = { max = 1.5, min_rows = 5 } }

[check.cost_usual_in_kind]
table = "core.product"
columns = ["cost"]
rule = { interquartile = { max = 1.5, min_rows = 5, log = true } }

[check.channels_of_batches]
table = "core.touchpoint"
columns = ["channel_id"]
rule = { stability_index = { max = 0.25, min_rows = 10 } }

[check.channels_of_days]
table = "core.touchpoint"
columns = ["channel_id"]
rule = { stability_index = { max = 0.25, on = "happened_at", days = 7, min_rows = 10 } }

[check.times_of_batches]
table = "core.touchpoint"
columns = ["happened_at"]
rule = { kolmogorov_smirnov = { max = 0.1, min_rows = 10 } }

[check.clicks_of_batches]
table = "core.channel_spend"
columns = ["clicks"]
rule = { kolmogorov_smirnov = { max = 0.1, min_rows = 500 } }
"#;

// Two thirds of the first batch's touches are clicks on ads; of the second batch's, one third. Six products cost about 10,
// and one 100; teas are dear throughout.
const ROWS: &str = "
    INSERT INTO ops.batch (source, file, content_hash, bytes, arrived_at, format, records, accepted, rejected)
    SELECT 'web', 'inbox/web.csv', 'x', 1, TIMESTAMP '2026-06-15 08:00:00', 'csv', 30, 30, 0 FROM range(2);
    INSERT INTO core.product (product_id, name, category, price, cost, source, batch_id, record)
    SELECT 'p' || i, repeat('茶', 1 + i), 'tea', 100 + i, [9, 10, 11, 12, 10, 11, 100][1 + i], 'shop', 3, i FROM range(7) t(i);
    INSERT INTO core.product (product_id, name, category, price, source, batch_id, record)
    SELECT 'q' || i, 'Cup', 'ware', [9, 10, 11, 12, 13, 104][1 + i], 'shop', 3, 10 + i FROM range(6) t(i);
    INSERT INTO core.sales_order (system, order_key, ordered_at, amount, source, batch_id, record) VALUES
        ('a', '1', TIMESTAMP '2026-06-10 10:00:00', 30.00, 'till', 4, 1),
        ('a', '2', TIMESTAMP '2026-06-10 10:00:00', 30.04, 'till', 4, 2),
        ('a', '3', TIMESTAMP '2026-06-10 10:00:00', 31.00, 'till', 4, 3),
        ('a', '4', TIMESTAMP '2026-06-10 10:00:00', 99.00, 'till', 4, 4),
        ('b', '1', TIMESTAMP '2026-06-10 10:00:00', NULL, 'till', 4, 5);
    INSERT INTO core.order_line (system, order_key, line_key, amount, source, batch_id, record)
    SELECT 'a', 1 + i // 2, i % 2, 15, 'till', 4, i FROM range(6) t(i);
    INSERT INTO core.touchpoint (system, touchpoint_key, channel_id, happened_at, kind, source, batch_id, record)
    SELECT
        'web', i, CASE WHEN i < 20 OR i >= 50 THEN 'ads' ELSE 'mail' END,
        CASE WHEN i < 30 THEN TIMESTAMP '2026-06-05' ELSE TIMESTAMP '2026-06-12' END + INTERVAL (i) MINUTE,
        'click', 'web', 1 + i // 30, i
    FROM range(60) t(i);
";

fn checked() -> Bench {
    let bench = Bench::new(&[("quality.toml", CHECKS)]);
    bench.sql(ROWS);
    let ended = bench.run(JOBS, "quality.check");
    assert!(matches!(ended, Progress::Done { rows: 9, .. }), "{ended:?}");
    bench
}

#[test]
fn lengths_are_counted_in_characters() {
    let checks = checked().view(VIEWS, "quality.checks", Args::new());
    // One tea has one character, and two have six and seven
    assert_eq!(result(&checks, "names_long"), (13, 3, "not passed"));
}

#[test]
fn an_order_that_differs_from_its_lines_by_more_than_the_tolerance_fails_with_both_sums() {
    let bench = checked();
    let checks = bench.view(VIEWS, "quality.checks", Args::new());
    assert_eq!(result(&checks, "order_adds_up"), (3, 1, "not passed"), "one has no lines and one no amount");
    let failures = bench.view(VIEWS, "quality.failures", args![check => "order_adds_up"]);
    assert_eq!(failures.text(0, "found_value"), "31.0 · 30.0");
    assert_eq!((failures.text(0, "source"), failures.cell(0, "record").integer()), ("till", Some(3)));
}

#[test]
fn outliers_lie_far_from_the_middle_of_their_own_group() {
    let bench = checked();
    let checks = bench.view(VIEWS, "quality.checks", Args::new());
    // Cups: median 11.5, deviations 2.5 1.5 0.5 0.5 1.5 92.5, so their median is 1.5 and 0.6745 · 92.5 ∕ 1.5 = 41.6
    assert_eq!(result(&checks, "price_usual"), (13, 1, "not passed"));
    assert_eq!(bench.view(VIEWS, "quality.failures", args![check => "price_usual"]).text(0, "found_value"), "104.0");
    // Costs: quartiles 10 and 11.5, so the fences are 7.75 and 13.75
    assert_eq!(result(&checks, "cost_usual"), (7, 1, "not passed"));
    assert_eq!(result(&checks, "cost_usual_in_kind"), (7, 1, "not passed"));
}

#[test]
fn a_distribution_is_compared_with_that_of_the_batch_before_and_of_the_days_before() {
    let bench = checked();
    let checks = bench.view(VIEWS, "quality.checks", Args::new());
    let measured = |name: &str| {
        let row = (0..checks.rows.len()).find(|row| checks.text(*row, "check_name") == name).unwrap();
        checks.number(row, "measured")
    };
    // Two thirds become one third: (1∕3 − 2∕3) ln ½ + (2∕3 − 1∕3) ln 2 = ⅔ ln 2
    let expected = 2.0 / 3.0 * 2.0_f64.ln();
    for name in ["channels_of_batches", "channels_of_days"] {
        assert_eq!(result(&checks, name), (1, 1, "not passed"));
        assert!((measured(name).unwrap() - expected).abs() < 1e-12, "{name}: {:?}", measured(name));
    }
    // The two batches' times do not meet at all
    assert_eq!((result(&checks, "times_of_batches"), measured("times_of_batches")), ((1, 1, "not passed"), Some(1.0)));
    assert_eq!(result(&checks, "clicks_of_batches"), (0, 0, "not tested"), "no batch has rows enough");
    let failures = bench.view(VIEWS, "quality.failures", args![check => "channels_of_batches"]);
    assert_eq!((failures.text(0, "source"), failures.text(0, "file")), ("web", "inbox/web.csv"));
    assert_eq!(failures.text(0, "found_value"), "0.462");
}

#[test]
fn scores_are_kept_by_source_and_by_dimension_from_run_to_run() {
    let bench = checked();
    let sources = bench.view(VIEWS, "quality.scores_by_source", Args::new());
    let score = |table: &Table, column: &str, name: &str| {
        let row = (0..table.rows.len()).find(|row| table.text(*row, column) == name).unwrap();
        table.number(row, "score_rate").unwrap()
    };
    assert!((score(&sources, "source", "till") - 2.0 / 3.0).abs() < 1e-12);
    bench.sql("DELETE FROM core.sales_order WHERE order_key = '3'");
    bench.run(JOBS, "quality.check");
    let history =
        bench.view(VIEWS, "quality.history", args![table => Cell::Null, source => "till", dimension => Cell::Null]);
    assert_eq!(history.rows.len(), 2);
    assert_eq!(history.number(0, "score_rate"), Some(1.0));
    assert!((history.number(0, "score_change").unwrap() - 1.0 / 3.0).abs() < 1e-12);
    let dimensions = bench.view(VIEWS, "quality.dimensions", Args::new());
    assert!((score(&dimensions, "dimension", "consistency") - 1.0 / 4.0).abs() < 1e-12, "of four checks one passes");
}

#[test]
fn mistakes_in_these_rules_are_answered_with_their_line_too() {
    let check = |table: &str, column: &str, rule: &str| {
        refused(&format!("[check.a]\ntable = \"{table}\"\ncolumns = [\"{column}\"]\nrule = {{ {rule} }}\n"))
    };
    let (line, what, _) = check("core.product", "name", "length = {}");
    assert_eq!((line, what.as_str()), (4, "check a: the length has no bound"));
    let sum = "sum = { table = \"core.order_line\", column = \"total\", by = [\"order_key\"] }";
    assert_eq!(check("core.sales_order", "amount", sum).1, "check a: core.order_line has no column total");
    let sum = "sum = { table = \"core.order_line\", column = \"amount\", by = [] }";
    assert!(check("core.sales_order", "amount", sum).1.contains("no keys"));
    assert!(check("core.customer", "city", "stability_index = { max = 0.2 }").1.contains("no batches"));
    assert!(check("core.sales_order", "status", "stability_index = { max = 0.2, days = 7 }").1.contains("go together"));
    assert!(check("core.product", "price", "robust_z = { max = 0 }").1.contains("max is 0"));
    assert!(check("core.product", "price", "robust_z = { max = 3, by = [\"kind\"] }").1.contains("no column kind"));
}

#[test]
fn a_distance_of_texts_is_refused_by_name() {
    let check =
        "[check.a]\ntable = \"core.product\"\ncolumns = [\"name\"]\nrule = { kolmogorov_smirnov = { max = 0.1 } }\n";
    let bench = Bench::new(&[("quality.toml", check)]);
    let Progress::Failed { message, .. } = bench.run(JOBS, "quality.check") else { panic!("it should fail") };
    assert!(message.contains("check a cannot be run") && message.contains("numbers and times"), "{message}");
}

#[test]
fn numbers_have_quantiles_and_a_histogram() {
    let bench = Bench::new(&[]);
    bench
        .sql("INSERT INTO core.stock (quantity, source, batch_id, record) SELECT i, 'shop', 1, i FROM range(101) t(i)");
    bench.run(JOBS, "quality.profile");
    let profile = bench.view(VIEWS, "quality.profile", args![table => "core.stock"]);
    let row = (0..profile.rows.len()).find(|row| profile.text(*row, "column_name") == "quantity").unwrap();
    assert_eq!(profile.number(row, "mean_value"), Some(50.0));
    assert_eq!(profile.number(row, "standard_deviation"), Some(29.300_170_6), "√(101 · 102 ∕ 12)");
    let quantiles = ["quantile_05", "quantile_25", "median", "quantile_75", "quantile_95"];
    let found: Vec<&str> = quantiles.iter().map(|name| profile.text(row, name)).collect();
    assert_eq!(found, ["5.000", "25.000", "50.000", "75.000", "95.000"]);
    let histogram = profile.cell(row, "histogram").numbers();
    assert_eq!((histogram.len(), histogram[0], histogram[19]), (20, 5.0, 6.0), "the greatest value is in the last bin");
    assert!(profile.text(row, "histogram_bounds").starts_with("0.0, 5.0, 10.0"));
    assert_eq!(profile.text(row, "frequent"), "", "no value stands twice");
}

#[test]
fn every_column_of_the_model_and_of_what_jobs_derive_has_a_meaning_in_every_language() {
    let bench = Bench::new(&[]);
    let dictionary: Dictionary = toml::from_str(Dictionary::DEFAULT).unwrap();
    for (schema, tables) in [("core", &dictionary.core), ("mart", &dictionary.mart)] {
        let columns = "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = $schema";
        let columns = bench.session().query(columns, &args![schema => schema]).unwrap();
        let names: Vec<(&str, &str)> = (0..columns.rows.len())
            .map(|row| (columns.text(row, "table_name"), columns.text(row, "column_name")))
            .collect();
        let untold: Vec<String> = names
            .iter()
            .filter(|(table, column)| {
                let entry = dictionary.find(schema, table, column);
                !entry.is_some_and(|it| it.en.is_some() && it.zh_cn.is_some() && it.zh_tw.is_some())
            })
            .map(|(table, column)| format!("{schema}.{table}.{column}"))
            .collect();
        assert_eq!(untold, Vec::<String>::new());
        let gone = tables
            .iter()
            .flat_map(|(table, columns)| columns.keys().map(move |column| (table.as_str(), column.as_str())));
        assert_eq!(gone.filter(|named| !names.contains(named)).collect::<Vec<_>>(), []);
    }
}

#[test]
fn what_a_rule_has_filled_in_is_left_out_of_profiles_distributions_and_outliers() {
    let filled = |bench: &Bench, table: &str, column: &str, rows: &str| {
        bench.sql(&format!(
            "INSERT INTO ops.cleaned_cell
            SELECT 1, 0, 'mine', '{table}', batch_id, record, '', '{column}', NULL, 'x', 'filled' FROM {table} WHERE {rows}"
        ));
    };
    let bench = Bench::new(&[("quality.toml", CHECKS)]);
    bench.sql(ROWS);
    filled(&bench, "core.product", "cost", "cost = 100");
    filled(&bench, "core.touchpoint", "channel_id", "batch_id = (SELECT max(batch_id) FROM core.touchpoint)");
    assert!(matches!(bench.run(JOBS, "quality.check"), Progress::Done { .. }));
    let checks = bench.view(VIEWS, "quality.checks", Args::new());
    assert_eq!(result(&checks, "cost_usual"), (6, 0, "passed"));
    assert_eq!(result(&checks, "channels_of_batches").2, "not tested", "nobody observed the later batch's channels");
    assert!(matches!(bench.run(JOBS, "quality.profile"), Progress::Done { .. }));
    let profile = bench.view(VIEWS, "quality.profile", args![table => "core.product"]);
    let row = (0..profile.rows.len()).find(|row| profile.text(*row, "column_name") == "cost").unwrap();
    assert_eq!(profile.text(row, "max_value"), "12.00");
    assert_eq!(profile.cell(row, "filled_by_rule"), &Cell::Integer(1));
    assert_eq!(profile.number(row, "filled_share"), Some(6.0 / 13.0));
}
