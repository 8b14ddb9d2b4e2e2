//! The way from a figure to the line of a file that it comes from, or from a file to all that it has touched, walked with the
//! arrow keys as one walks folders: what one came through on the left, where one stands in the middle, where one can go on
//! the right.

mod details;
mod draw;

use super::{Extent, Overlay, explain, rows};
use crate::service::origin::{Direction, Node, Step, Steps, Walk};
use crate::service::{Fault, Relation, Request, Response, Ticket};
use crate::tui::command::{Command, Place};
use crate::tui::keymap::Key;
use crate::tui::pane::Pane;
use crate::tui::text;
use crate::tui::world::{Cx, Effect, To, World};
use crate::value::{Cell, Kind};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Steps that are held at a time.
const WINDOW: u64 = 200;

pub struct Path {
    id: u32,
    /// From where the way began to where one stands; never empty.
    trail: Vec<Stop>,
    ticket: Option<Ticket>,
    area: Rect,
}

/// A place on the way.
struct Stop {
    node: Node,
    direction: Direction,
    answer: Option<Result<Steps, Fault>>,
    /// The step under the cursor, among all.
    cursor: u64,
    /// Lines of the details that are scrolled away.
    scrolled: usize,
}

impl Stop {
    fn at(node: Node, direction: Direction) -> Stop {
        Stop { node, direction, answer: None, cursor: 0, scrolled: 0 }
    }

    fn steps(&self) -> Option<&Steps> {
        self.answer.as_ref()?.as_ref().ok()
    }

    fn total(&self) -> u64 {
        self.steps().map_or(0, |steps| steps.total)
    }

    /// The step under the cursor, where it is at hand.
    fn step(&self) -> Option<&Step> {
        let steps = self.steps()?;
        steps.steps.get(usize::try_from(self.cursor.checked_sub(steps.offset)?).ok()?)
    }

    fn has_left_window(&self) -> bool {
        self.steps().is_some_and(|steps| steps.total > 0) && self.step().is_none()
    }
}

impl Path {
    pub fn from(node: Node) -> Path {
        Path { id: 0, trail: vec![Stop::at(node, Direction::Back)], ticket: None, area: Rect::default() }
    }

    fn here(&self) -> &Stop {
        &self.trail[self.trail.len() - 1]
    }

    fn here_mut(&mut self) -> &mut Stop {
        let last = self.trail.len() - 1;
        &mut self.trail[last]
    }

    fn ask(&mut self, cx: &mut Cx<'_>) {
        self.stop(cx);
        let here = self.here();
        let walk = Walk {
            from: here.node.clone(),
            direction: here.direction,
            scope: cx.world.scope.clone(),
            figure: self.figure(),
            offset: here.cursor.saturating_sub(WINDOW / 2),
            limit: WINDOW,
        };
        self.ticket = Some(cx.ask(To::Overlay(self.id, "steps"), Request::Origin(Box::new(walk))));
    }

    fn stop(&mut self, cx: &mut Cx<'_>) {
        self.ticket.take().into_iter().for_each(|ticket| cx.drop_question(ticket));
    }

    /// The view whose rows one came through last: the figure that a record's fields are marked for.
    fn figure(&self) -> Option<Relation> {
        self.trail.iter().rev().find_map(|stop| match &stop.node {
            Node::Figure { relation: relation @ Relation::View { .. }, .. } => Some(relation.clone()),
            _ => None,
        })
    }

    fn go_in(&mut self, cx: &mut Cx<'_>) {
        if let Some(step) = self.here().step() {
            let next = Stop::at(step.to.clone(), self.here().direction);
            self.trail.push(next);
            self.ask(cx);
        }
    }

    fn go_out(&mut self, cx: &mut Cx<'_>) {
        if self.trail.len() > 1 {
            self.stop(cx);
            self.trail.pop();
        }
    }

    fn turn(&mut self, cx: &mut Cx<'_>) {
        let here = self.here_mut();
        *here = Stop::at(here.node.clone(), here.direction.turned());
        self.ask(cx);
    }

    fn move_to(&mut self, row: u64, cx: &mut Cx<'_>) {
        let here = self.here_mut();
        here.cursor = row.min(here.total().saturating_sub(1));
        if here.has_left_window() {
            self.ask(cx);
        }
    }

    /// The rows behind the step under the cursor; where it has none, behind the place.
    fn rows(&self) -> Option<Relation> {
        self.here().step().and_then(|step| step.to.rows()).or_else(|| self.here().node.rows())
    }

    fn scroll(&mut self, is_down: bool, world: &World) {
        let place = self.places().details;
        let lines = self.here().steps().map_or(0, |steps| details::lines(steps, place.width.into(), world).len());
        let most = lines.saturating_sub(place.height.into());
        let step = usize::from(place.height / 2).max(1);
        let here = self.here_mut();
        here.scrolled = if is_down { (here.scrolled + step).min(most) } else { here.scrolled.saturating_sub(step) };
    }

    /// Whether there is more to say of the place than there is room for, however narrow its lines are.
    fn is_cut(&self) -> bool {
        let lines = self.here().steps().map_or(0, |steps| {
            let record = steps.text.as_ref().map_or(0, |text| text.fields.len() + text.line.lines().len() + 5);
            steps.about.columns.len() + record
        });
        lines > usize::from(self.places().details.height)
    }

    /// The places that one came through, and the line of the file where the way has come to one.
    fn written(&self, world: &World) -> String {
        let mut text = self.trail.iter().map(|stop| named(&stop.node, world)).collect::<Vec<_>>().join(" ▸ ");
        if let Some(steps) = self.here().steps()
            && let Some(record) = &steps.text
        {
            let cell = |name: &str| steps.about.cell(0, name).to_string();
            text += &format!("\n{}:{}", cell("file"), cell("line"));
            for line in record.line.lines() {
                text += &format!("\n{line}");
            }
        }
        text
    }
}

/// A place in words, with what tells it from others.
pub fn named(node: &Node, world: &World) -> String {
    let words = &world.look.words;
    let kind = words.text(&format!("origin.node.{}", node.kind())).to_owned();
    let name = match node {
        Node::Figure { relation: Relation::View { name, args }, row } => {
            let title = world.say(&format!("view.{name}.title"));
            let known = ["kpi", "segment", "channel_id", "source", "check_name"].into_iter();
            let of = known.filter_map(|name| row.get(name).or_else(|| args.get(name))?.text()).next();
            let of = of.map(|of| world.kpi(of).unwrap_or_else(|| words.value(of)));
            return of.map_or_else(|| title.clone(), |of| text::clean(&format!("{title}: {of}")));
        }
        Node::Figure { relation: Relation::Part { table, of }, row } if row.is_empty() => {
            return text::clean(&format!("{table} · {}", named(of, world)));
        }
        Node::Record { batch, record } => format!("{batch}:{record}"),
        other => other.id(),
    };
    text::clean(&format!("{kind} {name}"))
}

impl Overlay for Path {
    fn place(&self) -> Place {
        Place::Path
    }

    fn title(&self, world: &World) -> String {
        world.say("origin.title")
    }

    fn extent(&self, _: &World, _: u16) -> Extent {
        Extent::Full
    }

    fn offers(&self, command: Command) -> bool {
        match command {
            Command::StepIn => self.here().step().is_some(),
            Command::StepOut => self.trail.len() > 1,
            Command::StepRows => self.rows().is_some(),
            Command::StepQuery => self.figure().is_some(),
            Command::DetailsDown => self.is_cut(),
            command => command.is_hinted(),
        }
    }

    fn opened(&mut self, id: u32, cx: &mut Cx<'_>) {
        self.id = id;
        self.ask(cx);
    }

    fn answer(&mut self, _: &'static str, answer: Result<Response, Fault>, _: &mut Cx<'_>) {
        self.ticket = None;
        let here = self.here_mut();
        match answer {
            Ok(Response::Origin(steps)) => {
                here.node = steps.at.clone();
                here.cursor = here.cursor.min(steps.total.saturating_sub(1));
                here.answer = Some(Ok(*steps));
            }
            Ok(_) => {}
            Err(fault) => here.answer = Some(Err(fault)),
        }
    }

    fn changed(&mut self, cx: &mut Cx<'_>) {
        self.ask(cx);
    }

    fn closed(&mut self, cx: &mut Cx<'_>) {
        self.stop(cx);
    }

    fn interrupt(&mut self, cx: &mut Cx<'_>) -> bool {
        let is_waiting = self.ticket.is_some();
        self.stop(cx);
        is_waiting
    }

    fn command(&mut self, command: Command, _: Key, cx: &mut Cx<'_>) {
        let (cursor, page) = (self.here().cursor, u64::from(self.places().steps.height.max(2) - 1));
        match command {
            Command::StepUp => self.move_to(cursor.saturating_sub(1), cx),
            Command::StepDown => self.move_to(cursor + 1, cx),
            Command::StepPageUp => self.move_to(cursor.saturating_sub(page), cx),
            Command::StepPageDown => self.move_to(cursor + page, cx),
            Command::StepFirst => self.move_to(0, cx),
            Command::StepLast => self.move_to(u64::MAX, cx),
            Command::StepIn => self.go_in(cx),
            Command::StepOut => self.go_out(cx),
            Command::Turn => self.turn(cx),
            Command::DetailsDown => self.scroll(true, cx.world),
            Command::DetailsUp => self.scroll(false, cx.world),
            Command::StepRows => self.rows().into_iter().for_each(|relation| cx.open(rows::of(Pane::of(relation)))),
            Command::StepQuery => self.figure().into_iter().for_each(|relation| explain::open(relation, cx)),
            Command::CopyPath => cx.effect(Effect::Copy(self.written(cx.world))),
            _ => {}
        }
    }

    fn click(&mut self, x: u16, y: u16, cx: &mut Cx<'_>) {
        if let Some(row) = self.step_under(x, y) {
            if self.here().cursor == row {
                self.go_in(cx);
            } else {
                self.move_to(row, cx);
            }
        }
    }

    fn wheel(&mut self, is_down: bool) {
        let here = self.here_mut();
        let last = here.steps().map_or(0, |steps| steps.offset + steps.steps.len() as u64).saturating_sub(1);
        here.cursor = if is_down { (here.cursor + 3).min(last) } else { here.cursor.saturating_sub(3) };
    }

    fn fit(&mut self, area: Rect) {
        self.area = area;
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, world: &World) {
        self.paint(area, buf, world);
    }
}

/// A cell of what is known of a place, as it is read.
fn shown(cell: &Cell, kind: Kind, unit: Option<&str>, world: &World) -> String {
    world.format.cell(cell, kind, unit, &world.look.words)
}
