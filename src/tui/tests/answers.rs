//! What the service behind the screen answers in tests.

mod origin;
mod rows;

pub use rows::rows;

use crate::args;
use crate::config::Database;
use crate::jobs::State;
use crate::service::{
    Expected, Explanation, Fault, JobInfo, Overview, ParamInfo, Relation, Request, Response, Stage as LoopStage, You,
};
use crate::sources::{Proposal, ProposedColumn, ProposedFeed, Record};
use crate::value::{Cell, Column, Kind, Table};
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
        Request::Origin(walk) => Response::Origin(Box::new(origin::steps(walk))),
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
