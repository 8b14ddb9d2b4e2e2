//! People who are forgotten, given their data, and kept no longer than needed.

use super::collector::{all_is_imported, listening, open_shop};
use super::sharing::{leave, until};
use crate::desk::{Desk, files};
use crate::http::Sender;
use serde_json::json;
use std::path::Path;

const MEMBERS: &str = "\
id,card,name,mobile,mail,town,note,email_ok,asked
C1,M1,Ana Roth,13800000001,ana@example.com,Lyon,regular,yes,2026-05-01
QK-4711,MQK-47,Quetzal Kanarie,+86 139 7777 8888,Quetzal.Kanarie@example.com,Ulm,loves kanariengelb,yes,2026-05-01
C3,M3,Bo Lind,13800000003,bo@example.com,Graz,,no,2026-05-02
";

const ORDERS: &str = "\
order,customer,name,mail,day,channel,sku,qty,price,wish
1,C1,Ana Roth,ana@example.com,2026-06-01,web,P1,1,100,
2,QK-4711,Quetzal Kanarie,quetzal.kanarie@example.com,2026-06-02,web,P1,2,100,ring at kanariengelb
3,QK-4711,Quetzal Kanarie,quetzal.kanarie@example.com,2026-06-03,app,P2,two,50,
4,C3,Bo Lind,bo@example.com,2026-06-04,web,P2,1,50,
broken,QK-4711,quetzal.kanarie@example.com
";

const CALLS: &str = "\
call,customer,when,kind,about,text
1,QK-4711,2026-06-05,complaint,kanariengelb,the kanariengelb lamp hums
2,C1,2026-06-06,inquiry,opening hours,when do you open
";

const SOURCES: &str = r#"
[source.members]
files = "inbox/members*.csv"
system = "shop"
[source.members.feeds.customer]
customer_key = "id"
member_id = "card"
name = "name"
phone = "mobile"
email = "mail"
city = "town"
[source.members.feeds.consent]
customer_key = "id"
channel_id = { value = "email" }
granted = "email_ok"
decided_at = "asked"

[source.orders]
files = "inbox/orders*.csv"
system = "shop"
[source.orders.feeds.sales_order]
order_key = "order"
customer_key = "customer"
ordered_at = "day"
channel_id = "channel"
[source.orders.feeds.order_line]
order_key = "order"
product_id = "sku"
quantity = "qty"
unit_price = "price"
[source.orders.feeds.customer]
customer_key = "customer"
name = "name"
email = "mail"

[source.calls]
files = "inbox/calls*.csv"
system = "shop"
[source.calls.feeds.interaction]
interaction_key = "call"
customer_key = "customer"
happened_at = "when"
kind = "kind"
subject = "about"
body = "text"
"#;

/// What the one is known by who asks to be forgotten, as far as it names nobody else.
const CANARIES: [&str; 7] =
    ["QK-4711", "MQK-47", "Quetzal", "139 7777 8888", "13977778888", "quetzal.kanarie@", "kanariengelb"];

fn deliver(desk: &Desk) {
    desk.write("inbox/members.csv", MEMBERS).write("inbox/orders.csv", ORDERS).write("inbox/calls.csv", CALLS);
}

fn shop() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("sources.toml", SOURCES);
    deliver(&desk);
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();
    desk
}

fn customer(desk: &Desk, name: &str) -> i64 {
    let found = desk.run(&format!("customers search {name} --format json")).succeeds().json();
    found[0]["customer_id"].as_i64().unwrap_or_else(|| panic!("{name} is not there: {found}"))
}

/// Where anything of a person still stands: in a table, in any text of it, or in the bytes of a file, but for earlier
/// states that were put away.
fn traces(desk: &Desk, canaries: &[&str]) -> Vec<String> {
    let tables = desk.run("sql 'SHOW ALL TABLES' --format json").succeeds().json();
    let searched = tables.as_array().expect("tables").iter().map(|table| {
        let (schema, name) = (table["schema"].as_str().expect("a schema"), table["name"].as_str().expect("a name"));
        let pattern = canaries.join("|");
        format!(
            "SELECT $${schema}.{name}$$ AS place FROM \"{schema}\".\"{name}\" AS one \
             WHERE regexp_matches(to_json(one)::VARCHAR, $$(?i){pattern}$$)"
        )
    });
    let searched = searched.collect::<Vec<_>>().join(" UNION ALL ");
    let rows = desk.run(&format!("sql '{searched}' --format json --limit 0")).succeeds().json();
    let places = rows.as_array().expect("rows").iter().map(|row| row["place"].to_string());
    let mut found: Vec<String> = places.collect();
    let is_put_away =
        |file: &Path| ["/backups/", "/foureye.before-"].iter().any(|part| file.to_string_lossy().contains(part));
    for file in files(&desk.path(""), "").into_iter().filter(|file| !is_put_away(file)) {
        let bytes = std::fs::read(&file).unwrap_or_default().to_ascii_lowercase();
        let text = String::from_utf8_lossy(&bytes);
        let is_in = canaries.iter().filter(|canary| text.contains(&canary.to_ascii_lowercase()));
        found.extend(is_in.map(|canary| format!("{canary} in {}", file.display())));
    }
    found
}

fn revenue(desk: &Desk) -> String {
    desk.run("sql 'SELECT count(*), sum(amount) FROM core.order_line' --format csv").succeeds().out()
}

#[test]
fn a_forgotten_customer_is_nowhere_and_does_not_come_back() {
    let desk = shop();
    let person = customer(&desk, "Quetzal");
    // All that may grow from a person: a mended record, a decision, a note, an export, a preview, a cleaned cell
    let rejects = desk.run("rejects --format json").succeeds().json();
    let open = rejects.as_array().expect("rejects").iter().find(|it| it["record"] == 3).expect("the third order");
    let batch = open["batch_id"].as_i64().expect("a batch");
    desk.run(&format!("rejects mend {batch} 3 --set qty=2")).succeeds();
    desk.run("customers never shop/QK-4711 shop/C3").succeeds();
    desk.run(&format!("interaction add --customer {person} --kind complaint --subject kanariengelb --body hums"))
        .succeeds();
    desk.run("clean run").succeeds();
    desk.run("refresh").succeeds();
    desk.run("run quality.profile").succeeds();
    desk.run("export segments.members --set segment=champions --out exports/list.csv").succeeds();
    desk.run("export crm.search --set text=Quetzal --out exports/found.xlsx").succeeds();
    desk.run("backup").succeeds();
    desk.write("service.log", "INFO inbox file=Quetzal.csv\nINFO ended\nINFO call 139 7777-8888\n");
    desk.write(".console_history", "\"SELECT 1\"\n\"FROM core.customer WHERE name = 'quetzal kanarie'\"\n");
    let before = revenue(&desk);
    assert!(traces(&desk, &CANARIES).len() > 20, "they stand in many places");
    let complaints = "sql 'SELECT count(*) FROM core.interaction' --format csv";
    let contacts = desk.run(complaints).succeeds().out();

    desk.run(&format!("customers forget {person}")).ends_with_code(2).says("was not confirmed");
    let forgotten = desk.run(&format!("customer forget {person} --confirm {person} --format json")).succeeds();
    let receipt = forgotten.says("earlier backups still hold them").json();
    let told: Vec<String> = receipt
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| format!("{} {} {}", line["place"].as_str().unwrap(), line["fate"].as_str().unwrap(), line["items"]))
        .collect();
    for line in [
        "landing.members removed 1",
        "landing.orders emptied 2",
        "landing.orders removed 1",
        "landing.calls emptied 1",
        "core.customer removed 1",
        "ops.decision removed 1",
        "inbox/members.csv removed 1",
        "inbox/orders.csv removed 1",
        "exports/found.xlsx removed 1",
        "service.log removed 2",
        ".console_history removed 1",
    ] {
        assert!(told.contains(&line.to_owned()), "no {line:?} in {told:#?}");
    }
    assert!(told.iter().any(|line| line.starts_with("backups/") && line.ends_with(" put_away 1")), "{told:#?}");
    assert_eq!(
        (desk.read("service.log"), desk.read(".console_history")),
        ("INFO ended\n".into(), "\"SELECT 1\"\n".into())
    );
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
    assert_eq!(revenue(&desk), before, "sales are what they were");
    assert_eq!(desk.run(complaints).succeeds().out(), contacts, "so are contacts");
    desk.run("doctor").succeeds();

    // The same files again, and everything that follows from them
    deliver(&desk);
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
    assert!(!desk.path("inbox/members.csv").exists(), "the copy is not kept");

    // Other files, in which they go by their phone, their mail, their card or their key
    desk.write(
        "inbox/members-2.csv",
        "id,card,name,mobile,mail,town,note,email_ok,asked\n\
         Z1,,Quetzal K.,139-7777-8888,,Ulm,,yes,2026-06-10\n\
         Z2,,Quetzal K.,,QUETZAL.KANARIE@example.com,Ulm,,yes,2026-06-10\n\
         Z3,MQK-47,Quetzal K.,,,Ulm,,yes,2026-06-10\n\
         C4,,Cy Dahl,13800000004,cy@example.com,Oslo,,yes,2026-06-10\n",
    );
    desk.write(
        "inbox/orders-2.csv",
        "order,customer,name,mail,day,channel,sku,qty,price,wish\n\
         9,QK-4711,Quetzal Kanarie,,2026-06-11,web,P1,1,100,to kanariengelb\n",
    );
    desk.run("import").succeeds();
    desk.run("refresh").succeeds();
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
    let batches = "sql 'SELECT records, accepted, rejected, repaired, given_up, forgotten FROM ops.batch ORDER BY batch_id' --format csv";
    let counted = desk.run(batches).succeeds().out();
    assert!(counted.lines().any(|line| line == "4,1,0,0,0,3"), "{counted}");
    let sale = desk.run("sql 'SELECT customer_id, revenue FROM core.sale WHERE order_key = 9' --format csv");
    assert_eq!(sale.succeeds().out(), "customer_id,revenue\n,100.00\n");
    let orders = desk.run("sql 'SELECT count(*) FROM core.sales_order WHERE customer_id IS NULL' --format csv");
    assert_eq!(orders.succeeds().out(), "count_star()\n3\n", "two orders, and the one that came after");
    assert_eq!(customer(&desk, "Cy"), person.max(3) + 1, "their number is not given again");
    desk.run("doctor").succeeds();
    desk.run("audit verify").succeeds();
    desk.run("customers receipt").succeeds().prints("core.customer");
}

#[test]
fn who_was_forgotten_is_forgotten_again_when_an_older_state_comes_back() {
    let desk = shop();
    let person = customer(&desk, "Quetzal");
    std::fs::copy(desk.path("foureye.duckdb"), desk.path("older")).expect("a copy");
    desk.run(&format!("customers forget {person} --confirm {person}")).succeeds();
    std::fs::rename(desk.path("older"), desk.path("foureye.duckdb")).expect("the older state");
    assert!(!traces(&desk, &["Quetzal"]).is_empty() || desk.run("jobs history").succeeds().out().contains("again"));
    desk.run("run privacy.reapply").succeeds();
    desk.run("refresh").succeeds();
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
    desk.run("doctor").succeeds();
}

#[test]
fn who_was_forgotten_stays_forgotten_when_an_older_backup_is_put_back() {
    let desk = shop();
    let person = customer(&desk, "Quetzal");
    desk.run("backup").succeeds();
    desk.run(&format!("customers forget {person} --confirm {person}")).succeeds();
    desk.run("restore latest").succeeds();
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
    desk.run("refresh").succeeds();
    desk.run("doctor").succeeds();
    // And in a workspace of its own, into which the same files come
    desk.run("restore latest --into again").succeeds();
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
    desk.write("again/inbox/members.csv", MEMBERS).run_in("again", "import").succeeds();
    desk.run_in("again", "refresh").succeeds();
    let members = desk.run_in("again", "sql 'SELECT count(*) AS n FROM core.customer_record' --format csv");
    assert_eq!(members.succeeds().out(), "n\n2\n", "the others");
    desk.run_in("again", "doctor").succeeds();
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
}

#[test]
fn live_events_and_what_was_left_half_written_are_forgotten_too() {
    let (desk, key) = open_shop();
    let (watching, address) = listening(&desk);
    let mut site = Sender::new(address, &key);
    let identify = |user: &str, name: &str, email: &str, message: &str| json!({ "userId": user, "messageId": message, "traits": { "name": name, "email": email } });
    assert_eq!(
        site.post("/v1/identify", identify("QK-4711", "Quetzal Kanarie", "quetzal.kanarie@example.com", "m-1")),
        200
    );
    assert_eq!(site.post("/v1/identify", identify("u-2", "Bo Lind", "bo@example.com", "m-2")), 200);
    all_is_imported(&desk);
    leave(watching);
    desk.run("stop");
    desk.run("refresh").succeeds();
    desk.write(".staging/foureye.compacted", "half of it, with Quetzal in it");
    assert!(
        traces(&desk, &["Quetzal"]).iter().any(|place| place.contains("/collector/shop/")),
        "it came by the collector"
    );
    let person = customer(&desk, "Quetzal");
    desk.run(&format!("customers forget {person} --confirm {person}")).succeeds().prints("collector/shop/");
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
    assert_eq!(customer(&desk, "Bo"), 2);

    let (watching, address) = listening(&desk);
    let mut site = Sender::new(address, &key);
    let later = identify("QK-4711", "Quetzal Kanarie", "quetzal.kanarie@example.com", "m-3");
    assert_eq!(site.post("/v1/identify", later), 200);
    all_is_imported(&desk);
    leave(watching);
    desk.run("stop");
    assert_eq!(traces(&desk, &CANARIES), Vec::<String>::new());
}

#[test]
fn a_customer_is_given_all_that_is_known_of_them() {
    let desk = shop();
    let person = customer(&desk, "Quetzal");
    desk.run(&format!("customers export {person} --out theirs.json")).succeeds().says("theirs.json");
    let all: serde_json::Value = serde_json::from_str(&desk.read("theirs.json")).expect("JSON");
    let tables = &all["tables"];
    assert_eq!(tables["core.customer"][0]["name"], "Quetzal Kanarie");
    assert_eq!(tables["core.customer_key"][0]["customer_key"], "QK-4711");
    assert_eq!(tables["core.consent"][0]["granted"], true);
    assert_eq!(tables["core.sales_order"][0]["file"], "inbox/orders.csv");
    assert_eq!(tables["core.order_line"][0]["product_id"], "P1");
    assert_eq!(tables["core.interaction"][0]["body"], "the kanariengelb lamp hums");
    assert!(tables["mart.rfm"][0]["segment"].is_string());
    assert_eq!(all["records_as_they_came"]["members"][0]["note"], "loves kanariengelb");
    assert!(!desk.read("theirs.json").contains("Ana Roth"), "and of nobody else");
    desk.run(&format!("customers export {person} --out theirs.json")).ends_with_code(1).says("theirs.json");
    desk.run("customers export 999").ends_with_code(2).says("there is no customer 999");
}

#[test]
fn who_withdraws_consent_after_the_preview_is_not_on_the_list() {
    let desk = shop();
    desk.run("preview --template win_back --channel email --holdout 0").succeeds();
    desk.run("export campaigns.members --out before.csv").succeeds();
    assert!(desk.read("before.csv").contains("Ana Roth"), "{}", desk.read("before.csv"));
    desk.write(
        "inbox/members-2.csv",
        "id,card,name,mobile,mail,town,note,email_ok,asked\nC1,M1,Ana Roth,13800000001,ana@example.com,Lyon,,no,2026-06-20\n",
    );
    desk.run("import members").succeeds();
    desk.run("export campaigns.members --out after.csv").succeeds().says("1 were left out").says("consent");
    assert!(!desk.read("after.csv").contains("Ana Roth"));
    assert!(desk.read("after.csv").contains("Quetzal"));
}

#[test]
fn what_has_been_kept_for_long_enough_is_shown_and_then_removed() {
    let desk = shop();
    desk.run("retention").succeeds().says("retention.toml names no place");
    desk.write(
        "retention.toml",
        "[keep.\"core.interaction\"]\ndays = 10\n[keep.\"ops.job_run\"]\ndays = 3650\n[keep.exports]\ndays = 3650\n",
    );
    desk.edit("foureye.toml", "as_of = \"data\"", "as_of = \"2026-06-15\"");
    let due = desk.run("retention --format json").succeeds().json();
    assert_eq!((&due[0]["place"], &due[0]["items"]), (&"core.interaction".into(), &0.into()));
    desk.edit("foureye.toml", "as_of = \"2026-06-15\"", "as_of = \"2026-06-16\"");
    let due = desk.run("retention --format json").succeeds().json();
    assert_eq!((&due[0]["before_day"], &due[0]["items"]), (&"2026-06-06".into(), &1.into()));
    let receipt = desk.run("retention run --format json").succeeds().json();
    assert_eq!((&receipt[0]["place"], &receipt[0]["items"]), (&"landing.calls".into(), &1.into()));
    let left = desk.run("sql 'SELECT interaction_key FROM core.interaction' --format csv").succeeds().out();
    assert_eq!(left, "interaction_key\n2\n");
    desk.run("doctor").succeeds();
    desk.run("retention").succeeds().prints("0");
}

/// A feed that fails on what it reads, and says it.
const UNREADABLE: &str = r#"
[source.unreadable]
files = "inbox/unreadable*.csv"
[source.unreadable.feeds.customer]
customer_key = "id"
name = { sql = "name::INTEGER::VARCHAR" }
"#;

#[test]
fn nothing_personal_is_noted_or_handed_to_the_command_for_news() {
    let desk = Desk::with_workspace();
    desk.write("sources.toml", format!("{SOURCES}{UNREADABLE}"));
    desk.edit("foureye.toml", "# notify = ", "notify = 'cat >> told; echo \"$FOUREYE_NEWS\" >> told' # ");
    let key = desk.run("collector key shop").succeeds().out().trim().to_owned();
    desk.edit("collector.toml", "# port = 8765", "port = 0");
    desk.edit("collector.toml", "import_seconds = 60", "import_seconds = 1");
    let watching = desk.start_where("FOUREYE_LOG", "trace", "watch");
    until("the collector listens", || {
        desk.run("status --format json").succeeds().json()["collector"]["address"].is_string()
    });
    deliver(&desk);
    desk.write("inbox/unreadable.csv", "id,name\n1,Quetzal Kanarie\n");
    let status = desk.run("status --format json").succeeds().json();
    let address = status["collector"]["address"].as_str().and_then(|text| text.parse().ok()).expect("an address");
    let mut site = Sender::new(address, &key);
    let traits = json!({ "email": "quetzal.kanarie@example.com", "phone": "+86 139 7777 8888" });
    let known = json!({ "userId": "QK-4711", "messageId": "kanariengelb", "traits": traits });
    assert_eq!(site.post("/v1/identify", known), 200);
    let _ = site.try_post("/v1/identify", "{ \"userId\": \"QK-4711\", kanariengelb");
    until("what cannot be read is told", || desk.path("told").exists() && desk.read("told").contains("unreadable.csv"));
    until("the members are there", || desk.run("customers search Quetzal").out().contains("Quetzal"));
    let person = customer(&desk, "Quetzal");
    desk.run("refresh");
    desk.run("sql 'SELECT name::INTEGER FROM core.customer'").ends_with_code(1).says("Quetzal");
    desk.run("import unreadable").ends_with_code(1).says("Quetzal");
    desk.run("run campaigns.preview --set template=Quetzal").ends_with_code(1);
    desk.run("rejects").succeeds();
    desk.run(&format!("customers timeline {person}")).succeeds();
    desk.run(&format!("customers export {person}")).succeeds().prints("kanariengelb");
    desk.run(&format!("interaction add --customer {person} --kind complaint --subject kanariengelb --body hums"))
        .succeeds();
    leave(watching);
    desk.run("stop");
    let log = desk.read("service.log");
    assert!(log.contains("TRACE") && log.contains("could not be") || log.contains("unreadable.csv"), "{log}");
    for (what, text) in [("the log", log), ("news", desk.read("told"))] {
        let lines = text
            .lines()
            .filter(|line| CANARIES.iter().any(|canary| line.to_lowercase().contains(&canary.to_lowercase())));
        assert_eq!(lines.collect::<Vec<_>>(), Vec::<&str>::new(), "{what}");
    }
}
