//! What a role may not do is not offered, and is answered in words.

use super::Stage;
use crate::config::Grant;
use crate::service::Request;

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
