//! The touchpoints before an order, and those that lead nowhere. Only what the shops' own counters can see: a poster is
//! never clicked, so what it does shows in sales alone.

use super::calendar::{Day, moment};
use super::dice::Dice;
use super::orders::{Cause, Order, Place};
use super::people::Person;
use super::world::{STORES, World};
use jiff::ToSpan;
use jiff::civil::DateTime;

/// Which of the two counters saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Web,
    App,
}

pub struct Touch<'w> {
    pub at: DateTime,
    pub side: Side,
    pub kind: &'static str,
    pub channel: &'w str,
    pub campaign: Option<&'w str>,
    pub product: Option<usize>,
    pub store: Option<&'static str>,
    /// Whether the counter knew who it was; else it has a visitor only.
    pub signed_in: bool,
}

/// Visits that lead to no order, in a month.
const BROWSING: f64 = 0.07;

pub fn draw<'w>(world: &'w World, person: &Person, orders: &[Order], dice: &mut Dice) -> Vec<Touch<'w>> {
    let mut touches = Vec::new();
    for order in orders {
        if let Some(side) = side(person, order.place) {
            before(world, person, order, side, &mut touches, dice);
        }
    }
    if let Some(side) = side(person, Place::Store(0)) {
        browse(world, person, side, &mut touches, dice);
    }
    touches.retain(|touch| touch.at.date() >= world.calendar.first);
    touches
}

/// The counter that sees the customer before an order at `place`, if they have an account there.
fn side(person: &Person, place: Place) -> Option<Side> {
    match place {
        Place::Web => Some(Side::Web),
        Place::App => Some(Side::App),
        Place::Store(_) if person.keys.app.is_some() => Some(Side::App),
        Place::Store(_) => person.keys.web.as_ref().map(|_| Side::Web),
    }
}

fn before<'w>(
    world: &'w World,
    person: &Person,
    order: &Order,
    side: Side,
    touches: &mut Vec<Touch<'w>>,
    dice: &mut Dice,
) {
    let product = order.lines.first().map(|line| line.product);
    let mut touch = |touch: Touch<'w>| touches.push(touch);
    let earlier = |minutes: i64| order.at.saturating_sub(minutes.minutes());
    let new = |at, kind, channel, dice: &mut Dice| Touch { product, ..blank(person, at, side, kind, channel, dice) };
    if let Some((channel, campaign)) = leading(world, order.cause, dice) {
        let at = earlier(dice.between(20, 4 * 24 * 60));
        touch(Touch { campaign, ..new(at, "click", channel, dice) });
    }
    if let Some(claimant) = world.advertising.claimant(dice) {
        let at = earlier(dice.between(12, 40));
        touch(new(at, "click", &world.advertising.media[claimant].id, dice));
    }
    match order.place {
        Place::Store(store) if dice.chance(0.12) => {
            let at = earlier(dice.between(60, 3000));
            touch(Touch { store: Some(STORES[store].id), product: None, ..new(at, "booking", side.channel(), dice) });
        }
        Place::Store(_) => {}
        Place::Web | Place::App => {
            if dice.chance(0.15) {
                touch(Touch { product: None, ..new(earlier(dice.between(8, 11)), "visit", "direct", dice) });
            }
            if dice.chance(0.2) {
                touch(new(earlier(dice.between(5, 8)), "view", side.channel(), dice));
            }
            if dice.chance(0.25) {
                touch(new(earlier(dice.between(1, 4)), "add_to_cart", side.channel(), dice));
            }
        }
    }
}

/// What led to the order in truth, where it can be clicked: with its channel, and its campaign if it was one.
fn leading<'w>(world: &'w World, cause: Cause, dice: &mut Dice) -> Option<(&'w str, Option<&'w str>)> {
    match cause {
        Cause::Own => None,
        Cause::Campaign(place) => {
            let campaign = &world.campaigns.list[place];
            Some((&campaign.kind.channel, Some(&campaign.id)))
        }
        Cause::Medium(place) => {
            let medium = &world.advertising.media[place];
            (medium.ads.ctr > 0.0 && dice.chance(0.85)).then_some((medium.id.as_str(), None))
        }
    }
}

fn browse<'w>(world: &'w World, person: &Person, side: Side, touches: &mut Vec<Touch<'w>>, dice: &mut Dice) {
    let (first, end) = (person.joined.max(0), person.fate.end(world));
    let months = f64::from(end - first) / 30.4;
    for _ in 0..dice.count((BROWSING * months).max(0.001)) {
        let day = dice.between(i64::from(first), i64::from(end) - 1) as Day;
        let at = moment(world.calendar.date(day), 7, 24, dice);
        let medium = world.advertising.seen(dice);
        let (kind, channel) = match dice.weighted(&[0.5, 0.35, 0.1, 0.05]) {
            0 => ("click", world.advertising.media[medium].id.as_str()),
            1 => ("view", side.channel()),
            2 => ("add_to_cart", side.channel()),
            _ => ("share", side.channel()),
        };
        let product = Some(world.catalogue.draw(day, 1.0, dice));
        touches.push(Touch { product, ..blank(person, at, side, kind, channel, dice) });
    }
}

fn blank<'w>(
    person: &Person,
    at: DateTime,
    side: Side,
    kind: &'static str,
    channel: &'w str,
    dice: &mut Dice,
) -> Touch<'w> {
    let signed_in = match side {
        Side::Web => person.keys.web.is_some() && dice.chance(0.75),
        Side::App => true,
    };
    Touch { at, side, kind, channel, campaign: None, product: None, store: None, signed_in }
}

impl Side {
    pub fn channel(self) -> &'static str {
        match self {
            Side::Web => "web",
            Side::App => "app",
        }
    }
}
