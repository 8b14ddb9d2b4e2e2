//! The way from a figure to a line of a file, walked by keys; and what a column means, read and edited where it stands.

use super::*;
use crate::config::Sensitivity;
use crate::quality::Description;
use crate::service::origin::{Direction, Node, Walk};

fn last_walk(stage: &Stage) -> Walk {
    let walk = stage.asked.iter().rev().find_map(|request| match request {
        Request::Origin(walk) => Some((**walk).clone()),
        _ => None,
    });
    walk.expect("a way was asked for")
}

#[test]
fn a_figure_is_walked_to_the_line_of_its_file_and_back() {
    let mut stage = Stage::english();
    stage.press("3 E");
    assert!(matches!(last_walk(&stage).from, Node::Figure { row, .. } if row["kpi"] == "revenue".into()));
    assert!(stage.shows("Sums up") && stage.shows("823"), "{}", stage.screen());
    stage.press("right j right");
    assert!(stage.shows("Row core.sales_order web/1001"), "{}", stage.screen());
    stage.press("enter");
    assert_eq!(last_walk(&stage).from, Node::Record { batch: 3, record: 5 });
    let figure = Relation::View { name: "kpi.rows".into(), args: args![kpi => "revenue"] };
    assert_eq!(last_walk(&stage).figure, Some(figure), "the columns that it reads are marked");
    let screen = stage.screen();
    assert!(screen.contains("1001,\"王芳") && screen.contains("▸ amount"), "{screen}");
    assert!(!screen.contains('\u{1b}'), "what stands in a file never reaches the terminal as it is");
    stage.press("y");
    let Some(Effect::Copy(copied)) = stage.others.pop() else { panic!("no copy") };
    assert!(
        copied.starts_with("Targets and results: Revenue ▸ ") && copied.contains("\ninbox/orders.csv:7\n1001,"),
        "{copied}"
    );
    stage.press("left left");
    assert!(stage.shows("Reads") && !stage.shows("▸ amount"));
    stage.press("esc");
    assert!(stage.model.overlays.is_empty());
}

#[test]
fn what_a_small_screen_has_no_room_for_is_scrolled_to() {
    let mut stage = Stage::new(Language::En, 60, 18);
    stage.press("3 E right j right right");
    assert!(stage.shows("J More details") && !stage.shows("remark"), "{}", stage.screen());
    stage.press("J J J");
    assert!(stage.shows("remark"), "{}", stage.screen());
    stage.press("K K K");
    assert!(stage.shows("inbox/orders.csv"));
}

#[test]
fn the_way_is_turned_where_one_stands() {
    let mut stage = Stage::english();
    stage.press("3 E right j right right tab");
    assert_eq!(last_walk(&stage).direction, Direction::Forward);
    assert!(stage.shows("What it has touched") && stage.shows("Touches customers"), "{}", stage.screen());
    stage.press("j right");
    assert_eq!(last_walk(&stage).from, Node::Customer(20451), "and goes on in that direction");
    assert_eq!(last_walk(&stage).direction, Direction::Forward);
}

#[test]
fn ten_thousand_batches_are_counted_and_read_a_page_at_a_time() {
    let mut stage = Stage::english();
    stage.press("3 E right right");
    assert!(stage.shows("1/10,000") && stage.shows("Batch 10000"), "{}", stage.screen());
    let asked = stage.asked.len();
    stage.press("j j space");
    assert_eq!(stage.asked.len(), asked, "what is at hand is not asked for again");
    stage.press("G");
    assert_eq!((last_walk(&stage).offset, last_walk(&stage).limit), (9899, 200));
    assert!(stage.shows("10,000/10,000") && stage.shows("Batch 1 ·"), "{}", stage.screen());
}

#[test]
fn rows_and_query_stand_behind_a_step() {
    let mut stage = Stage::english();
    stage.press("3 E o");
    assert_eq!(stage.last_rows("kpi.rows").0, args![kpi => "revenue"]);
    stage.press("esc e");
    assert!(stage.shows("FROM core.sales_order"), "{}", stage.screen());
}

#[test]
fn a_way_in_three_languages_and_sizes() {
    for (language, (width, height)) in super::pictures::in_all(&[(60, 18), (80, 24), (120, 40), (200, 60)]) {
        for (name, keys) in [("figure", "3 E"), ("record", "3 E right j right right"), ("batches", "3 E right right")] {
            let mut stage = Stage::new(language, width, height);
            stage.press(keys);
            insta::assert_snapshot!(format!("way_{name}_{}_{width}x{height}", language.tag()), stage.screen());
        }
    }
}

#[test]
fn what_a_column_means_is_read_and_edited_where_it_stands() {
    let mut stage = Stage::english();
    stage.press("2 w a");
    let (given, _, page) = stage.last_rows("quality.dictionary");
    assert_eq!(given["view"], "quality.checks".into());
    assert_eq!(page.filters[0].value, "check_name".into());
    assert!(stage.shows("Where the customer lives") && stage.shows("members: city"), "{}", stage.screen());
    stage.press("enter");
    assert!(stage.shows("nothing was changed"));
    stage.type_text("!").press("down").type_text("town").press("down left enter");
    let said = Description {
        table: "core.customer".into(),
        column: "city".into(),
        meaning: Some("Where the customer lives!".into()),
        unit: Some("town".into()),
        sensitivity: Some(Sensitivity::Internal),
    };
    assert!(stage.asked.contains(&Request::Describe(said)), "{:?}", stage.asked.last());
}

#[test]
fn the_dictionary_of_a_table_is_edited_in_its_own_rows() {
    let mut stage = Stage::english();
    stage.press("2 A");
    assert_eq!(stage.last_rows("quality.dictionary").0, args![table => "core.customer"]);
    assert!(stage.shows("Where the customer lives") && stage.shows("Personal"), "{}", stage.screen());
    stage.press("a");
    assert_eq!(stage.last_rows("quality.dictionary").0["table"], "core.customer".into());
    stage.type_text("!").press("enter");
    let is_said = |request: &Request| matches!(request, Request::Describe(said) if said.meaning.as_deref() == Some("Where the customer lives!") && said.unit.is_none());
    assert!(stage.asked.iter().any(is_said), "{:?}", stage.asked.last());
}

#[test]
fn a_columns_entry_in_three_languages() {
    for (language, (width, height)) in super::pictures::in_all(&[(60, 18), (80, 24), (120, 40)]) {
        let mut stage = Stage::new(language, width, height);
        stage.press("2 w a");
        insta::assert_snapshot!(format!("meaning_{}_{width}x{height}", language.tag()), stage.screen());
    }
}
