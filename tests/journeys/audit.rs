//! Who did what, and whether the record of it is whole.

use crate::desk::Desk;

fn worked() -> Desk {
    let desk = Desk::with_workspace();
    desk.write("inbox/products.csv", "sku,name\nP1,Lamp\nP2,Chair\n");
    desk.write(
        "sources.toml",
        "[source.products]\nfiles = \"inbox/products.csv\"\n\
         [source.products.feeds.product]\nproduct_id = \"sku\"\nname = \"name\"\n",
    );
    desk.run("import products").succeeds();
    desk.run("sql 'SELECT count(*) FROM core.product'").succeeds();
    desk.run("export sources.list").succeeds();
    desk.run("sql 'DROP TABLE core.product'").ends_with_code(2);
    desk
}

#[test]
fn what_was_done_exported_and_tried_is_on_record_and_what_was_only_looked_at_is_not() {
    let desk = worked();
    desk.run("sources").succeeds();
    let audit = desk.run("audit --format json").succeeds().json();
    let told: Vec<String> = audit
        .as_array()
        .expect("entries")
        .iter()
        .rev()
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().expect("a text").to_owned();
            format!("{} {} {}", text("action"), text("subject"), text("outcome"))
        })
        .collect();
    assert_eq!(told, ["import products done", "query sql done", "export sources.list done", "query sql usage"]);
    let query = desk.run("audit --action query --format json").succeeds().json();
    let detail = query[1]["detail"].as_str().expect("a detail");
    assert!(detail.contains("core.product") && !detail.contains("SELECT"), "{detail}");
    assert_eq!(
        desk.run("audit --subject sources.list --format json").succeeds().json().as_array().map(Vec::len),
        Some(1)
    );
    desk.run("audit --user nobody").succeeds().says("no rows");
    desk.run("audit verify").succeeds().says("4 entries");
}

#[test]
fn a_record_whose_end_was_cut_off_is_found() {
    let desk = worked();
    desk.run("audit verify").succeeds();
    // An older state of the data, in which the last two entries are not there yet
    let older = Desk::with_workspace();
    older.write("sources.toml", desk.read("sources.toml")).write("inbox/products.csv", desk.read("inbox/products.csv"));
    std::fs::copy(desk.path("foureye.hashkey"), older.path("foureye.hashkey")).expect("the key");
    older.run("import products").succeeds();
    std::fs::copy(older.path("foureye.duckdb"), desk.path("foureye.duckdb")).expect("the data");
    desk.run("audit verify").ends_with_code(3).says("entry 2").says("Missing");
    let verdict = desk.run("audit verify --format json").ends_with_code(3).json();
    assert_eq!(verdict["flaw"], serde_json::json!([2, "missing"]));
}

#[test]
fn a_record_that_was_made_under_another_key_is_found() {
    let desk = worked();
    std::fs::remove_file(desk.path("foureye.hashkey")).expect("the key");
    desk.run("audit verify").ends_with_code(3).says("entry 1").says("Changed");
}
