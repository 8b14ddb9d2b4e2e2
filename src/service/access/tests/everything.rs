//! Everything that there is to ask of a workspace, and what may stand in no answer.

use super::desk::{Desk, bound};
use crate::args;
use crate::service::origin::{Direction, Node, Walk};
use crate::service::{ExportFormat, Fault, Relation, Request, Response, views};
use crate::value::{Args, Page, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What may not be seen, in lower case. Two customers have nearly everything in common, so that they are doubtful.
pub const SECRETS: [&str; 17] = [
    "okonkwo",
    "13800139999",
    "zanarie.secret",
    "secretville",
    "1987-03-14",
    "vip4711",
    "mem8822",
    "subject secret",
    "body secret",
    "comment secret",
    "visitor-secret",
    "unmapped secret",
    "attribute secret",
    "cell secret",
    "rejected secret",
    "mended secret",
    "given up secret",
];

/// Everything that there is to see: of each relation its rows, the values of its columns, its explanation and its file.
pub fn everything(desk: &Desk, key: &str, ask: &dyn Fn(Request) -> Result<Response, Fault>) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let relations = views().map(|view| Relation::View { name: view.name.into(), args: bound(desk, key) });
    let tables = desk.service.warehouse.session().unwrap().query(TABLES, &Args::new()).unwrap();
    let tables = (0..tables.rows.len()).map(|row| Relation::Table { name: tables.text(row, "name").to_owned() });
    let cleaning = [Relation::Cleaning { rule: None }];
    for relation in relations.chain(tables).chain(cleaning) {
        let name = format!("{relation:?}");
        let scope = Scope::default();
        let answer = ask(Request::Rows { relation: relation.clone(), scope: scope.clone(), page: Page::default() });
        // What a frequency counts is what the rows show: two columns of each are enough.
        let columns: Vec<String> = match &answer {
            Ok(Response::Rows(table)) => {
                let texts = table.columns.iter().filter(|column| !column.kind.is_numeric());
                texts.map(|column| column.name.clone()).take(2).collect()
            }
            _ => Vec::new(),
        };
        seen.push((name.clone(), format!("{answer:?}")));
        for column in columns {
            let frequency = Relation::frequency(relation.clone(), &column);
            let request = Request::Rows { relation: frequency, scope: scope.clone(), page: Page::default() };
            seen.push((format!("values of {column} of {name}"), format!("{:?}", ask(request))));
        }
        let explained = ask(Request::Explain { relation: relation.clone(), scope: scope.clone() });
        seen.push((format!("explanation of {name}"), format!("{explained:?}")));
        let path = PathBuf::from("exports/file.csv");
        let format = ExportFormat::Csv;
        let page = Page::all();
        if let Ok(Response::Exported { path, .. }) = ask(Request::Export { relation, scope, page, path, format }) {
            seen.push((format!("file of {name}"), std::fs::read_to_string(path).unwrap()));
        }
    }
    seen.extend(walked(desk, ask));
    let others = [
        Request::Overview,
        Request::Jobs,
        Request::Doctor,
        Request::Message { template: "win_back".into(), customer: desk.okonkwo() },
        Request::Run { job: "campaigns.preview".into(), args: args![template => "nothing"] },
    ];
    let records = (1..=8).flat_map(|batch| (1..=4).map(move |record| Request::Record { batch, record }));
    seen.extend(
        others.into_iter().chain(records).map(|request| (format!("{request:?}"), format!("{:?}", ask(request)))),
    );
    seen
}

const TABLES: &str = "SELECT DISTINCT schema_name || '.' || table_name AS name FROM duckdb_columns()
    WHERE database_name <> 'masked' AND schema_name IN ('landing', 'core', 'mart', 'ops') ORDER BY ALL";

/// Every place that can be walked to from a customer, a batch and the board, back and forth.
fn walked(desk: &Desk, ask: &dyn Fn(Request) -> Result<Response, Fault>) -> Vec<(String, String)> {
    const MOST: usize = 80;
    let mut open: Vec<Node> = vec![Node::Customer(desk.okonkwo()), Node::Batch(1), Node::view("kpi.board")];
    open.extend((1..=7).map(|batch| Node::Record { batch, record: 1 }));
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut seen = Vec::new();
    while let Some(from) = open.pop() {
        if known.len() >= MOST || !known.insert(format!("{from:?}")) {
            continue;
        }
        for direction in [Direction::Back, Direction::Forward] {
            let walk =
                Walk { from: from.clone(), direction, scope: Scope::default(), figure: None, offset: 0, limit: 20 };
            let answer = ask(Request::Origin(Box::new(walk)));
            seen.push((format!("{direction:?} from {from:?}"), format!("{answer:?}")));
            if let Ok(Response::Origin(steps)) = answer {
                open.splice(0..0, steps.steps.into_iter().map(|step| step.to));
            }
        }
    }
    seen
}

/// The secrets that stand in what was seen, each with where it was first.
pub fn found(seen: &[(String, String)]) -> BTreeMap<&'static str, String> {
    let place = |secret: &'static str| {
        let (place, text) = seen.iter().find(|(_, text)| text.to_lowercase().contains(secret))?;
        let text = text.to_lowercase();
        let at = text.find(secret)?;
        let around: String = text[..at].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
        Some((secret, format!("{place}: …{around}{secret}")))
    };
    SECRETS.into_iter().filter_map(place).collect()
}
