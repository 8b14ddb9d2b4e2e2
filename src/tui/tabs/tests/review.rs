//! The review of customers, used by keys.

use super::service::Screen;
use crate::config::Language;
use crate::identity::Verdict;
use crate::service::Request;
use crate::value::{Args, Cell, Column, Kind, Table};

const SIZES: [(u16, u16); 4] = [(60, 18), (80, 24), (120, 40), (200, 60)];

fn table(columns: &str, rows: &[&[Cell]]) -> Table {
    let column = |column: &str| {
        let (name, kind) = column.split_once(':').unwrap();
        Column { name: name.to_owned(), kind: Kind::of(name, kind) }
    };
    let rows: Vec<Vec<Cell>> = rows.iter().map(|row| row.to_vec()).collect();
    Table { columns: columns.split(' ').map(column).collect(), total: rows.len() as u64, rows, offset: 0 }
}

macro_rules! row {
    ($($cell:expr),* $(,)?) => { &[$(Cell::from($cell)),*][..] };
}

/// What the service answers about pairs.
pub fn rows(view: &str, args: &Args) -> Table {
    let is_first = args.get("left_key").and_then(Cell::text) == Some("M20831");
    match view {
        "identity.review" => table(
            "left_system:VARCHAR left_key:VARCHAR right_system:VARCHAR right_key:VARCHAR likeness_share:DOUBLE reason:VARCHAR",
            &[
                row!["member", "M20831", "web", "U91840022", 0.38, "key_yet_apart"],
                row!["pos", "P7", "app", "a-12", 0.53, "barely_joined"],
                row!["pos", "P9", "web", "w-8", 0.44, "barely_apart"],
            ],
        ),
        "identity.pair" if is_first => pair(),
        "identity.pair" => table(
            "fact:VARCHAR left_value:VARCHAR right_value:VARCHAR state:VARCHAR weight:DOUBLE",
            &[
                row!["prior", Cell::Null, Cell::Null, Cell::Null, -10.2],
                row!["name", "Wu D.", "Wu Da", "near", 7.9],
                row!["birth_date", "1980-02-03", "1980-02-03", "equal", 2.5],
            ],
        ),
        "identity.pair_survivors" if is_first => table(
            "kind:VARCHAR fact:VARCHAR purpose:VARCHAR left_value:VARCHAR right_value:VARCHAR value_held:VARCHAR state:VARCHAR",
            &[
                row!["consent", "sms", "marketing", "refused", "granted", "refused", Cell::Null],
                row![
                    "contact",
                    "email",
                    Cell::Null,
                    "mei@example.com",
                    "meili.chen@example.com",
                    "meili.chen@example.com",
                    "confirmed"
                ],
            ],
        ),
        "identity.accuracy" => table(
            "labels:BIGINT labels_same:BIGINT labels_never:BIGINT precision_share:DOUBLE precision_low_share:DOUBLE \
             precision_high_share:DOUBLE recall_share:DOUBLE recall_low_share:DOUBLE recall_high_share:DOUBLE",
            &[row![57, 30, 27, 0.9286, 0.7735, 0.9802, 0.8667, 0.7032, 0.9469]],
        ),
        "identity.pair_records" => table(
            "customer_id:BIGINT system:VARCHAR customer_key:VARCHAR name:VARCHAR",
            &[row![11, "member", "M20831", "陈美丽"], row![12, "web", "U91840022", "陳美麗"]],
        ),
        _ => Table::default(),
    }
}

fn pair() -> Table {
    table(
        "fact:VARCHAR left_value:VARCHAR right_value:VARCHAR state:VARCHAR weight:DOUBLE",
        &[
            row!["prior", Cell::Null, Cell::Null, Cell::Null, -19.8],
            row!["name", "陈美丽", "陳美麗", "equal", 11.4],
            row!["member_id", "M20831", Cell::Null, "not_known", 0.0],
            row!["phone", "13812345670", "13812345670", "equal", 14.2],
            row!["email", "mei@example.com", "meili.chen@example.com", "differs", -2.1],
            row!["birth_date", "1980-02-03", "1991-06-14", "differs", -4.6],
            row!["gender", "female", "female", "equal", 0.8],
            row!["city", "上海市浦东新区张江高科技园区", "台北", "differs", -0.6],
            row!["system", "member", "web", "differs", 0.0],
        ],
    )
}

fn reviewed(keys: &str) -> Screen {
    Screen::after(Language::En, (120, 40), &format!("2 = {keys}"))
}

fn decisions(screen: &Screen) -> Vec<(String, String, Verdict)> {
    let said = |request: &Request| match request {
        Request::Identify { left, right, verdict } => Some((left.to_string(), right.to_string(), *verdict)),
        _ => None,
    };
    screen.requests.iter().filter_map(said).collect()
}

fn unifications(screen: &Screen) -> usize {
    screen
        .requests
        .iter()
        .filter(|request| matches!(request, Request::Run { job, .. } if job == "identity.unify"))
        .count()
}

#[test]
fn a_pair_stands_field_by_field_with_what_each_adds() {
    for language in Language::ALL {
        for (width, height) in SIZES {
            let screen = Screen::after(language, (width, height), "6 =");
            insta::assert_snapshot!(format!("review_{}_{width}x{height}", language.tag()), screen.picture());
        }
    }
}

#[test]
fn the_end_of_the_queue_says_what_becomes_of_the_decisions() {
    insta::assert_snapshot!("review_end_80x24", Screen::after(Language::En, (80, 24), "2 = y s n").picture());
}

#[test]
fn a_decision_is_told_at_once_and_the_customers_are_unified_when_one_leaves() {
    let mut screen = reviewed("y n");
    let first = ("member/M20831".to_owned(), "web/U91840022".to_owned(), Verdict::Same);
    let second = ("pos/P7".to_owned(), "app/a-12".to_owned(), Verdict::Never);
    assert_eq!(decisions(&screen), [first, second]);
    assert_eq!(unifications(&screen), 0);
    assert!(screen.picture().contains("3 of 3 · 2 decided"), "{}", screen.picture());
    screen.press("esc");
    assert_eq!(unifications(&screen), 1);
    assert!(!screen.picture().contains("One customer or two?"));
}

#[test]
fn who_only_looks_starts_no_run() {
    let mut screen = reviewed("s right left");
    assert!(screen.picture().contains("2 of 3"));
    screen.press("q");
    assert_eq!((decisions(&screen).len(), unifications(&screen)), (0, 0));
}

#[test]
fn the_last_decision_is_taken_back_and_its_pair_is_there_again() {
    let mut screen = reviewed("y s u");
    assert!(screen.picture().contains("1 of 3") && !screen.picture().contains("decided ·"));
    let verdicts: Vec<Verdict> = decisions(&screen).into_iter().map(|(_, _, verdict)| verdict).collect();
    assert_eq!(verdicts, [Verdict::Same, Verdict::Reopen]);
    screen.press("u");
    assert!(screen.picture().contains("Nothing has been decided"));
}

#[test]
fn one_goes_back_to_a_decided_pair_and_decides_otherwise() {
    let mut screen = reviewed("y left");
    assert!(screen.picture().contains("✓ Decided: one customer"), "{}", screen.picture());
    screen.press("n left");
    assert!(screen.picture().contains("✗ Decided: never one customer"), "{}", screen.picture());
    assert_eq!(decisions(&screen).len(), 2);
}

#[test]
fn the_customers_are_unified_while_one_goes_on_and_only_once() {
    let mut screen = reviewed("y R");
    assert_eq!(unifications(&screen), 1);
    assert!(screen.picture().contains("2 of 3"), "the review goes on");
    screen.press("esc");
    assert_eq!(unifications(&screen), 1, "nothing was decided since");
}

#[test]
fn the_records_behind_a_pair_are_a_key_away_and_lead_to_their_customers() {
    let mut screen = reviewed("enter");
    assert_eq!(screen.asked("identity.pair_records").get("right_key"), Some(&"U91840022".into()));
    screen.press("esc");
    assert!(screen.picture().contains("1 of 3"), "and one comes back to the pair");
    screen.press("y left o down enter");
    assert_eq!(screen.asked("crm.profile").get("customer"), Some(&12i64.into()));
    assert_eq!(unifications(&screen), 1, "what was decided takes effect as the review is left");
}

#[test]
fn fields_that_have_no_room_are_scrolled_to() {
    let mut screen = Screen::after(Language::En, (60, 14), "2 =");
    assert!(!screen.picture().contains("City") && screen.picture().contains('↓'), "{}", screen.picture());
    screen.press("j j j j j j");
    assert!(screen.picture().contains("City") && screen.picture().contains('↑'), "{}", screen.picture());
}

#[test]
fn an_empty_queue_says_what_fills_it() {
    let mut screen = Screen::new(Language::En, (80, 24));
    screen.is_empty = true;
    screen.press("2 =");
    assert!(screen.picture().contains("No pair is left to decide"), "{}", screen.picture());
    screen.press("y n u o esc");
    assert!(decisions(&screen).is_empty() && unifications(&screen) == 0);
}
