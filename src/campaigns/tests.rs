use super::jobs::JOBS;
use super::message;
use super::queries::VIEWS;
use crate::args;
use crate::jobs::testing::Bench;
use crate::jobs::{JobError, Progress};
use crate::trial::{Trial, lines};
use crate::value::Args;

/// Seven members of whom the fourth to the seventh must not be written to by e-mail on 1 June.
const MEMBERS: &str = "
    INSERT INTO core.customer_record BY NAME FROM (VALUES
        ('m', 'k1', '陳美麗', 'one@example.com', 'F', 'TW', 'zh-TW', DATE '1990-06-03', '{\"points\": 120}'),
        ('m', 'k2', '王強', 'two@example.com', '男', 'CN', 'zh-CN', DATE '1991-12-31', NULL),
        ('m', 'k3', 'Ana Li', 'three@example.com', NULL, 'SG', 'en', NULL, NULL),
        ('m', 'k4', '林怡', 'four@example.com', NULL, NULL, NULL, NULL, NULL),
        ('m', 'k5', 'Bo Wu', 'five@example.com', NULL, NULL, NULL, NULL, NULL),
        ('m', 'k6', 'Di Xu', NULL, NULL, NULL, NULL, NULL, NULL),
        ('m', 'k7', 'Hu Yi', 'seven@example.com', NULL, NULL, NULL, NULL, NULL)
    ) AS t (system, customer_key, name, email, gender, country, language, birth_date, attributes);
    INSERT INTO core.consent BY NAME
    SELECT 'm' AS system, 'k' || i AS customer_key, 'email' AS channel_id, 'marketing' AS purpose, i <> 5 AS granted
    FROM range(1, 8) AS t (i) WHERE i <> 4;
    INSERT INTO core.campaign_message BY NAME
    SELECT 'm' AS system, 'last' AS campaign_id, 'k7' AS customer_key, 'sms' AS channel_id,
        TIMESTAMP '2025-05-25 09:00' AS sent_at;
    INSERT INTO core.product BY NAME SELECT 'tea' AS product_id, '茶葉' AS category;
    INSERT INTO core.sales_order BY NAME
    SELECT 'm' AS system, 'o1' AS order_key, 'k1' AS customer_key, TIMESTAMP '2025-02-03 10:00' AS ordered_at;
    INSERT INTO core.order_line BY NAME SELECT 'm' AS system, 'o1' AS order_key, 'tea' AS product_id, 90 AS amount;";

/// Two e-mail campaigns of 1,000 messages each, which 30 and 50 of them answered.
const PAST: &str = "
    INSERT INTO core.campaign BY NAME FROM (VALUES
        ('spring', 'Spring', 'email', DATE '2025-03-01'), ('april', 'April', 'email', DATE '2025-04-01')
    ) AS t (campaign_id, name, channel_id, starts_on);
    INSERT INTO core.campaign_message BY NAME
    SELECT 'm' AS system, c AS campaign_id, 'p' || i AS customer_key, 'email' AS channel_id, d AS sent_at
    FROM range(1000) AS t (i), (VALUES ('spring', TIMESTAMP '2025-03-01'), ('april', TIMESTAMP '2025-04-01')) AS s (c, d);
    INSERT INTO core.campaign_response BY NAME
    SELECT 'm' AS system, c || i AS response_key, c AS campaign_id, 'p' || i AS customer_key, d AS responded_at,
        10 AS amount
    FROM range(50) AS t (i), (VALUES
        ('spring', TIMESTAMP '2025-03-02', 30), ('april', TIMESTAMP '2025-04-02', 50)
    ) AS s (c, d, n)
    WHERE i < n;";

fn unify(trial: &Trial) {
    trial.run("identity.unify", &Args::new());
}

fn preview(trial: &Trial, args: &Args) -> Args {
    trial.run("campaigns.preview", args)
}

fn club() -> Trial {
    let trial = Trial::new();
    trial.sql(MEMBERS);
    unify(&trial);
    trial
}

fn june() -> Args {
    args![template => "win_back", channel => "email", starts_on => "2025-06-01", ends_on => "2025-06-14", holdout => 0.0]
}

fn with(mut args: Args, more: Args) -> Args {
    args.extend(more);
    args
}

fn refused(trial: &Trial, args: Args) -> String {
    match trial.end_of("campaigns.preview", &args) {
        Progress::Failed { message, hint } => format!("{message}; {}", hint.unwrap_or_default()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_preview_leaves_out_who_must_be_left_out_and_says_why() {
    let trial = club();
    preview(&trial, &june());
    assert_eq!(
        trial.rows("SELECT customer_id, state FROM mart.preview_member ORDER BY customer_id"),
        [
            "1 included",
            "2 included",
            "3 included",
            "4 no_consent",
            "5 no_consent",
            "6 no_address",
            "7 contacted_recently"
        ]
    );
    let preview = trial.view("campaigns.preview", Args::new());
    let counts = ["considered", "included", "held_out"].map(|name| preview.cell(0, name).integer().unwrap());
    assert_eq!((counts, preview.text(0, "audience")), ([7, 3, 0], "everyone"));
    assert_eq!(preview.number(0, "cost"), Some(0.03));
}

#[test]
fn the_counts_add_up_to_the_audience() {
    let trial = club();
    preview(&trial, &with(june(), args![holdout => 0.5]));
    let states = trial.view("campaigns.left_out", Args::new());
    let sum = |name: &str| (0..states.rows.len()).filter_map(|row| states.number(row, name)).sum::<f64>();
    assert_eq!((sum("customers"), sum("customer_share").round()), (7.0, 1.0));
    let listed = trial.view("campaigns.members", Args::new()).rows.len();
    assert_eq!(trial.rows("SELECT included FROM mart.preview"), [listed.to_string()], "the list holds nobody else");
    assert_eq!(listed + trial.view("campaigns.left_out_members", Args::new()).rows.len(), 7);
}

#[test]
fn a_repeated_preview_holds_out_the_same_share() {
    let trial = Trial::new();
    trial.sql(
        "INSERT INTO core.customer_record BY NAME
        SELECT 'm' AS system, i::VARCHAR AS customer_key, i || '@example.com' AS email FROM range(2000) AS t (i);
        INSERT INTO core.consent BY NAME
        SELECT 'm' AS system, i::VARCHAR AS customer_key, 'email' AS channel_id, 'marketing' AS purpose, TRUE AS granted
        FROM range(2000) AS t (i);",
    );
    unify(&trial);
    let held = || {
        preview(&trial, &with(june(), args![holdout => 0.2]));
        let newest = "SELECT customer_id FROM mart.preview_member
            WHERE state = 'held_out' AND run_id = (SELECT max(run_id) FROM mart.preview) ORDER BY customer_id";
        trial.rows(newest)
    };
    let first = held();
    assert!((350..450).contains(&first.len()), "{}", first.len());
    assert_eq!(held(), first);
}

#[test]
fn a_list_is_previewed_as_it_was_typed() {
    let trial = club();
    let figures = preview(&trial, &with(june(), args![customers => "1, 3\n5 1"]));
    assert_eq!((figures["considered"].integer(), figures["included"].integer()), (Some(3), Some(2)));
}

#[test]
fn birthdays_and_complaints_are_occasions_of_their_own() {
    let trial = club();
    preview(&trial, &with(june(), args![template => "birthday"]));
    let included = "SELECT customer_id FROM mart.preview_member WHERE state = 'included'
        AND run_id = (SELECT max(run_id) FROM mart.preview) ORDER BY customer_id";
    assert_eq!(trial.rows(included), ["1"]);

    let winter = args![template => "birthday", starts_on => "2025-12-25", ends_on => "2026-01-05"];
    preview(&trial, &with(june(), winter));
    assert_eq!(trial.rows(included), ["2"]);

    trial.sql(
        "INSERT INTO core.interaction BY NAME SELECT 'm' AS system, 'k4' AS customer_key, 'complaint' AS kind,
        4 AS customer_id, TIMESTAMP '2025-05-30' AS happened_at",
    );
    preview(&trial, &with(june(), args![template => "complaint_follow_up"]));
    assert_eq!(trial.rows(included), ["4"], "who has neither agreed nor refused is owed an answer");
}

#[test]
fn without_earlier_campaigns_nothing_is_promised() {
    let trial = club();
    preview(&trial, &june());
    let preview = trial.view("campaigns.preview", Args::new());
    assert_eq!((preview.text(0, "based_on"), preview.cell(0, "based_on_messages").integer()), ("nothing", Some(0)));
    assert!(preview.cell(0, "expected_responses").is_null() && preview.cell(0, "expected_revenue").is_null());
}

#[test]
fn the_expectation_rests_on_earlier_campaigns_of_the_channel() {
    let trial = club();
    trial.sql(PAST);
    unify(&trial);
    preview(&trial, &june());
    let preview = trial.view("campaigns.preview", Args::new());
    let based_on = ["based_on_campaigns", "based_on_messages", "based_on_responses"];
    assert_eq!(based_on.map(|name| preview.cell(0, name).integer().unwrap()), [2, 2000, 80]);
    assert_eq!(preview.number(0, "expected_response_rate"), Some(0.04));
    let (low, high) = (preview.number(0, "lowest_response_rate"), preview.number(0, "highest_response_rate"));
    assert!(low.unwrap() > 0.03 && high.unwrap() < 0.05);
    assert_eq!(
        (preview.number(0, "expected_responses"), preview.number(0, "expected_revenue")),
        (Some(0.12), Some(1.2))
    );

    let past = trial.view("campaigns.past", args![to => "2025-06-01"]);
    assert_eq!(
        lines(&past),
        ["april April email 2025-04-01  1000 50 0.05 500.00 ", "spring Spring email 2025-03-01  1000 30 0.03 300.00 "]
    );
}

#[test]
fn what_cannot_be_previewed_is_refused_with_what_would_be_right() {
    let trial = club();
    assert!(
        refused(&trial, Args::new())
            .ends_with("campaigns.toml has win_back, welcome, birthday, new_arrival, complaint_follow_up")
    );
    assert!(refused(&trial, with(june(), args![channel => "fax"])).ends_with("it goes through sms, email"));
    assert!(
        refused(&trial, with(june(), args![segment => "lost"])).contains("`segments.rfm` finds the segments first")
    );
    assert!(refused(&trial, with(june(), args![customers => "1, x2"])).starts_with("\"x2\" is no customer's id"));
    assert!(refused(&trial, with(june(), args![customers => "99"])).starts_with("the audience is empty"));
    assert!(refused(&trial, with(june(), args![ends_on => "2025-05-01"])).contains("before it starts"));
}

#[test]
fn a_message_reads_in_the_customers_own_language() {
    let trial = club();
    let read = |customer| message(&trial.session, &trial.config.campaigns, "win_back", customer).unwrap();
    assert_eq!(
        read(1),
        "陳美麗女士，好久不見\n\n陳美麗女士，您好！\n您上次光臨是在2025年2月3日。\n您常買的茶葉推出了不少新品。\n\
        我們很想念您，特別為您保留一張九折優惠券，下次購物即可使用。\n您的120點紅利仍可折抵。\n"
    );
    assert_eq!(
        read(2),
        "王強先生，好久不见\n\n王強先生，您好！\n我们很想念您，为您留了一张九折券，下次购物即可使用。\n"
    );
    assert_eq!(
        read(3),
        "Ana Li, it has been a while\n\nDear Ana Li,\n\
        We would be glad to see you again, and keep 10% off your next order for you.\n"
    );
    assert!(read(4).starts_with("林怡，好久不见"), "the script of the name tells the language where nothing else does");
}

#[test]
fn a_message_that_prints_what_is_not_known_is_refused() {
    let trial = club();
    let mut campaigns = trial.config.campaigns.clone();
    campaigns.template["win_back"].text.en.body = "Dear {{ name }},\nyou have {{ points }} points.".into();
    match message(&trial.session, &campaigns, "win_back", 3) {
        Err(JobError::Unfit { what, hint }) => {
            assert!(what.contains("line 2: prints something that is not known of the customer"), "{what}");
            assert!(hint.contains("{% if points %}"), "{hint}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_job_view_and_column_has_its_words() {
    assert_eq!(Bench::new(&[]).untold(JOBS, VIEWS, Args::new()), [] as [&str; 0]);
}
