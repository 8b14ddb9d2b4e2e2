use super::queries::VIEWS;
use crate::args;
use crate::jobs::Progress;
use crate::trial::{Trial, lines};
use crate::value::{Args, Cell};
use jiff::civil::date;
use std::collections::BTreeMap;

fn trial() -> Trial {
    Trial::on(date(2026, 3, 1))
}

/// 400 customers of four plain kinds, whose kind is their id's remainder by 4; their habits differ, and a little by id.
fn four_kinds() -> Trial {
    let trial = trial();
    trial.sql(
        "INSERT INTO core.customer (customer_id, name, city)
         SELECT id, 'customer ' || id, 'city ' || id % 3 FROM range(400) AS customer(id);
         INSERT INTO core.channel (channel_id, name, kind) VALUES ('web', 'Web', 'online'), ('shop', 'Shop', 'offline');
         INSERT INTO core.sales_order (system, order_key, customer_id, ordered_at, channel_id, amount)
         SELECT
             'pos', id || '-' || nth, id,
             TIMESTAMP '2026-02-28' - to_days((CASE id % 4 WHEN 0 THEN 2 WHEN 1 THEN 5 WHEN 2 THEN 150 ELSE 330 END
                 + id % 7 + nth * (3 + id % 3))::INTEGER),
             CASE WHEN id % 4 IN (0, 2) THEN 'web' ELSE 'shop' END,
             CASE id % 4 WHEN 0 THEN 20 WHEN 1 THEN 400 WHEN 2 THEN 60 ELSE 900 END + (id * 13 + nth * 7) % 11
         FROM range(400) AS customer(id), range(30) AS orders(nth)
         WHERE nth < CASE id % 4 WHEN 0 THEN 20 WHEN 1 THEN 3 WHEN 2 THEN 8 ELSE 1 END + id % 2;",
    );
    trial
}

#[test]
fn scores_are_fifths_and_equals_score_alike() {
    let trial = trial();
    trial.sql(
        "INSERT INTO core.sales_order (system, order_key, customer_id, ordered_at, amount)
         SELECT 'pos', id || '-' || nth, id, TIMESTAMP '2026-03-01' - to_days((id * 10)::INTEGER), id
         FROM range(1, 11) AS customer(id), range(3) AS orders(nth) WHERE nth = 0 OR id > 6;
         -- An order of nobody, one after the day, and one that was only returned make no customer.
         INSERT INTO core.sales_order (system, order_key, customer_id, ordered_at, amount) VALUES
             ('pos', 'nobody', NULL, '2026-02-01', 50), ('pos', 'later', 11, '2026-03-02', 50),
             ('pos', 'back', 12, '2026-02-01', -50), ('pos', 'part', 10, '2026-02-28', -12);",
    );
    trial.run("segments.rfm", &Args::new());
    let rows = "SELECT customer_id, recency_days, frequency, monetary, recency_score, frequency_score, monetary_score
                FROM mart.rfm ORDER BY customer_id";
    assert_eq!(
        trial.rows(rows),
        [
            "1 10 1 1.00 5 1 1",
            "2 20 1 2.00 5 1 1",
            "3 30 1 3.00 4 1 2",
            "4 40 1 4.00 4 1 2",
            "5 50 1 5.00 3 1 3",
            "6 60 1 6.00 3 1 3",
            // 10 returned 12 of 30, and stands below 7, 8 and 9.
            "7 70 3 21.00 2 4 4",
            "8 80 3 24.00 2 4 5",
            "9 90 3 27.00 1 4 5",
            "10 100 3 18.00 1 4 4",
        ]
    );
}

#[test]
fn segments_agree_with_plain_sql_and_follow_the_filter() {
    let trial = four_kinds();
    trial.run("segments.rfm", &Args::new());
    let list = trial.view("segments.list", Args::new());
    let total = |column: &str| (0..list.rows.len()).map(|row| list.number(row, column).unwrap()).sum::<f64>();
    assert_eq!(total("customers"), 400.0);
    assert!((total("customer_share") - 1.0).abs() < 1e-12 && (total("revenue_share") - 1.0).abs() < 1e-12);
    let sold = trial.session.scalar("SELECT sum(amount) FROM core.sales_order", &Args::new()).unwrap();
    assert!((total("revenue") - sold.number().unwrap()).abs() < 0.005);

    let best = list.text(0, "segment").to_owned();
    let members = trial.view("segments.members", args![segment => &best]);
    assert_eq!(Some(members.total as f64), list.number(0, "customers"));

    let online = trial.view("segments.list", args![channel => "web"]);
    let customers: f64 = (0..online.rows.len()).map(|row| online.number(row, "customers").unwrap()).sum();
    assert_eq!(customers, 200.0);
}

#[test]
fn planted_clusters_are_found_and_the_number_of_them() {
    let trial = four_kinds();
    let figures = trial.run("segments.kmeans", &args![clusters => 4]);
    assert_eq!(figures["clusters"], Cell::Integer(4));
    let members =
        trial.session.query("SELECT customer_id % 4, cluster FROM mart.cluster_member", &Args::new()).unwrap();
    let pairs: Vec<(i64, i64)> =
        members.rows.iter().map(|row| (row[0].integer().unwrap(), row[1].integer().unwrap())).collect();
    assert!(adjusted_rand(&pairs) >= 0.9, "{}", adjusted_rand(&pairs));

    let figures = trial.run("segments.kmeans", &Args::new());
    let choice = trial.view("segments.choice", Args::new());
    let silhouettes: Vec<f64> = (0..choice.rows.len()).map(|row| choice.number(row, "silhouette").unwrap()).collect();
    let chosen = (0..choice.rows.len()).find(|row| *choice.cell(*row, "chosen") == Cell::Flag(true)).unwrap();
    assert_eq!(choice.rows.len(), 7, "2 to 8 clusters");
    assert_eq!(silhouettes[chosen], silhouettes.iter().copied().fold(f64::MIN, f64::max));
    assert_eq!(figures["clusters"], *choice.cell(chosen, "clusters"));
}

#[test]
fn clusters_add_up_and_their_profile_is_their_mean() {
    let trial = four_kinds();
    trial.run("segments.kmeans", &args![clusters => 4]);
    let clusters = trial.view("segments.clusters", Args::new());
    let sizes: Vec<f64> = (0..4).map(|row| clusters.number(row, "customers").unwrap()).collect();
    assert_eq!(sizes.iter().sum::<f64>(), 400.0);
    assert!(sizes.windows(2).all(|pair| pair[0] >= pair[1]), "the largest is first: {sizes:?}");

    let profile = trial.view("segments.profile", args![cluster => 1]);
    let row = (0..profile.rows.len()).find(|row| profile.text(*row, "feature") == "frequency").unwrap();
    let orders = "SELECT avg(orders) FROM (
        SELECT count(*) AS orders FROM core.sales_order
        WHERE customer_id IN (SELECT customer_id FROM mart.cluster_member WHERE cluster = 1) GROUP BY customer_id)";
    let by_sql = trial.session.scalar(orders, &Args::new()).unwrap().number().unwrap();
    assert!((profile.number(row, "mean").unwrap() - by_sql).abs() < 1e-9);
    let features: Vec<&str> = profile.texts("feature").collect();
    assert!(!features.contains(&"discount_share"), "nobody had a discount: {features:?}");

    assert_eq!(trial.view("segments.cluster_members", args![cluster => 1]).total as f64, sizes[0]);
    assert_eq!(trial.view("segments.scatter", Args::new()).total, 400);
}

#[test]
fn two_runs_give_the_same_rows() {
    let trial = four_kinds();
    let result = |table: &str, run: u32| {
        trial.rows(&format!("SELECT * EXCLUDE (run_id) FROM mart.{table} WHERE run_id = {run} ORDER BY ALL"))
    };
    for _ in 0..2 {
        trial.run("segments.kmeans", &args![sample => 150]);
    }
    for table in ["customer_feature", "cluster", "cluster_choice", "cluster_member"] {
        let first = result(table, 1);
        assert!(!first.is_empty());
        assert_eq!(first, result(table, 2), "{table}");
    }
}

#[test]
fn too_few_customers_are_answered_with_what_to_do() {
    let trial = trial();
    match trial.end_of("segments.kmeans", &Args::new()) {
        Progress::Unsupported { message, hint } => {
            assert_eq!(message, "clusters need at least 20 customers with orders, and there are 0");
            assert!(hint.unwrap().contains("import more orders"));
        }
        other => panic!("{other:?}"),
    }
    assert!(trial.view("segments.clusters", Args::new()).is_empty());
}

#[test]
fn a_cancelled_run_leaves_nothing() {
    let trial = four_kinds();
    assert_eq!(trial.end_of_cancelled("segments.kmeans", &Args::new()), Progress::Cancelled);
    assert_eq!(trial.rows("SELECT count(*) FROM mart.cluster_member"), ["0"]);
}

#[test]
fn without_a_run_every_view_is_empty() {
    let trial = four_kinds();
    for view in VIEWS {
        let table = trial.view(view.name, args![cluster => 1]);
        assert!(lines(&table).is_empty() && !table.columns.is_empty(), "{}", view.name);
    }
}

/// How far two partitions agree beyond chance: 1 if they are the same (Hubert and Arabie, Journal of Classification 2,
/// 1985, p. 193).
fn adjusted_rand(pairs: &[(i64, i64)]) -> f64 {
    let twos = |sizes: BTreeMap<(i64, i64), f64>| sizes.values().map(|n| n * (n - 1.0) / 2.0).sum::<f64>();
    let sizes = |key: fn(&(i64, i64)) -> (i64, i64)| {
        let mut sizes: BTreeMap<(i64, i64), f64> = BTreeMap::new();
        pairs.iter().for_each(|pair| *sizes.entry(key(pair)).or_default() += 1.0);
        twos(sizes)
    };
    let (both, rows, columns) = (sizes(|pair| *pair), sizes(|pair| (pair.0, 0)), sizes(|pair| (pair.1, 0)));
    let count = pairs.len() as f64;
    let expected = rows * columns / (count * (count - 1.0) / 2.0);
    (both - expected) / ((rows + columns) / 2.0 - expected)
}
