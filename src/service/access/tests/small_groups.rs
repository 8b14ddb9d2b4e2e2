//! Figures of few people.

use super::desk::{Desk, bound};
use crate::service::catalogue::{Shows, shows};
use crate::service::{Relation, Request, Response, views};
use crate::value::{Cell, Comparison, Filter, Page, Scope};

#[test]
fn few_people_are_no_figure_for_who_sees_no_small_groups() {
    let desk = Desk::full();
    let list = |user: &str| desk.rows_of(user, Relation::view("segments.list"), Page::default()).unwrap();
    let (seen, withheld) = (list("mei"), list("vera"));
    assert!(seen.number(0, "customers").is_some_and(|customers| customers < 10.0));
    assert_eq!(withheld.cell(0, "segment"), seen.cell(0, "segment"));
    assert_eq!((withheld.cell(0, "customers"), withheld.cell(0, "revenue")), (&Cell::Null, &Cell::Null));
    assert_eq!(withheld.cell(0, "is_withheld"), &Cell::Flag(true));
    let by_revenue = Filter { column: "revenue".into(), comparison: Comparison::Above, value: 0.into() };
    let page = Page { filters: vec![by_revenue], ..Page::default() };
    assert_eq!(desk.rows_of("vera", Relation::view("segments.list"), page).unwrap().total, 0);
    let people = desk.rows_of("vera", Relation::view("segments.members"), Page::default()).unwrap_err();
    assert!(people.message.contains("\"people\""), "{people}");
}

#[test]
fn every_view_with_people_in_its_rows_says_so() {
    let desk = Desk::full();
    let single = ["customer_id", "customer_key", "name_of", "left_key"];
    let counted = ["customers", "members", "people", "answers", "considered"];
    for view in views() {
        let relation = Relation::View { name: view.name.into(), args: bound(&desk, "VIP4711") };
        let Ok(Response::Rows(table)) =
            desk.owned(Request::Rows { relation, scope: Scope::default(), page: Page { limit: 1, ..Page::default() } })
        else {
            panic!("{} has no rows", view.name)
        };
        let has = |names: &[&str]| table.columns.iter().any(|column| names.contains(&column.name.as_str()));
        match shows(view.name) {
            Shows::People | Shows::Deeds => {}
            other if has(&single) => panic!("{} names single people, and is said to show {other:?}", view.name),
            Shows::Things if has(&counted) => panic!("{} counts people, and does not say by what", view.name),
            Shows::Groups(_) | Shows::Things => {
                let rows = desk.rows_of(
                    "vera",
                    Relation::View { name: view.name.into(), args: bound(&desk, "VIP4711") },
                    Page::default(),
                );
                assert!(rows.is_ok(), "{}: {rows:?}", view.name);
            }
        }
    }
}
