//! Ways back from a figure and forward from a batch.

use super::table;
use crate::args;
use crate::service::Relation;
use crate::service::origin::{Direction, Field, Line, Node, Step, Steps, Text, Walk};
use crate::value::{Kind, Table};
use jiff::civil::datetime;

/// The way from a KPI to a line: a figure, its rows, an order, a record; and a table of ten thousand batches.
pub fn steps(walk: &Walk) -> Steps {
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
