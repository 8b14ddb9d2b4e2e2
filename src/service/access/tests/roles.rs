//! What each role may do, and how who lacks something is told.

use super::desk::Desk;
use crate::config::{Access, Grant};
use crate::service::access::Visitor;
use crate::service::{ExportFormat, Relation, Request, Response};
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

#[test]
fn who_did_what_is_read_by_whose_role_says_so_and_by_no_other_way() {
    let desk = Desk::new();
    for request in [
        Request::Rows { relation: Relation::view("audit.list"), scope: Scope::default(), page: Page::default() },
        Request::Explain { relation: Relation::view("audit.list"), scope: Scope::default() },
        Request::Verify,
    ] {
        let fault = desk.asked("max", request.clone()).unwrap_err();
        assert_eq!(fault.message, "this needs \"audit\", which your role (marts) does not have");
        assert_eq!(fault.hint.as_deref(), Some("ask a everything (mei), or a auditor (aud)"));
        assert!(desk.asked("aud", request.clone()).is_ok() && desk.asked("mei", request).is_ok());
    }
    // Neither the table nor SQL over it is a way around, nor what `tables` says.
    for name in ["ops.audit", "OPS.Audit"] {
        assert!(!desk.visitor("ana").reads(name) && desk.visitor("mei").reads(name), "{name}");
    }
    let refused = "your role (analyst) does not read ops.audit";
    let table = Relation::Table { name: "ops.audit".into() };
    assert_eq!(desk.rows_of("ana", table, Page::default()).unwrap_err().message, refused);
    let fault = desk.query("ana", "SELECT count(*) FROM ops.Audit").unwrap_err();
    assert_eq!(fault.message, "your role does not read ops.audit");
}

#[test]
fn the_analyst_that_stands_in_the_file_does_not_read_who_did_what() {
    let mut access: Access = toml::from_str(include_str!("../../../../config/access.toml")).unwrap();
    access.roles.values_mut().for_each(|role| role.groups.push("team".to_owned()));
    let may = |role: &str| {
        let only = Access { roles: [(role.to_owned(), access.roles[role].clone())].into(), ..access.clone() };
        Visitor::of(&only, "li", &["team".to_owned()], false).unwrap().may(Grant::Audit)
    };
    let readers: Vec<&String> = access.roles.keys().filter(|role| may(role)).collect();
    assert_eq!(readers, ["admin"]);
}

#[test]
fn an_unmasking_is_on_record_with_the_role_and_its_reason_for_who_sees_personal_data() {
    let desk = Desk::new();
    let reason = "the customer asked for it";
    desk.asked("stella", Request::Unmask { reason: reason.into() }).unwrap();
    desk.asked("vera", Request::Unmask { reason: "curious".into() }).unwrap_err();
    let entries = |is_unmasked: bool| {
        let admin = Visitor::of(&desk.access, "mei", &[], is_unmasked).unwrap();
        let relation = Relation::view("audit.list");
        let request = Request::Rows { relation, scope: Scope::default(), page: Page::default() };
        let Ok(Response::Rows(table)) = desk.service.call_as(&admin, 3, request) else { panic!("no rows") };
        let told = ["done_by", "role", "action", "subject", "outcome", "given_reason"];
        (0..2).map(|row| told.map(|name| table.cell(row, name).to_string()).join(", ")).collect::<Vec<_>>()
    };
    assert_eq!(
        entries(true),
        [
            "vera, viewer, unmask, personal data, denied, curious",
            "stella, steward, unmask, personal data, done, the customer asked for it",
        ]
    );
    assert_eq!(entries(false)[1], "stella, steward, unmask, personal data, done, ", "a reason may name someone");
}
