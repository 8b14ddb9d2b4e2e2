use super::queries::VIEWS;
use super::{NewInteraction, Times, add_interaction, note};
use crate::args;
use crate::jobs::JobError;
use crate::jobs::testing::Bench;
use crate::trial::{Trial, lines};
use crate::value::Args;
use jiff::civil::date;

const PEOPLE: &str = "
    INSERT INTO core.customer_record BY NAME FROM (VALUES
        ('member', 'M1', '陳美麗', '13800000001', 'mei@example.com', TIMESTAMP '2025-01-01'),
        ('web', 'w-1', '陈大文', '13900000002', 'mei@example.com', TIMESTAMP '2024-01-01'),
        ('web', 'w-2', '欧阳明', '13700000003', NULL, TIMESTAMP '2025-01-02'),
        ('web', 'w-3', 'Ana Maria Li', NULL, 'ana@example.com', TIMESTAMP '2025-01-03')
    ) AS t (system, customer_key, name, phone, email, joined_at);
    INSERT INTO core.sales_order BY NAME FROM (VALUES
        ('web', 'o1', 'w-1', TIMESTAMP '2025-03-01 10:00', NULL, 'completed'),
        ('web', 'o2', 'w-1', TIMESTAMP '2025-04-01 10:00', 50, 'completed'),
        ('web', 'o3', 'w-1', TIMESTAMP '2025-05-01 10:00', 999, 'cancelled')
    ) AS t (system, order_key, customer_key, ordered_at, amount, status);
    INSERT INTO core.order_line BY NAME FROM (VALUES
        ('web', 'o1', '1', 'tea', 2, 60), ('web', 'o1', '2', 'cup', 1, 40)
    ) AS t (system, order_key, line_key, product_id, quantity, amount);
    INSERT INTO core.touchpoint BY NAME
    SELECT 'web' AS system, 'w-1' AS customer_key, TIMESTAMP '2025-02-28' AS happened_at, 'visit' AS kind;
    INSERT INTO core.feedback BY NAME
    SELECT 'member' AS system, 'M1' AS customer_key, TIMESTAMP '2025-03-05' AS given_at, 'survey' AS kind, 4 AS score;
    INSERT INTO core.consent BY NAME FROM (VALUES
        ('member', 'M1', 'email', TRUE), ('web', 'w-1', 'email', FALSE), ('member', 'M1', 'sms', TRUE)
    ) AS t (system, customer_key, channel_id, granted);";

fn unify(trial: &Trial) {
    trial.run("identity.unify", &Args::new());
}

fn shop() -> Trial {
    let trial = Trial::new();
    trial.sql(PEOPLE);
    unify(&trial);
    trial
}

fn found(trial: &Trial, text: &str) -> Vec<i64> {
    let found = trial.view("crm.search", args![text => text]);
    (0..found.rows.len()).filter_map(|row| found.cell(row, "customer_id").integer()).collect()
}

fn complaint(customer: i64) -> NewInteraction {
    NewInteraction {
        customer,
        kind: "complaint".into(),
        channel: Some("phone".into()),
        subject: "late delivery".into(),
        body: String::new(),
    }
}

#[test]
fn a_customer_is_found_by_the_beginning_of_any_name() {
    let trial = shop();
    for text in ["陈", "陳", "陳美", "美麗", "大文", "  陈大文 "] {
        assert_eq!(found(&trial, text), [1], "{text}");
    }
    assert_eq!(found(&trial, "明"), [2], "the given name of a surname of two characters");
    for text in ["ana", "MARIA", "li", "ana maria"] {
        assert_eq!(found(&trial, text), [3], "{text}");
    }
    assert_eq!(found(&trial, "na"), [] as [i64; 0]);
}

#[test]
fn a_customer_is_found_by_phone_e_mail_id_and_key() {
    let trial = shop();
    let all = [("139", 1), ("0002", 1), ("138 0000-0001", 1), ("mei@", 1), ("W-2", 2), ("3", 3)];
    for (text, customer) in all {
        assert_eq!(found(&trial, text), [customer], "{text}");
    }
    assert_eq!(found(&trial, ""), [1, 2, 3]);
}

#[test]
fn those_who_spent_most_come_first() {
    let trial = shop();
    trial.sql(
        "INSERT INTO core.sales_order BY NAME SELECT 'web' AS system, 'o9' AS order_key, 'w-3' AS customer_key,
        TIMESTAMP '2025-05-02' AS ordered_at, 2000 AS amount",
    );
    unify(&trial);
    trial.sql(
        "INSERT INTO ops.job_run BY NAME SELECT 'segments.rfm' AS job, '{}' AS params, 1 AS seed, DATE '2025-05-02' AS as_of,
            '{}' AS inputs, '' AS fingerprint, '' AS program, '' AS started_by, TIMESTAMP '2025-05-02' AS started_at,
            'done' AS status;
        INSERT INTO mart.rfm SELECT max(run_id), 3, 0, 1, 2000, 5, 1, 5, 'new_customers' FROM ops.job_run;
        INSERT INTO mart.rfm SELECT max(run_id), 1, 31, 2, 150, 1, 5, 1, 'at_risk' FROM ops.job_run;",
    );
    assert_eq!(found(&trial, ""), [3, 1, 2]);
    let found = trial.view("crm.search", args![text => "陈"]);
    assert_eq!(lines(&found), ["1 陳美麗 13800000001 mei@example.com  at_risk 2 150.00 2025-04-01"]);
}

#[test]
fn a_profile_says_what_is_known() {
    let trial = shop();
    assert_eq!(
        lines(&trial.view("crm.profile", args![customer => 1])),
        [
            "customer_id 1 ",
            "name 陳美麗 ",
            "phone 13800000001 ",
            "email mei@example.com ",
            "joined_on 2024-01-01 ",
            "records 2 count",
            "revenue 150.00 money",
            "orders 2 count",
            "average_order 75.00 money",
            "last_order_on 2025-04-01 ",
            "satisfaction 4.0 score",
            "consents_given sms ",
            "consents_refused email ",
            "consents_decided_by email: web/w-1 ",
            "consents_overruled email: member/M1 ",
        ]
    );
}

#[test]
fn keys_and_orders_are_those_of_all_sources() {
    let trial = shop();
    let keys = trial.view("crm.keys", args![customer => 1]);
    assert_eq!((keys.text(0, "customer_key"), keys.text(1, "customer_key")), ("M1", "w-1"));
    assert_eq!(keys.text(1, "rule"), "email");
    let orders = trial.view("crm.orders", args![customer => 1]);
    let revenue: Vec<f64> = (0..3).filter_map(|row| orders.number(row, "revenue")).collect();
    assert_eq!(revenue, [999.0, 50.0, 100.0]);
}

#[test]
fn a_timeline_tells_all_that_happened_newest_first() {
    let trial = shop();
    let timeline = trial.view("crm.timeline", args![customer => 1]);
    let kinds: Vec<&str> = timeline.texts("kind").collect();
    assert_eq!(kinds, ["cancelled_order", "order", "survey", "order", "visit"]);
    assert_eq!(timeline.number(3, "amount"), Some(100.0));
}

#[test]
fn a_note_is_stored_counted_and_stays_with_its_customer() {
    let trial = shop();
    let before = trial.session.versions().unwrap().get("core.interaction").copied();
    add_interaction(&trial.session, &complaint(1), "ana", "Asia/Taipei").unwrap();
    assert_ne!(trial.session.versions().unwrap().get("core.interaction").copied(), before);

    unify(&trial);
    let notes = trial.view("crm.interactions", Args::new());
    assert_eq!((notes.cell(0, "customer_id").integer(), notes.text(0, "subject")), (Some(1), "late delivery"));
    assert_eq!((notes.text(0, "kind"), notes.text(0, "status")), ("complaint", "open"));
    assert!(lines(&trial.view("crm.profile", args![customer => 1])).contains(&"complaints 1 count".to_owned()));
    assert_eq!(
        trial.rows("SELECT kind, subject, body ->> '$.channel_id', decided_by FROM ops.decision"),
        ["interaction member/M1 phone ana"]
    );
}

#[test]
fn a_note_has_the_time_of_the_place_and_of_the_record() {
    let trial = shop();
    let day = date(2025, 6, 1);
    let times = Times { here: day.at(7, 30, 0, 0), utc: date(2025, 5, 31).at(23, 30, 0, 0) };
    note(&trial.session, &complaint(1), "ana", &times).unwrap();
    assert_eq!(trial.rows("SELECT happened_at, source FROM core.interaction"), ["2025-06-01 07:30:00 decision"]);
    assert_eq!(trial.rows("SELECT decided_at FROM ops.decision"), ["2025-05-31 23:30:00"]);
}

#[test]
fn a_note_of_no_one_of_no_kind_or_without_a_word_is_refused() {
    let trial = shop();
    let refused = |note: NewInteraction| match add_interaction(&trial.session, &note, "ana", "UTC") {
        Err(JobError::Unfit { what, hint }) => format!("{what}; {hint}"),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(complaint(99)), "there is no customer 99; look the customer up by name, phone, e-mail or id");
    let praise = NewInteraction { kind: "praise".into(), ..complaint(1) };
    assert!(refused(praise).ends_with("expected one of inquiry, complaint, call, visit, note"));
    let silent = NewInteraction { subject: " ".into(), ..complaint(1) };
    assert_eq!(refused(silent), "the note says nothing; give it a subject or a text");
    assert!(trial.rows("FROM ops.decision").is_empty());
}

#[test]
fn satisfaction_is_told_by_channel_with_its_trend() {
    let trial = shop();
    let satisfaction = trial.view("crm.satisfaction", Args::new());
    assert_eq!(satisfaction.cell(0, "answers").integer(), Some(1));
    assert_eq!(satisfaction.cell(0, "score_trend").numbers(), [4.0]);
}

#[test]
fn every_view_and_column_has_its_words() {
    let args = args![customer => 1, text => ""];
    assert_eq!(Bench::new(&[]).untold(&[], VIEWS, args), [] as [&str; 0]);
}
