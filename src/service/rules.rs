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
    use crate::args;
    use crate::service::{Relation, Request};
    use crate::sources::Mending;
    use crate::trial::{Desk, lines};
    use crate::value::Args;

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

    /// A workspace with the rules, into which three customers have come.
    fn shop() -> Desk {
        let customers = "id,name\n1,Ana  A\n2,Bo  B\n3,Cy\n";
        let desk = Desk::new(SOURCES, &[("cleaning.toml", RULES), ("shop-1.csv", customers)]);
        desk.import();
        desk
    }

    /// Each rule, how many cells it would change, and how many stand as it left them.
    fn rules(desk: &Desk) -> Vec<String> {
        lines(&desk.all(Relation::Cleaning { rule: None }).only(&["rule", "cells", "cleaned_cells"]))
    }

    #[test]
    fn what_the_rules_would_change_is_worked_out_once() {
        let desk = shop();
        assert_eq!(rules(&desk), ["tidy 2 0"]);
        // Behind the program's back, so that it can be told what is worked out.
        desk.service.harm("UPDATE core.customer_record SET name = 'x  x'");
        assert_eq!(rules(&desk), ["tidy 2 0"]);
    }

    #[test]
    fn what_has_changed_is_seen_at_once() {
        let desk = shop();
        assert_eq!(rules(&desk), ["tidy 2 0"]);
        desk.put("shop-2.csv", "id,name\n4,Di  D\n");
        desk.import();
        assert_eq!(rules(&desk), ["tidy 3 0"]);
        desk.run("cleaning.clean", Args::new());
        assert_eq!(rules(&desk), ["tidy 3 3"]);
        let changed = [("name".to_owned(), Some("Anna  A".to_owned()))].into();
        desk.end_of(Request::Mend { batch: 1, record: 1, mending: Mending::Repair { changed } });
        assert_eq!(rules(&desk), ["tidy 2 3"]);
        desk.put("cleaning.toml", &format!("{RULES}where = \"name <> 'Di  D'\"\n"));
        desk.ask(Request::Reload);
        assert_eq!(rules(&desk), ["tidy 1 3"]);
        desk.run("sources.undo", args![batch => 1]);
        assert_eq!(rules(&desk), ["tidy 0 3"]);
    }
}
