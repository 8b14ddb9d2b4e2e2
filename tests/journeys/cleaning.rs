//! Values put right by rules, from the command line: seen first, run, and undone.

use crate::desk::{Desk, files, repository};
use serde_json::Value;

const MEMBERS: &str = "\
customer_id,name,phone,email,city,country
M1,  Ann   Lund,138 1234 5670,Ann@Example.com,上海,CN
M2,王 小明,010-62345678转801,bo@example.com,上海,CN
M3,Ｃｙ Ｂｅｒｇ,12345678,cy@example.com,,CN
M4,DI HALL,+886 912 345 678,di@example.com,北京,cn
";

const STANDING: &str = "sql 'SELECT name, phone, city, country FROM core.customer_record ORDER BY ALL' --format csv";

fn rule(rules: &Value, name: &str) -> Value {
    let found = rules.as_array().expect("rules").iter().find(|rule| rule["rule"] == name);
    found.unwrap_or_else(|| panic!("no rule {name}: {rules}")).clone()
}

#[test]
fn rules_are_shown_run_and_undone() {
    let desk = Desk::with_workspace();
    desk.write("members.csv", MEMBERS);
    desk.run("import members.csv --yes").succeeds();
    let mapped = desk.run(STANDING).succeeds().out();

    // What each rule would change is seen before anything runs.
    desk.run("clean").succeeds().prints("customer_phones").prints("Customers: phones");
    let rules = desk.run("clean --format json").succeeds().json();
    let phones = rule(&rules, "customer_phones");
    assert_eq!(
        (&phones["cells"], &phones["unread_cells"], &phones["cleaned_cells"]),
        (&2.into(), &1.into(), &0.into())
    );
    assert_eq!(rule(&rules, "missing_cities")["cells"], 1, "a rule that is off says what it would change, too");
    desk.run("clean show customer_phones --format csv")
        .succeeds()
        .prints("phone,13812345670,+8613812345670,standardised");
    assert_eq!(desk.run(STANDING).out(), mapped, "nothing has been written");

    // Run
    desk.run("clean run").succeeds().prints("cleaning.clean");
    let clean = "name,phone,city,country\n\
        Ann Lund,+8613812345670,上海,CN\n\
        Cy Berg,12345678,,CN\n\
        Di Hall,+886912345678,北京,cn\n\
        王小明,+861062345678;ext=801,上海,CN\n";
    assert_eq!(desk.run(STANDING).out(), clean);
    desk.run("clean cells customer_names --format csv").succeeds().prints("DI HALL,Di Hall,standardised");

    // One rule on, one off, by name; the file keeps its comments.
    desk.run("clean run --rule missing_cities").succeeds();
    desk.run(STANDING).prints("Cy Berg,12345678,上海,CN");
    desk.run("clean undo customer_phones").succeeds();
    desk.run(STANDING).prints("Ann Lund,13812345670,上海,CN");
    let file = desk.read("cleaning.toml");
    assert!(file.contains("# How values are put right") && file.contains("# Rules from here on change what is said"));
    let off =
        file.split("[rule.customer_phones]").nth(1).and_then(|rest| rest.split("[rule.").next()).unwrap_or_default();
    assert!(off.contains("enabled = false"), "{off}");

    // All of them
    desk.run("clean undo").succeeds();
    assert_eq!(desk.run(STANDING).out(), mapped);
    assert_eq!(desk.run("clean cells --format json").json(), serde_json::json!([]));

    desk.run("clean show polish").ends_with_code(2).says("there is no rule \"polish\"").says("customer_phones");
    desk.edit("cleaning.toml", "do = \"email\"", "do = \"mail\"");
    desk.run("clean").ends_with_code(1).says("cleaning.toml:").says("unknown variant `mail`");
}

#[test]
fn a_refresh_cleans_first_and_repeats_no_work() {
    let desk = Desk::with_workspace();
    desk.write("members.csv", MEMBERS);
    desk.run("import members.csv --yes").succeeds();
    let first = desk.run("refresh --format csv").succeeds().out();
    let jobs: Vec<&str> = first.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(jobs[..2], ["cleaning.clean", "identity.unify"], "{first}");
    desk.run("refresh").succeeds().says("nothing is stale");
    desk.run("sql 'SELECT phone FROM core.customer ORDER BY ALL' --format csv").prints("+8613812345670");
    desk.run("customers search '138 1234'").succeeds().prints("Ann Lund");
    desk.run("customers search '+86 138 1234 5670'").succeeds().prints("Ann Lund");

    // A rule that changes nothing makes the cleaning stale, and no more.
    desk.edit("cleaning.toml", "where = \"length(country) = 2\"", "where = \"length(country) = 5\"");
    let again = desk.run("refresh --format csv").succeeds().says("nothing had changed for it").out();
    assert_eq!(again.lines().skip(1).filter_map(|line| line.split(',').next()).collect::<Vec<_>>(), ["cleaning.clean"]);
    desk.run("refresh").succeeds().says("nothing is stale");
    desk.run("jobs history --format csv").succeeds().prints("unneeded");

    // The same file with one more member: only what is new is cleaned anew.
    desk.write("members.csv", MEMBERS.replace("di@example.com", "di@example.org"));
    desk.run("import members.csv --yes").succeeds();
    desk.run("refresh").succeeds();
    desk.run("sql 'SELECT count(*) AS n FROM ops.cleaned_cell' --format csv").succeeds().prints("n\n6\n");
    desk.run("doctor").succeeds();
}

#[test]
fn a_profile_leaves_out_what_was_filled_in() {
    let desk = Desk::with_workspace();
    desk.write("members.csv", MEMBERS);
    desk.run("import members.csv --yes").succeeds();
    desk.run("clean run --rule missing_cities").succeeds();
    desk.run("refresh").succeeds();
    let profile = desk.run("quality profile core.customer_record --format json").succeeds().json();
    let city = profile.as_array().expect("columns").iter().find(|column| column["column_name"] == "city").cloned();
    let city = city.expect("the city");
    assert_eq!((&city["filled_share"], &city["filled_by_rule"]), (&0.75.into(), &1.into()));
    assert!(city["frequent"].as_str().is_some_and(|text| text.starts_with("上海 (2)")), "{city}");
}

/// The retailer's files, whose truth is known, imported with the default rules and with the outliers marked.
#[test]
fn the_default_rules_mend_what_is_planted_and_touch_nothing_else() {
    let desk = Desk::with_workspace();
    let sample = repository().join("sample-data");
    for ending in ["csv", "tsv", "ndjson", "xlsx", "xls", "parquet", "toml", "json"] {
        for file in files(&sample, ending) {
            let name = file.strip_prefix(&sample).expect("a file of the sample").display().to_string();
            desk.write(&name, std::fs::read(&file).expect("a file"));
        }
    }
    desk.run("import").succeeds();
    desk.run("clean run --rule extreme_amounts").succeeds();
    let count = |sql: &str| {
        let found = desk.run(&format!("sql 'SELECT count(*) AS n {sql}' --format json")).succeeds().json();
        found[0]["n"].as_i64().expect("a count")
    };

    // Phones are written in six ways: each gets one form, of the same digits, but for the typos that are no numbers.
    let rules = desk.run("clean --format json").succeeds().json();
    let unread = rule(&rules, "customer_phones")["unread_cells"].as_i64().expect("a count");
    assert!(unread <= 3, "{unread} phones cannot be read");
    let phones = count("FROM core.customer_record WHERE phone IS NOT NULL");
    assert_eq!(count("FROM core.customer_record WHERE phone LIKE $$+861__________$$"), phones - unread);
    assert_eq!(count("FROM ops.cleaned_cell WHERE core.phone_key(before) <> core.phone_key(after)"), 0);

    // Of the quantities that are far too large, half take the other half back; all are found, and no other line.
    let planted: i64 = desk.read("truth/dirt.csv").lines().filter_map(huge_quantities).sum();
    assert_eq!(count("FROM core.order_line WHERE abs(quantity) = 9999"), planted);
    let kept = "FROM ops.cleaned_cell JOIN core.order_line USING (batch_id, record) WHERE kind = $$kept$$";
    assert_eq!((count(kept), count(&format!("{kept} AND quantity = 9999"))), (planted / 2, planted / 2));

    // All else is right already.
    let others = rules.as_array().expect("rules").iter().filter(|rule| rule["is_enabled"] == true);
    let changing: Vec<&Value> = others.filter(|rule| rule["cells"] != 0).map(|rule| &rule["rule"]).collect();
    assert_eq!(changing, ["customer_phones", "extreme_amounts"]);
}

/// The rows with such quantities in one line of the truth: file, records, flaw, rows, unmappable.
fn huge_quantities(line: &str) -> Option<i64> {
    let cells: Vec<&str> = line.split(',').collect();
    (cells.get(2) == Some(&"huge quantity")).then(|| cells[3].parse().expect("a number of rows"))
}
