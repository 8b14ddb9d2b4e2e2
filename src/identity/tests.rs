mod aliases;
mod decisions;
mod linkage;
mod survivors;

use super::jobs::JOBS;
use super::queries::VIEWS;
use crate::args;
use crate::jobs::Progress;
use crate::jobs::testing::Bench;
use crate::trial::Trial;
use crate::value::Args;

/// One person in the member system, the web shop and a till; another one who has the same name.
const THREE_SYSTEMS: &str = "
    INSERT INTO core.customer_record BY NAME FROM (VALUES
        ('member', 'M1', 'M1', '陳美麗', '13800000001', NULL, '台北', TIMESTAMP '2024-01-05', 1),
        ('pos', 'P7', NULL, 'Chen Meili', '13800000001', 'mei@example.com', NULL, TIMESTAMP '2025-02-01', 2),
        ('web', 'w-3', NULL, '陈美丽', NULL, 'mei@example.com', '上海', TIMESTAMP '2025-06-01', 3),
        ('web', 'w-4', NULL, '陈美丽', '13900000009', NULL, '广州', TIMESTAMP '2025-06-02', 3)
    ) AS t (system, customer_key, member_id, name, phone, email, city, joined_at, batch_id);
    INSERT INTO core.sales_order BY NAME FROM (VALUES
        ('pos', 'o1', 'P7', TIMESTAMP '2025-03-01'),
        ('web', 'o2', 'w-3', TIMESTAMP '2025-07-01'),
        ('web', 'o3', 'guest-5', TIMESTAMP '2025-07-02'),
        ('web', 'o4', NULL, TIMESTAMP '2025-07-03')
    ) AS t (system, order_key, customer_key, ordered_at);";

fn unify(trial: &Trial) -> Args {
    trial.run("identity.unify", &Args::new())
}

fn unified() -> Trial {
    let trial = Trial::new();
    trial.sql(THREE_SYSTEMS);
    unify(&trial);
    trial
}

#[test]
fn three_systems_know_one_person() {
    let trial = unified();
    assert_eq!(
        trial.rows("SELECT customer_id, name, phone, email, city, records FROM core.customer ORDER BY customer_id"),
        ["1 陈美丽 13800000001 mei@example.com 上海 3", "2     0", "3 陈美丽 13900000009  广州 1",]
    );
    assert_eq!(
        trial.rows("SELECT system, customer_key, customer_id, rule FROM core.customer_key ORDER BY ALL"),
        ["member M1 1 phone", "pos P7 1 phone", "web guest-5 2 no_record", "web w-3 1 email", "web w-4 3 alone"]
    );
}

#[test]
fn orders_carry_the_customer_and_an_order_of_no_one_stays() {
    let trial = unified();
    let orders = trial.rows("SELECT order_key, customer_id FROM core.sales_order ORDER BY order_key");
    assert_eq!(orders, ["o1 1", "o2 1", "o3 2", "o4 "]);
}

#[test]
fn a_source_that_joins_two_customers_changes_no_other_id() {
    let trial = unified();
    trial.sql(
        "INSERT INTO core.customer_record BY NAME
        SELECT 'app' AS system, 'a-1' AS customer_key, '13900000009' AS phone, 'mei@example.com' AS email;
        INSERT INTO core.customer_record BY NAME SELECT 'app' AS system, 'a-2' AS customer_key;",
    );
    unify(&trial);
    assert_eq!(
        trial.rows("SELECT system, customer_key, customer_id FROM core.customer_key ORDER BY ALL"),
        ["app a-1 1", "app a-2 4", "member M1 1", "pos P7 1", "web guest-5 2", "web w-3 1", "web w-4 1"]
    );
}

#[test]
fn a_source_that_is_undone_gives_everyone_their_id_back_and_no_id_twice() {
    let trial = unified();
    let before = trial.rows("SELECT customer_key, customer_id FROM core.customer_key ORDER BY ALL");
    let join = "INSERT INTO core.customer_record BY NAME
        SELECT 'app' AS system, 'a-1' AS customer_key, '13900000009' AS phone, 'mei@example.com' AS email";
    trial.sql(join);
    unify(&trial);
    trial.sql("DELETE FROM core.customer_record WHERE system = 'app'");
    unify(&trial);
    assert_eq!(trial.rows("SELECT customer_key, customer_id FROM core.customer_key ORDER BY ALL"), before);

    trial.sql("INSERT INTO core.customer_record BY NAME SELECT 'app' AS system, 'new' AS customer_key");
    unify(&trial);
    assert_eq!(trial.rows("SELECT customer_id FROM core.customer_key WHERE customer_key = 'new'"), ["4"]);
}

#[test]
fn a_number_that_a_whole_shop_shares_joins_no_one() {
    let trial = Trial::new();
    trial.sql(
        "INSERT INTO core.customer_record BY NAME
        SELECT 'pos' AS system, 'P' || i AS customer_key, '00000000' AS phone FROM range(21) AS t (i)",
    );
    let figures = unify(&trial);
    assert_eq!(figures["customers"].integer(), Some(21));
    assert_eq!(figures["ignored_values"].integer(), Some(1));
    let shared = trial.view("identity.shared", Args::new());
    assert_eq!((shared.text(0, "shared_value"), shared.number(0, "records")), ("00000000", Some(21.0)));
}

#[test]
fn the_words_of_all_records_are_there_to_be_searched() {
    let trial = unified();
    assert_eq!(
        trial.rows("SELECT word FROM core.customer_word WHERE customer_id = 1 ORDER BY word"),
        [
            "0001",
            "1",
            "13800000001",
            "chen",
            "chen meili",
            "m1",
            "mei@example.com",
            "meili",
            "p7",
            "w-3",
            "美丽",
            "陈美丽"
        ]
    );
}

#[test]
fn the_summary_adds_up() {
    let trial = unified();
    let summary = trial.view("identity.summary", Args::new());
    let figure = |name| summary.cell(0, name).integer().unwrap();
    assert_eq!((figure("customers"), figure("records"), figure("merged")), (3, 4, 1));
    let rules = [
        "keys_by_member_id",
        "keys_by_phone",
        "keys_by_email",
        "keys_by_likeness",
        "keys_by_hand",
        "keys_by_alias",
        "keys_alone",
        "keys_without_record",
    ];
    assert_eq!(rules.iter().map(|rule| figure(rule)).sum::<i64>(), figure("keys"));
}

#[test]
fn every_job_view_and_column_has_its_words() {
    let pair = args![left_system => "web", left_key => "1", right_system => "pos", right_key => "2", customer => 1];
    assert_eq!(Bench::new(&[]).untold(JOBS, VIEWS, pair), [] as [&str; 0]);
}

#[test]
fn the_fields_are_what_the_configuration_says() {
    let bench = Bench::new(&[(
        "identity.toml",
        "[field.card]\ncompare = \"code\"\nvalue = \"attributes ->> '$.card'\"\nkey = true\ndecides = true\n\
         [blocks]\nrules = [[\"card\"]]\n",
    )]);
    bench.sql(
        r#"INSERT INTO core.customer_record BY NAME FROM (VALUES
            ('pos', 'a', '138', '{"card": "C1"}'), ('web', 'b', '139', '{"card": "C1"}'), ('web', 'c', '139', NULL)
        ) AS t (system, customer_key, phone, attributes)"#,
    );
    assert!(matches!(bench.run(JOBS, "identity.unify"), Progress::Done { .. }));
    let rules =
        "SELECT string_agg(customer_key || customer_id || rule, ' ' ORDER BY customer_key) FROM core.customer_key";
    assert_eq!(bench.scalar(rules).text(), Some("a1card b1card c2alone"));
}

#[test]
fn sql_of_the_configuration_that_does_not_hold_is_told_as_such() {
    let text =
        include_str!("../../config/identity.toml").replacen("value = \"core.phone_key(phone)\"", "value = \"fone\"", 1);
    let bench = Bench::new(&[("identity.toml", &text)]);
    let said = format!("{:?}", bench.run(JOBS, "identity.unify"));
    assert!(said.contains("identity.toml") && said.contains("fone"), "{said}");
}
