//! What a role may not do is not offered, and is answered in words.

use super::Stage;
use crate::config::Grant;
use crate::service::{Fault, Request, Response};
use crate::tui::Message;
use crate::value::{Comparison, Filter};
use crate::warehouse::{Flaw, Soundness};

/// A screen whose reader has a role with these grants.
fn stage_of(role: &str, may: &[Grant], is_masked: bool) -> Stage {
    let mut stage = Stage::english();
    let you = &mut stage.model.world.overview.as_mut().unwrap().you;
    (you.roles, you.may, you.is_masked) = (vec![role.to_owned()], may.to_vec(), is_masked);
    stage
}

#[test]
fn a_viewer_is_offered_what_a_viewer_may_do() {
    let mut stage = stage_of("viewer", &[Grant::Figures], true);
    assert!(stage.shows("Personal data masked · as of 2026-06-30"));
    assert!(!stage.screen().lines().last().unwrap().contains("SQL"));
    stage.press(";");
    assert!(stage.model.overlays.is_empty());
    assert!(stage.shows("Your role (viewer) may not do this: it needs SQL of one's own."), "{}", stage.screen());
    stage.press(":").type_text("unmask");
    assert!(!stage.shows("Show personal data"));
}

#[test]
fn personal_data_is_shown_for_a_reason() {
    let mut stage = stage_of("steward", &[Grant::Figures, Grant::Unmask], true);
    stage.press("U enter");
    assert!(stage.shows("say why"), "{}", stage.screen());
    stage.type_text("the customer asked").press("enter");
    assert!(stage.asked.contains(&Request::Unmask { reason: "the customer asked".into() }));
    assert!(stage.shows("Personal data is shown for 15 minutes."), "{}", stage.screen());
    let unmasked = stage.asked.iter().position(|request| matches!(request, Request::Unmask { .. })).unwrap();
    assert!(stage.asked[unmasked..].contains(&Request::Overview), "what is shown is asked for again");
}

#[test]
fn who_sees_everything_is_not_asked_for_a_reason() {
    let mut stage = Stage::english();
    assert!(!stage.shows("masked"));
    stage.press("U");
    assert!(stage.model.overlays.is_empty() && stage.shows("Nothing is masked for you."));
}

#[test]
fn an_analyst_is_told_why_there_is_no_record_to_read() {
    let mut stage = stage_of("analyst", &[Grant::Figures, Grant::People, Grant::Tables, Grant::Console], true);
    stage.press("L");
    assert!(stage.model.overlays.is_empty());
    assert!(
        stage.shows("Your role (analyst) may not do this: it needs the record of who did what."),
        "{}",
        stage.screen()
    );
    stage.press(":").type_text("audit");
    assert!(!stage.shows("Audit: who did what"));
}

#[test]
fn what_the_service_refuses_of_the_record_stands_in_its_place() {
    let mut stage = Stage::english();
    stage.press("3");
    stage.is_slow = true;
    stage.press("L");
    let (ticket, _) = stage.held.last().cloned().unwrap();
    let fault = Fault::denied("this needs \"audit\", which your role (analyst) does not have", "ask an auditor");
    stage.take(Message::Answer(ticket, Err(fault)));
    assert!(stage.shows("this needs \"audit\"") && stage.shows("ask an auditor"), "{}", stage.screen());
}

#[test]
fn an_administrator_reads_who_saw_personal_data_and_why() {
    let mut stage = stage_of("admin", &Grant::ALL, false);
    stage.press(":").type_text("audit").press("enter");
    let screen = stage.screen();
    let unmasked = screen.lines().find(|line| line.contains("steward")).expect("an unmasking");
    for told in ["2026-07-01 08:03", "bin", "Unmask", "personal data", "Done", "the customer asked"] {
        assert!(unmasked.contains(told), "{told}:\n{screen}");
    }
    stage.press("l l l l l l F enter");
    let filter = Filter { column: "outcome".into(), comparison: Comparison::Is, value: "denied".into() };
    assert_eq!(stage.last_rows("audit.list").2.filters, [filter], "and not another that is refused, too");
    stage.press("V");
    assert!(stage.shows("Values of Outcome"), "{}", stage.screen());
}

#[test]
fn the_record_is_verified_and_the_finding_is_said_in_words() {
    let mut stage = Stage::english();
    stage.press("L c");
    assert!(stage.shows("The record is whole: none of its 4 entries was changed"), "{}", stage.screen());
    assert!(stage.shows(&format!("4:{}", "9f86d081".repeat(8))), "what is to be kept elsewhere");
    stage.press("esc");
    stage.is_slow = true;
    for (flaw, said) in [
        (Flaw::Changed, "Entry 2 is not as it was written."),
        (Flaw::Missing, "Entry 2 is missing."),
        (Flaw::Reordered, "Entry 2 stands where another stood."),
    ] {
        stage.press("c");
        let (ticket, request) = stage.held.last().cloned().unwrap();
        assert_eq!(request, Request::Verify);
        let found = Soundness { entries: 4, newest: None, flaw: Some((2, flaw)) };
        stage.take(Message::Answer(ticket, Ok(Response::Audit(found))));
        assert!(stage.shows(said), "{}", stage.screen());
        stage.press("esc");
    }
}

#[test]
fn only_the_record_is_verified() {
    let mut stage = Stage::english();
    stage.press("3 o c");
    assert!(!stage.asked.contains(&Request::Verify) && !stage.shows("Verify the record"));
}
