//! What people decide about two records, and what becomes of it.

use super::{unified, unify};
use crate::args;
use crate::identity::{Party, Verdict, decide};
use crate::trial::{Trial, lines};
use crate::value::Args;

const KEYS: &str = "SELECT system, customer_key, customer_id, rule FROM core.customer_key ORDER BY ALL";

fn decided(trial: &Trial, left: &str, verdict: Verdict, right: &str) -> u64 {
    let (left, right): (Party, Party) = (left.parse().unwrap(), right.parse().unwrap());
    let pairs = decide(&trial.session, &left, &right, verdict, "steward").unwrap();
    unify(trial);
    pairs
}

fn refused(trial: &Trial, left: &str, verdict: Verdict, right: &str) -> String {
    let (left, right): (Party, Party) = (left.parse().unwrap(), right.parse().unwrap());
    decide(&trial.session, &left, &right, verdict, "steward").unwrap_err().to_string()
}

#[test]
fn two_records_are_kept_apart_until_that_is_taken_back() {
    let trial = unified();
    let before = trial.rows(KEYS);
    decided(&trial, "pos/P7", Verdict::Never, "web/w-3");
    let of = |key: &str| trial.rows(&format!("SELECT customer_id FROM core.customer_key WHERE customer_key = '{key}'"));
    let apart = [of("M1"), of("P7"), of("w-3")];
    assert_eq!((of("P7"), of("w-3") == of("P7")), (vec!["1".to_owned()], false));
    unify(&trial);
    assert_eq!([of("M1"), of("P7"), of("w-3")], apart);
    decided(&trial, "web/w-3", Verdict::Reopen, "pos/P7");
    assert_eq!(trial.rows(KEYS), before);
}

#[test]
fn whole_customers_are_joined_by_their_ids_and_a_key_without_record_too() {
    let trial = unified();
    assert_eq!(decided(&trial, "3", Verdict::Same, "2"), 1);
    assert_eq!(
        trial.rows(KEYS),
        ["member M1 1 phone", "pos P7 1 phone", "web guest-5 2 by_hand", "web w-3 1 email", "web w-4 2 by_hand"]
    );
    assert_eq!(decided(&trial, "2", Verdict::Reopen, "2"), 1);
    assert_eq!(trial.rows("SELECT count(DISTINCT customer_id) FROM core.customer_key"), ["3"]);
}

#[test]
fn what_is_kept_apart_wins_over_what_is_joined() {
    let trial = unified();
    decided(&trial, "1", Verdict::Same, "web/w-4");
    assert_eq!(trial.rows("SELECT DISTINCT customer_id FROM core.customer_key WHERE rule <> 'no_record'"), ["1"]);
    decided(&trial, "web/w-4", Verdict::Never, "member/M1");
    let apart = "SELECT count(DISTINCT customer_id) FROM core.customer_key WHERE customer_key IN ('M1', 'w-4')";
    assert_eq!(trial.rows(apart), ["2"]);
}

#[test]
fn a_decision_outlives_its_source() {
    let trial = unified();
    decided(&trial, "pos/P7", Verdict::Never, "web/w-3");
    trial.sql(
        "CREATE TABLE kept AS FROM core.customer_record WHERE system = 'pos';
         DELETE FROM core.customer_record WHERE system = 'pos'",
    );
    unify(&trial);
    trial.sql("INSERT INTO core.customer_record FROM kept");
    unify(&trial);
    let apart = "SELECT count(DISTINCT customer_id) FROM core.customer_key WHERE customer_key IN ('P7', 'w-3')";
    assert_eq!(trial.rows(apart), ["2"]);
}

#[test]
fn decisions_that_cannot_be_are_refused() {
    let trial = unified();
    assert_eq!(refused(&trial, "web/none", Verdict::Same, "web/w-3"), "no customer has the key web/none");
    assert_eq!(refused(&trial, "1", Verdict::Never, "web/w-3"), "1 and web/w-3 have a key in common");
    assert_eq!(refused(&trial, "1", Verdict::Reopen, "3"), "nothing is decided about 1 and 3");
    assert!("w-3".parse::<Party>().is_err());
}

#[test]
fn decisions_are_labels_and_a_pair_says_what_each_field_adds() {
    let trial = unified();
    decided(&trial, "pos/P7", Verdict::Same, "web/w-3");
    decided(&trial, "member/M1", Verdict::Never, "web/w-4");
    let decisions = trial.view("identity.decisions", Args::new());
    assert_eq!(decisions.total, 2);
    let accuracy = trial.view("identity.accuracy", Args::new());
    assert_eq!((accuracy.number(0, "labels"), accuracy.number(0, "labels_same")), (Some(2.0), Some(1.0)));
    assert_eq!(accuracy.number(0, "recall_share"), Some(1.0));

    let keys = args![left_system => "web", left_key => "w-3", right_system => "pos", right_key => "P7"];
    let pair = trial.view("identity.pair", keys);
    let fields: Vec<&str> = pair.texts("fact").collect();
    assert_eq!(
        fields,
        ["prior", "name", "member_id", "phone", "email", "birth_date", "gender", "city", "system"],
        "{:?}",
        lines(&pair)
    );
    let last = pair.rows.len() - 1;
    let stated = trial.rows("SELECT round(weight, 6) FROM mart.identity_pair WHERE left_key = 'P7'");
    assert_eq!(stated, [format!("{}", (pair.number(last, "weight_so_far").unwrap() * 1e6).round() / 1e6)]);
    assert_eq!((pair.text(4, "left_value"), pair.text(4, "right_value")), ("mei@example.com", "mei@example.com"));
    assert!(pair.number(4, "weight").unwrap() > 5.0);
}

/// Three hundred people in two systems, of whom the first and the second share a phone and nothing else.
const COUPLE: &str = "
    INSERT INTO core.customer_record BY NAME
    SELECT
        system,
        'K' || i AS customer_key,
        chr((97 + i % 23)::INTEGER) || 'a' || chr((97 + i % 19)::INTEGER) || 'o ' || chr((97 + i % 17)::INTEGER) || 'u' || chr((97 + i % 13)::INTEGER) || 'i' AS name,
        '138' || lpad((greatest(i, 1) * 7919)::VARCHAR, 8, '0') AS phone,
        'mail' || i * 31 || '@example.com' AS email,
        DATE '1960-01-01' + (i * 61)::INTEGER AS birth_date
    FROM range(300) AS people (i), (VALUES ('pos'), ('web')) AS systems (system)";

#[test]
fn a_couple_with_one_phone_stays_two_and_is_there_to_be_reviewed() {
    let trial = Trial::new();
    trial.sql(COUPLE);
    assert_eq!(unify(&trial)["customers"].integer(), Some(300));
    let review = trial.view("identity.review", Args::new());
    let pairs = lines(&review);
    assert_eq!(pairs.len(), 4, "{pairs:?}");
    assert!(pairs.iter().all(|pair| pair.contains("K0") && pair.contains("K1")), "{pairs:?}");
    decided(&trial, "pos/K0", Verdict::Never, "pos/K1");
    assert_eq!(trial.view("identity.review", Args::new()).total, 3);
}
