//! Who is one customer, decided from the command line.

use crate::desk::Desk;

const MEMBERS: &str = "\
customer_id,name,phone,email,birth_date
M1,Ann Lund,13812345670,ann@example.com,1980-02-03
M2,Bo Berg,13950718264,bo@example.com,1975-11-30
M3,Bo Berg,13627409153,berg@example.com,1991-06-14
";

#[test]
fn two_members_become_one_are_kept_apart_and_are_left_to_the_data_again() {
    let desk = Desk::with_workspace();
    desk.write("members.csv", MEMBERS);
    desk.run("import members.csv --yes").succeeds();
    desk.run("run identity.unify").succeeds();
    let customers = || desk.run("sql 'SELECT customer_id FROM core.customer_key ORDER BY ALL' --format csv").out();
    assert_eq!(customers(), "customer_id\n1\n2\n3\n");

    desk.run("customers merge members/M2 members/M3").succeeds().prints("identity.unify");
    assert_eq!(customers(), "customer_id\n1\n2\n2\n");
    desk.run("customers decisions --format csv").succeeds().prints("members,M2,members,M3,true");
    desk.run("customers compare members/M3 members/M2")
        .succeeds()
        .prints("Bo Berg")
        .prints("bo berg")
        .prints("Birth date");

    desk.run("customers never members/M2 members/M3").succeeds();
    assert_eq!(customers(), "customer_id\n1\n2\n3\n");
    let accuracy = desk.run("customers accuracy --format json").succeeds().json();
    assert_eq!((&accuracy[0]["labels"], &accuracy[0]["labels_never"]), (&1.into(), &1.into()));

    desk.run("customers reopen 2 3").succeeds();
    desk.run("customers decisions --format csv").succeeds().prints("decided_at\n");
    desk.run("customers reopen 2 3").ends_with_code(1).says("nothing is decided about 2 and 3");
    desk.run("customers merge M2 M3").ends_with_code(2).says("SYSTEM/KEY");
    desk.run("customers review").succeeds();
}

const CONSENTS: &str = "\
member_id,channel,purpose,opt in,consent date
M2,email,marketing,no,2020-05-01
M3,email,marketing,yes,2026-05-01
";

const TWO_SOURCES: &str = r#"
[source.members]
files = "members.csv"
[source.members.feeds.customer]
customer_key = "customer_id"
name = "name"
phone = "phone"
email = "email"
birth_date = "birth_date"

[source.consents]
files = "consents.csv"
system = "members"
[source.consents.feeds.consent]
customer_key = "member_id"
channel_id = "channel"
purpose = "purpose"
granted = "opt in"
decided_at = "consent date"
"#;

#[test]
fn one_refusal_refuses_for_the_customer_and_is_shown_where_it_decided() {
    let desk = Desk::with_workspace();
    desk.write("members.csv", MEMBERS).write("consents.csv", CONSENTS).write("sources.toml", TWO_SOURCES);
    desk.run("import").succeeds();
    desk.run("run identity.unify").succeeds();
    let consent = || {
        let held = "SELECT customer_id, granted FROM core.customer_consent ORDER BY ALL";
        desk.run(&format!("sql '{held}' --format csv")).out()
    };
    assert_eq!(consent(), "customer_id,granted\n2,false\n3,true\n");

    desk.run("customers merge members/M2 members/M3").succeeds();
    assert_eq!(consent(), "customer_id,granted\n2,false\n", "whoever agreed later with another key");
    let told = desk.run("customers consent 2 --format json").succeeds().json();
    let word = |row: usize| ["is_held", "state", "customer_key"].map(|name| told[row][name].to_string());
    assert_eq!(word(0), ["true", "\"refused\"", "\"M2\""]);
    assert_eq!(word(1), ["false", "\"granted\"", "\"M3\""]);
    desk.run("customers profile 2").succeeds().prints("Consent decided by").prints("email: members/M2");
    desk.run("customers compare members/M2 members/M3").succeeds().prints("Bo Berg").prints("Differs");

    desk.run("customers reopen 2 2").succeeds();
    assert_eq!(consent(), "customer_id,granted\n2,false\n3,true\n", "apart, each has their own");

    desk.edit("identity.toml", "consent = \"strictest\"", "consent = \"gentlest\"");
    desk.run("customers consent 2").ends_with_code(1).says("identity.toml").says("newest");
}
