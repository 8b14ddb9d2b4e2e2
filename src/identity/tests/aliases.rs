//! Keys that a system says are one customer's, and what visitors did before they were known.

use super::unify;
use crate::identity::{Verdict, decide};
use crate::trial::Trial;

const TOUCHES: &str = "SELECT touchpoint_key, customer_id FROM core.touchpoint ORDER BY ALL";
const KEYS: &str = "SELECT customer_key, customer_id, rule FROM core.customer_key ORDER BY ALL";

/// Two visitors, of whom one has turned out to be u.
fn site() -> Trial {
    let trial = Trial::new();
    trial.sql(
        "INSERT INTO core.touchpoint BY NAME FROM (VALUES
            ('web', 't1', NULL, 'a1', TIMESTAMP '2026-06-01'),
            ('web', 't2', 'u', 'a1', TIMESTAMP '2026-06-02'),
            ('web', 't3', NULL, 'a2', TIMESTAMP '2026-06-03'),
            ('app', 't4', NULL, 'a1', TIMESTAMP '2026-06-04')
        ) AS t (system, touchpoint_key, customer_key, visitor_key, happened_at);
        INSERT INTO core.customer_alias BY NAME
        SELECT 'web' AS system, 'a1' AS alias_key, 'u' AS customer_key;",
    );
    unify(&trial);
    trial
}

#[test]
fn what_a_visitor_did_before_they_were_known_is_the_customers() {
    let trial = site();
    assert_eq!(trial.rows(TOUCHES), ["t1 1", "t2 1", "t3 ", "t4 "], "visitors of another system are others");
    assert_eq!(trial.rows(KEYS), ["u 1 no_record"], "a visitor is no customer");
}

#[test]
fn a_device_of_several_people_names_none_of_them() {
    let trial = site();
    let other =
        "INSERT INTO core.customer_alias BY NAME SELECT 'web' AS system, 'a1' AS alias_key, 'v' AS customer_key";
    trial.sql(other);
    unify(&trial);
    assert_eq!(trial.rows(TOUCHES), ["t1 ", "t2 1", "t3 ", "t4 "]);
    trial.sql("DELETE FROM core.customer_alias WHERE customer_key = 'v'");
    unify(&trial);
    assert_eq!(trial.rows(TOUCHES)[0], "t1 1");
}

#[test]
fn a_renamed_account_is_one_customer_unless_a_person_says_otherwise() {
    let trial = site();
    trial.sql(
        "INSERT INTO core.customer_record BY NAME FROM (VALUES ('web', 'old', 'Ann'), ('web', 'u', 'Zoe'))
            AS t (system, customer_key, name);
        INSERT INTO core.customer_alias BY NAME
        SELECT 'web' AS system, 'old' AS alias_key, 'u' AS customer_key;",
    );
    unify(&trial);
    assert_eq!(trial.rows(KEYS), ["old 1 alias", "u 1 alias"]);
    decide(&trial.session, &"web/old".parse().unwrap(), &"web/u".parse().unwrap(), Verdict::Never, "steward").unwrap();
    unify(&trial);
    let customers = trial.rows("SELECT DISTINCT customer_id FROM core.customer_key");
    assert_eq!(customers.len(), 2, "{:?}", trial.rows(KEYS));
}
