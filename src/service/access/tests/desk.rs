//! A workspace whose personal values are known words, and whose users have roles.

use crate::args;
use crate::config::{Access, Config, Workspace};
use crate::service::access::Visitor;
use crate::service::{Event, Fault, Local, Relation, Request, Response, Service, jobs};
use crate::sources::Mending;
use crate::value::{Args, Cell, Page, Scope, Table};
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

pub const SOURCES: &str = include_str!("sources.toml");

const FILES: [(&str, &str); 7] = [
    ("customers.csv", include_str!("customers.csv")),
    ("members.csv", include_str!("members.csv")),
    ("orders.csv", include_str!("orders.csv")),
    ("cases.csv", include_str!("cases.csv")),
    ("answers.csv", include_str!("answers.csv")),
    ("visits.csv", include_str!("visits.csv")),
    ("consents.csv", include_str!("consents.csv")),
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

[role.analyst]
users = ["ana"]
may = ["figures", "people", "tables", "console"]
tables = ["core", "ops.audit"]

[role.auditor]
users = ["aud"]
may = ["audit"]
"#;

pub struct Desk {
    pub service: Local,
    pub access: Access,
    pub dir: TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        let cleaning = std::fs::read_to_string(workspace.file("cleaning.toml")).unwrap();
        std::fs::write(workspace.file("cleaning.toml"), cleaning.replace("enabled = false", "enabled = true")).unwrap();
        std::fs::write(workspace.file("sources.toml"), SOURCES).unwrap();
        std::fs::write(workspace.file("access.toml"), ACCESS).unwrap();
        for (name, text) in FILES {
            std::fs::write(workspace.inbox().join(name), text).unwrap();
        }
        Desk::open(dir)
    }

    fn open(dir: TempDir) -> Desk {
        let workspace = Workspace::at(dir.path()).unwrap();
        let access = Config::load(&workspace).unwrap().access;
        Desk { service: Local::open(workspace).unwrap(), access, dir }
    }

    /// With everything run that there is to run, but what erases, and people's decisions. It is made once, and copied.
    pub fn full() -> Desk {
        static MADE: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| Desk::made().files());
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in &*MADE {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        Desk::open(dir)
    }

    fn made() -> Desk {
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

    /// What its folder holds when it is closed.
    fn files(self) -> Vec<(PathBuf, Vec<u8>)> {
        let Desk { service, dir, .. } = self;
        drop(service);
        let all = glob::glob(&dir.path().join("**/*").display().to_string()).unwrap().flatten();
        let read = |path: PathBuf| {
            let name = path.strip_prefix(dir.path()).unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        };
        all.filter(|path| path.is_file()).map(read).collect()
    }

    pub fn run(&self, job: &str, args: Args) {
        let events = self.service.events();
        let Response::Queued(runs) = self.owned(Request::Run { job: job.into(), args }).unwrap() else {
            panic!("{job}")
        };
        let has_ended =
            |event: &Event| matches!(event, Event::Job(news) if runs.contains(&news.run) && news.progress.has_ended());
        events.iter().find(has_ended).unwrap();
    }

    pub fn decide(&self) {
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

    pub fn number(&self, sql: &str) -> i64 {
        self.service.warehouse.session().unwrap().scalar(sql, &Args::new()).unwrap().integer().unwrap()
    }

    pub fn okonkwo(&self) -> i64 {
        self.number("SELECT customer_id FROM core.customer_key WHERE customer_key = 'VIP4711'")
    }

    pub fn owned(&self, request: Request) -> Result<Response, Fault> {
        self.service.call(1, request)
    }

    pub fn visitor(&self, user: &str) -> Visitor {
        Visitor::of(&self.access, user, &[], false).unwrap()
    }

    pub fn asked(&self, user: &str, request: Request) -> Result<Response, Fault> {
        self.service.call_as(&self.visitor(user), 2, request)
    }

    pub fn rows_of(&self, user: &str, relation: Relation, page: Page) -> Result<Table, Fault> {
        match self.asked(user, Request::Rows { relation, scope: Scope::default(), page })? {
            Response::Rows(table) => Ok(table),
            other => panic!("{other:?}"),
        }
    }

    pub fn query(&self, user: &str, sql: &str) -> Result<Table, Fault> {
        self.rows_of(user, Relation::Console { sql: sql.into() }, Page::default())
    }

    pub fn first(&self, user: &str, sql: &str) -> String {
        self.query(user, sql).map_or_else(|fault| fault.message, |table| table.rows[0][0].to_string())
    }
}

/// Arguments that views bind, so that each has rows to show; `key` is one of the doubtful pair's, as who asks sees it.
pub fn bound(desk: &Desk, key: &str) -> Args {
    args![
        customer => desk.okonkwo(), kpi => "revenue", channel_id => "web", topic => "sale", cluster => Cell::Null, text => "",
        left_system => "customers", left_key => key, right_system => "members", right_key => "P2", source => "customers",
    ]
}
