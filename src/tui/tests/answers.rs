//! What the service behind the screen answers in tests.

use crate::args;
use crate::jobs::State;
use crate::service::{
    Expected, Explanation, Fault, JobInfo, Overview, ParamInfo, Relation, Request, Response, Stage as LoopStage,
};
use crate::sources::Proposal;
use crate::sources::Record;
use crate::value::{Cell, Column, Grain, Kind, Table};
use jiff::civil::{date, datetime};

fn table(columns: &[(&str, Kind)], rows: Vec<Vec<Cell>>) -> Table {
    let kind = |name: &str, kind: Kind| if kind == Kind::Text { Kind::of(name, "VARCHAR") } else { kind };
    let columns = columns.iter().map(|(name, of)| Column { name: (*name).to_owned(), kind: kind(name, *of) }).collect();
    Table { columns, total: rows.len() as u64, rows, offset: 0 }
}

pub fn answer(request: &Request) -> Result<Response, Fault> {
    Ok(match request {
        Request::Overview => Response::Overview(Box::new(overview())),
        Request::Rows { relation: Relation::View { name, .. }, page, .. } => {
            Response::Rows(rows(name, page.offset, page.limit))
        }
        Request::Rows { relation: Relation::Frequency { column, .. }, .. } => Response::Rows(values(column)),
        Request::Rows { relation: Relation::Console { sql }, .. } => {
            Response::Rows(table(&[("answer", Kind::Text)], vec![vec![sql.into()]]))
        }
        Request::Explain { relation, .. } => Response::Explanation(Box::new(Explanation {
            relation: relation.clone(),
            definition: None,
            sql: "SELECT *\nFROM core.sales_order".into(),
            definitions: Vec::new(),
            args: args![as_of => date(2026, 6, 30)],
            tables: table(
                &[("table_name", Kind::Text), ("row_count", Kind::Count)],
                vec![vec!["core.sales_order".into(), 4321.into()]],
            ),
            runs: Table::default(),
            batches: Table::default(),
        })),
        Request::Jobs => Response::Jobs(jobs()),
        Request::Propose { .. } => Response::Proposal(Box::new(Proposal {
            name: "survey".into(),
            format: "CSV".into(),
            encoding: Some("UTF-8".into()),
            columns: Vec::new(),
            rows: Vec::new(),
            feeds: Vec::new(),
            replaces: None,
            toml: (1..=24).map(|line| format!("field_{line} = \"Column {line}\"\n")).collect(),
        })),
        Request::Record { .. } => Response::Record(Box::new(rejected())),
        Request::Export { path, .. } => Response::Exported { path: path.clone(), rows: 3 },
        Request::Run { .. } => Response::Queued(vec![7]),
        _ => Response::Done,
    })
}

/// The values of a column, one of them empty.
fn values(column: &str) -> Table {
    let columns = [
        (column, Kind::Text),
        ("occurrences", Kind::Count),
        ("occurrence_share", Kind::Share),
        ("cumulative_share", Kind::Share),
    ];
    let rows = vec![
        vec!["app".into(), 5.into(), 0.5.into(), 0.5.into()],
        vec!["web".into(), 3.into(), 0.3.into(), 0.8.into()],
        vec![Cell::Null, 2.into(), 0.2.into(), 1.0.into()],
    ];
    table(&columns, rows)
}

fn jobs() -> Vec<JobInfo> {
    let others = ["sources.import", "sources.undo", "identity.unify", "quality.check", "segments.rfm", "kpi.compute"];
    let other = |name: &str| JobInfo {
        name: name.into(),
        state: State::Fresh,
        ended_at: None,
        params: Vec::new(),
        reads: Vec::new(),
        writes: Vec::new(),
    };
    let clusters = JobInfo {
        name: "segments.kmeans".into(),
        state: State::Stale { changed: vec!["core.customer".into()] },
        ended_at: Some(datetime(2026, 6, 29, 12, 0, 0, 0)),
        params: vec![ParamInfo {
            name: "clusters".into(),
            default: "0".into(),
            expected: Expected::Integer { min: 0, max: Some(12) },
        }],
        reads: vec!["core.customer".into()],
        writes: vec!["mart.cluster".into()],
    };
    std::iter::once(clusters).chain(others.map(other)).collect()
}

fn rejected() -> Record {
    let texts = [("order_id", "7"), ("quantity", "two")];
    Record {
        source: "web_orders".into(),
        file: "inbox/orders.csv".into(),
        record: 6,
        line: 7,
        state: "open".into(),
        entity: Some("order_line".into()),
        field: Some("quantity".into()),
        reason: Some("quantity cannot be read from \"two\"".into()),
        raw: None,
        texts: texts.into_iter().map(|(column, text)| (column.into(), Some(text.into()))).collect(),
    }
}

fn overview() -> Overview {
    let stage = |name: &str, moved_at, stale| LoopStage { name: name.into(), moved_at, stale };
    Overview {
        workspace: "demo".into(),
        as_of: date(2026, 6, 30),
        currency: "CNY".into(),
        stages: vec![
            stage("information", Some(datetime(2026, 7, 1, 9, 0, 0, 0)), 0),
            stage("intelligence", Some(datetime(2026, 6, 28, 9, 0, 0, 0)), 2),
            stage("insight", Some(datetime(2026, 7, 1, 11, 45, 0, 0)), 0),
            stage("individualization", None, 1),
        ],
        first_day: Some(date(2025, 1, 1)),
        last_day: Some(date(2026, 6, 30)),
        channels: vec!["web".into(), "store".into()],
        stores: vec!["S1".into()],
        segments: vec!["champions".into()],
        templates: Vec::new(),
    }
}

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
                let attainment = target.number().map(|target| actual / target);
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
        "console.tables" => table(
            &[("table_name", Text), ("column_name", Text), ("data_type", Text)],
            vec![vec!["core.sales_order".into(), "amount".into(), "DECIMAL(18,2)".into()]],
        ),
        _ => Table::default(),
    }
}
