//! The screen with a service that answers at once.

use super::rows;
use crate::config::Language;
use crate::jobs::{JobEvent, Progress};
use crate::service::{Event, Overview, Relation, Request, Response, You};
use crate::tui::keymap::Key;
use crate::tui::widgets::testing::lines;
use crate::tui::{Effect, Look, Message, Model, update, view};
use crate::value::{Args, Table};
use crossterm::event::KeyCode;
use jiff::civil::date;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

pub struct Screen {
    model: Model,
    size: (u16, u16),
    /// All that was asked, in order.
    pub requests: Vec<Request>,
    /// Whether views have no rows.
    pub is_empty: bool,
    /// Whether runs stay under way.
    pub holds_runs: bool,
}

const RUN: i64 = 7;

pub fn failed(message: &str) -> Event {
    let progress = Progress::Failed { message: message.into(), hint: None };
    Event::Job(JobEvent { run: RUN, job: "campaigns.preview".into(), progress })
}

impl Screen {
    pub fn new(language: Language, (width, height): (u16, u16)) -> Screen {
        let model = Model::new(Look::built_in(language).unwrap());
        let mut screen =
            Screen { model, size: (width, height), requests: Vec::new(), is_empty: false, holds_runs: false };
        screen.takes(Message::Size { width, height });
        screen.takes(Message::Opened(Ok(())));
        screen
    }

    pub fn after(language: Language, size: (u16, u16), keys: &str) -> Screen {
        let mut screen = Screen::new(language, size);
        screen.press(keys);
        screen
    }

    /// Keys by their names, with spaces between them.
    pub fn press(&mut self, keys: &str) {
        keys.split(' ').for_each(|name| self.takes(Message::Key(Key::parse(name).unwrap())));
    }

    /// A text, typed.
    pub fn write(&mut self, text: &str) {
        text.chars().for_each(|c| self.takes(Message::Key(Key { code: KeyCode::Char(c), ctrl: false, alt: false })));
    }

    pub fn happens(&mut self, event: Event) {
        self.takes(Message::Event(event));
    }

    /// The arguments that a view was last asked with.
    pub fn asked(&self, view: &str) -> Args {
        let args = self.requests.iter().rev().find_map(|request| match request {
            Request::Rows { relation: Relation::View { name, args }, .. } if name == view => Some(args.clone()),
            _ => None,
        });
        args.unwrap_or_else(|| panic!("{view} was not asked for"))
    }

    pub fn picture(&self) -> String {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| view(&self.model, frame)).unwrap();
        lines(terminal.backend().buffer())
    }

    fn takes(&mut self, message: Message) {
        let mut effects = update(&mut self.model, message);
        while !effects.is_empty() {
            let mut next = Vec::new();
            for effect in effects {
                if let Effect::Call(ticket, request) = effect {
                    let request = *request;
                    self.requests.push(request.clone());
                    let is_run = matches!(request, Request::Run { .. });
                    let answer = Message::Answer(ticket, Ok(self.answer(&request)));
                    next.extend(update(&mut self.model, answer));
                    if is_run && !self.holds_runs {
                        let progress = Progress::Done { rows: 3, figures: Vec::new() };
                        let news = JobEvent { run: RUN, job: "campaigns.preview".into(), progress };
                        next.extend(update(&mut self.model, Message::Event(Event::Job(news))));
                        next.extend(update(&mut self.model, Message::Event(Event::Changed)));
                    }
                }
            }
            effects = next;
        }
    }

    fn answer(&self, request: &Request) -> Response {
        match request {
            Request::Overview => Response::Overview(Box::new(overview())),
            Request::Rows { .. } if self.is_empty => Response::Rows(Table::default()),
            Request::Rows { relation: Relation::View { name, args }, page, .. } => {
                Response::Rows(rows::of(name, args, page))
            }
            Request::Run { .. } => Response::Queued(vec![RUN]),
            Request::Message { customer, .. } => Response::Text(rows::message(*customer)),
            _ => Response::Done,
        }
    }
}

fn overview() -> Overview {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Overview {
        workspace: "shop".into(),
        you: You::owner("mei"),
        as_of: date(2026, 6, 30),
        currency: "CNY".into(),
        stages: Vec::new(),
        first_day: Some(date(2025, 1, 1)),
        last_day: Some(date(2026, 6, 30)),
        channels: names(&["email", "sms"]),
        stores: names(&["nanjing", "taipei"]),
        segments: names(&["champions", "loyal", "at_risk"]),
        templates: names(&["win_back", "birthday"]),
        collector: None,
    }
}
