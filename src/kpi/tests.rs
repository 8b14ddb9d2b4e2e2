use super::jobs::JOBS;
use super::queries::VIEWS;
use super::set_target;
use crate::args;
use crate::config::{Config, ConfigError, Language, Workspace};
use crate::jobs::testing::{Bench, lacking};
use crate::jobs::{JobError, Progress};
use crate::value::{Args, Cell, Grain, Table};
use jiff::civil::date;
use rust_decimal::Decimal;

/// Four months of a small shop, seen on 2026-06-15: two channels, three customers, one return, one cancelled order.
const ROWS: &str = "
    INSERT INTO core.channel (system, channel_id, name, kind)
    VALUES ('ref', 'web', 'Web', 'online'), ('ref', 'till', 'Till', 'offline');
    INSERT INTO core.sales_order (system, order_key, ordered_at, channel_id, store_id, status, customer_id) VALUES
        ('a', '1', TIMESTAMP '2026-03-03 10:00:00', 'web', NULL, 'completed', 1),
        ('a', '2', TIMESTAMP '2026-05-03 10:00:00', 'till', 's1', 'completed', 2),
        ('a', '3', TIMESTAMP '2026-05-10 10:00:00', 'web', NULL, 'completed', 1),
        ('a', '4', TIMESTAMP '2026-05-11 10:00:00', 'web', NULL, 'completed', 3),
        ('a', '5', TIMESTAMP '2026-05-12 10:00:00', 'web', NULL, 'returned', 3),
        ('a', '6', TIMESTAMP '2026-05-13 10:00:00', 'till', 's1', 'cancelled', NULL),
        ('a', '7', TIMESTAMP '2026-06-10 10:00:00', 'till', 's1', 'completed', NULL);
    INSERT INTO core.order_line (system, order_key, line_key, product_id, quantity, unit_price, discount, amount) VALUES
        ('a', '1', '1', 'p', 2, 10, 1, 19),
        ('a', '2', '1', 'p', 1, 10, 0, 10),
        ('a', '3', '1', 'q', 1, 30, 6, 24),
        ('a', '4', '1', 'p', 1, 10, 0, 10),
        ('a', '5', '1', 'p', -1, 10, 0, -10),
        ('a', '6', '1', 'p', 1, 10, 0, 10),
        ('a', '7', '1', 'p', 1, 16, 0, 16);
    INSERT INTO core.market (system, month, category, player, amount) VALUES
        ('ref', DATE '2026-03-01', 'tea', 'all', 190),
        ('ref', DATE '2026-05-01', 'tea', 'all', 140), ('ref', DATE '2026-05-01', 'ware', 'all', 200),
        ('ref', DATE '2026-05-01', 'tea', 'Rival', 90);
    INSERT INTO core.touchpoint (system, touchpoint_key, visitor_key, happened_at, kind, channel_id) VALUES
        ('a', 't1', 'v', TIMESTAMP '2026-05-01 09:00:00', 'click', 'search'),
        ('a', 't2', 'v', TIMESTAMP '2026-05-01 09:01:00', 'view', 'web'),
        ('a', 't3', 'v', TIMESTAMP '2026-05-02 09:00:00', 'view', 'web'),
        ('a', 't4', NULL, TIMESTAMP '2026-05-02 09:00:00', 'visit', NULL),
        ('a', 't5', 'w', TIMESTAMP '2026-05-02 09:00:00', 'visit', 'till'),
        ('a', 't6', 'w', TIMESTAMP '2026-05-02 09:00:00', 'booking', 'web');
    INSERT INTO core.feedback (system, feedback_key, given_at, kind, score) VALUES
        ('a', 'f1', TIMESTAMP '2026-05-01 09:00:00', 'survey', 4),
        ('a', 'f2', TIMESTAMP '2026-05-02 09:00:00', 'survey', 5),
        ('a', 'f3', TIMESTAMP '2026-05-02 09:00:00', 'survey', 9);
    INSERT INTO core.interaction (system, interaction_key, happened_at, kind, channel_id) VALUES
        ('a', 'i1', TIMESTAMP '2026-04-01 09:00:00', 'complaint', 'web'),
        ('a', 'i2', TIMESTAMP '2026-05-02 09:00:00', 'inquiry', 'web');
    INSERT INTO core.channel_spend (system, spent_on, channel_id, cost)
    VALUES ('a', DATE '2026-05-04', 'search', 12), ('a', DATE '2026-05-04', 'till', 100);
    INSERT INTO ops.job_run (job, params, seed, inputs, fingerprint, program, started_by, started_at, status)
    VALUES ('segments.rfm', '{}', 1, '{}', '', '', '', TIMESTAMP '2026-06-15 08:00:00', 'done');
    INSERT INTO mart.rfm SELECT run_id, 1, 1, 2, 43, 5, 5, 5, 'champions' FROM ops.current_run;
";

fn computed() -> Bench {
    let bench = Bench::new(&[]);
    bench.sql(ROWS);
    let ended = bench.run(JOBS, "kpi.compute");
    assert!(matches!(ended, Progress::Done { .. }), "{ended:?}");
    bench
}

fn board(bench: &Bench, given: Args) -> Table {
    bench.view(VIEWS, "kpi.board", given)
}

fn row(board: &Table, kpi: &str) -> usize {
    (0..board.rows.len()).find(|row| board.text(*row, "kpi") == kpi).unwrap()
}

fn number(board: &Table, kpi: &str, column: &str) -> Option<f64> {
    board.number(row(board, kpi), column).map(|x| (x * 1e9).round() / 1e9)
}

#[test]
fn the_board_shows_the_last_month_that_is_over() {
    let board = board(&computed(), Args::new());
    let actual = |kpi| number(&board, kpi, "actual");
    assert_eq!(board.cell(0, "period").date(), Some(date(2026, 5, 1)));
    assert_eq!(actual("revenue"), Some(34.0), "10 + 24 + 10, less the return of 10; the cancelled order is none");
    assert_eq!(actual("orders"), Some(3.0));
    assert_eq!(actual("average_order"), Some(11.333_333_333));
    assert_eq!(actual("discount_share"), Some(0.12), "6 of 50");
    assert_eq!(actual("return_rate"), Some(0.227_272_727), "10 of 44");
    assert_eq!(actual("active_customers"), Some(3.0));
    assert_eq!(actual("new_customers"), Some(2.0));
    assert_eq!(actual("repeat_purchase_rate"), Some(0.333_333_333), "one of three had bought before");
    assert_eq!(actual("conversion_rate"), Some(0.666_666_667), "two orders online, three visits on two days");
    assert_eq!(actual("market_share"), Some(0.1), "34 of 340");
    assert_eq!(actual("satisfaction"), Some(4.5), "a score of 9 is on another scale");
    assert_eq!(actual("complaints"), Some(0.0), "none in May, after one in April");
    assert_eq!(actual("return_on_ad_spend"), Some(2.0), "24 of online sales over 12; the till's cost is not online");
}

#[test]
fn changes_are_to_the_period_before_and_only_where_there_was_something() {
    let bench = computed();
    let may = board(&bench, Args::new());
    assert_eq!(number(&may, "revenue", "previous_change"), None, "April sold nothing");
    assert_eq!(number(&may, "new_customer_growth", "actual"), None);
    let april = board(&bench, args![from => date(2026, 4, 1), to => date(2026, 4, 30)]);
    assert_eq!(number(&april, "revenue", "actual"), Some(0.0));
    assert_eq!(number(&april, "revenue", "previous_change"), Some(-1.0));
    assert_eq!(number(&april, "new_customer_growth", "actual"), Some(-1.0));
    let quarter = board(&bench, args![grain => "quarter", from => date(2026, 4, 1)]);
    assert_eq!(number(&quarter, "revenue", "actual"), Some(50.0));
    assert_eq!(number(&quarter, "active_customers", "actual"), Some(3.0), "not the sum of the months");
    assert_eq!(number(&quarter, "revenue", "previous_change"), None, "the quarter is not over");
    assert_eq!(quarter.cell(0, "is_complete"), &Cell::Flag(false));
}

#[test]
fn a_trend_ends_with_the_shown_period_and_keeps_its_gaps() {
    let board = board(&computed(), Args::new());
    let trend = board.cell(row(&board, "revenue"), "trend").numbers();
    assert_eq!(trend.len(), 13);
    assert!(trend[..10].iter().all(|x| x.is_nan()), "{trend:?}");
    assert_eq!(trend[10..], [19.0, 0.0, 34.0]);
}

#[test]
fn the_scope_chooses_one_dimension_where_the_figure_has_it() {
    let bench = computed();
    let web = board(&bench, args![channel => "web"]);
    assert_eq!(number(&web, "revenue", "actual"), Some(24.0));
    assert_eq!(number(&web, "market_share", "actual"), None, "the market has no channels");
    assert_eq!(number(&web, "complaints", "actual"), Some(0.0));
    let store = board(&bench, args![channel => "web", store => "s1"]);
    assert_eq!(number(&store, "revenue", "actual"), Some(10.0), "the store is narrower");
    let champions = board(&bench, args![segment => "champions"]);
    assert_eq!(number(&champions, "revenue", "actual"), Some(24.0));
    assert_eq!(number(&champions, "repeat_purchase_rate", "actual"), Some(1.0));
}

#[test]
fn members_add_up_where_the_figure_does() {
    let bench = computed();
    let channels = bench.view(VIEWS, "kpi.by_channel", args![kpi => "revenue"]);
    let member = |row| (channels.text(row, "channel_id"), channels.number(row, "actual"));
    assert_eq!((member(0), member(1)), (("web", Some(24.0)), ("till", Some(10.0))));
    let shares: f64 = (0..2).filter_map(|row| channels.number(row, "total_share")).sum();
    assert!((shares - 1.0).abs() < 1e-12);
    let segments = bench.view(VIEWS, "kpi.by_segment", args![kpi => "active_customers"]);
    assert_eq!((segments.text(0, "segment"), segments.number(0, "actual")), ("(unknown)", Some(2.0)));
    assert_eq!(segments.cell(0, "total_share"), &Cell::Null, "customers can be in several");
    let stores = bench.view(VIEWS, "kpi.by_store", args![kpi => "orders"]);
    assert_eq!((stores.text(1, "store_id"), stores.number(1, "actual")), ("s1", Some(1.0)));
}

#[test]
fn a_figure_leads_to_its_rows() {
    let bench = computed();
    let keys = |given: Args| -> Vec<String> {
        let rows = bench.view(VIEWS, "kpi.rows", given);
        rows.texts("record_key").map(str::to_owned).collect()
    };
    assert_eq!(keys(args![kpi => "revenue"]), ["5", "4", "3", "2"]);
    assert_eq!(keys(args![kpi => "revenue", store => "s1"]), ["2"]);
    assert_eq!(keys(args![kpi => "satisfaction"]), ["f2", "f3", "f1"]);
    assert_eq!(keys(args![kpi => "complaints", from => date(2026, 4, 1), to => date(2026, 4, 30)]), ["i1"]);
}

#[test]
fn a_decision_stands_before_an_import_until_it_is_taken_back() {
    let bench = computed();
    bench.sql(
        "INSERT INTO core.kpi_target (kpi, grain, period, target, source, batch_id, record)
         VALUES ('revenue', 'month', DATE '2026-05-01', 40, 'plan', 1, 1)",
    );
    let attainment = || number(&board(&bench, Args::new()), "revenue", "attainment");
    let decide = |target: Option<Decimal>| {
        let kpis = &bench.config.kpis;
        set_target(&bench.session(), kpis, "revenue", Grain::Month, date(2026, 5, 20), target, "analyst").unwrap();
    };
    assert_eq!(attainment(), Some(0.85));
    decide(Some(Decimal::from(50)));
    decide(Some(Decimal::from(68)));
    assert_eq!(attainment(), Some(0.5));
    decide(None);
    assert_eq!(attainment(), Some(0.85));
    let decisions = "SELECT count(*) FROM ops.decision WHERE kind = 'kpi.target' AND decided_by = 'analyst'";
    assert_eq!(bench.scalar(decisions).integer(), Some(3), "each is on record");
    assert_eq!(bench.scalar("SELECT count(*) FROM core.kpi_target").integer(), Some(1));
}

#[test]
fn a_target_for_no_kpi_is_refused_with_those_that_there_are() {
    let bench = Bench::new(&[]);
    let kpis = &bench.config.kpis;
    let refused =
        set_target(&bench.session(), kpis, "profit", Grain::Month, date(2026, 5, 1), Some(Decimal::ONE), "analyst");
    let Err(JobError::Unfit { what, hint }) = refused else { panic!("it should be refused") };
    assert_eq!(what, "there is no KPI \"profit\"");
    assert!(hint.contains("revenue, orders"), "{hint}");
}

#[test]
fn a_quarter_without_a_target_takes_its_months() {
    let bench = computed();
    let decide = |kpi, month, target: &str| {
        let target = Some(target.parse().unwrap());
        set_target(&bench.session(), &bench.config.kpis, kpi, Grain::Month, date(2026, month, 1), target, "analyst")
            .unwrap();
    };
    let quarter = || board(&bench, args![grain => "quarter", from => date(2026, 4, 1)]);
    for month in 4..=5 {
        decide("revenue", month, "30");
        decide("satisfaction", month, "4");
    }
    assert_eq!(number(&quarter(), "revenue", "target"), None, "June has none yet");
    decide("revenue", 6, "40");
    decide("satisfaction", 6, "4.6");
    assert_eq!(number(&quarter(), "revenue", "target"), Some(100.0));
    assert_eq!(number(&quarter(), "satisfaction", "target"), Some(4.2), "a mean does not add up");
}

#[test]
fn fewer_is_better_where_the_file_says_so() {
    let bench = computed();
    let april = || board(&bench, args![from => date(2026, 4, 1), to => date(2026, 4, 30)]);
    let target = Some(Decimal::from(2));
    set_target(&bench.session(), &bench.config.kpis, "complaints", Grain::Month, date(2026, 4, 9), target, "analyst")
        .unwrap();
    assert_eq!(number(&april(), "complaints", "attainment"), Some(2.0), "half of what was allowed");
}

#[test]
fn a_difference_of_shares_moves_by_points_and_has_no_ratio_to_its_target() {
    let bench = Bench::new(&[]);
    bench.sql(ROWS);
    bench
        .sql("INSERT INTO core.market (month, category, player, amount) VALUES (DATE '2026-04-01', 'tea', 'all', 100)");
    bench.run(JOBS, "kpi.compute");
    let decide = |kpi, month| {
        let target = Some(Decimal::new(-5, 1));
        set_target(&bench.session(), &bench.config.kpis, kpi, Grain::Month, date(2026, month, 1), target, "analyst")
            .unwrap();
    };
    (4..=6).for_each(|month| decide("market_share_change", month));
    decide("new_customer_growth", 4);
    let may = board(&bench, Args::new());
    let shown = |column| number(&may, "market_share_change", column);
    assert_eq!(may.text(row(&may, "market_share_change"), "unit"), "points");
    assert_eq!(shown("actual"), Some(0.1), "10 % in May, none in April");
    assert_eq!(shown("previous_change"), Some(0.2), "after a loss of as much");
    assert_eq!((shown("target"), shown("attainment")), (Some(-0.5), None));
    let quarter = board(&bench, args![grain => "quarter", from => date(2026, 4, 1)]);
    assert_eq!(number(&quarter, "market_share_change", "target"), None, "months say nothing of it");

    let april = board(&bench, args![from => date(2026, 4, 1), to => date(2026, 4, 30)]);
    let growth = |column| number(&april, "new_customer_growth", column);
    assert_eq!((growth("actual"), growth("attainment")), (Some(-1.0), None), "twice the loss is not 200 % of the aim");
}

#[test]
fn a_series_has_every_period_and_says_which_still_runs() {
    let series = computed().view(VIEWS, "kpi.series", args![kpi => "orders"]);
    let row = |row| (series.cell(row, "period").date(), series.number(row, "actual"), series.cell(row, "is_complete"));
    assert_eq!(series.rows.len(), 4);
    assert_eq!(row(1), (Some(date(2026, 4, 1)), Some(0.0), &Cell::Flag(true)));
    assert_eq!(row(3), (Some(date(2026, 6, 1)), Some(1.0), &Cell::Flag(false)));
}

/// 4,000 orders of two years, each drawn by its number; the last of them lie after the as-of day.
const MANY: &str = "
    INSERT INTO core.sales_order (system, order_key, ordered_at, channel_id, amount, customer_id)
    SELECT
        'm', n, TIMESTAMP '2024-06-01 00:00:00' + INTERVAL (hash(n) % 1080000) MINUTE,
        CASE WHEN hash(n, 'c') % 3 = 0 THEN 'web' ELSE 'till' END,
        (hash(n, 'a') % 10000 / 100)::DECIMAL(18, 2),
        CASE WHEN hash(n, 'k') % 5 > 0 THEN hash(n, 'p') % 700 END
    FROM range(4000) AS numbers (n);
";

#[test]
fn figures_agree_with_plain_sql_in_every_grain() {
    let bench = Bench::new(&[]);
    bench.sql(MANY);
    bench.run(JOBS, "kpi.compute");
    for grain in Grain::ALL.map(Grain::name) {
        let plain = format!(
            "WITH sold AS (
                SELECT date_trunc('{grain}', ordered_at)::DATE AS period, *
                FROM core.sales_order
                WHERE ordered_at < TIMESTAMP '2026-06-16 00:00:00'
            ),
            plain AS (
                SELECT 'revenue' AS kpi, period, sum(amount)::DOUBLE AS value FROM sold GROUP BY period
                UNION ALL
                SELECT 'active_customers', period, count(DISTINCT customer_id) FROM sold GROUP BY period
                UNION ALL
                SELECT 'new_customers', first_period, count(*)
                FROM (SELECT customer_id, min(period) AS first_period FROM sold WHERE customer_id >= 0 GROUP BY 1)
                GROUP BY first_period
                UNION ALL
                SELECT 'repeat_purchase_rate', period, avg(has_more::INTEGER) FROM (
                    SELECT period, customer_id, min(ordered_at) > any_value(first_at) OR count(*) > 1 AS has_more
                    FROM sold JOIN (
                        SELECT customer_id, min(ordered_at) AS first_at FROM sold WHERE customer_id >= 0 GROUP BY 1
                    ) USING (customer_id)
                    GROUP BY period, customer_id
                ) GROUP BY period
            )
            SELECT count(*) FILTER (abs(plain.value - computed.value) IS NULL OR abs(plain.value - computed.value) > 1e-9)
            FROM plain
            LEFT JOIN (FROM mart.kpi_value WHERE grain = '{grain}' AND dimension = 'all') AS computed USING (kpi, period)"
        );
        assert_eq!(bench.scalar(&plain).integer(), Some(0), "by {grain}");
    }
}

#[test]
fn two_runs_give_the_same_figures() {
    let bench = Bench::new(&[]);
    bench.sql(MANY);
    bench.run(JOBS, "kpi.compute");
    bench.run(JOBS, "kpi.compute");
    let differing = "
        SELECT count(*)
        FROM (FROM mart.kpi_value WHERE run_id = 1) AS one
        FULL JOIN (FROM mart.kpi_value WHERE run_id = 2) AS two USING (kpi, grain, period, dimension, member)
        WHERE one.value IS DISTINCT FROM two.value";
    assert_eq!(bench.scalar(differing).integer(), Some(0));
}

#[test]
fn a_kpi_of_ones_own_is_a_table_in_the_file() {
    let own = r#"
        [kpi.units]
        title = "Units sold"
        unit = "number"
        adds_up = true
        numerator = { sql = "sum(units)", from = "core.sale", time = "ordered_at" }
        [kpi.orders]
        unit = "count"
        numerator = { sql = "count(*)", from = "core.sale", time = "ordered_at" }
        [kpi.units_an_order]
        unit = "number"
        formula = "round(units / nullif(orders, 0), 1)"
    "#;
    let bench = Bench::new(&[("kpis.toml", own)]);
    bench.sql(ROWS);
    bench.run(JOBS, "kpi.compute");
    let board = board(&bench, Args::new());
    assert_eq!((board.text(0, "title"), board.number(0, "actual")), ("Units sold", Some(2.0)));
    assert_eq!(number(&board, "units_an_order", "actual"), Some(0.5));
}

/// The line on which a configuration is refused, with what is wrong and what would be right.
fn refused(kpis: &str) -> (usize, String, String) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("foureye.toml"), "").unwrap();
    std::fs::write(dir.path().join("kpis.toml"), kpis).unwrap();
    match Config::load(&Workspace::at(dir.path()).unwrap()) {
        Err(ConfigError::Wrong { line, what, right, .. }) => (line, what, right),
        other => panic!("it should be refused: {:?}", other.map(|_| ())),
    }
}

#[test]
fn a_mistake_in_the_file_is_answered_with_its_line() {
    let (line, what, right) = refused("[kpi.a]\nunit = \"count\"\n");
    assert_eq!((line, what.as_str()), (1, "KPI a: it has no definition"));
    assert!(right.starts_with("add `numerator"), "{right}");

    let first =
        "[kpi.a]\nunit = \"count\"\nnumerator = { sql = \"count(*)\", from = \"core.sale\", time = \"ordered_on\" }\n";
    let (line, what, right) =
        refused(&format!("{first}[kpi.b]\nunit = \"share\"\nformula = \"a / nullif(previous_c, 0)\"\n"));
    assert_eq!((line, what.as_str()), (6, "KPI b: its formula names \"previous_c\""));
    assert!(right.ends_with(": a"), "{right}");

    assert_eq!(refused("[kpi.a]\nunit = \"euros\"\n").0, 2);
}

#[test]
fn a_definition_that_cannot_run_is_named() {
    let odd = "[kpi.odd]\nunit = \"count\"\nnumerator = { sql = \"count(nothing)\", from = \"core.sale\", time = \"ordered_on\" }";
    let bench = Bench::new(&[("kpis.toml", odd)]);
    let Progress::Failed { message, hint } = bench.run(JOBS, "kpi.compute") else { panic!("it should fail") };
    assert!(message.starts_with("KPI odd cannot be computed:"), "{message}");
    assert_eq!(hint.as_deref(), Some("correct [kpi.odd] in kpis.toml"));
}

#[test]
fn everything_has_words_in_every_language() {
    let bench = Bench::new(&[]);
    assert_eq!(bench.untold(JOBS, VIEWS, args![kpi => Cell::Null]), Vec::<String>::new());
    let kpis = bench.config.kpis.kpis.keys();
    let keys: Vec<String> = kpis.flat_map(|kpi| [format!("kpi.{kpi}.title"), format!("kpi.{kpi}.about")]).collect();
    for language in Language::ALL {
        assert_eq!(lacking(language, &keys), Vec::<String>::new());
    }
}

#[test]
fn without_data_every_kpi_is_listed_and_none_has_a_figure() {
    let bench = Bench::new(&[]);
    assert!(board(&bench, Args::new()).is_empty(), "nothing was computed yet");
    assert!(matches!(bench.run(JOBS, "kpi.compute"), Progress::Done { rows: 0, .. }));
    let board = board(&bench, Args::new());
    assert_eq!(board.rows.len(), bench.config.kpis.kpis.len());
    assert!((0..board.rows.len()).all(|row| board.cell(row, "actual").is_null()));
    let missing = |kpi: &str| {
        let row = (0..board.rows.len()).find(|row| board.text(*row, "kpi") == kpi).unwrap();
        board.text(row, "missing").to_owned()
    };
    assert_eq!(missing("revenue"), "core.order_line, core.sales_order");
    assert_eq!(missing("satisfaction"), "core.feedback");
    assert!(missing("market_share_change").contains("core.market"), "a formula lacks what its KPIs lack");
}
