use super::jobs::JOBS;
use super::queries::VIEWS;
use crate::args;
use crate::config::{Language, Workspace};
use crate::jobs::{Progress, testing};
use crate::service::{Event, Local, Relation, Request, Response, Service};
use crate::value::{Args, Page, Scope, Table};
use tempfile::TempDir;

const SOURCES: &str = r#"
[source.members]
files = "members*.csv"
system = "shop"
[source.members.feeds.customer]
customer_key = "id"
name = "name"
phone = "phone"
email = "mail"

[source.ratings]
files = "ratings*.csv"
system = "shop"
[source.ratings.feeds.feedback]
feedback_key = "id"
given_at = "day"
score = "stars"
comment = "text"
"#;

struct Desk {
    service: Local,
    dir: TempDir,
}

impl Desk {
    fn new(files: &[(&str, &str)]) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        std::fs::write(workspace.file("sources.toml"), SOURCES).unwrap();
        let desk = Desk { service: Local::open(workspace).unwrap(), dir };
        desk.import(files);
        desk.run("identity.unify", Args::new());
        desk
    }

    fn import(&self, files: &[(&str, &str)]) {
        files.iter().for_each(|(name, text)| std::fs::write(self.dir.path().join(name), text).unwrap());
        self.run("sources.import", Args::new());
    }

    fn run(&self, job: &str, args: Args) -> Progress {
        let events = self.service.events();
        self.service.call(1, Request::Run { job: job.into(), args }).unwrap();
        let ended = |event| match event {
            Event::Job(news) if news.progress.has_ended() => Some(news.progress),
            _ => None,
        };
        events.iter().find_map(ended).unwrap()
    }

    fn forget(&self, key: &str) {
        let found = self.sql(&format!("SELECT customer_id FROM core.customer_key WHERE customer_key = '{key}'"));
        let customer = found.cell(0, "customer_id").integer().unwrap();
        let end = self.run("privacy.forget", args![customer => customer]);
        assert!(matches!(end, Progress::Done { .. }), "{end:?}");
    }

    fn sql(&self, sql: &str) -> Table {
        let relation = Relation::Console { sql: sql.into() };
        match self.service.call(2, Request::Rows { relation, scope: Scope::default(), page: Page::all() }).unwrap() {
            Response::Rows(table) => table,
            other => panic!("{other:?}"),
        }
    }

    fn lines(&self, sql: &str) -> Vec<String> {
        crate::trial::lines(&self.sql(sql))
    }
}

const MEMBERS: &str = "id,name,phone,mail\nA,Ada,13800000001,ada@example.com\nB,Bea,13800000001,bea@example.com\n";

#[test]
fn what_others_have_too_is_not_put_on_the_list() {
    let desk = Desk::new(&[("members.csv", MEMBERS)]);
    desk.run("privacy.forget", Args::new());
    let together = desk.lines("SELECT count(DISTINCT customer_id) FROM core.customer_key");
    assert_eq!(together, ["2"], "a phone alone does not make them one");
    desk.forget("A");
    assert_eq!(desk.lines("SELECT name FROM core.customer_record"), ["Bea"]);
    desk.import(&[("members-2.csv", "id,name,phone,mail\nC,Bea Roth,13800000001,\nD,Ada,,ADA@example.com\n")]);
    assert_eq!(desk.lines("SELECT name FROM core.customer_record ORDER BY 1"), ["Bea", "Bea Roth"]);
}

#[test]
fn a_person_is_found_in_columns_that_nothing_is_mapped_from_and_in_lines_that_could_not_be_read() {
    let ratings = "id,day,stars,text,reply to\n1,2026-06-01,5,fine,ada@example.com\n2,2026-06-01,4,good,\n3,Ada,ada@example.com\n";
    let desk = Desk::new(&[("members.csv", MEMBERS), ("ratings.csv", ratings)]);
    assert_eq!(desk.lines("SELECT count(*) FROM ops.reject WHERE raw LIKE '%ada@%'"), ["1"]);
    desk.forget("A");
    assert_eq!(
        desk.lines("SELECT feedback_key, score, comment FROM core.feedback ORDER BY 1"),
        ["1 5.000 ", "2 4.000 good"]
    );
    assert_eq!(desk.lines("SELECT count(*) FROM ops.reject"), ["0"]);
    assert_eq!(
        desk.lines("SELECT records, accepted, rejected, forgotten FROM ops.batch WHERE source = 'ratings'"),
        ["3 2 0 1"]
    );
}

#[test]
fn nobody_is_forgotten_twice_or_without_a_number() {
    let desk = Desk::new(&[("members.csv", MEMBERS)]);
    let refused = |args: Args| match desk.run("privacy.forget", args) {
        Progress::Failed { message, .. } => message,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(Args::new()), "no customer was named");
    assert_eq!(refused(args![customer => 99]), "there is no customer 99");
}

#[test]
fn every_language_has_the_words() {
    let of = |name: &str| ["title", "about"].map(|part| format!("{name}.{part}"));
    let jobs = JOBS.iter().flat_map(|job| of(&format!("job.{}", job.name)));
    let views = VIEWS.iter().flat_map(|view| of(&format!("view.{}", view.name)));
    let keys: Vec<String> = jobs.chain(views).collect();
    for language in Language::ALL {
        assert_eq!(testing::lacking(language, &keys), Vec::<String>::new());
    }
}
