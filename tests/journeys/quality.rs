//! What stands in the data, what it means, and how its scores move: figures that can be worked out by head.

use crate::desk::Desk;
use serde_json::Value;

const MEMBERS: &str = "\
member_id,name,city,points
M1,陳小姐,Taipei,10
M2,Bo Lind,Taipei,20
M3,Ann Lee,Tainan,30
M4,,,40
";

/// The second batch: two of its four rows are from Tainan.
const MORE: &str = "\
member_id,name,city,points
M5,Eve Wu,Tainan,10
M6,李四,Tainan,20
M7,Kim Ng,Taipei,30
M8,Joe Tan,Taipei,40
";

const SOURCES: &str = r#"
[source.members]
files = "members-*.csv"
[source.members.feeds.customer]
customer_key = "member_id"
name = "name"
city = "city"
"#;

fn desk() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("members-1.csv", MEMBERS).write("sources.toml", SOURCES);
    desk.run("import members").succeeds();
    desk.run("refresh").succeeds();
    desk
}

fn rows(desk: &Desk, line: &str) -> Vec<Value> {
    desk.run(&format!("{line} --format json")).succeeds().json().as_array().cloned().expect("rows")
}

fn column(profile: &[Value], name: &str) -> Value {
    profile.iter().find(|row| row["column_name"] == name).cloned().unwrap_or_else(|| panic!("no column {name}"))
}

#[test]
fn a_profile_of_what_came_in_and_of_what_has_changed_since() {
    let desk = desk();
    let first = rows(&desk, "quality profile landing.members");
    assert_eq!(first.len(), 4);
    let city = column(&first, "city");
    assert_eq!((&city["row_count"], &city["filled_share"]), (&4.into(), &0.75.into()));
    assert_eq!((&city["distinct_values"], &city["is_exact"]), (&2.into(), &true.into()));
    assert_eq!(city["frequent"], "Taipei (2)");
    assert_eq!(city["patterns"], "AAAAAA (3)");
    assert_eq!(column(&first, "name")["patterns"], "AA AAAA (1), AAA AAA (1), 中中中 (1)");
    assert_eq!(column(&first, "member_id")["stability_index"], Value::Null, "there is one batch only");
    // One column with all that is known of it
    let points = desk.run("quality profile landing.members points --format json").succeeds().json();
    assert_eq!((points.as_array().map(Vec::len), &points[0]["max_value"]), (Some(1), &"40".into()));
    desk.run("quality profile landing.members city").succeeds().prints("Most frequent").prints("Patterns");
    desk.run("quality profile landing.members town").ends_with_code(2).says("there is no column town").says("city");
    desk.run("quality profile core.custmer").ends_with_code(2).says("there is no table \"core.custmer\"");

    desk.write("members-2.csv", MORE);
    desk.run("import members").succeeds();
    desk.run("run quality.profile").succeeds();
    let second = column(&rows(&desk, "quality profile landing.members"), "city");
    assert_eq!((&second["batch_id"], &second["earlier_batch_id"]), (&2.into(), &1.into()));
    assert_eq!(
        (&second["row_count"], &second["filled_change"], &second["distinct_change"]),
        (&8.into(), &0.25.into(), &0.0.into())
    );
    desk.run("quality profile landing.members").succeeds().prints("100.0%").prints("Taipei (4)");
}

#[test]
fn every_value_of_a_column_with_its_count() {
    let desk = desk();
    let cities = desk.run("quality frequency landing.members city --format csv").succeeds().out();
    let header = "city,occurrences,occurrence_share,cumulative_share";
    assert_eq!(cities, format!("{header}\nTaipei,2,0.5,0.5\nTainan,1,0.25,0.75\n,1,0.25,1\n"));
    desk.run("quality frequency core.customer city --limit 1").succeeds().prints("Taipei").says("1 of 3 rows");
    desk.run("quality frequency core.customer cty").ends_with_code(2).says("there is no column cty").says("city");
    desk.run("quality frequency core.nothing city").ends_with_code(2).says("there is no table core.nothing");
    desk.run("quality frequency core.customer 'city\" --'").ends_with_code(2).says("there is no column");
}

#[test]
fn scores_move_from_run_to_run() {
    let desk = desk();
    let named = |desk: &Desk| rows(desk, "quality history --table core.customer --sort run_id");
    // Three of four customers have a name, and none can be reached
    assert_eq!(named(&desk)[0]["score_rate"], 0.375);
    desk.write("members-2.csv", MORE);
    desk.run("import members").succeeds();
    desk.run("refresh").succeeds();
    // Seven of eight
    let both = named(&desk);
    assert_eq!((&both[1]["score_rate"], &both[1]["score_change"]), (&0.4375.into(), &0.0625.into()));

    let sources = rows(&desk, "quality sources");
    assert_eq!((sources.len(), &sources[0]["source"], &sources[0]["score_rate"]), (1, &"members".into(), &1.0.into()));
    let complete = rows(&desk, "quality dimensions").into_iter().find(|row| row["dimension"] == "completeness");
    assert_eq!(complete.expect("completeness")["score_rate"], 0.4375);
    desk.run("quality history --dimension completeness").succeeds().prints("43.8%");
}

#[test]
fn a_dictionary_that_is_there_from_the_start_and_edited_in_place() {
    let desk = desk();
    let described = |column: &str| {
        let found = rows(&desk, "dictionary core.customer").into_iter().find(|row| row["column_name"] == column);
        found.expect("a column")
    };
    assert_eq!(described("phone")["sensitivity"], "personal");
    assert!(described("name")["uses"].as_str().is_some_and(|uses| uses.contains("identity") || uses.contains("crm.")));

    // A file's column is what it feeds
    let landed = rows(&desk, "dictionary landing.members");
    let city = landed.iter().find(|row| row["column_name"] == "city").expect("a column");
    assert_eq!((&city["uses"], &city["sensitivity"]), (&"core.customer_record.city".into(), &"personal".into()));

    desk.edit("dictionary.toml", "[core.customer]", "# Agreed with the board.\n[core.customer]");
    let set = "dictionary set core.customer.city --meaning 'Where the parcel goes' --sensitivity internal --unit town";
    desk.run(set).succeeds().prints_nothing().says("core.customer.city is described");
    let city = described("city");
    assert_eq!((&city["meaning"], &city["measured_in"]), (&"Where the parcel goes".into(), &"town".into()));
    assert_eq!(city["sensitivity"], "internal");
    assert!(desk.read("dictionary.toml").contains("# Agreed with the board.\n[core.customer]"));
    assert!(desk.read("dictionary.toml").contains("客户所在城市"), "the other languages stay");

    desk.run("dictionary set core.customer.town --meaning x").ends_with_code(2).says("there is no column town");
    desk.run("dictionary set city --meaning x").ends_with_code(2).says("schema.table.column");
    desk.run("dictionary set core.customer.city").ends_with_code(2).says("nothing is said");
    desk.run("export quality.dictionary --out words.csv").succeeds();
    assert!(desk.read("words.csv").contains("Where the parcel goes"));
}
