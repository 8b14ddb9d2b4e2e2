//! What the service behind the screen answers in tests.

use crate::args;
use crate::config::Database;
use crate::jobs::State;
use crate::service::origin::{Direction, Field, Line, Node, Step, Steps, Text, Walk};
use crate::service::{
    Expected, Explanation, Fault, JobInfo, Overview, ParamInfo, Relation, Request, Response, Stage as LoopStage, You,
};
use crate::sources::{Proposal, ProposedColumn, ProposedFeed, Record};
use crate::value::{Cell, Column, Grain, Kind, Table};
use crate::warehouse::Soundness;
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
        Request::Rows { relation: Relation::Cleaning { rule: None }, .. } => Response::Rows(cleaning_rules()),
        Request::Rows { relation: Relation::Cleaning { rule: Some(rule) }, .. } => Response::Rows(changes(rule)),
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
        Request::Origin(walk) => Response::Origin(Box::new(steps(walk))),
        Request::Jobs => Response::Jobs(jobs()),
        Request::Propose { .. } => Response::Proposal(Box::new(Proposal {
            name: "survey".into(),
            format: "CSV".into(),
            encoding: Some("UTF-8".into()),
            columns: Vec::new(),
            rows: Vec::new(),
            feeds: Vec::new(),
            replaces: None,
            sent: false,
            toml: (1..=24).map(|line| format!("field_{line} = \"Column {line}\"\n")).collect(),
        })),
        Request::ProposeTable { database, .. } => Response::Proposal(Box::new(proposed_table(database))),
        Request::Record { .. } => Response::Record(Box::new(rejected())),
        Request::Verify => {
            Response::Audit(Soundness { entries: 4, newest: Some((4, "9f86d081".repeat(8))), flaw: None })
        }
        Request::Unmask { .. } => Response::Unmasked { minutes: 15 },
        Request::Export { path, .. } => Response::Exported { path: path.clone(), rows: 3, withdrawn: 0 },
        Request::Run { .. } => Response::Queued(vec![7]),
        _ => Response::Done,
    })
}

/// Orders in a database, of which one field is nowhere to be found.
fn proposed_table(database: &Database) -> Proposal {
    let column = |name: &str, looks_like: &str| ProposedColumn {
        name: name.into(),
        looks_like: looks_like.into(),
        fields: vec![format!("sales_order.{name}")],
    };
    let text = |text: &str| Some(text.to_owned());
    let lines =
        ["[source.orders]".to_owned(), format!("database = {:?}", database.url), "watermark = \"id\"".to_owned()];
    Proposal {
        name: "orders".into(),
        format: "PostgreSQL".into(),
        encoding: None,
        columns: vec![column("id", "integer"), column("客户", "text"), column("placed_at", "time")],
        rows: vec![
            vec![text("1"), text("陈"), text("2026-06-30 09:00")],
            vec![text("2"), None, text("2026-06-30 09:05")],
        ],
        feeds: vec![ProposedFeed {
            entity: "sales_order".into(),
            fields: vec![("order_key".into(), "id".into()), ("ordered_at".into(), "placed_at".into())],
            missing: vec!["amount".into()],
        }],
        toml: lines.join("\n"),
        replaces: None,
        sent: false,
    }
}

/// Two rules that are on and one that is off.
fn cleaning_rules() -> Table {
    let columns = [
        ("rule", Kind::Text),
        ("is_enabled", Kind::Flag),
        ("table_name", Kind::Text),
        ("column_names", Kind::Text),
        ("treatment", Kind::Text),
        ("cells", Kind::Count),
        ("row_count", Kind::Count),
        ("unread_cells", Kind::Count),
        ("cleaned_cells", Kind::Count),
        ("cleaned_at", Kind::Time),
    ];
    let rule = |name: &str, on: bool, columns: &str, treatment: &str, cells: i64, cleaned: i64| -> Vec<Cell> {
        let at = if cleaned > 0 { datetime(2026, 6, 30, 9, 0, 0, 0).into() } else { Cell::Null };
        let table = "core.customer_record";
        vec![
            name.into(),
            on.into(),
            table.into(),
            columns.into(),
            treatment.into(),
            cells.into(),
            cells.into(),
            0.into(),
            cleaned.into(),
            at,
        ]
    };
    table(
        &columns,
        vec![
            rule("customer_white_space", true, "name, city", "trim", 2, 2),
            rule("customer_phones", true, "phone", "phone", 3123, 3123),
            rule("missing_cities", false, "city", "fill", 1161, 0),
        ],
    )
}

fn changes(rule: &str) -> Table {
    let columns = [
        ("column_name", Kind::Text),
        ("before", Kind::Text),
        ("after", Kind::Text),
        ("kind", Kind::Text),
        ("row_key", Kind::Text),
        ("source", Kind::Text),
        ("file", Kind::Text),
        ("record", Kind::Count),
        ("batch_id", Kind::Id),
    ];
    let change = |column: &str, before: Cell, after: &str, kind: &str, record: i64| -> Vec<Cell> {
        vec![
            column.into(),
            before,
            after.into(),
            kind.into(),
            format!("member/M{record}").into(),
            "members".into(),
            "members/members.csv".into(),
            record.into(),
            1.into(),
        ]
    };
    let rows = match rule {
        "customer_white_space" => vec![
            change("city", "上海\u{3000}".into(), "上海", "standardised", 1),
            change("name", " Ana  Lee".into(), "Ana Lee", "standardised", 2),
        ],
        "missing_cities" => vec![change("city", Cell::Null, "上海", "filled", 4)],
        _ => vec![change("phone", "13800138000".into(), "+8613800138000", "standardised", 3)],
    };
    table(&columns, rows)
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
        you: You::owner("mei"),
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
        collector: None,
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

/// The way from a KPI to a line: a figure, its rows, an order, a record; and a table of ten thousand batches.
fn steps(walk: &Walk) -> Steps {
    let record = Node::Record { batch: 3, record: 5 };
    let order = Node::Row { table: "core.sales_order".into(), key: vec!["web".into(), "1001".into()] };
    let step =
        |via: &str, to: Node, name: &str, rows: Option<u64>| Step { to, via: via.into(), name: name.into(), rows };
    let rows = Node::figure(Relation::View { name: "kpi.rows".into(), args: args![kpi => "revenue"] });
    let (about, steps) = match (&walk.from, walk.direction) {
        (Node::Figure { relation: Relation::View { name, .. }, .. }, Direction::Back) if name == "kpi.rows" => (
            Table::default(),
            vec![
                step("reads", Node::Table("core.sales_order".into()), "", Some(823)),
                step("shows", order, "2026-06-30 · 上海店 · 300.00", None),
            ],
        ),
        (Node::Figure { row, .. }, Direction::Back) => {
            let about = vec![vec![row.get("actual").cloned().unwrap_or_default(), "money".into()]];
            let reads = step("reads", Node::Table("mart.kpi_value".into()), "", Some(18_402));
            (
                table(&[("actual", Kind::Number), ("unit", Kind::Text)], about),
                vec![step("sums_up", rows, "", Some(823)), reads],
            )
        }
        (Node::Row { .. }, Direction::Back) => {
            let about = table(
                &[("order_key", Kind::Text), ("ordered_at", Kind::Time)],
                vec![vec!["1001".into(), datetime(2026, 6, 30, 9, 0, 0, 0).into()]],
            );
            (about, vec![step("came_as", record, "web_orders", None), step("names", Node::Customer(20451), "", None)])
        }
        (Node::Record { .. }, Direction::Back) => {
            let steps = vec![
                step("came_in", Node::Batch(3), "web_orders", None),
                step("came_in", Node::File("inbox/orders.csv".into()), "", None),
            ];
            (
                table(&[("file", Kind::Text), ("line", Kind::Count)], vec![vec!["inbox/orders.csv".into(), 7.into()]]),
                steps,
            )
        }
        (Node::Record { .. }, Direction::Forward) => (
            Table::default(),
            vec![step("became", order, "", None), step("touched", Node::Customer(20451), "王芳", None)],
        ),
        (Node::Table(_), Direction::Back) => return batches(walk),
        (_, Direction::Back) => (Table::default(), Vec::new()),
        (_, Direction::Forward) => {
            (Table::default(), vec![step("read_by", Node::Run(12), "kpi.compute", Some(18_402))])
        }
    };
    let text = matches!(walk.from, Node::Record { .. }).then(line);
    let total = steps.len() as u64;
    Steps { at: walk.from.clone(), direction: walk.direction, about, text, steps, offset: 0, total }
}

/// The line of a file, of which two columns are read by the figure.
fn line() -> Text {
    let field = |column: &str, text: &str, feeds: &[&str], is_read| Field {
        column: column.into(),
        text: Some(text.into()),
        mended: (column == "quantity").then(|| "3".into()),
        feeds: feeds.iter().map(|field| (*field).to_owned()).collect(),
        is_read,
    };
    Text {
        line: Line::Here(vec![
            "1001,\"王芳\u{1b}[31m\",three,300.00,gift wrap please, and call before you come".into(),
        ]),
        fields: vec![
            field("order_id", "1001", &["sales_order.order_key", "order_line.order_key"], true),
            field("姓名", "王芳", &["customer_record.name"], false),
            field("quantity", "three", &["order_line.quantity"], false),
            field("amount", "300.00", &["order_line.amount"], true),
            field("remark", "gift wrap please, and call before you come", &[], false),
        ],
    }
}

fn batches(walk: &Walk) -> Steps {
    let total = 10_000;
    let step = |at: u64| Step {
        to: Node::Batch((total - at) as i64),
        via: "came_in".into(),
        name: "web_orders · inbox/orders.csv".into(),
        rows: Some(50),
    };
    let last = (walk.offset + walk.limit).min(total);
    Steps {
        at: walk.from.clone(),
        direction: walk.direction,
        about: table(
            &[("table_name", Kind::Text), ("row_count", Kind::Count)],
            vec![vec!["core.sales_order".into(), 500_000.into()]],
        ),
        text: None,
        steps: (walk.offset..last).map(step).collect(),
        offset: walk.offset,
        total,
    }
}
