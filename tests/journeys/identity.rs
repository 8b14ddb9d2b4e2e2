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
    desk.run("customers compare members/M3 members/M2").succeeds().prints("bo berg").prints("Birth date");

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
