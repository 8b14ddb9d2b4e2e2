use super::jobs::JOBS;
use super::queries::VIEWS;
use crate::args;
use crate::config::Language;
use crate::jobs::{Progress, testing};
use crate::trial::Desk;
use crate::value::Args;

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

/// A workspace into which these files have come.
fn arrived(files: &[(&str, &str)]) -> Desk {
    let desk = Desk::new(SOURCES, files);
    desk.import();
    desk.run("identity.unify", Args::new());
    desk
}

fn forget(desk: &Desk, key: &str) {
    let found = desk.sql(&format!("SELECT customer_id FROM core.customer_key WHERE customer_key = '{key}'"));
    let customer = found.cell(0, "customer_id").integer().unwrap();
    let end = desk.run("privacy.forget", args![customer => customer]);
    assert!(matches!(end, Progress::Done { .. }), "{end:?}");
}

const MEMBERS: &str = "id,name,phone,mail\nA,Ada,13800000001,ada@example.com\nB,Bea,13800000001,bea@example.com\n";

#[test]
fn what_others_have_too_is_not_put_on_the_list() {
    let desk = arrived(&[("members.csv", MEMBERS)]);
    desk.run("privacy.forget", Args::new());
    let together = desk.rows("SELECT count(DISTINCT customer_id) FROM core.customer_key");
    assert_eq!(together, ["2"], "a phone alone does not make them one");
    forget(&desk, "A");
    assert_eq!(desk.rows("SELECT name FROM core.customer_record"), ["Bea"]);
    desk.put("members-2.csv", "id,name,phone,mail\nC,Bea Roth,13800000001,\nD,Ada,,ADA@example.com\n");
    desk.import();
    assert_eq!(desk.rows("SELECT name FROM core.customer_record ORDER BY 1"), ["Bea", "Bea Roth"]);
}

#[test]
fn a_person_is_found_in_columns_that_nothing_is_mapped_from_and_in_lines_that_could_not_be_read() {
    let ratings = "id,day,stars,text,reply to\n1,2026-06-01,5,fine,ada@example.com\n2,2026-06-01,4,good,\n3,Ada,ada@example.com\n";
    let desk = arrived(&[("members.csv", MEMBERS), ("ratings.csv", ratings)]);
    assert_eq!(desk.rows("SELECT count(*) FROM ops.reject WHERE raw LIKE '%ada@%'"), ["1"]);
    forget(&desk, "A");
    assert_eq!(
        desk.rows("SELECT feedback_key, score, comment FROM core.feedback ORDER BY 1"),
        ["1|5.000|", "2|4.000|good"]
    );
    assert_eq!(desk.rows("SELECT count(*) FROM ops.reject"), ["0"]);
    assert_eq!(
        desk.rows("SELECT records, accepted, rejected, forgotten FROM ops.batch WHERE source = 'ratings'"),
        ["3|2|0|1"]
    );
}

#[test]
fn nobody_is_forgotten_twice_or_without_a_number() {
    let desk = arrived(&[("members.csv", MEMBERS)]);
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
