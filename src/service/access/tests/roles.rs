//! What each role may do, and how who lacks something is told.

use super::desk::Desk;
use crate::config::Grant;
use crate::service::access::Visitor;
use crate::service::{ExportFormat, Relation, Request};
use crate::value::{Page, Scope};

#[test]
fn a_role_reads_the_tables_that_are_given_to_it() {
    let desk = Desk::full();
    assert!(desk.query("max", "SELECT count(*) FROM mart.rfm JOIN core.sale USING (customer_id)").is_ok());
    let fault = desk.query("max", "SELECT count(*) FROM core.customer").unwrap_err();
    assert_eq!(fault.message, "your role does not read core.customer");
    let table = |name: &str| desk.rows_of("max", Relation::Table { name: name.into() }, Page::default());
    assert!(table("core.sale").is_ok());
    assert_eq!(table("core.customer").unwrap_err().message, "your role (marts) does not read core.customer");
}

#[test]
fn what_is_lacking_is_said_with_who_has_it() {
    let desk = Desk::new();
    let export = |user: &str| {
        desk.asked(
            user,
            Request::Export {
                relation: Relation::view("segments.list"),
                scope: Scope::default(),
                page: Page::all(),
                path: "list.csv".into(),
                format: ExportFormat::Csv,
            },
        )
    };
    let fault = export("vera").unwrap_err();
    assert_eq!(fault.message, "this needs \"export\", which your role (viewer) does not have");
    assert_eq!(fault.hint.as_deref(), Some("ask a everything (mei)"));
    assert!(export("mei").is_ok());
    assert_eq!(
        Visitor::of(&desk.access, "mallory", &["wheel".into()], false).unwrap_err().message,
        "mallory has no role here"
    );
    assert!(Visitor::of(&desk.access, "someone", &["data".into()], false).unwrap().may(Grant::Merge));
    let fault = desk.asked("stella", Request::SwitchRule { rule: None, enabled: true, run: false });
    assert!(fault.is_ok(), "{fault:?}");
    let pair = || Request::Mend { batch: 1, record: 1, mending: crate::sources::Mending::Reopen };
    let fault = desk.asked("stella", pair()).unwrap_err();
    assert!(fault.message.contains("personal data is masked for you"), "{fault}");
    assert!(fault.hint.unwrap().contains("--unmask REASON"));
}
