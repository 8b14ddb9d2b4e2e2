//! What stands over a tab, used by keys.

use super::*;
use crate::jobs::{JobEvent, Progress};
use rust_decimal::Decimal;

#[test]
fn a_figure_is_explained_down_to_its_query() {
    let mut stage = Stage::english();
    stage.press("3 e");
    assert!(stage.shows("core.sales_order") && stage.shows("4,321") && stage.shows("$as_of"));
    assert!(stage.shows("FROM core.sales_order"));
}

#[test]
fn the_filter_over_all_tabs_is_set_once_and_holds_everywhere() {
    let mut stage = Stage::english();
    stage.press("f right enter 3");
    let (_, scope, _) = stage.last_rows("kpi.board");
    let span = scope.span.unwrap();
    assert_eq!((span.from, span.to), (date(2026, 6, 1), date(2026, 6, 30)));
    assert!(stage.shows("2026-06-01 – 2026-06-30"));
}

#[test]
fn a_target_is_set_where_the_kpi_stands() {
    let mut stage = Stage::english();
    stage.press("3 t backspace backspace backspace backspace").type_text("5000").press("enter");
    let set = |period, target: i64| Request::SetTarget {
        kpi: "revenue".into(),
        grain: Grain::Month,
        period,
        target: Some(target.into()),
    };
    let seen = set(date(2026, 6, 1), 5000).seen(Seen::Target(1200.0.into()));
    assert!(stage.asked.contains(&seen), "{:?}", stage.asked.last());
}

#[test]
fn the_target_of_a_difference_is_typed_in_points() {
    let mut stage = Stage::english();
    stage.press("3 down down down enter t");
    assert!(stage.shows("Percentage points such as 0.5 pp"), "{}", stage.screen());
    stage.press(&["backspace"; "120000 pp".len()].join(" ")).type_text("-0.3 pp").press("enter");
    let target = Some(Decimal::new(-3, 3));
    let set =
        Request::SetTarget { kpi: "market_share_change".into(), grain: Grain::Month, period: date(2026, 6, 1), target };
    let seen = set.seen(Seen::Target(1200.0.into()));
    assert!(stage.asked.contains(&seen), "{:?}", stage.asked.last());
}

#[test]
fn a_job_runs_with_parameters_and_its_progress_is_seen() {
    let mut stage = Stage::english();
    stage.press("J");
    assert!(stage.shows("stale"));
    stage.press("r backspace").type_text("5").press("enter");
    let run = Request::Run { job: "segments.kmeans".into(), args: args![clusters => "5"] };
    assert!(stage.asked.contains(&run), "{:?}", stage.asked.last());
    let news = JobEvent { run: 7, job: "segments.kmeans".into(), progress: Progress::Running { done: 0.42 } };
    stage.take(Message::Event(Event::Job(news)));
    assert!(stage.shows("▶ 42%"));
    stage.press("c");
    assert!(stage.asked.contains(&Request::Cancel { run: 7 }));
}

#[test]
fn the_console_completes_runs_and_remembers() {
    let mut stage = Stage::english();
    stage.press(";").type_text("select * from sales").press("tab").type_text(";").press("enter");
    assert!(stage.shows("select * from core.sales_order;"));
    let query = "select * from core.sales_order;".to_owned();
    assert!(stage.others.contains(&Effect::Remember(query.clone())));
    let at = PaneAt::Overlay(stage.model.overlays[0].id);
    assert!(matches!(at, PaneAt::Overlay(_)));
    let ran = stage
        .asked
        .iter()
        .any(|r| matches!(r, Request::Rows { relation: Relation::Console { sql }, .. } if *sql == query));
    assert!(ran);
    stage.press("esc");
    assert!(stage.model.overlays.is_empty());
}

#[test]
fn candidates_stand_in_a_box_of_their_own_under_the_word() {
    let mut stage = Stage::english();
    stage.press(";").type_text("select a").press("tab");
    let screen = stage.screen();
    let lines: Vec<&str> = screen.lines().map(str::trim).collect();
    let top = lines.iter().position(|line| line.starts_with('┌')).unwrap();
    assert_eq!(top, 5, "right under the query:\n{screen}");
    assert!(lines[top + 1].starts_with('│') && lines[top + 1].ends_with('│'), "nothing shows through:\n{screen}");
}

#[test]
fn what_was_written_in_the_console_is_there_again_and_its_rows_are_hinted() {
    let mut stage = Stage::english();
    stage.press(";").type_text("select 42;");
    assert!(!stage.shows("To the rows"), "there are none yet");
    stage.press("enter");
    assert!(stage.shows("shift-tab To the rows"));
    stage.press("esc ;");
    assert!(stage.shows("select 42;"));
}

#[test]
fn a_long_mapping_takes_the_room_that_there_is_and_says_what_is_left() {
    let mut stage = Stage::english();
    stage.press("i").type_text("survey.csv").press("enter");
    assert!(stage.shows("field_24"), "{}", stage.screen());
    let mut small = Stage::new(Language::En, 80, 24);
    small.press("i").type_text("survey.csv").press("enter");
    assert!(!small.shows("field_24") && small.shows("↓ "), "{}", small.screen());
    small.press("tab down");
    assert!(small.shows("tab Next field") && !small.shows("Hand in"), "{}", small.screen());
}

#[test]
fn what_was_said_of_a_run_gives_way_to_what_it_came_to() {
    let mut stage = Stage::english();
    stage.press("J r enter");
    assert!(stage.shows("Queued: 1"));
    let figures = vec![("silhouette".to_owned(), 0.26018055202285867.into()), ("customers".to_owned(), 1836.into())];
    let progress = Progress::Done { rows: 1836, figures };
    stage.take(Message::Event(Event::Job(JobEvent { run: 7, job: "segments.kmeans".into(), progress })));
    let screen = stage.screen();
    assert!(!screen.contains("Queued"), "{screen}");
    assert!(screen.contains("Silhouette 0.2602 · Customers 1,836"), "{screen}");
}

#[test]
fn a_list_that_is_cut_says_how_many_there_are() {
    let mut stage = Stage::new(Language::En, 80, 14);
    stage.press("J");
    assert!(stage.shows(" 1/7 ↓ "), "{}", stage.screen());
    stage.press("G");
    assert!(stage.shows(" 7/7 "), "{}", stage.screen());
}

#[test]
fn a_text_to_read_hints_at_the_keys_that_scroll_it() {
    let mut stage = Stage::new(Language::En, 80, 24);
    stage.press("?");
    assert!(stage.shows("j Down") && !stage.shows("Go on"), "{}", stage.screen());
}

#[test]
fn the_palette_finds_a_command_and_carries_it_out() {
    let mut stage = Stage::english();
    stage.press(":").type_text("crm").press("enter");
    assert_eq!(stage.model.tab, 5);
}

#[test]
fn what_begins_a_command_shows_what_can_follow() {
    let mut stage = Stage::english();
    stage.press("y");
    assert!(stage.shows("y r Copy row"));
    stage.press("esc");
    assert!(!stage.shows("y r Copy row"));
}

#[test]
fn the_tour_goes_once_around_and_is_not_shown_again() {
    let look = Look { first_run: true, ..Look::built_in(Language::En).unwrap() };
    let mut stage = Stage::english();
    stage.model = Model::new(look);
    stage.take(Message::Size { width: 120, height: 40 });
    stage.take(Message::Opened(Ok(())));
    assert!(stage.others.contains(&Effect::Toured));
    stage.press("enter enter enter");
    assert_eq!(stage.model.tab, 2);
    stage.press("enter enter enter enter enter");
    assert!(stage.model.overlays.is_empty());
}

#[test]
fn a_reject_is_mended_in_a_text_given_up_or_mended_as_others_were() {
    let mut stage = Stage::english();
    stage.press("1 d m");
    assert!(stage.shows("inbox/orders.csv:7") && stage.shows("quantity: two"));
    stage.press("down end backspace backspace backspace").type_text("2").press("f5");
    let texts: Texts =
        [("order_id", "7"), ("quantity", "two")].map(|(column, text)| (column.into(), Some(text.into()))).into();
    let mended = |mending| {
        let seen = Seen::Record { state: Some("open".into()), texts: texts.clone() };
        Request::Mend { batch: 3, record: 6, mending }.seen(seen)
    };
    let changed = [("quantity".to_owned(), Some("2".to_owned()))].into_iter().collect();
    let repair = mended(Mending::Repair { changed });
    assert!(stage.asked.contains(&repair), "{:?}", stage.asked.last());

    stage.press("D enter");
    assert!(stage.shows("say why"));
    stage.type_text("a test").press("enter");
    assert!(stage.asked.contains(&mended(Mending::GiveUp { note: "a test".into() })));

    stage.press("M");
    assert!(stage.shows("Becomes"));
    stage.press("M");
    let rule = MendingRule {
        source: "web_orders".into(),
        column: "quantity".into(),
        from: "two".into(),
        to: Some("2".into()),
    };
    assert!(stage.asked.contains(&Request::ApplyRule(rule)));
}

#[test]
fn a_renamed_column_is_mapped_when_a_person_says_so() {
    let mut stage = Stage::english();
    stage.press("1 D");
    assert!(stage.shows("Renamed"));
    stage.press("m");
    let remap = Request::Remap { source: "web_orders".into(), old_column: "qty".into(), new_column: "quantity".into() };
    assert!(stage.asked.contains(&remap), "{:?}", stage.asked.last());
}

#[test]
fn quitting_asks_nothing_as_a_job_goes_on_in_the_service() {
    let mut stage = Stage::english();
    let news = JobEvent { run: 7, job: "segments.kmeans".into(), progress: Progress::Running { done: 0.42 } };
    stage.take(Message::Event(Event::Job(news)));
    stage.press("q");
    assert!(stage.others.contains(&Effect::Quit));
    assert!(!stage.asked.iter().any(|request| matches!(request, Request::Cancel { .. })));
}

#[test]
fn a_service_that_goes_away_leaves_the_screen_as_it_is_until_it_is_there_again() {
    let mut stage = Stage::english();
    let news = JobEvent { run: 7, job: "segments.kmeans".into(), progress: Progress::Running { done: 0.42 } };
    stage.take(Message::Event(Event::Job(news)));
    let fault = Fault { code: Code::Gone, ..Fault::failed("the service went away") };
    stage.take(Message::Event(Event::Gone(fault.clone())));
    assert!(stage.shows("! the service went away  looking for it again") && stage.shows("web_orders"));
    assert!(stage.model.world.runs.is_empty(), "nothing is known of a run whose service is gone");
    let asked = stage.asked.len();
    stage.press("3");
    assert_eq!(stage.asked.len(), asked, "nobody is asked");
    assert!(stage.shows("! there is no service to ask  looking for it again"), "and the screen goes on saying so");
    stage.take(Message::Opened(Err(fault)));
    assert!(stage.shows("looking for it again"));
    stage.take(Message::Opened(Ok(())));
    assert!(stage.shows("The service is there again.") && stage.asked.len() > asked);
    assert!(stage.model.overlays.is_empty(), "the tour is not begun again");
}

#[test]
fn a_file_is_seen_on_its_way_until_its_question_is_answered() {
    let mut stage = Stage::english();
    stage.is_slow = true;
    stage.press("1 i").type_text("orders.csv").press("enter");
    let (ticket, request) = stage.held.last().cloned().unwrap();
    assert!(matches!(request, Request::Propose { .. }), "{request:?}");
    let sending =
        |ticket, file: &str, percent| Message::Event(Event::Sending(Sending { ticket, file: file.into(), percent }));
    stage.take(sending(ticket, "orders.csv", 0));
    assert!(stage.shows("▶ Sending orders.csv 0%"), "{}", stage.screen());
    stage.take(sending(ticket, &format!("\u{1b}[31m{}.csv", "订单".repeat(30)), 43));
    let news = JobEvent { run: 7, job: "segments.kmeans".into(), progress: Progress::Running { done: 0.5 } };
    stage.take(Message::Event(Event::Job(news)));
    assert!(stage.shows("… 43%  ▶ Customer clusters 50%"), "{}", stage.screen());
    stage.take(Message::Answer(ticket, Err(Fault::failed("orders.csv: the file is empty"))));
    stage.model.notice = None;
    assert!(!stage.shows("43%"), "{}", stage.screen());
    stage.take(sending(ticket, "orders.csv", 100));
    assert!(!stage.shows("Sending"), "what comes late is of nothing:\n{}", stage.screen());
}

#[test]
fn who_is_let_go_reads_why_although_they_are_attached_again_at_once() {
    let mut stage = Stage::english();
    let fault = Fault::let_go("nothing has come of orders.csv for 60 s", "send it again");
    stage.take(Message::Event(Event::Gone(fault)));
    stage.take(Message::Opened(Ok(())));
    assert!(stage.shows("The service is there again."), "{}", stage.screen());
    assert!(stage.shows("Let go by the service") && stage.shows("send it again"), "{}", stage.screen());
    stage.press("esc");
    assert!(stage.model.overlays.is_empty());
}

#[test]
fn ctrl_c_stops_what_runs_and_otherwise_ends_the_screen() {
    let mut stage = Stage::english();
    stage.is_slow = true;
    stage.press(";").type_text("select 1;").press("enter ctrl-c");
    assert!(!stage.others.contains(&Effect::Quit), "the query was stopped");
    stage.press("ctrl-c");
    assert!(stage.others.contains(&Effect::Quit));
}

#[test]
fn rules_are_looked_at_switched_run_and_undone_where_they_stand() {
    let mut stage = Stage::english();
    stage.press("2 c");
    assert!(stage.shows("Customers: white space") && stage.shows("·Ana· Lee"), "{}", stage.screen());
    stage.press("j");
    assert!(stage.shows("Before and after: Customers: phones") && stage.shows("+8613800138000"), "{}", stage.screen());

    let switch = |rule: Option<&str>, enabled, run| Request::SwitchRule { rule: rule.map(str::to_owned), enabled, run };
    stage.press("t");
    assert_eq!(stage.asked.last(), Some(&switch(Some("customer_phones"), false, false)));
    stage.press("u");
    assert_eq!(stage.asked.last(), Some(&switch(Some("customer_phones"), false, true)));
    stage.press("j t");
    assert_eq!(stage.asked.last(), Some(&switch(Some("missing_cities"), true, false)));
    assert!(!stage.shows("u Undo the rule"), "it is off:\n{}", stage.screen());
    stage.press("r");
    assert_eq!(stage.asked.last(), Some(&Request::Run { job: "cleaning.clean".into(), args: args![] }));

    stage.press("U enter");
    assert!(!stage.asked.contains(&switch(None, false, true)), "one is asked first, and no is the answer at hand");
    stage.press("U right enter");
    assert!(stage.asked.contains(&switch(None, false, true)));

    stage.press("enter");
    assert_eq!(stage.model.overlays.len(), 2, "all that the rule changes");
    stage.press("esc esc");
    assert!(stage.model.overlays.is_empty());
}

#[test]
fn a_change_that_comes_too_late_is_shown_what_the_thing_is_now() {
    let mut stage = Stage::english();
    stage.is_slow = true;
    stage.press("3");
    stage.is_slow = false;
    stage.take(Message::Event(Event::Changed));
    stage.is_slow = true;
    stage.press("t").type_text("1").press("enter");
    let (ticket, _) = stage.held.last().cloned().unwrap();
    let fault = Fault::conflict("the target of revenue for 2026-06 is 1300 by now, by another");
    stage.take(Message::Answer(ticket, Err(fault)));
    assert!(stage.shows("Someone else has changed it meanwhile") && stage.shows("is 1300 by now, by another"));
    stage.press("esc");
    assert!(stage.model.overlays.is_empty());
}
