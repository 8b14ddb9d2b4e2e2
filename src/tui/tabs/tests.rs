//! The tabs of segments, channels and customers and the campaign preview, used by keys over a service that answers with
//! rows made here.

mod review;
mod rows;
mod service;

use crate::config::{Language, Words};
use crate::crm::NewInteraction;
use crate::service::{Event, Relation, Request};
use service::Screen;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (200, 60)];

/// Pins a screen in every language and size.
fn pictures(name: &str, keys: &str) {
    for language in Language::ALL {
        for (width, height) in SIZES {
            let screen = Screen::after(language, (width, height), keys);
            insta::assert_snapshot!(format!("{name}_{}_{width}x{height}", language.tag()), screen.picture());
        }
    }
}

#[test]
fn segments_stand_with_their_shares_and_clusters_with_their_profile() {
    pictures("segments", "4");
}

#[test]
fn on_a_small_screen_clusters_are_a_few_keys_away() {
    insta::assert_snapshot!("clusters_80x24", Screen::after(Language::En, (80, 24), "4 w w").picture());
    insta::assert_snapshot!("scatter_80x24", Screen::after(Language::En, (80, 24), "4 w w w w").picture());
}

#[test]
fn members_are_one_key_away_and_another_cluster_is_followed() {
    let mut screen = Screen::after(Language::En, (120, 40), "4 o");
    assert_eq!(screen.asked("segments.members").get("segment"), Some(&"champions".into()));
    screen.press("esc w w down enter");
    assert_eq!(screen.asked("segments.profile").get("cluster"), Some(&2i64.into()));
    screen.press("enter");
    assert_eq!(screen.asked("segments.cluster_members").get("cluster"), Some(&2i64.into()));
}

#[test]
fn channels_stand_side_by_side() {
    pictures("channels", "5");
}

#[test]
fn attribution_and_flow_take_the_place_of_each_other_on_a_small_screen() {
    insta::assert_snapshot!("attribution_80x24", Screen::after(Language::En, (80, 24), "5 w w").picture());
    insta::assert_snapshot!("flow_80x24", Screen::after(Language::En, (80, 24), "5 w w w").picture());
}

#[test]
fn topics_stand_beside_the_channels_and_their_posts_are_a_key_away() {
    for language in Language::ALL {
        for (width, height) in [(80, 24), (120, 40)] {
            let screen = Screen::after(language, (width, height), "5 w w w w");
            insta::assert_snapshot!(format!("topics_{}_{width}x{height}", language.tag()), screen.picture());
        }
    }
    let screen = Screen::after(Language::En, (120, 40), "5 w w w w j o");
    assert_eq!(screen.asked("channels.topic_posts").get("topic"), Some(&"物流 delivery".into()));
}

#[test]
fn a_customer_stands_with_all_that_is_known() {
    pictures("crm", "6");
}

#[test]
fn customers_are_found_as_one_types() {
    let mut screen = Screen::after(Language::ZhTw, (120, 40), "6 /");
    screen.write("陈");
    assert_eq!(screen.asked("crm.search").get("text"), Some(&"陈".into()));
    assert!(screen.picture().contains("陳乙"), "{}", screen.picture());
    screen.press("down enter");
    assert_eq!(screen.asked("crm.timeline").get("customer"), Some(&12i64.into()));
    assert!(!screen.picture().contains("顧客編號開頭"));
}

#[test]
fn where_nobody_is_found_nobody_is_shown_and_clearing_shows_all_again() {
    let mut screen = Screen::after(Language::En, (120, 40), "6 /");
    screen.write("nobody");
    screen.press("enter");
    let picture = screen.picture();
    assert!(!picture.contains("2025-02-11") && picture.contains("There is no customer above to choose"), "{picture}");
    screen.press("C");
    assert_eq!(screen.asked("crm.search").get("text"), Some(&"".into()));
    assert!(screen.picture().contains("2025-02-11"), "the first customer is chosen again");
    screen.press("/");
    assert!(!screen.picture().contains("nobody"));
}

#[test]
fn a_customer_of_any_rows_is_opened() {
    let mut screen = Screen::after(Language::En, (120, 40), "4 o");
    assert!(screen.picture().contains("enter Choose") && !screen.picture().contains("o Rows"));
    screen.press("down enter");
    assert_eq!(screen.asked("crm.profile").get("customer"), Some(&12i64.into()));
    assert!(screen.picture().contains("Customer=12"), "{}", screen.picture());
    screen.press("C");
    assert!(screen.picture().contains("Lin C."), "all customers are a key away");
}

#[test]
fn a_segments_customers_are_previewed_from_their_rows() {
    let mut screen = Screen::after(Language::En, (120, 40), "4 down o p enter");
    let is_loyal = |request: &Request| matches!(request, Request::Run { args, .. } if args.get("segment") == Some(&"loyal".into()));
    assert!(screen.requests.iter().any(is_loyal), "{:?}", screen.requests.last());
    screen.press("esc");
    assert!(screen.picture().contains("p Preview a campaign"), "{}", screen.picture());
}

#[test]
fn a_note_that_is_given_up_is_there_again_until_it_is_handed_in() {
    let mut screen = Screen::after(Language::En, (120, 40), "6 n");
    screen.write("Parcel was late");
    screen.press("tab");
    screen.write("Asks where it is.");
    screen.press("esc");
    assert!(screen.picture().contains("kept for the next time") && !screen.picture().contains("Asks where"));
    screen.press("n");
    assert!(screen.picture().contains("Parcel was late") && screen.picture().contains("Asks where it is."));
    screen.press("enter n");
    assert!(!screen.picture().contains("Asks where"), "it was handed in");
}

#[test]
fn channels_that_do_not_fit_are_scrolled_to() {
    let mut screen = Screen::after(Language::En, (80, 20), "5 w w");
    assert!(screen.picture().contains("… +"), "{}", screen.picture());
    let first = screen.picture();
    screen.press("down");
    assert!(screen.picture().contains("↑ 1") && screen.picture() != first, "{}", screen.picture());
    screen.press("G");
    assert!(screen.picture().contains("Exhibition") && !screen.picture().contains("… +"), "{}", screen.picture());
}

#[test]
fn an_interaction_is_noted_in_a_text_of_several_lines() {
    let mut screen = Screen::after(Language::En, (120, 40), "6 n");
    screen.write("Parcel was late");
    screen.press("tab");
    screen.write("Asks where it is.");
    screen.press("enter");
    screen.write("Promised a call on Monday.");
    insta::assert_snapshot!("note_120x40", screen.picture());
    screen.press("tab enter");
    let noted = NewInteraction {
        customer: 11,
        kind: "inquiry".into(),
        channel: None,
        subject: "Parcel was late".into(),
        body: "Asks where it is.\nPromised a call on Monday.".into(),
    };
    assert!(screen.requests.contains(&Request::AddInteraction(noted)), "{:?}", screen.requests);
}

#[test]
fn an_interaction_needs_a_subject() {
    let screen = Screen::after(Language::En, (120, 40), "6 n enter");
    assert!(screen.picture().contains("A subject is needed"));
    assert!(!screen.requests.iter().any(|request| matches!(request, Request::AddInteraction(_))));
}

#[test]
fn a_preview_shows_who_and_what_before_anything_is_sent() {
    pictures("preview", "4 p enter");
}

#[test]
fn a_preview_runs_for_the_segment_under_the_cursor() {
    let screen = Screen::after(Language::En, (120, 40), "4 down p enter");
    let args = screen.requests.iter().find_map(|request| match request {
        Request::Run { job, args } if job == "campaigns.preview" => Some(args.clone()),
        _ => None,
    });
    let wanted = crate::args![
        template => "win_back", segment => "loyal", starts_on => "2026-07-01", ends_on => "2026-07-14",
    ];
    assert_eq!(args, Some(wanted));
}

#[test]
fn a_preview_waits_for_its_run_and_says_why_it_failed() {
    let mut screen = Screen::new(Language::En, (80, 24));
    screen.holds_runs = true;
    screen.press("4 p enter");
    assert!(screen.picture().contains("being worked out"), "{}", screen.picture());
    screen.happens(service::failed("the template has no text"));
    screen.happens(Event::Changed);
    assert!(screen.picture().contains("the template has no text"), "{}", screen.picture());
}

#[test]
fn messages_are_read_in_full_and_the_list_is_exported() {
    let mut screen = Screen::after(Language::En, (80, 24), "4 p enter m");
    assert!(screen.picture().contains("Dear customer 11"), "{}", screen.picture());
    screen.press("esc x enter");
    let is_export = |request: &Request| matches!(request, Request::Export { relation: Relation::View { name, .. }, .. } if name == "campaigns.members");
    assert!(screen.requests.iter().any(is_export), "{:?}", screen.requests);
}

#[test]
fn empty_tabs_say_what_to_do_next() {
    for language in Language::ALL {
        for (keys, job) in
            [("4", "segments.rfm"), ("4 w w", "segments.kmeans"), ("5 w w", "channels.attribution"), ("6", "/")]
        {
            let mut screen = Screen::new(language, (80, 24));
            screen.is_empty = true;
            screen.press(keys);
            let words = crate::config::Words::load(language).unwrap();
            let said = words.find(&format!("job.{job}.title")).unwrap_or(job);
            assert!(screen.picture().contains(said), "{} {keys}:\n{}", language.tag(), screen.picture());
        }
        let words = Words::load(language).unwrap();
        for (keys, job) in [
            ("1", "sources.import"),
            ("2", "quality.check"),
            ("3", "kpi.compute"),
            ("4 w w w", "segments.kmeans"),
            ("6", "sources.import"),
        ] {
            let mut screen = Screen::new(language, (200, 60));
            screen.is_empty = true;
            screen.press(keys);
            let title = words.text(&format!("job.{job}.title")).to_owned();
            assert!(screen.picture().contains(&title), "{} {keys} {title}:\n{}", language.tag(), screen.picture());
        }
    }
}

#[test]
fn no_screen_is_too_small_or_too_large() {
    for size in [(60, 18), (40, 10), (20, 5), (300, 100)] {
        for keys in ["4", "4 w w", "5", "5 w w w", "6", "6 w", "6 /", "6 n", "4 p", "4 p enter"] {
            Screen::after(Language::ZhCn, size, keys).picture();
        }
    }
}
