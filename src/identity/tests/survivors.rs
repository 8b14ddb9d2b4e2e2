//! Whose consent and whose address hold where the records of one customer disagree.

use super::unify;
use crate::args;
use crate::config::{Identity, Survival};
use crate::identity::{Party, Verdict, decide, register};
use crate::trial::{Trial, lines};
use crate::value::Args;

/// One person on a member card and in the web shop, whose records share a phone. The card refused newsletters years ago,
/// the web account agreed since.
const TWO_RECORDS: &str = "
    INSERT INTO core.customer_record BY NAME FROM (VALUES
        ('member', 'M1', '陈美丽', '13800000001', 'mei@example.com', DATE '1980-02-03', TIMESTAMP '2021-01-05', 1),
        ('web', 'w-3', '陈美丽', '13800000001', 'meili@example.com', DATE '1980-02-03', TIMESTAMP '2025-06-01', 2)
    ) AS t (system, customer_key, name, phone, email, birth_date, joined_at, batch_id);
    INSERT INTO core.consent BY NAME FROM (VALUES
        ('member', 'M1', 'email', 'marketing', FALSE, TIMESTAMP '2021-01-05'),
        ('web', 'w-3', 'email', 'marketing', TRUE, TIMESTAMP '2025-06-01'),
        ('member', 'M1', 'sms', 'marketing', TRUE, TIMESTAMP '2021-01-05'),
        ('web', 'w-3', 'email', 'service', TRUE, TIMESTAMP '2025-06-01')
    ) AS t (system, customer_key, channel_id, purpose, granted, decided_at);";

const CONSENTS: &str = "
    SELECT customer_id, channel_id, purpose, granted, system || '/' || customer_key, is_contested
    FROM core.customer_consent
    ORDER BY ALL";

const REACHED: &str = "SELECT customer_id, phone, email FROM core.customer ORDER BY customer_id";

fn trial_of(sql: &str, identity: impl FnOnce(&mut Identity)) -> Trial {
    let trial = Trial::new();
    trial.sql(sql);
    let mut configured = trial.config.identity.clone();
    identity(&mut configured);
    register(&trial.session, &configured).unwrap();
    unify(&trial);
    trial
}

fn trial() -> Trial {
    trial_of(TWO_RECORDS, |_| ())
}

fn decided(trial: &Trial, verdict: Verdict) {
    let party = |text: &str| text.parse::<Party>().unwrap();
    decide(&trial.session, &party("member/M1"), &party("web/w-3"), verdict, "steward").unwrap();
    unify(trial);
}

/// A message of the newsletter to a key, and what became of it.
fn message(trial: &Trial, key: &str, day: &str, status: &str) {
    let (system, key) = key.split_once('/').unwrap();
    trial.sql(&format!(
        "INSERT INTO core.campaign_message BY NAME
         SELECT '{system}' AS system, '{key}' AS customer_key, 'email' AS channel_id, TIMESTAMP '{day}' AS sent_at,
             '{status}' AS status"
    ));
    unify(trial);
}

#[test]
fn a_refusal_by_one_key_is_the_customers_whatever_is_newer() {
    assert_eq!(
        trial().rows(CONSENTS),
        [
            "1 email marketing false member/M1 true",
            "1 email service true web/w-3 false",
            "1 sms marketing true member/M1 false",
        ]
    );
}

#[test]
fn who_refused_can_agree_again_with_the_same_key() {
    let trial = trial();
    // A source's newest word of a key takes the place of the one before, as every row of core does.
    trial.sql("UPDATE core.consent SET granted = TRUE, decided_at = TIMESTAMP '2026-01-01' WHERE NOT granted");
    assert_eq!(trial.rows(CONSENTS)[0], "1 email marketing true member/M1 false");
}

#[test]
fn apart_each_has_their_own_consent_and_together_again_the_strictest() {
    let trial = trial();
    let together = trial.rows(CONSENTS);
    decided(&trial, Verdict::Never);
    assert_eq!(
        trial.rows(CONSENTS),
        [
            "1 email marketing false member/M1 false",
            "1 sms marketing true member/M1 false",
            "2 email marketing true web/w-3 false",
            "2 email service true web/w-3 false",
        ]
    );
    decided(&trial, Verdict::Reopen);
    assert_eq!(trial.rows(CONSENTS), together);
    trial.sql("DELETE FROM core.consent WHERE system = 'member'");
    assert_eq!(trial.rows(CONSENTS)[0], "1 email marketing true web/w-3 false", "its source was undone");
}

#[test]
fn the_newest_word_holds_where_the_configuration_says_so() {
    let trial = trial_of(TWO_RECORDS, |identity| identity.survivor.consent = Survival::Newest);
    assert_eq!(trial.rows(CONSENTS)[0], "1 email marketing true web/w-3 true");
}

#[test]
fn a_refused_address_never_takes_the_place_of_another() {
    let trial = trial();
    assert_eq!(trial.rows(REACHED), ["1 13800000001 meili@example.com"], "the card's e-mail is refused");
    // The other way round: the newest record's address is the refused one.
    trial.sql("UPDATE core.consent SET granted = NOT granted WHERE channel_id = 'email'");
    unify(&trial);
    assert_eq!(trial.rows(REACHED), ["1 13800000001 mei@example.com"]);
    let newest = trial_of(TWO_RECORDS, |identity| identity.survivor.address = Survival::Newest);
    assert_eq!(newest.rows(REACHED), ["1 13800000001 meili@example.com"]);
}

#[test]
fn an_address_that_came_back_yields_until_a_message_arrives() {
    let trial = trial_of(TWO_RECORDS, |_| ());
    trial.sql("DELETE FROM core.consent");
    message(&trial, "member/M1", "2025-07-01", "opened");
    assert_eq!(trial.rows(REACHED), ["1 13800000001 mei@example.com"], "it is known to be reached");
    message(&trial, "web/w-3", "2025-07-02", "delivered");
    assert_eq!(trial.rows(REACHED), ["1 13800000001 meili@example.com"], "both are, and it is newer");
    message(&trial, "web/w-3", "2025-08-01", "Bounced");
    assert_eq!(trial.rows(REACHED), ["1 13800000001 mei@example.com"]);
    message(&trial, "web/w-3", "2025-09-01", "delivered");
    assert_eq!(trial.rows(REACHED), ["1 13800000001 meili@example.com"]);
}

#[test]
fn the_only_address_survives_whatever_is_known_of_it_and_a_split_gives_each_their_own() {
    let trial = trial();
    message(&trial, "web/w-3", "2025-08-01", "bounced");
    assert_eq!(trial.rows(REACHED), ["1 13800000001 mei@example.com"], "a refused one rather than none that arrives");
    decided(&trial, Verdict::Never);
    assert_eq!(trial.rows(REACHED), ["1 13800000001 mei@example.com", "2 13800000001 meili@example.com"]);
}

#[test]
fn each_word_is_told_and_which_one_holds() {
    let told = lines(&trial().view("identity.survivors", args![customer => 1]));
    assert_eq!(
        told,
        [
            "consent email marketing true  refused member M1 2021-01-05 00:00:00 true",
            "consent email marketing false  granted web w-3 2025-06-01 00:00:00 true",
            "consent email service true  granted web w-3 2025-06-01 00:00:00 false",
            "consent sms marketing true  granted member M1 2021-01-05 00:00:00 false",
            "contact email  true meili@example.com unconfirmed web w-3 2025-06-01 00:00:00 true",
            "contact email  false mei@example.com refused member M1 2021-01-05 00:00:00 true",
            "contact phone  true 13800000001 unconfirmed web w-3 2025-06-01 00:00:00 false",
            "contact phone  false 13800000001 unconfirmed member M1 2021-01-05 00:00:00 false",
        ]
    );
}

#[test]
fn a_pair_says_what_would_hold_of_the_two() {
    let trial = trial();
    decided(&trial, Verdict::Never);
    let keys = args![left_system => "member", left_key => "M1", right_system => "web", right_key => "w-3"];
    let told = lines(&trial.view("identity.pair_survivors", keys.clone()));
    assert_eq!(
        told,
        [
            "consent email marketing refused granted refused  true",
            "contact email  mei@example.com meili@example.com meili@example.com unconfirmed false",
        ]
    );
    let records = trial.view("identity.pair_records", keys);
    assert_eq!((records.rows.len(), records.text(1, "customer_key")), (2, "w-3"));
}

#[test]
fn the_profile_says_where_the_rule_decided() {
    let trial = trial();
    let profile = lines(&trial.view("crm.profile", args![customer => 1]));
    let has = |fact: &str| profile.iter().any(|line| line.trim() == fact);
    assert!(has("consents_refused email"), "{profile:?}");
    assert!(has("consents_decided_by email: member/M1") && has("consents_overruled email: web/w-3"), "{profile:?}");
    assert!(has("addresses_passed_over mei@example.com (member/M1)"), "{profile:?}");
    decided(&trial, Verdict::Never);
    let profile = lines(&trial.view("crm.profile", args![customer => 1]));
    assert!(!profile.iter().any(|line| line.contains("decided_by") || line.contains("passed_over")), "{profile:?}");
}

#[test]
fn a_campaign_writes_to_no_one_who_refused_with_any_key() {
    let trial = trial();
    let preview = args![template => "win_back", channel => "email"];
    trial.run("campaigns.preview", &preview);
    let state = "SELECT state FROM mart.preview_member ORDER BY run_id";
    assert_eq!(trial.rows(state), ["no_consent"]);
    decided(&trial, Verdict::Never);
    trial.run("campaigns.preview", &preview);
    let left_out = trial.rows("SELECT customer_id, state <> 'no_consent' FROM mart.preview_member WHERE run_id > 1 AND run_id = (SELECT max(run_id) FROM mart.preview_member) ORDER BY ALL");
    assert_eq!(left_out, ["1 false", "2 true"], "apart, who agreed is written to again");
    let none: Args = Args::new();
    assert_eq!(trial.view("identity.accuracy", none).number(0, "labels"), Some(1.0));
}

#[test]
fn intervals_agree_with_published_ones() {
    // Newcombe, Statistics in Medicine 17, 1998, table I: 81 of 263, method 3.
    let trial = Trial::new();
    let ends = trial.rows("SELECT round(mart.wilson(81, 263, -1), 4), round(mart.wilson(81, 263, 1), 4)");
    assert_eq!(ends, ["0.2553 0.3662"]);
    assert_eq!(
        trial.rows("SELECT mart.wilson(0, 20, -1), round(mart.wilson(0, 20, 1), 4), mart.wilson(0, 0, 1)"),
        ["0 0.1611 "]
    );
}
