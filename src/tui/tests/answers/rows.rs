//! Rows as the views have them.

use super::table;
use crate::value::{Cell, Grain, Kind, Table};
use jiff::civil::{date, datetime};

pub fn rows(view: &str, offset: u64, limit: u64) -> Table {
    use Kind::*;
    match view {
        "sources.list" => table(
            &[
                ("source", Text),
                ("entity", Text),
                ("format", Text),
                ("last_batch_at", Time),
                ("batches", Count),
                ("records", Count),
                ("rejected", Count),
                ("reject_rate", Share),
                ("state", Text),
                ("schedule", Text),
                ("read_at", Time),
            ],
            vec![
                vec![
                    "web_orders".into(),
                    "sales_order".into(),
                    "csv".into(),
                    datetime(2026, 7, 1, 9, 0, 0, 0).into(),
                    3.into(),
                    12_345.into(),
                    12.into(),
                    0.00097.into(),
                    "good".into(),
                    "every 15 minutes".into(),
                    datetime(2026, 7, 1, 9, 0, 0, 0).into(),
                ],
                vec![
                    "门店POS".into(),
                    "order_line".into(),
                    "gb18030".into(),
                    datetime(2026, 6, 1, 9, 0, 0, 0).into(),
                    18.into(),
                    987_654.into(),
                    0.into(),
                    0.0.into(),
                    "good".into(),
                    "at 06:30".into(),
                    datetime(2026, 6, 1, 6, 30, 0, 0).into(),
                ],
                vec![
                    "survey\u{1b}[31m".into(),
                    "feedback".into(),
                    "xlsx".into(),
                    Cell::Null,
                    0.into(),
                    Cell::Null,
                    Cell::Null,
                    Cell::Null,
                    "waiting".into(),
                    Cell::Null,
                    Cell::Null,
                ],
            ],
        ),
        "quality.scores" => table(
            &[
                ("table_name", Text),
                ("completeness_rate", Share),
                ("validity_rate", Share),
                ("score_rate", Share),
                ("rows", Count),
            ],
            vec![vec!["core.customer".into(), 0.91.into(), 0.987.into(), 0.95.into(), 2000.into()]],
        ),
        "quality.checks" => table(
            &[
                ("check_name", Text),
                ("table_name", Text),
                ("severity", Text),
                ("tested", Count),
                ("failed", Count),
                ("passed_rate", Share),
            ],
            vec![vec![
                "customer_has_name".into(),
                "core.customer".into(),
                "error".into(),
                2000.into(),
                40.into(),
                0.98.into(),
            ]],
        ),
        "quality.profile" => table(
            &[
                ("table_name", Text),
                ("column_name", Text),
                ("data_type", Text),
                ("filled_share", Share),
                ("distinct_values", Count),
                ("is_exact", Kind::Flag),
                ("min_value", Text),
                ("max_value", Text),
                ("mean_value", Number),
                ("histogram", Trend),
                ("frequent", Text),
                ("stability_index", Number),
            ],
            vec![
                vec![
                    "core.customer".into(),
                    "city".into(),
                    "VARCHAR".into(),
                    0.713.into(),
                    19.into(),
                    true.into(),
                    "Jurong".into(),
                    "高雄".into(),
                    Cell::Null,
                    Cell::Null,
                    "南京 (151), 苏州 (151), 无锡 (139)".into(),
                    Cell::Null,
                ],
                vec![
                    "core.customer".into(),
                    "records".into(),
                    "BIGINT".into(),
                    1.0.into(),
                    6.into(),
                    true.into(),
                    "0".into(),
                    "5".into(),
                    1.43.into(),
                    Cell::List((0..20).map(|n| Cell::Integer(20 - n)).collect()),
                    "1 (981), 2 (731), 0 (396)".into(),
                    0.031.into(),
                ],
            ],
        ),
        "kpi.board" => {
            let row = |kpi: &str, unit: &str, actual: f64, target: Cell, change: f64| {
                let trend = Cell::List((0..13).map(|n| Cell::Float(f64::from(n % 5))).collect());
                let attainment = target.number().filter(|_| unit != "points").map(|target| actual / target);
                vec![
                    kpi.into(),
                    kpi.into(),
                    unit.into(),
                    actual.into(),
                    target,
                    attainment.into(),
                    change.into(),
                    Cell::Null,
                    trend,
                ]
            };
            table(
                &[
                    ("kpi", Text),
                    ("title", Text),
                    ("unit", Text),
                    ("actual", Number),
                    ("target", Number),
                    ("attainment", Share),
                    ("previous_change", Change),
                    ("year_change", Change),
                    ("trend", Trend),
                ],
                vec![
                    row("revenue", "money", 1_234_567.5, 1_200_000.0.into(), 0.032),
                    row("orders", "count", 4321.0, Cell::Null, -0.12),
                    row("conversion_rate", "share", 0.0345, 0.05.into(), 0.0),
                    row("market_share_change", "points", 0.0021, 0.0.into(), 0.0031),
                ],
            )
        }
        "kpi.series" => {
            let month = |n: i64| Grain::Month.step(date(2026, 1, 1), n);
            let row = |n: i64| {
                let actual = 1000.0 + 100.0 * n as f64;
                vec![month(n).into(), actual.into(), 1200.0.into(), "money".into(), (n < 5).into()]
            };
            table(
                &[
                    ("period", Kind::Date),
                    ("actual", Number),
                    ("target", Number),
                    ("unit", Text),
                    ("is_complete", Flag),
                ],
                (0..6).map(row).collect(),
            )
        }
        "kpi.by_channel" | "kpi.by_segment" => table(
            &[("channel_id", Text), ("actual", Number), ("unit", Text)],
            vec![vec!["web".into(), 700.0.into(), "money".into()], vec!["store".into(), 300.0.into(), "money".into()]],
        ),
        "sources.rejects" => table(
            &[("state", Text), ("source", Text), ("record", Count), ("reason", Text), ("batch_id", Id)],
            vec![vec!["open".into(), "web_orders".into(), 6.into(), "quantity cannot be read".into(), 3.into()]],
        ),
        "sources.drift" => table(
            &[("batch_id", Id), ("source", Text), ("change", Text), ("was", Text), ("becomes", Text)],
            vec![vec![3.into(), "web_orders".into(), "renamed".into(), "qty".into(), "quantity".into()]],
        ),
        "sources.mending_rules" => table(
            &[("source", Text), ("changed_column", Text), ("old_text", Text), ("new_text", Text), ("alike", Count)],
            vec![vec!["web_orders".into(), "quantity".into(), "two".into(), "2".into(), 5.into()]],
        ),
        "kpi.rows" => {
            let total = 5000;
            let row = |n: u64| vec![n.into(), Cell::Decimal(rust_decimal::Decimal::new(n as i64 * 100, 2))];
            let last = (offset + limit).min(total);
            Table { offset, total, ..table(&[("order_id", Id), ("amount", Money)], (offset..last).map(row).collect()) }
        }
        "quality.dictionary" => table(
            &[
                ("table_name", Text),
                ("column_name", Text),
                ("meaning", Text),
                ("measured_in", Text),
                ("sensitivity", Text),
                ("fed_by", Text),
                ("uses", Text),
            ],
            vec![vec![
                "core.customer".into(),
                "city".into(),
                "Where the customer lives".into(),
                Cell::Null,
                "personal".into(),
                "members: city".into(),
                "crm.profile".into(),
            ]],
        ),
        "console.tables" => table(
            &[("table_name", Text), ("column_name", Text), ("data_type", Text)],
            vec![vec!["core.sales_order".into(), "amount".into(), "DECIMAL(18,2)".into()]],
        ),
        "audit.list" => table(
            &[
                ("audit_id", Id),
                ("happened_at", Time),
                ("done_by", Text),
                ("role", Text),
                ("action", Text),
                ("subject", Text),
                ("outcome", Text),
                ("given_reason", Text),
                ("detail", Text),
            ],
            entries(),
        ),
        _ => Table::default(),
    }
}

/// What a team has done, newest first; the owner has no role.
fn entries() -> Vec<Vec<Cell>> {
    let entry = |number: i64, [by, role, action, subject, outcome, reason, detail]: [&str; 7]| -> Vec<Cell> {
        let or_none = |text: &str| if text.is_empty() { Cell::Null } else { text.into() };
        vec![
            number.into(),
            datetime(2026, 7, 1, 8, number as i8, 0, 0).into(),
            by.into(),
            or_none(role),
            action.into(),
            subject.into(),
            outcome.into(),
            or_none(reason),
            detail.into(),
        ]
    };
    let reason = "the customer asked for a copy of what we know";
    vec![
        entry(4, ["li", "analyst", "unmask", "personal data", "denied", "curious", "{\"reason\":\"curious\"}"]),
        entry(3, ["bin", "steward", "unmask", "personal data", "done", reason, "{\"reason\":\"the customer asked\"}"]),
        entry(
            2,
            ["mei", "", "export", "crm.search", "done", "", "{\"file\":\"list.csv\",\"format\":\"csv\",\"rows\":3}"],
        ),
        entry(1, ["li", "analyst", "run", "segments.kmeans", "done", "", "{\"args\":{},\"runs\":[7]}"]),
    ]
}
