use crate::desk::Desk;

#[test]
fn init_writes_a_workspace_that_explains_itself() {
    let desk = Desk::new();
    desk.run("init shop").succeeds().prints_nothing().says("foureye import");
    for file in [
        "foureye.toml",
        "sources.toml",
        "quality.toml",
        "kpis.toml",
        "segments.toml",
        "identity.toml",
        "campaigns.toml",
        "keys.toml",
    ] {
        assert!(desk.read(&format!("shop/{file}")).contains('#'), "{file} has no comment");
    }
    assert!(desk.path("shop/inbox").is_dir() && desk.path("shop/exports").is_dir());
}

#[test]
fn a_workspace_is_not_made_twice() {
    let desk = Desk::new();
    desk.run("init shop").succeeds();
    desk.edit("shop/foureye.toml", "theme = \"dark\"", "theme = \"light\"");
    desk.run("init shop").ends_with_code(1).says("error: shop already holds a workspace").says("hint: ");
    assert!(desk.read("shop/foureye.toml").contains("light"));
}

#[test]
fn the_nearest_workspace_upward_is_meant() {
    let desk = Desk::new();
    desk.run("init shop").succeeds();
    desk.run("--workspace shop doctor").succeeds();
    desk.run("doctor --workspace shop").succeeds();
    desk.run("doctor").ends_with_code(1).says("is no workspace").says("hint: make one with `foureye init DIR`");
    desk.run("--workspace nowhere doctor").ends_with_code(1).says("nowhere is no workspace");
}

#[test]
fn a_mistake_in_a_file_is_answered_with_its_line_and_what_would_be_right() {
    let desk = Desk::with_workspace();
    desk.edit("foureye.toml", "language = \"en\"", "langage = \"en\"");
    let line = desk.read("foureye.toml").lines().position(|line| line.starts_with("langage")).map_or(0, |at| at + 1);
    desk.run("doctor")
        .ends_with_code(1)
        .prints_nothing()
        .says(&format!("foureye.toml:{line}: unknown field `langage`"))
        .says("hint: expected one of `language`");

    desk.edit("foureye.toml", "langage = \"en\"", "language = \"en\"").edit(
        "foureye.toml",
        "as_of = \"data\"",
        "as_of = \"soon\"",
    );
    desk.run("doctor").ends_with_code(1).says("foureye.toml:").says("\"2026-06-30\"");
}

#[test]
fn a_mistake_in_a_source_names_the_fields_that_there_are() {
    let desk = Desk::with_workspace();
    desk.write(
        "sources.toml",
        "[source.web]\nfiles = \"inbox/web.csv\"\n\n[source.web.feeds.product]\nproduct_id = \"sku\"\ncolour = \"c\"\n",
    );
    desk.run("sources").ends_with_code(1).says("sources.toml:6: product has no field colour").says("category");
}

#[test]
fn the_configured_language_is_spoken() {
    let desk = Desk::with_workspace();
    desk.edit("foureye.toml", "language = \"en\"", "language = \"zh-TW\"");
    desk.run("doctor").succeeds().says("一切完好");
}
