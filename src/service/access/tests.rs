//! A workspace whose personal values are known words, and everything that there is to ask of it.

use super::Visitor;
use crate::args;
use crate::config::{Access, Config, Grant, Workspace};
use crate::service::origin::{Direction, Node, Walk};
use crate::service::{Event, ExportFormat, Fault, Local, Relation, Request, Response, Service, jobs, views};
use crate::value::{Args, Cell, Comparison, Filter, Page, Scope, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const SOURCES: &str = include_str!("tests/sources.toml");

/// What may not be seen, in lower case. Two customers have nearly everything in common, so that they are doubtful.
const SECRETS: [&str; 17] = [
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

const FILES: [(&str, &str); 7] = [
    ("customers.csv", include_str!("tests/customers.csv")),
    ("members.csv", include_str!("tests/members.csv")),
    ("orders.csv", include_str!("tests/orders.csv")),
    ("cases.csv", include_str!("tests/cases.csv")),
    ("answers.csv", include_str!("tests/answers.csv")),
    ("visits.csv", include_str!("tests/visits.csv")),
    ("consents.csv", include_str!("tests/consents.csv")),
];

const ACCESS: &str = r#"
[role.viewer]
users = ["vera"]
may = ["figures"]
small_groups = "withheld"

[role.everything]
users = ["mei"]
may = ["admin"]

[role.marts]
users = ["max"]
may = ["figures", "people", "tables", "console"]
tables = ["mart", "core.sale"]

[role.steward]
users = ["stella"]
groups = ["data"]
may = ["figures", "people", "clean", "merge", "unmask"]
"#;

struct Desk {
    service: Local,
    access: Access,
    dir: TempDir,
}

impl Desk {
    fn new() -> Desk {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        let cleaning = std::fs::read_to_string(workspace.file("cleaning.toml")).unwrap();
        std::fs::write(workspace.file("cleaning.toml"), cleaning.replace("enabled = false", "enabled = true")).unwrap();
        std::fs::write(workspace.file("sources.toml"), SOURCES).unwrap();
        std::fs::write(workspace.file("access.toml"), ACCESS).unwrap();
        for (name, text) in FILES {
            std::fs::write(workspace.inbox().join(name), text).unwrap();
        }
        let access = Config::load(&workspace).unwrap().access;
        Desk { service: Local::open(workspace).unwrap(), access, dir }
    }

    /// With everything run that there is to run, but what erases, and people's decisions.
    fn full() -> Desk {
        let desk = Desk::new();
        desk.run("sources.import", Args::new());
        desk.run("identity.unify", Args::new());
        desk.decide();
        let preview = args![template => "win_back", customers => "1"];
        let is_left_out = |name: &str| {
            matches!(name, "sources.undo" | "sources.fetch" | "sources.import") || name.starts_with("privacy.")
        };
        for job in jobs().iter().filter(|job| !is_left_out(job.name)) {
            desk.run(job.name, if job.name == "campaigns.preview" { preview.clone() } else { Args::new() });
        }
        desk
    }

    fn run(&self, job: &str, args: Args) {
        let events = self.service.events();
        let Response::Queued(runs) = self.owned(Request::Run { job: job.into(), args }).unwrap() else {
            panic!("{job}")
        };
        let has_ended =
            |event: &Event| matches!(event, Event::Job(news) if runs.contains(&news.run) && news.progress.has_ended());
        events.iter().find(has_ended).unwrap();
    }

    fn decide(&self) {
        use crate::sources::Mending;
        let mended = [("name".to_owned(), Some("mended secret".to_owned()))].into_iter().collect();
        let customers = self.number("SELECT batch_id FROM ops.batch WHERE source = 'customers'");
        let orders = self.number("SELECT batch_id FROM ops.batch WHERE source = 'orders'");
        let mend = |batch, record, mending| Request::Mend { batch, record, mending };
        self.owned(mend(customers, 3, Mending::Repair { changed: mended })).unwrap();
        self.owned(mend(orders, 3, Mending::GiveUp { note: "given up secret".into() })).unwrap();
        // A pair that was decided about is there to be looked at, however alike its records are.
        let [left, right] = ["customers/VIP4711", "members/P7"].map(|key| key.parse().unwrap());
        self.owned(Request::Identify { left, right, verdict: crate::identity::Verdict::Never }).unwrap();
        while !self.service.runner.is_idle() {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    fn number(&self, sql: &str) -> i64 {
        self.service.warehouse.session().unwrap().scalar(sql, &Args::new()).unwrap().integer().unwrap()
    }

    fn okonkwo(&self) -> i64 {
        self.number("SELECT customer_id FROM core.customer_key WHERE customer_key = 'VIP4711'")
    }

    fn owned(&self, request: Request) -> Result<Response, Fault> {
        self.service.call(1, request)
    }

    fn visitor(&self, user: &str) -> Visitor {
        Visitor::of(&self.access, user, &[], false).unwrap()
    }

    fn asked(&self, user: &str, request: Request) -> Result<Response, Fault> {
        self.service.call_as(&self.visitor(user), 2, request)
    }

    fn rows_of(&self, user: &str, relation: Relation, page: Page) -> Result<Table, Fault> {
        match self.asked(user, Request::Rows { relation, scope: Scope::default(), page })? {
            Response::Rows(table) => Ok(table),
            other => panic!("{other:?}"),
        }
    }

    fn query(&self, user: &str, sql: &str) -> Result<Table, Fault> {
        self.rows_of(user, Relation::Console { sql: sql.into() }, Page::default())
    }

    fn first(&self, user: &str, sql: &str) -> String {
        self.query(user, sql).map_or_else(|fault| fault.message, |table| table.rows[0][0].to_string())
    }
}

/// Arguments that views bind, so that each has rows to show; `key` is one of the doubtful pair's, as who asks sees it.
fn bound(desk: &Desk, key: &str) -> Args {
    args![
        customer => desk.okonkwo(), kpi => "revenue", channel_id => "web", topic => "sale", cluster => Cell::Null, text => "",
        left_system => "customers", left_key => key, right_system => "members", right_key => "P2", source => "customers",
    ]
}

/// Everything that there is to see: of each relation its rows, the values of its columns, its explanation and its file.
fn everything(desk: &Desk, key: &str, ask: &dyn Fn(Request) -> Result<Response, Fault>) -> Vec<(String, String)> {
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
fn found(seen: &[(String, String)]) -> BTreeMap<&'static str, String> {
    let place = |secret: &'static str| {
        let (place, text) = seen.iter().find(|(_, text)| text.to_lowercase().contains(secret))?;
        let text = text.to_lowercase();
        let at = text.find(secret)?;
        let around: String = text[..at].chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
        Some((secret, format!("{place}: …{around}{secret}")))
    };
    SECRETS.into_iter().filter_map(place).collect()
}

#[test]
fn nothing_personal_is_shown_to_who_may_do_everything_but_see_it() {
    let desk = Desk::full();
    let plain = found(&everything(&desk, "VIP4711", &|request| desk.owned(request)));
    let unseen: Vec<_> = SECRETS.iter().filter(|secret| !plain.contains_key(**secret)).collect();
    assert!(unseen.is_empty(), "not even the owner sees {unseen:?}");
    let key = desk.first("mei", "SELECT left_key FROM mart.identity_pair LIMIT 1");
    assert!(key.starts_with('~'), "{key}");
    let masked = found(&everything(&desk, &key, &|request| desk.asked("mei", request)));
    assert!(masked.is_empty(), "{masked:#?}");
    let viewed = found(&everything(&desk, &key, &|request| desk.asked("vera", request)));
    assert!(viewed.is_empty(), "{viewed:#?}");
}

#[test]
fn a_run_that_fails_on_personal_data_or_is_given_some_says_nothing_of_it() {
    use crate::jobs::{JobEvent, Progress};
    use crate::service::{News, session::told};
    let desk = Desk::full();
    let quality = desk.dir.path().join("quality.toml");
    let broken = "\n[check.broken]\ntable = \"core.customer\"\ncolumns = [\"name\"]\nrule = { sql = \"SELECT * FROM core.customer \
                  WHERE name::INTEGER = 1\" }\ndimension = \"validity\"\nprotects = \"nothing\"\n";
    std::fs::write(&quality, std::fs::read_to_string(&quality).unwrap() + broken).unwrap();
    desk.owned(Request::Reload).unwrap();
    let events = desk.service.events();
    desk.run("quality.check", Args::new());
    desk.run("campaigns.preview", args![template => "Zanarie Okonkwo"]);
    let mut heard: Vec<Event> = events.try_iter().collect();
    let failed = |event: &Event| matches!(event, Event::Job(JobEvent { progress: Progress::Failed { .. }, .. }));
    assert!(heard.iter().filter(|event| failed(event)).count() >= 2, "{heard:#?}");
    let message = "Could not convert string 'Zanarie Okonkwo' to INT32".to_owned();
    heard.push(Event::News(News::Failed { what: "orders".into(), message }));
    let asked = |user: Option<&str>| {
        let ask = |request: Request| match user {
            Some(user) => desk.asked(user, request),
            None => desk.owned(request),
        };
        let rows = |relation| ask(Request::Rows { relation, scope: Scope::default(), page: Page::default() });
        let visitor = user.map_or_else(|| Visitor::owner("root"), |user| desk.visitor(user));
        let mut seen: Vec<(String, String)> =
            heard.iter().map(|event| ("events".to_owned(), format!("{:?}", told(&visitor, event)))).collect();
        for name in ["jobs.history", "audit.list"] {
            seen.push((name.to_owned(), format!("{:?}", rows(Relation::view(name)))));
        }
        for name in ["ops.job_run", "ops.audit"] {
            seen.push((name.to_owned(), format!("{:?}", rows(Relation::Table { name: name.into() }))));
        }
        found(&seen)
    };
    assert!(asked(None).contains_key("okonkwo"), "the owner sees it");
    for user in ["mei", "vera", "max"] {
        assert_eq!(asked(Some(user)), BTreeMap::new(), "{user}");
    }
    let kept = "SELECT count(*) FROM ops.audit WHERE detail ILIKE '%okonkwo%'";
    assert_eq!(desk.number(kept), 0, "what cannot be taken out again");
}

#[test]
fn the_views_go_on_working_for_who_sees_masks() {
    let desk = Desk::full();
    let failed = views().filter_map(|view| {
        let relation = Relation::View { name: view.name.into(), args: bound(&desk, "VIP4711") };
        let shown = |user: Option<&str>| {
            let request = Request::Rows { relation: relation.clone(), scope: Scope::default(), page: Page::default() };
            match user.map_or_else(|| desk.owned(request.clone()), |user| desk.asked(user, request.clone())) {
                Ok(Response::Rows(table)) => Ok(table.total),
                other => Err(format!("{other:?}")),
            }
        };
        let (plain, masked) = (shown(None), shown(Some("mei")));
        // Of what was decided, mended or compared, a mask leaves less than there is.
        let is_less = [
            "crm.profile",
            "sources.mending_rules",
            "identity.pair_survivors",
            "identity.pair",
            "identity.pair_records",
        ];
        let is_same = plain == masked || (masked.is_ok() && is_less.contains(&view.name));
        (!is_same).then(|| format!("{}: {plain:?}, but {masked:?}", view.name))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn masks_leave_what_is_of_use() {
    let desk = Desk::full();
    let of = desk.okonkwo();
    let first =
        |column: &str| desk.first("mei", &format!("SELECT {column} FROM core.customer WHERE customer_id = {of}"));
    assert_eq!(first("name"), "Z**");
    assert_eq!(first("phone"), "+86138****9999");
    assert_eq!(first("email"), "z***@mail.example");
    assert_eq!(first("birth_date"), "1987-01-01");
    assert_eq!(first("city"), "***");
    assert!(first("member_id").starts_with('~'));
    assert_eq!(desk.first("mei", "SELECT 'seven' FROM core.customer WHERE phone IS NULL LIMIT 1"), "seven");
    // Rows of one customer still meet, and people are counted as ever.
    let meet = "SELECT count(*) FROM core.customer_record JOIN core.customer_key USING (system, customer_key)";
    let Ok(Response::Rows(plain)) = desk.owned(Request::Rows {
        relation: Relation::Console { sql: meet.into() },
        scope: Scope::default(),
        page: Page::default(),
    }) else {
        panic!("no rows")
    };
    assert_eq!(desk.first("mei", meet), plain.rows[0][0].to_string());
}

#[test]
fn a_filter_a_search_and_an_expression_say_nothing_of_what_is_masked() {
    let desk = Desk::full();
    let customers = || Relation::Table { name: "core.customer".into() };
    let total = |page: Page| desk.rows_of("mei", customers(), page).unwrap().total;
    let is = |value: &str| Filter { column: "name".into(), comparison: Comparison::Contains, value: value.into() };
    assert_eq!(total(Page { filters: vec![is("okonkwo")], ..Page::default() }), 0);
    assert_eq!(total(Page { search: Some("13800139999".into()), ..Page::default() }), 0);
    let search = |text: &str| Relation::View { name: "crm.search".into(), args: args![text => text] };
    assert_eq!(desk.rows_of("mei", search("okonkwo"), Page::default()).unwrap().total, 0);
    assert_eq!(desk.rows_of("mei", search("1"), Page::default()).unwrap().total, 1, "by its number");
    for sql in [
        "SELECT count(*) FROM core.customer WHERE name LIKE '%Okonkwo%'",
        "SELECT count(*) FROM core.customer_word WHERE word = 'okonkwo'",
        "WITH core AS (SELECT 1) SELECT count(*) FROM core.customer AS c WHERE c.email LIKE 'zanarie.%'",
        "SELECT count(*) FROM landing.customers WHERE nick = 'unmapped secret'",
        "SELECT count(*) FROM ops.decision WHERE body::VARCHAR LIKE '%secret%'",
    ] {
        assert_eq!(desk.first("mei", sql), "0", "{sql}");
    }
    let fault = desk.query("mei", "SELECT name::INTEGER FROM core.customer WHERE customer_id = 1").unwrap_err();
    assert!(!fault.message.to_lowercase().contains("okonkwo"), "{fault}");
}

#[test]
fn the_console_looks_at_the_warehouse_and_at_nothing_else() {
    let desk = Desk::full();
    for sql in [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "FROM '/etc/passwd'",
        "FROM 'x.csv'",
        "SELECT * FROM glob('*')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_views()",
        "FROM duckdb_views",
        "FROM information_schema.tables",
        "FROM pg_catalog.pg_tables",
        "FROM sqlite_master",
        "SELECT getenv('HOME')",
        "SELECT current_setting('memory_limit')",
        "SELECT current_database()",
        "SELECT * FROM query('FROM foureye.core.customer')",
        "SELECT * FROM query_table('foureye.core.customer')",
        "FROM foureye.core.customer",
        "SELECT * FROM foureye.core.customer_word",
        "FROM masked.core.customer",
        "FROM (FROM (SELECT * FROM foureye.core.customer))",
        "SELECT (SELECT max(name) FROM foureye.core.customer)",
        "SELECT 1 WHERE EXISTS (FROM duckdb_tables())",
        // A name that WITH gives holds where it is given, and for what comes after it.
        "SELECT * FROM (WITH duckdb_views AS (SELECT 1) SELECT 1), duckdb_views",
        "WITH a AS (FROM duckdb_views), duckdb_views AS (SELECT 1) FROM a",
        "SELECT nextval('ops.run_ids')",
        "SELECT stats(name) FROM core.customer",
        "SHOW DATABASES",
        "SELECT * FROM json_execute_serialized_sql('{}')",
        "SELECT * FROM inflow(1)",
        "SELECT list_transform([1], lambda x: getvariable('a'))",
        "SELECT count(*) FILTER (current_setting('threads') = '1') FROM core.customer",
        "SELECT row_number() OVER (ORDER BY current_setting('threads'))",
        "CREATE TABLE a (b INT)",
        "COPY core.customer TO 'x.csv'",
        "SELECT 1; SELECT 2",
    ] {
        for user in ["mei", "max"] {
            let fault = desk.query(user, sql).expect_err(sql);
            assert!(!fault.message.is_empty() && fault.hint.is_some(), "{sql}: {fault}");
        }
        let owned = desk.owned(Request::Rows {
            relation: Relation::Console { sql: sql.into() },
            scope: Scope::default(),
            page: Page::default(),
        });
        assert!(owned.is_err(), "{sql}");
    }
    for sql in [
        "WITH a AS (SELECT 1 AS b), c AS (FROM a) SELECT b + 1 FROM c",
        "WITH RECURSIVE a AS (SELECT 1 AS b UNION ALL SELECT b + 1 FROM a WHERE b < 3) SELECT max(b) FROM a",
        "SELECT count(*) FILTER (revenue > 0) OVER (ORDER BY ordered_on) FROM core.sale",
        "SELECT list_transform([1, 2], lambda x: x + 1)[1], {a: 1}.a, 'a' LIKE 'b', DATE '2026-01-01' + INTERVAL 1 DAY",
        "SELECT * FROM mart.kpi_by('revenue', 'channel', 'month', NULL, DATE '2026-06-30')",
        "FROM range(3)",
        "SHOW ALL TABLES",
        "DESCRIBE core.sale",
        "SUMMARIZE core.sale",
        "SELECT DISTINCT ON (channel_id) channel_id, coalesce(revenue, 0), CASE WHEN units > 1 THEN 1 END FROM core.sale ORDER BY ALL",
        "SELECT unnest([1, 2]) EXCEPT SELECT 1",
        "SELECT regexp_replace(channel_id, 'a', 'b'), strftime(ordered_at, '%Y') FROM core.sale",
    ] {
        assert!(desk.query("mei", sql).is_ok(), "{sql}: {:?}", desk.query("mei", sql));
    }
}

#[test]
fn a_role_reads_the_tables_that_are_given_to_it() {
    let desk = Desk::full();
    assert!(desk.query("max", "SELECT count(*) FROM mart.rfm JOIN core.sale USING (customer_id)").is_ok());
    let fault = desk.query("max", "SELECT count(*) FROM core.customer").unwrap_err();
    assert_eq!(fault.message, "your role does not read core.customer");
    let table = |name: &str| desk.rows_of("max", Relation::Table { name: name.into() }, Page::default());
    assert!(table("core.sale").is_ok());
    assert_eq!(table("core.customer").unwrap_err().message, "your role (marts) does not read core.customer");
}

#[test]
fn a_query_is_stopped_when_its_time_is_over() {
    let desk = Desk::new();
    let path = desk.dir.path().join("foureye.toml");
    let settings = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, settings.replace("seconds = 60", "seconds = 1")).unwrap();
    desk.owned(Request::Reload).unwrap();
    let fault = desk.query("mei", "SELECT count(*) FROM range(100000000) a, range(100000000) b").unwrap_err();
    assert_eq!(fault.message, "the query was stopped after 1 seconds");
    assert!(desk.query("mei", "SELECT 42").is_ok(), "the next one is not");
}

#[test]
fn what_is_lacking_is_said_with_who_has_it() {
    let desk = Desk::new();
    let export = |user: &str| {
        desk.asked(
            user,
            Request::Export {
                relation: Relation::view("segments.list"),
                scope: Scope::default(),
                page: Page::all(),
                path: "list.csv".into(),
                format: ExportFormat::Csv,
            },
        )
    };
    let fault = export("vera").unwrap_err();
    assert_eq!(fault.message, "this needs \"export\", which your role (viewer) does not have");
    assert_eq!(fault.hint.as_deref(), Some("ask a everything (mei)"));
    assert!(export("mei").is_ok());
    assert_eq!(
        Visitor::of(&desk.access, "mallory", &["wheel".into()], false).unwrap_err().message,
        "mallory has no role here"
    );
    assert!(Visitor::of(&desk.access, "someone", &["data".into()], false).unwrap().may(Grant::Merge));
    let fault = desk.asked("stella", Request::SwitchRule { rule: None, enabled: true, run: false });
    assert!(fault.is_ok(), "{fault:?}");
    let pair = || Request::Mend { batch: 1, record: 1, mending: crate::sources::Mending::Reopen };
    let fault = desk.asked("stella", pair()).unwrap_err();
    assert!(fault.message.contains("personal data is masked for you"), "{fault}");
    assert!(fault.hint.unwrap().contains("--unmask REASON"));
}

#[test]
fn who_is_unmasked_sees_what_there_is() {
    let desk = Desk::full();
    let visitor = Visitor::of(&desk.access, "stella", &[], true).unwrap();
    let relation = Relation::View { name: "crm.search".into(), args: args![text => "okonkwo"] };
    let request = Request::Rows { relation, scope: Scope::default(), page: Page::default() };
    let Ok(Response::Rows(table)) = desk.service.call_as(&visitor, 3, request) else { panic!("no rows") };
    assert!(table.text(0, "name").contains("Zanarie"), "{table:?}");
}

#[test]
fn what_arrives_later_is_masked_too() {
    let desk = Desk::full();
    assert_eq!(desk.first("mei", "SELECT count(*) FROM landing.customers WHERE nick = 'late secret'"), "0");
    let more = "[source.late]\nfiles = \"inbox/late.csv\"\n[source.late.feeds.product]\nproduct_id = \"sku\"\n";
    std::fs::write(desk.dir.path().join("sources.toml"), format!("{SOURCES}\n{more}")).unwrap();
    std::fs::write(desk.dir.path().join("inbox/late.csv"), "sku,who\nP9,late secret\n").unwrap();
    desk.owned(Request::Reload).unwrap();
    desk.run("sources.import", args![source => "late"]);
    assert_eq!(desk.first("mei", "SELECT sku || who FROM landing.late"), "P9***");
}

#[test]
fn few_people_are_no_figure_for_who_sees_no_small_groups() {
    let desk = Desk::full();
    let list = |user: &str| desk.rows_of(user, Relation::view("segments.list"), Page::default()).unwrap();
    let (seen, withheld) = (list("mei"), list("vera"));
    assert!(seen.number(0, "customers").is_some_and(|customers| customers < 10.0));
    assert_eq!(withheld.cell(0, "segment"), seen.cell(0, "segment"));
    assert_eq!((withheld.cell(0, "customers"), withheld.cell(0, "revenue")), (&Cell::Null, &Cell::Null));
    assert_eq!(withheld.cell(0, "is_withheld"), &Cell::Flag(true));
    let by_revenue = Filter { column: "revenue".into(), comparison: Comparison::Above, value: 0.into() };
    let page = Page { filters: vec![by_revenue], ..Page::default() };
    assert_eq!(desk.rows_of("vera", Relation::view("segments.list"), page).unwrap().total, 0);
    let people = desk.rows_of("vera", Relation::view("segments.members"), Page::default()).unwrap_err();
    assert!(people.message.contains("\"people\""), "{people}");
}

#[test]
fn every_view_with_people_in_its_rows_says_so() {
    use crate::service::catalogue::{Shows, shows};
    let desk = Desk::full();
    let single = ["customer_id", "customer_key", "name_of", "left_key"];
    let counted = ["customers", "members", "people", "answers", "considered"];
    for view in views() {
        let relation = Relation::View { name: view.name.into(), args: bound(&desk, "VIP4711") };
        let Ok(Response::Rows(table)) =
            desk.owned(Request::Rows { relation, scope: Scope::default(), page: Page { limit: 1, ..Page::default() } })
        else {
            panic!("{} has no rows", view.name)
        };
        let has = |names: &[&str]| table.columns.iter().any(|column| names.contains(&column.name.as_str()));
        match shows(view.name) {
            Shows::People => {}
            other if has(&single) => panic!("{} names single people, and is said to show {other:?}", view.name),
            Shows::Things if has(&counted) => panic!("{} counts people, and does not say by what", view.name),
            Shows::Groups(_) | Shows::Things => {
                let rows = desk.rows_of(
                    "vera",
                    Relation::View { name: view.name.into(), args: bound(&desk, "VIP4711") },
                    Page::default(),
                );
                assert!(rows.is_ok(), "{}: {rows:?}", view.name);
            }
        }
    }
}

#[test]
fn the_engine_sees_no_file_but_in_its_folders_and_still_spills() {
    let desk = Desk::new();
    let session = desk.service.warehouse.session().unwrap();
    let outside = desk.dir.path().join("outside.csv");
    let copy = |path: &Path| session.batch(&format!("COPY (SELECT 1) TO '{}'", path.display()));
    assert!(copy(&outside).unwrap_err().to_string().contains("disabled by configuration"));
    copy(&desk.dir.path().join("exports/inside.csv")).unwrap();
    for sql in ["SET enable_external_access = true", "SET memory_limit = '1GB'", "SET allowed_directories = ['/']"] {
        assert!(session.batch(sql).unwrap_err().to_string().contains("locked"), "{sql}");
    }
    assert!(session.batch("ATTACH '/tmp/other.duckdb'").is_err());
    let path = desk.dir.path().join("small.duckdb");
    let limits = crate::warehouse::Limits { memory: "100MB".into(), threads: 2, key: None };
    let small = crate::warehouse::Warehouse::open(&path, &limits).unwrap().session().unwrap();
    let sorted = "SELECT count(*) FROM (SELECT range AS a, hash(range) AS b, repeat('x', 50) || range AS c
        FROM range(3000000) ORDER BY b, a DESC LIMIT 2999999)";
    assert_eq!(small.scalar(sorted, &Args::new()).unwrap(), 2_999_999.into());
}
