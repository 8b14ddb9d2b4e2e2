//! What the cleaning rules would change now. It takes a pass over every table that they are about, and so is worked out once
//! for all who look at their list, of the tables as they stand.

use super::access::Reader;
use super::figures::Question;
use super::{Fault, Local};
use crate::cleaning;
use crate::config::Config;
use crate::value::Args;
use crate::warehouse::Versions;

/// The query of the rules' list. The session holds what it reads until it ends.
pub(super) fn resolve(local: &Local, session: &Reader<'_>) -> Result<(String, Args), Fault> {
    let config = local.config();
    let worked_out = || Ok(cleaning::found(session, &config)?);
    let found = match cleaning::found_in(session, &config)? {
        Some(tables) => {
            let mut versions = local.warehouse.session()?.versions()?;
            versions.retain(|table, _| tables.contains(table));
            let question = Question::of(question(session, &config, &versions)?, tables);
            local.figures.answer(question, || Ok(versions), worked_out)?
        }
        None => worked_out()?,
    };
    Ok((cleaning::rules(session, &found)?.to_owned(), Args::new()))
}

/// Everything that the answer depends on: whether values are masked, what the rules are and what sources give, and which
/// tables are read, as they were written last. So an answer from before a change is no answer to who asks after it.
fn question(session: &Reader<'_>, config: &Config, versions: &Versions) -> Result<String, Fault> {
    let catalogue = session.scalar("SELECT current_database()", &Args::new())?;
    let said = (&config.cleaning, &config.sources, &config.model);
    Ok(format!("rules of {catalogue}: {said:?} {versions:?}"))
}

#[cfg(test)]
mod tests {
    use crate::config::Workspace;
    use crate::service::{Event, Local, Relation, Request, Response, Service};
    use crate::sources::Mending;
    use crate::trial::lines;
    use crate::value::{Args, Page, Scope};
    use tempfile::TempDir;

    const SOURCES: &str = r#"
[source.shop]
files = "shop-*.csv"
[source.shop.feeds.customer]
customer_key = "id"
name = "name"
"#;

    const RULES: &str = r#"
[rule.tidy]
table = "core.customer_record"
columns = ["name"]
do = "trim"
"#;

    struct Desk {
        service: Local,
        dir: TempDir,
    }

    impl Desk {
        fn new() -> Desk {
            let dir = tempfile::tempdir().unwrap();
            let workspace = Workspace::init(dir.path()).unwrap();
            std::fs::write(workspace.file("sources.toml"), SOURCES).unwrap();
            std::fs::write(workspace.file("cleaning.toml"), RULES).unwrap();
            let desk = Desk { service: Local::open(workspace).unwrap(), dir };
            desk.import("shop-1.csv", "id,name\n1,Ana  A\n2,Bo  B\n3,Cy\n");
            desk
        }

        fn write(&self, name: &str, text: &str) {
            std::fs::write(self.dir.path().join(name), text).unwrap();
        }

        fn import(&self, name: &str, text: &str) {
            self.write(name, text);
            self.until_ended(Request::Import { source: None });
        }

        /// Asks for a run, and waits for its end.
        fn until_ended(&self, request: Request) {
            let events = self.service.events();
            self.service.call(1, request).unwrap();
            events.iter().find(|event| matches!(event, Event::Job(news) if news.progress.has_ended())).unwrap();
        }

        /// Each rule, how many cells it would change, and how many stand as it left them.
        fn rules(&self) -> Vec<String> {
            let relation = Relation::Cleaning { rule: None };
            let rows = Request::Rows { relation, scope: Scope::default(), page: Page::all() };
            match self.service.call(2, rows).unwrap() {
                Response::Rows(table) => lines(&table.only(&["rule", "cells", "cleaned_cells"])),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_the_rules_would_change_is_worked_out_once() {
        let desk = Desk::new();
        assert_eq!(desk.rules(), ["tidy 2 0"]);
        // Behind the program's back, so that it can be told what is worked out.
        desk.service.warehouse.session().unwrap().batch("UPDATE core.customer_record SET name = 'x  x'").unwrap();
        assert_eq!(desk.rules(), ["tidy 2 0"]);
    }

    #[test]
    fn what_has_changed_is_seen_at_once() {
        let desk = Desk::new();
        assert_eq!(desk.rules(), ["tidy 2 0"]);
        desk.import("shop-2.csv", "id,name\n4,Di  D\n");
        assert_eq!(desk.rules(), ["tidy 3 0"]);
        desk.until_ended(Request::Run { job: "cleaning.clean".into(), args: Args::new() });
        assert_eq!(desk.rules(), ["tidy 3 3"]);
        let changed = [("name".to_owned(), Some("Anna  A".to_owned()))].into();
        desk.until_ended(Request::Mend { batch: 1, record: 1, mending: Mending::Repair { changed } });
        assert_eq!(desk.rules(), ["tidy 2 3"]);
        desk.write("cleaning.toml", &format!("{RULES}where = \"name <> 'Di  D'\"\n"));
        desk.service.call(3, Request::Reload).unwrap();
        assert_eq!(desk.rules(), ["tidy 1 3"]);
        let undo = Request::Run { job: "sources.undo".into(), args: crate::args![batch => 1] };
        desk.until_ended(undo);
        assert_eq!(desk.rules(), ["tidy 0 3"]);
    }
}
