//! The screen driven by keys, against a service that answers from tables written here.

mod answers;
mod origin;
mod overlays;
mod roles;

use super::keymap::Key;
use super::world::PaneAt;
use super::{Effect, Look, Message, Model, update, view};
use crate::args;
use crate::config::Language;
use crate::service::{Code, Event, Fault, Relation, Request, Response, Seen, Sending};
use crate::sources::{Mending, MendingRule, Texts};
use crate::value::Grain;
use answers::{answer, rows};
use jiff::civil::{DateTime, date, datetime};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// A screen and what was asked of the service behind it.
struct Stage {
    model: Model,
    width: u16,
    height: u16,
    asked: Vec<Request>,
    others: Vec<Effect>,
    /// Whether answers are held back, as by a slow service.
    is_slow: bool,
    held: Vec<(u64, Request)>,
}

fn noon() -> DateTime {
    datetime(2026, 7, 1, 12, 0, 0, 0)
}

impl Stage {
    fn new(language: Language, width: u16, height: u16) -> Stage {
        let look = Look { workspace: "demo".into(), ..Look::built_in(language).unwrap() };
        let model = Model::new(look);
        let mut stage =
            Stage { model, width, height, asked: Vec::new(), others: Vec::new(), is_slow: false, held: Vec::new() };
        stage.take(Message::Clock(noon()));
        stage.take(Message::Size { width, height });
        stage.take(Message::Opened(Ok(())));
        stage
    }

    fn english() -> Stage {
        Stage::new(Language::En, 120, 40)
    }

    fn take(&mut self, message: Message) {
        let mut effects = update(&mut self.model, message);
        while !effects.is_empty() {
            let mut more = Vec::new();
            for effect in effects {
                match effect {
                    Effect::Call(ticket, request) if self.is_slow => self.held.push((ticket, *request)),
                    Effect::Call(ticket, request) => {
                        let answer = answer(&request);
                        self.asked.push(*request);
                        more.extend(update(&mut self.model, Message::Answer(ticket, answer)));
                    }
                    other => self.others.push(other),
                }
            }
            effects = more;
        }
    }

    /// Presses keys by their names, one after the other.
    fn press(&mut self, keys: &str) -> &mut Stage {
        for name in keys.split(' ') {
            let key = Key::parse(name).unwrap_or_else(|| panic!("no key {name:?}"));
            self.take(Message::Key(key));
        }
        self
    }

    fn type_text(&mut self, text: &str) -> &mut Stage {
        for c in text.chars() {
            let name = if c == ' ' { "space".to_owned() } else { c.to_string() };
            self.press(&name);
        }
        self
    }

    fn screen(&self) -> String {
        let mut terminal = Terminal::new(TestBackend::new(self.width, self.height)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        super::widgets::testing::lines(terminal.backend().buffer())
    }

    fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }

    /// The last page that was asked of a view.
    fn last_rows(&self, view: &str) -> (crate::value::Args, crate::value::Scope, crate::value::Page) {
        let found = self.asked.iter().rev().find_map(|request| match request {
            Request::Rows { relation: Relation::View { name, args }, scope, page } if name == view => {
                Some((args.clone(), scope.clone(), page.clone()))
            }
            _ => None,
        });
        found.unwrap_or_else(|| panic!("{view} was not asked for"))
    }
}

mod live {
    use super::*;
    use crate::collector::Standing;

    fn with(width: u16, standing: Standing) -> Stage {
        let mut stage = Stage::new(Language::En, width, 40);
        stage.model.world.overview.as_mut().unwrap().collector = Some(standing);
        stage
    }

    #[test]
    fn live_events_stand_beside_the_sources_as_far_as_there_is_room() {
        let address = Some("127.0.0.1:8765".parse().unwrap());
        let standing =
            Standing { address, received: 1204, stored: 1200, faulty: 3, refused: 4, waiting: 18, fault: None };
        let wide = with(120, standing.clone());
        let said = "Live at 127.0.0.1:8765: 1,204 received · 1,200 stored · 3 faulty · 4 refused · 18 waiting";
        assert!(wide.shows(said), "{}", wide.screen());
        let narrow = with(80, standing);
        assert!(narrow.shows("Live: 1,200 stored · 18 waiting"), "{}", narrow.screen());
    }

    #[test]
    fn why_they_are_not_collected_is_said() {
        let stage = with(120, Standing::silent("the port is another's".into()));
        assert!(stage.shows("the port is another's"), "{}", stage.screen());
    }
}

mod moving {
    use super::*;

    #[test]
    fn keys_go_through_tabs_panels_and_rows() {
        let mut stage = Stage::english();
        assert_eq!(stage.model.tab, 0);
        stage.press("j j");
        assert_eq!(stage.model.shown_tab().focused().cursor.row, 2);
        stage.press("3 tab shift-tab w");
        assert_eq!((stage.model.tab, stage.model.shown_tab().focus), (2, 1));
        stage.press("g q");
        assert_eq!(stage.model.world.scope.grain, Grain::Quarter);
        assert_eq!(stage.last_rows("kpi.board").1.grain, Grain::Quarter);
    }

    #[test]
    fn the_first_row_is_chosen_and_enter_lets_the_others_follow_another() {
        let mut stage = Stage::english();
        stage.press("3");
        assert_eq!(stage.last_rows("kpi.series").0, args![kpi => "revenue"]);
        stage.press("j j");
        assert_eq!(stage.last_rows("kpi.series").0, args![kpi => "revenue"], "moving alone changes nothing else");
        stage.press("enter");
        assert_eq!(stage.last_rows("kpi.series").0, args![kpi => "conversion_rate"]);
        stage.press("enter");
        assert_eq!(stage.last_rows("kpi.rows").0, args![kpi => "conversion_rate"], "enter once more goes to the rows");
        stage.press("esc");
        assert!(stage.model.overlays.is_empty());
    }

    #[test]
    fn any_number_of_rows_is_paged_through_a_window_at_a_time() {
        let mut stage = Stage::english();
        stage.press("3 o");
        assert!(stage.shows("1/5,000"));
        stage.press("G");
        let (_, _, page) = stage.last_rows("kpi.rows");
        assert_eq!((page.offset, page.limit), (4899, 200));
        assert!(stage.shows("5,000/5,000") && stage.shows("4,999.00"));
        stage.press("g g");
        assert!(stage.shows("1/5,000"));
        assert_eq!(stage.last_rows("kpi.rows").2.offset, 0);
    }

    #[test]
    fn an_answer_that_is_superseded_is_dropped() {
        let mut stage = Stage::english();
        stage.is_slow = true;
        stage.press("3");
        let (first, _) = stage.held[0].clone();
        stage.press("g w");
        assert!(stage.others.contains(&Effect::Cancel(first)), "the question that was superseded is stopped");
        let before = stage.screen();
        stage.take(Message::Answer(first, Ok(Response::Rows(rows("kpi.rows", 0, 5)))));
        assert_eq!(stage.screen(), before);
    }
}

mod tables {
    use super::*;
    use crate::value::{Comparison, Filter, Sort};

    #[test]
    fn a_column_sorts_one_way_then_the_other_then_not_at_all() {
        let mut stage = Stage::english();
        let sort = |stage: &Stage| stage.last_rows("sources.list").2.sort;
        stage.press("l l l l l s");
        assert_eq!(sort(&stage), [Sort { column: "records".into(), descending: true }]);
        assert!(stage.shows("↓"));
        stage.press("s");
        assert!(!sort(&stage)[0].descending);
        stage.press("s");
        assert!(sort(&stage).is_empty());
    }

    #[test]
    fn rows_are_searched_and_filtered_by_the_service() {
        let mut stage = Stage::english();
        stage.press("/").type_text("pos").press("enter");
        assert_eq!(stage.last_rows("sources.list").2.search.as_deref(), Some("pos"));
        stage.press("l F right right enter");
        let (_, _, page) = stage.last_rows("sources.list");
        let filter = Filter { column: "entity".into(), comparison: Comparison::Above, value: "sales_order".into() };
        assert_eq!((page.filters, page.search.as_deref()), (vec![filter], Some("pos")));
        stage.press("C");
        assert!(stage.last_rows("sources.list").2.filters.is_empty());
    }

    #[test]
    fn what_is_typed_into_a_filter_has_to_be_of_the_column() {
        let mut stage = Stage::english();
        stage.press("l l l l l F down").type_text("x").press("enter");
        assert!(stage.shows("! not a value of this column"));
        stage.press("esc");
        assert!(stage.model.overlays.is_empty());
    }

    #[test]
    fn a_column_that_is_left_at_the_right_has_a_mark_beside_the_headers() {
        for width in 70..120 {
            let mut stage = Stage::new(Language::ZhCn, width, 24);
            stage.press("2");
            let screen = stage.screen();
            let cut = screen.lines().find(|line| line.ends_with('›'));
            assert!(cut.is_none_or(|line| line.ends_with(" ›")), "{width}: {cut:?}");
        }
    }

    #[test]
    fn the_checks_are_narrowed_to_the_table_under_the_cursor_and_widened_again() {
        let mut stage = Stage::english();
        stage.press("2 enter");
        let filter = Filter { column: "table_name".into(), comparison: Comparison::Is, value: "core.customer".into() };
        assert_eq!(stage.last_rows("quality.checks").2.filters, [filter]);
        stage.press("enter");
        assert!(stage.last_rows("quality.checks").2.filters.is_empty());
    }

    #[test]
    fn any_column_has_its_values_and_a_value_its_rows() {
        let mut stage = Stage::english();
        stage.press("2 w V");
        let checks = Relation::view("quality.checks");
        let values = Relation::frequency(checks.clone(), "check_name");
        let last = |stage: &Stage| {
            let found = stage.asked.iter().rev().find_map(|request| match request {
                Request::Rows { relation, page, .. } => Some((relation.clone(), page.filters.clone())),
                _ => None,
            });
            found.expect("rows were asked for")
        };
        assert_eq!(last(&stage), (values, Vec::new()));
        let is =
            |value: crate::value::Cell| vec![Filter { column: "check_name".into(), comparison: Comparison::Is, value }];
        stage.press("j enter");
        assert_eq!(last(&stage), (checks.clone(), is("web".into())));
        stage.press("esc j o");
        assert_eq!(last(&stage), (checks, is(crate::value::Cell::Null)), "and what is empty has rows too");
    }

    #[test]
    fn values_are_counted_in_the_rows_that_the_panel_is_narrowed_to() {
        let mut stage = Stage::english();
        let filter = Filter { column: "table_name".into(), comparison: Comparison::Is, value: "core.customer".into() };
        stage.press("2 enter w V");
        let asked = stage.asked.iter().rev().find_map(|request| match request {
            Request::Rows { relation: Relation::Frequency { filters, .. }, .. } => Some(filters.clone()),
            _ => None,
        });
        assert_eq!(asked, Some(vec![filter.clone()]));
        assert!(stage.shows("Values of Check · Table=Customers"), "{}", stage.screen());
        stage.press("enter");
        let behind = stage.last_rows("quality.checks").2.filters;
        assert_eq!(behind[0], filter, "and so are the rows behind a value");
        assert_eq!(behind.len(), 2);
    }

    #[test]
    fn the_profile_is_of_the_table_under_the_cursor() {
        let mut stage = Stage::english();
        stage.press("2 P");
        assert_eq!(stage.last_rows("quality.profile").0, args![table => "core.customer"]);
        assert!(stage.shows("Histogram") && stage.shows("Jurong"), "{}", stage.screen());
    }

    #[test]
    fn hints_offer_only_what_does_something_here() {
        let mut stage = Stage::english();
        stage.press("3");
        assert!(stage.shows("o Rows") && stage.shows("s Sort") && !stage.shows("v Chart or table"));
        stage.press("w w");
        assert!(stage.shows("v Chart or table") && !stage.shows("s Sort") && !stage.shows("o Rows"));
        assert!(!stage.shows("enter Choose"), "no rows stand behind a channel's figure");
    }

    #[test]
    fn a_running_period_is_marked() {
        let mut stage = Stage::english();
        stage.press("3");
        assert!(stage.shows("running: not complete yet"));
    }

    #[test]
    fn a_cell_a_row_and_a_column_are_copied() {
        let mut stage = Stage::english();
        stage.press("y c");
        assert_eq!(stage.others.pop(), Some(Effect::Copy("web_orders".into())));
        stage.press("y r");
        let Some(Effect::Copy(row)) = stage.others.pop() else { panic!("no copy") };
        assert!(row.starts_with("web_orders\tsales_order\tcsv\t2026-07-01 09:00:00\t3"), "{row}");
        stage.press("y l");
        assert_eq!(stage.others.pop(), Some(Effect::Copy("web_orders\n门店POS\nsurvey\u{1b}[31m".into())));
        stage.take(Message::Copied(Ok("copy.osc52")));
        assert!(stage.shows("OSC 52"));
    }

    #[test]
    fn control_characters_never_reach_the_screen() {
        let stage = Stage::english();
        assert!(stage.shows("survey[31m") && !stage.screen().contains('\u{1b}'));
    }

    #[test]
    fn rows_are_exported_as_they_are_sorted() {
        let mut stage = Stage::english();
        stage.press("l l l l l s x enter");
        let export = stage.asked.iter().find(|request| matches!(request, Request::Export { .. }));
        let Some(Request::Export { path, page, .. }) = export else { panic!("no export") };
        assert_eq!(path.to_str(), Some("sources-list.csv"));
        assert_eq!(page.sort.len(), 1);
        assert!(stage.shows("3 rows written to sources-list.csv"));
    }
}

mod pictures {
    use super::*;

    #[test]
    fn a_service_that_does_not_open_is_told_in_words() {
        let mut stage = Stage::english();
        let fault = Fault {
            hint: Some("end it, or attach to it".into()),
            ..Fault::failed("foureye (4711, since 09:00) has the file")
        };
        stage.take(Message::Opened(Err(fault)));
        assert!(stage.shows("foureye (4711, since 09:00) has the file") && stage.shows("end it, or attach to it"));
    }

    #[test]
    fn tabs_in_three_languages_and_sizes() {
        for keys in ["1", "2", "3"] {
            for (language, (width, height)) in in_all(&[(80, 24), (120, 40), (200, 60)]) {
                let mut stage = Stage::new(language, width, height);
                stage.press(keys);
                insta::assert_snapshot!(format!("tab_{keys}_{}_{width}x{height}", language.tag()), stage.screen());
            }
        }
    }

    #[test]
    fn a_profile_and_a_columns_values_over_the_tab() {
        for (language, (width, height)) in in_all(&[(80, 24), (120, 40)]) {
            for (name, keys) in [("profile", "2 P"), ("values", "2 V")] {
                let mut stage = Stage::new(language, width, height);
                stage.press(keys);
                insta::assert_snapshot!(format!("{name}_{}_{width}x{height}", language.tag()), stage.screen());
            }
        }
    }

    #[test]
    fn rules_with_what_they_change_over_the_tab() {
        for (language, (width, height)) in in_all(&[(60, 18), (80, 24), (120, 40)]) {
            let mut stage = Stage::new(language, width, height);
            stage.press("2 c");
            insta::assert_snapshot!(format!("clean_{}_{width}x{height}", language.tag()), stage.screen());
        }
    }

    #[test]
    fn the_record_of_who_did_what_over_the_tab() {
        for (language, (width, height)) in in_all(&[(60, 18), (80, 24), (120, 40)]) {
            for (name, keys) in [("audit", "2 L"), ("verdict", "2 L c")] {
                let mut stage = Stage::new(language, width, height);
                stage.press(keys);
                insta::assert_snapshot!(format!("{name}_{}_{width}x{height}", language.tag()), stage.screen());
            }
        }
    }

    #[test]
    fn a_databases_table_becomes_a_source() {
        for (language, (width, height)) in in_all(&[(60, 18), (80, 24), (120, 40)]) {
            let mut stage = Stage::new(language, width, height);
            stage.press("1 i").type_text("postgres://reader@db/shop?sslmode=verify-full");
            stage.press("tab tab").type_text("public.orders");
            insta::assert_snapshot!(format!("import_{}_{width}x{height}", language.tag()), stage.screen());
            stage.press("enter");
            let is_asked = |request: &Request| matches!(request, Request::ProposeTable { database, .. } if database.table.as_deref() == Some("public.orders"));
            assert!(stage.asked.iter().any(is_asked), "{:?}", stage.asked.last());
            insta::assert_snapshot!(format!("mapping_{}_{width}x{height}", language.tag()), stage.screen());
        }
    }

    #[test]
    fn the_smallest_screen_is_still_of_use() {
        for (language, (width, height)) in in_all(&[(60, 18)]) {
            let mut stage = Stage::new(language, width, height);
            stage.press("1");
            insta::assert_snapshot!(format!("tab_1_{}_{width}x{height}", language.tag()), stage.screen());
        }
    }

    pub fn in_all(sizes: &[(u16, u16)]) -> impl Iterator<Item = (Language, (u16, u16))> {
        Language::ALL.into_iter().flat_map(|language| sizes.iter().map(move |size| (language, *size)))
    }

    #[test]
    fn the_keys_in_a_box() {
        let mut stage = Stage::new(Language::ZhCn, 80, 24);
        stage.press("3 ?");
        insta::assert_snapshot!("help_zh-CN_80x24", stage.screen());
    }
}

mod bytes {
    use super::*;
    use crate::tui::terminal::Screen;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Line(Arc<Mutex<Vec<u8>>>);

    impl Write for Line {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_key_sends_few_bytes() {
        for language in Language::ALL {
            let line = Line::default();
            let mut terminal = Terminal::new(Screen::new(line.clone(), || Ok((120, 40)))).unwrap();
            let mut stage = Stage::new(language, 120, 40);
            let sent = |terminal: &mut Terminal<Screen<Line>>, stage: &Stage| {
                terminal.draw(|frame| view(&stage.model, frame)).unwrap();
                std::mem::take(&mut *line.0.lock().unwrap()).len()
            };
            sent(&mut terminal, &stage);
            assert_eq!(sent(&mut terminal, &stage), 0, "unchanged");
            for tab in ["3", "1", "2", "3"] {
                stage.press(tab);
                terminal.clear().unwrap();
                let bytes = sent(&mut terminal, &stage);
                assert!(bytes <= 6000, "tab {tab} in {}: {bytes} bytes", language.tag());
            }
            stage.press("j");
            let bytes = sent(&mut terminal, &stage);
            assert!(bytes <= 300, "down in {}: {bytes} bytes", language.tag());
            stage.press("l");
            let bytes = sent(&mut terminal, &stage);
            assert!(bytes <= 300, "right in {}: {bytes} bytes", language.tag());
        }
    }
}
