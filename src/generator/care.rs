//! Calls to the service desk, and answers to the survey: where the drivers of churn can be seen.

use super::calendar::{Day, LAST, moment};
use super::dice::Dice;
use super::orders::{Order, Place};
use super::people::Person;
use super::texts;
use super::world::World;
use jiff::ToSpan;
use jiff::civil::DateTime;

pub struct Call {
    pub at: DateTime,
    pub kind: &'static str,
    pub subject: &'static str,
    pub said: String,
    pub status: &'static str,
    pub resolved_at: Option<DateTime>,
}

pub struct Answer {
    pub at: DateTime,
    pub score: i64,
    pub comment: String,
    pub product: Option<usize>,
    pub place: &'static str,
}

pub fn draw(world: &World, person: &Person, orders: &[Order], dice: &mut Dice) -> (Vec<Call>, Vec<Answer>) {
    (calls(world, person, dice), answers(world, person, orders, dice))
}

fn calls(world: &World, person: &Person, dice: &mut Dice) -> Vec<Call> {
    let mut calls = Vec::new();
    if person.keys.caller.is_none() {
        return calls;
    }
    if let Some(complaint) = person.fate.complaint {
        let at = moment(world.calendar.date(complaint.day), 9, 20, dice);
        let subject = ["delivery", "damaged goods", "payment"][dice.place(3)];
        calls.push(Call {
            status: if complaint.resolved { "resolved" } else { "open" },
            resolved_at: complaint.resolved.then(|| at.saturating_add(dice.between(2, 150).hours())),
            ..call(world, person, at, "complaint", subject, dice)
        });
    }
    let asks = if calls.is_empty() { 1 } else { dice.count(0.4) };
    for _ in 0..asks {
        let day = dice.between(i64::from(person.joined.max(0)), i64::from(world.calendar.days) - 1) as Day;
        let at = moment(world.calendar.date(day), 9, 20, dice);
        let (kind, subject) = if dice.chance(0.8) { ("inquiry", "product") } else { ("call", "follow-up") };
        let resolved_at = Some(at.saturating_add(dice.between(3, 40).minutes()));
        calls.push(Call { resolved_at, ..call(world, person, at, kind, subject, dice) });
    }
    for call in &mut calls {
        // What is solved after the period is still open in it.
        if call.resolved_at.is_none_or(|at| at.date() > LAST) {
            (call.status, call.resolved_at) = ("open", None);
        }
    }
    calls
}

fn call(
    world: &World,
    person: &Person,
    at: DateTime,
    kind: &'static str,
    subject: &'static str,
    dice: &mut Dice,
) -> Call {
    let texts = match kind {
        "complaint" => &world.texts.complaint,
        "inquiry" => &world.texts.inquiry,
        _ => &world.texts.call,
    };
    let product = dice.pick(&world.catalogue.products).map_or("", |product| product.name.written_in(person.language));
    Call {
        at,
        kind,
        subject,
        said: texts::say(texts, person.language, product, dice),
        status: "resolved",
        resolved_at: None,
    }
}

/// Some members answer after an order: worse, if they complained before and were left alone.
fn answers(world: &World, person: &Person, orders: &[Order], dice: &mut Dice) -> Vec<Answer> {
    if person.keys.member.is_none() {
        return Vec::new();
    }
    let mut answers = Vec::new();
    for order in orders {
        let complaint = person.fate.complaint.filter(|complaint| complaint.day <= order.day);
        if dice.chance(if complaint.is_some() { 0.2 } else { 0.06 }) {
            let hurt = complaint.map_or(0.0, |complaint| if complaint.resolved { 0.8 } else { 2.4 });
            answers.push(answer(world, person, order, 4.2 - hurt, dice));
        }
    }
    answers.retain(|answer| answer.at.date() <= LAST);
    answers
}

fn answer(world: &World, person: &Person, order: &Order, mood: f64, dice: &mut Dice) -> Answer {
    let score = ((mood + 0.8 * dice.normal()).round() as i64).clamp(1, 5);
    let product = order.lines.first().map(|line| line.product);
    let name = product.map_or("", |product| world.catalogue.products[product].name.written_in(person.language));
    Answer {
        at: order.at.saturating_add(dice.between(1, 96).hours()),
        score,
        comment: texts::say(world.texts.survey.for_score(score), person.language, name, dice),
        product,
        place: match order.place {
            Place::Web => "web",
            Place::App => "app",
            Place::Store(_) => "store",
        },
    }
}
