use super::command::{Command, Place};
use super::keymap::{Key, Match};
use super::model::{Model, Standing};
use super::overlay::{self, Console};
use super::world::{Act, Cx, Effect, Message, Notice, Opening, PaneAt, To};
use crate::jobs::{JobEvent, Progress};
use crate::service::{Code, Event, Fault, Request, Response, Ticket};
use crate::value::{Grain, Scope};
use crossterm::event::{KeyCode, MouseButton, MouseEvent, MouseEventKind};

/// Runs of which news is kept.
const RUNS_KEPT: usize = 50;

/// Takes a message in; what is to be done outside comes back.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Clock(now) => {
            model.world.now = Some(now);
            return Vec::new();
        }
        Message::Size { width, height } => {
            model.screen.width = width;
            model.screen.height = height;
        }
        Message::Key(key) => key_pressed(model, key),
        Message::Mouse(event) => mouse(model, event),
        Message::Paste(text) => {
            let top = model.overlays.len().wrapping_sub(1);
            model.on_overlay(top, |standing, cx| standing.overlay.paste(&text, cx));
        }
        Message::Opened(Ok(())) => opened(model),
        Message::Opened(Err(fault)) if model.world.opening == Opening::Lost => lost(model, fault),
        Message::Opened(Err(fault)) => model.world.opening = Opening::Failed(fault),
        Message::Answer(ticket, answer) => answered(model, ticket, answer),
        Message::Event(event) => happened(model, event),
        Message::Copied(Ok(way)) => model.notice = Some(Notice::good(model.world.say(way))),
        Message::Copied(Err(what)) => model.notice = Some(Notice::bad(what)),
        Message::Interrupt => interrupt(model),
    }
    carry_out(model);
    model.settle();
    std::mem::take(&mut model.desk.effects)
}

/// Carries out what parts have asked for, until none asks for more.
fn carry_out(model: &mut Model) {
    while !model.desk.acts.is_empty() {
        for act in std::mem::take(&mut model.desk.acts) {
            match act {
                Act::Open(overlay) => model.stand(overlay),
                Act::Close => close(model),
                Act::Say(notice) => model.notice = Some(notice),
                Act::Scope(scope) => set_scope(model, scope),
                Act::Go(tab) => go(model, tab),
                Act::Command(command) => everywhere(model, command),
                Act::Keep(name, Some(draft)) => drop(model.world.drafts.insert(name, draft)),
                Act::Keep(name, None) => drop(model.world.drafts.remove(&name)),
                Act::Customer(customer) => show_customer(model, customer),
                Act::Pane(PaneAt::Tab(tab, pane), change) => model.tabs[tab].panes[pane].change(change),
                Act::Pane(PaneAt::Overlay(id), change) => {
                    let standing = model.overlays.iter_mut().find(|standing| standing.id == id);
                    if let Some(pane) = standing.and_then(|standing| standing.overlay.pane_mut()) {
                        pane.change(change);
                    }
                }
            }
        }
    }
}

fn show_customer(model: &mut Model, customer: i64) {
    while !model.overlays.is_empty() {
        close(model);
    }
    if let Some(tab) = model.tabs.iter().position(|tab| tab.place() == Place::Crm) {
        go(model, tab);
        model.shown_tab().show_customer(customer);
    }
}

fn close(model: &mut Model) {
    let top = model.overlays.len().wrapping_sub(1);
    model.on_overlay(top, |standing, cx| standing.overlay.closed(cx));
    model.overlays.pop();
}

fn opened(model: &mut Model) {
    let before = std::mem::replace(&mut model.world.opening, Opening::Open);
    if before == Opening::Lost {
        model.notice = Some(Notice::good(model.world.say("screen.attached_again")));
        outdate(model);
    }
    let mut cx = Cx { world: &model.world, desk: &mut model.desk };
    cx.ask(To::Overview, Request::Overview);
    if cx.world.look.first_run && before != Opening::Lost {
        cx.open(overlay::tour::Tour::default());
    }
}

/// Says that the service is not there, and keeps what is on the screen. Of the runs that it had under way, another knows
/// more: it tells them anew.
fn lost(model: &mut Model, fault: Fault) {
    model.world.opening = Opening::Lost;
    model.world.runs.retain(|run| run.progress.has_ended());
    // What would be right is to be read although it is attached again at once.
    if fault.code == Code::LetGo {
        model.stand(Box::new(overlay::reader::let_go(&fault, &model.world)));
    }
    let hint = model.world.say("screen.attaching_again");
    model.notice = Some(Notice { hint: Some(hint), ..Notice::bad(fault.message) });
}

/// The place whose keys are looked up.
fn place(model: &Model) -> Place {
    match model.overlays.last() {
        Some(standing) => standing.overlay.place(),
        None => model.tabs[model.tab].place(),
    }
}

fn key_pressed(model: &mut Model, key: Key) {
    if key.ctrl && key.code == KeyCode::Char('c') {
        return interrupt(model);
    }
    let place = place(model);
    model.chord.push(key);
    match model.world.look.keymap.find(place, &model.chord) {
        Match::Command(command) => {
            model.chord.clear();
            model.notice = None;
            perform(model, command, key);
        }
        Match::Begins(_) => {}
        Match::Nothing => {
            let was_begun = model.chord.len() > 1;
            model.chord.clear();
            let top = model.overlays.len().wrapping_sub(1);
            if !was_begun {
                model.on_overlay(top, |standing, cx| standing.overlay.key(key, cx));
            }
        }
    }
}

fn perform(model: &mut Model, command: Command, key: Key) {
    if !model.world.offers(command) {
        model.notice = Some(refused(model, command));
        return;
    }
    if model.overlays.is_empty() {
        if !model.on_tab(|tab, cx| tab.command(command, cx)) {
            everywhere(model, command);
        }
        return;
    }
    let top = model.overlays.len() - 1;
    model.on_overlay(top, |standing: &mut Standing, cx| {
        let at = PaneAt::Overlay(standing.id);
        if command == Command::Close {
            cx.close();
        } else if command.place() != Place::Table
            || !standing.overlay.pane_mut().is_some_and(|pane| pane.command(command, at, cx))
        {
            standing.overlay.command(command, key, cx);
        }
    });
}

/// Why a command is not carried out: who sits here may not, or there is nothing to unmask.
fn refused(model: &Model, command: Command) -> Notice {
    let grant = command.grant().filter(|grant| model.world.overview.as_ref().is_some_and(|it| !it.you.may(*grant)));
    let Some(grant) = grant else { return Notice::good(model.world.say("unmask.nothing")) };
    let roles = model.world.overview.as_ref().map(|overview| overview.you.roles.join(", ")).unwrap_or_default();
    let words = &model.world.look.words;
    Notice {
        hint: Some(words.text("access.hint").to_owned()),
        ..Notice::bad(
            words.say("access.lacks", &[("role", &roles), ("grant", &words.text(&format!("grant.{}", grant.name())))]),
        )
    }
}

/// The commands that are the same on every tab.
fn everywhere(model: &mut Model, command: Command) {
    if !model.world.offers(command) {
        model.notice = Some(refused(model, command));
        return;
    }
    if let Some(tab) = command.tab() {
        return go(model, tab);
    }
    let count = model.tabs.len();
    let place = model.tabs[model.tab].place();
    let mut cx = Cx { world: &model.world, desk: &mut model.desk };
    match command {
        Command::NextTab => go(model, (model.tab + 1) % count),
        Command::PreviousTab => go(model, (model.tab + count - 1) % count),
        Command::Help => cx.open(overlay::help::help(place, cx.world)),
        Command::Glossary => cx.open(overlay::help::glossary(cx.world)),
        Command::Palette => cx.open(overlay::picker::palette(place, cx.world)),
        Command::Scope => cx.open(overlay::scope::form(cx.world)),
        Command::Jobs => cx.open(overlay::jobs::Jobs::default()),
        Command::Audit => cx.open(overlay::audit::entries()),
        Command::Console => cx.open(Console::new(cx.world)),
        Command::Unmask => cx.open(overlay::unmask::form(cx.world)),
        Command::Tour => cx.open(overlay::tour::Tour::default()),
        Command::Day => set_grain(model, Grain::Day),
        Command::Week => set_grain(model, Grain::Week),
        Command::Month => set_grain(model, Grain::Month),
        Command::Quarter => set_grain(model, Grain::Quarter),
        Command::RefreshAll => {
            let said = cx.text("jobs.queued");
            cx.order(Request::Refresh, said);
        }
        Command::Reload => {
            let said = cx.text("screen.reloaded");
            cx.order(Request::Reload, said);
        }
        // What was begun goes on in the service.
        Command::Quit => cx.effect(Effect::Quit),
        // What a tab or a panel does has been tried; from the palette it comes here first.
        command => {
            model.on_tab(|tab, cx| tab.command(command, cx));
        }
    }
}

fn go(model: &mut Model, tab: usize) {
    model.tab = tab.min(model.tabs.len() - 1);
}

fn set_grain(model: &mut Model, grain: Grain) {
    let scope = Scope { grain, ..model.world.scope.clone() };
    set_scope(model, scope);
}

fn set_scope(model: &mut Model, scope: Scope) {
    if model.world.scope != scope {
        model.world.scope = scope;
        outdate(model);
    }
}

/// What is shown may be out of date: all panels ask again when they are next on the screen.
fn outdate(model: &mut Model) {
    model.tabs.iter_mut().flat_map(|tab| &mut tab.panes).for_each(super::pane::Pane::is_outdated);
    for at in 0..model.overlays.len() {
        model.on_overlay(at, |standing, cx| standing.overlay.changed(cx));
    }
}

fn interrupt(model: &mut Model) {
    let top = model.overlays.len().wrapping_sub(1);
    let stopped = model.on_overlay(top, |standing, cx| standing.overlay.interrupt(cx));
    if stopped != Some(true) {
        model.desk.effects.push(Effect::Quit);
    }
}

fn answered(model: &mut Model, ticket: Ticket, answer: Result<Response, Fault>) {
    // A question that was dropped has no one who waits for its answer.
    let Some(to) = model.desk.settle(ticket) else { return };
    let is_lost = answer.as_ref().is_err_and(|fault| matches!(fault.code, Code::Gone | Code::Ended | Code::LetGo));
    match to {
        // What is shown stays; it is asked for again when the service is there again.
        To::Overview | To::Pane(_) if is_lost => {}
        To::Overview => match answer {
            Ok(Response::Overview(overview)) => {
                let is_new_currency = model.world.format.currency != overview.currency;
                model.world.format.currency.clone_from(&overview.currency);
                model.world.overview = Some(*overview);
                if is_new_currency {
                    outdate(model);
                }
            }
            Ok(_) => {}
            Err(fault) => model.notice = Some(fault.into()),
        },
        To::Pane(at) => {
            let answer = answer.map(|response| match response {
                Response::Rows(table) => table,
                _ => crate::value::Table::default(),
            });
            pane_answered(model, at, answer);
        }
        To::Overlay(id, what) => {
            let at = model.overlays.iter().position(|standing| standing.id == id);
            if let Some(at) = at {
                model.on_overlay(at, |standing, cx| standing.overlay.answer(what, answer, cx));
            }
        }
        To::Clipboard(column) => copied(model, &column, answer),
        To::Line(said) => {
            if let Err(fault) = &answer
                && fault.code == Code::Conflict
            {
                model.stand(Box::new(overlay::reader::overtaken(fault, &model.world)));
            }
            let is_unmasked = matches!(answer, Ok(Response::Unmasked { .. }));
            model.notice = Some(line(model, said, answer));
            if is_unmasked {
                happened(model, Event::Changed);
            }
        }
    }
}

fn pane_answered(model: &mut Model, at: PaneAt, answer: Result<crate::value::Table, Fault>) {
    match at {
        PaneAt::Tab(tab, pane) => model.tabs[tab].answer(pane, answer, &model.world),
        PaneAt::Overlay(id) => {
            let standing = model.overlays.iter_mut().find(|standing| standing.id == id);
            if let Some(pane) = standing.and_then(|standing| standing.overlay.pane_mut()) {
                pane.answer(answer, &model.world);
            }
        }
    }
}

fn copied(model: &mut Model, column: &str, answer: Result<Response, Fault>) {
    match answer {
        Ok(Response::Rows(table)) => {
            let texts = (0..table.rows.len()).map(|row| table.cell(row, column).to_string());
            let text = texts.collect::<Vec<_>>().join("\n");
            model.desk.effects.push(Effect::Copy(text));
        }
        Ok(_) => {}
        Err(fault) => model.notice = Some(fault.into()),
    }
}

/// What the bottom line says of something that was ordered.
fn line(model: &Model, said: String, answer: Result<Response, Fault>) -> Notice {
    match answer {
        Ok(Response::Exported { path, rows, withdrawn }) => {
            let path = path.display();
            let written = said.replace("{rows}", &rows.to_string()).replace("{path}", &path.to_string());
            Notice::good(if withdrawn == 0 {
                written
            } else {
                let left_out = model.world.look.words.say("export.withdrawn", &[("count", &withdrawn)]);
                format!("{written} · {left_out}")
            })
        }
        Ok(Response::Queued(runs)) if runs.is_empty() => Notice::good(model.world.say("jobs.nothing")),
        Ok(Response::Queued(mut runs)) => {
            let text = said.replace("{n}", &runs.len().to_string());
            // News of a run may come before the answer that names it.
            let known = &model.world.runs;
            runs.retain(|run| !known.iter().any(|news| news.run == *run && news.progress.has_ended()));
            Notice { runs, ..Notice::good(text) }
        }
        Ok(Response::Unmasked { minutes }) => Notice::good(said.replace("{minutes}", &minutes.to_string())),
        Ok(_) => Notice::good(said),
        Err(fault) if fault.code == Code::Conflict => Notice::bad(model.world.say("screen.overtaken")),
        Err(fault) if fault.code == Code::Cancelled => Notice::good(model.world.say("screen.cancelled")),
        Err(fault) => fault.into(),
    }
}

fn happened(model: &mut Model, event: Event) {
    match event {
        Event::Job(news) => told(model, news),
        Event::Sending(news) => model.desk.is_sending(news),
        Event::Gone(fault) => lost(model, fault),
        Event::News(news) => {
            let text = news.said(&model.world.look.words);
            model.notice = Some(if news.is_bad() { Notice::bad(text) } else { Notice::good(text) });
        }
        Event::Changed => {
            outdate(model);
            let mut cx = Cx { world: &model.world, desk: &mut model.desk };
            let asked = cx.desk.pending.iter().find(|(_, to)| **to == To::Overview).map(|(ticket, _)| *ticket);
            asked.into_iter().for_each(|ticket| cx.drop_question(ticket));
            cx.ask(To::Overview, Request::Overview);
        }
    }
}

fn told(model: &mut Model, news: JobEvent) {
    if let Progress::Failed { message, hint } | Progress::Unsupported { message, hint } = &news.progress {
        let title = model.world.say(&format!("job.{}.title", news.job));
        let is_bad = matches!(news.progress, Progress::Failed { .. });
        let text = format!("{title}: {message}");
        model.notice = Some(Notice { hint: hint.clone(), is_bad, ..Notice::good(text) });
    }
    if news.progress.has_ended() {
        outlive(model, &news);
    }
    let runs = &mut model.world.runs;
    match runs.iter_mut().find(|known| known.run == news.run) {
        Some(known) => *known = news,
        None => runs.push(news),
    }
    let excess = runs.len().saturating_sub(RUNS_KEPT);
    runs.drain(..excess);
}

/// What was said of runs is no longer true when the last of them has ended: what it came to takes its place.
fn outlive(model: &mut Model, news: &JobEvent) {
    let Some(notice) = model.notice.as_mut().filter(|notice| notice.runs.contains(&news.run)) else { return };
    notice.runs.retain(|run| *run != news.run);
    if notice.runs.is_empty() {
        let text = overlay::jobs::outcome(news, &model.world);
        let title = model.world.say(&format!("job.{}.title", news.job));
        model.notice = Some(Notice::good(format!("{title}: {text}")));
    }
}

fn mouse(model: &mut Model, event: MouseEvent) {
    let (x, y) = (event.column, event.row);
    let wheel = match event.kind {
        MouseEventKind::ScrollDown => Some(true),
        MouseEventKind::ScrollUp => Some(false),
        MouseEventKind::Down(MouseButton::Left) => None,
        _ => return,
    };
    let width = model.frame().body.width;
    if let Some(top) = model.overlays.len().checked_sub(1) {
        model.on_overlay(top, |standing, cx| {
            let area = super::model::inner(standing.area, standing.overlay.extent(cx.world, width));
            match wheel {
                Some(is_down) => standing.overlay.wheel(is_down),
                None if area.contains((x, y).into()) => standing.overlay.click(x - area.x, y - area.y, cx),
                None => {}
            }
        });
        return;
    }
    match wheel {
        Some(is_down) => model.on_tab(|tab, _| tab.wheel(x, y, is_down)),
        None if y == 0 => {
            if let Some(tab) = super::view::tab_under(model, x) {
                go(model, tab);
            }
        }
        None => model.on_tab(|tab, cx| tab.click(x, y, cx)),
    }
}
