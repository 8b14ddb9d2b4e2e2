//! What is refused of sources.toml, with its line and what would be right.

use crate::config::{Config, Workspace};

fn refused(source: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let workspace = Workspace::init(dir.path()).unwrap();
    std::fs::write(workspace.file("sources.toml"), source).unwrap();
    let Err(error) = Config::load(&workspace) else { return "taken".into() };
    let told = format!("{error} ({})", error.hint().unwrap_or_default());
    told.replace(&format!("{}/", dir.path().display()), "")
}

/// With the lines of a database's table, from the fourth on.
fn database(lines: &str) -> String {
    refused(&format!("[source.crm]\nsystem = \"crm\"\n[source.crm.database]\n{lines}\n"))
}

#[test]
fn a_source_has_files_or_a_database() {
    assert_eq!(
        refused("[source.crm]\nsystem = \"crm\"\n"),
        "sources.toml:1: source crm does not say where its data comes from (add `files = \"inbox/*.csv\"`, or a table [source.NAME.database])"
    );
    assert!(
        refused("[source.crm]\nfiles = \"x.csv\"\n[source.crm.database]\nurl = \"sqlite:x.db\"\ntable = \"t\"\n")
            .starts_with("sources.toml:2: source crm has both files and a database")
    );
    assert!(
        refused("[source.crm]\nheader = true\n[source.crm.database]\nurl = \"sqlite:x.db\"\ntable = \"t\"\n")
            .starts_with("sources.toml:2: header is about files")
    );
    assert_eq!(database("url = \"sqlite:x.db\"\ntable = \"t\""), "taken");
}

#[test]
fn a_database_is_addressed_without_a_password() {
    assert_eq!(
        database("url = \"postgres://reader:hush@db/shop\"\ntable = \"t\""),
        "sources.toml:4: a password stands in the address (take it out, and name a variable of the environment in password_env, or a file in password_file)"
    );
    assert_eq!(
        database("url = \"oracle://db/shop\"\ntable = \"t\""),
        "sources.toml:4: this is the address of no database (expected postgres://USER@HOST/DATABASE, mysql://USER@HOST/DATABASE or sqlite:FILE)"
    );
    assert!(
        database("url = \"mysql://db/shop?sslmode=require\"\ntable = \"t\"")
            .starts_with("sources.toml:4: an address of MySQL has no \"sslmode\" (expected one of ssl-mode")
    );
}

#[test]
fn what_is_read_of_it_is_one_table_or_query() {
    let with = |lines: &str| database(&format!("url = \"postgres://db/shop\"\n{lines}"));
    assert!(with("").starts_with("sources.toml:4: neither a table nor a query is named"));
    assert!(
        with("table = \"t\"\nquery = \"SELECT 1\"").starts_with("sources.toml:6: both a table and a query are named")
    );
    assert!(
        with("table = \"a..b\"")
            .starts_with("sources.toml:5: this is no name of a table (expected TABLE or SCHEMA.TABLE")
    );
    assert!(with("query = \"DELETE FROM t\"").starts_with("sources.toml:5: this is no query (expected one SELECT)"));
    assert!(
        with("table = \"t\"\nwatermark = [\"a\", \"b\", \"c\"]")
            .starts_with("sources.toml:6: a watermark is of one column or of two")
    );
    assert!(with("table = \"t\"\nwatermark = 3").contains("expected \"updated_at\" or [\"updated_at\", \"id\"]"));
    assert!(with("table = \"t\"\nbatch_rows = 0").starts_with("sources.toml:6: batch_rows is out of bounds"));
    assert!(
        with("table = \"t\"\nlookback = \"1h\"").starts_with("sources.toml:6: there is no watermark to look back from")
    );
    assert!(
        with("table = \"t\"\npassword_env = \"A\"\npassword_file = \"b\"")
            .starts_with("sources.toml:7: the password is in two places")
    );
    assert!(
        with("table = \"t\"\nwatermark = \"a\"\nlookback = \"soon\"")
            .contains("\"soon\" is no length of time (expected 15m, 2h or 1d)")
    );
}

#[test]
fn a_source_is_read_at_one_time() {
    let with = |lines: &str| refused(&format!("[source.crm]\nfiles = \"x.csv\"\n{lines}\n"));
    assert_eq!(with("every = \"15m\""), "taken");
    assert_eq!(with("at = \"06:30\""), "taken");
    assert_eq!(
        with("at = \"half past\""),
        "sources.toml:3: \"half past\" is no time of the day (expected a time such as 06:30)"
    );
    assert!(with("every = \"1d\"\nat = \"06:30\"").starts_with("sources.toml:4: source crm is to be read both"));
}
