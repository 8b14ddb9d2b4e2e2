//! When a customer buys, where, what and for how much.
//!
//! Orders come at random moments whose density follows the segment's rate, the calendar and the advertising of the day.
//! Because advertising adds its own share to that density, the order that it caused can be told from the one that would
//! have come anyway: that is the truth an attribution is measured against.

use super::calendar::{Day, moment};
use super::dice::Dice;
use super::keys::WALK_IN;
use super::money::Money;
use super::people::Person;
use super::world::{STORES, World};
use jiff::civil::DateTime;

/// What the online shops take off everything on sale days.
const SALE: f64 = 0.1;
/// How much more often people who wait for sales buy on sale days, and less on others.
const SALE_PULL: [f64; 2] = [0.9, 1.7];
const DAYS_A_MONTH: f64 = 30.4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Web,
    App,
    Store(usize),
}

/// Why an order came: by itself, by a paid medium, or by a campaign (their places in the world's lists).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Own,
    Medium(usize),
    Campaign(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Completed,
    Cancelled,
    Returned,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub product: usize,
    pub quantity: i64,
    pub price: Money,
    /// What is taken off the whole line; negative in a return.
    pub discount: Money,
}

impl Line {
    pub fn amount(&self) -> Money {
        self.price.each(self.quantity) - self.discount
    }
}

#[derive(Debug, Clone)]
pub struct Order {
    /// Which of the customer's orders it is.
    pub ordinal: u64,
    pub at: DateTime,
    pub day: Day,
    pub place: Place,
    pub cause: Cause,
    pub status: Status,
    pub lines: Vec<Line>,
    /// The campaign whose offer was used.
    pub offer: Option<usize>,
    /// Whether the customer signed in, or showed a card.
    pub known: bool,
}

impl Order {
    pub fn key(&self, world: &World, number: u64) -> String {
        let prefix = match self.place {
            Place::Web => "W",
            Place::App => "A",
            Place::Store(store) => STORES[store].prefix,
        };
        world.keyring.order(prefix, number, self.ordinal)
    }

    pub fn amount(&self) -> Money {
        self.lines.iter().map(Line::amount).sum()
    }

    /// Takes the offer of a campaign off every line.
    pub fn redeem(&mut self, campaign: usize, world: &World) {
        let percent = world.campaigns.list[campaign].kind.offer.value as f64;
        for line in &mut self.lines {
            line.discount = line.discount + line.amount().times(percent / 100.0);
        }
        self.offer = Some(campaign);
    }
}

/// The orders that come by themselves or through advertising, in order of time.
pub fn draw(world: &World, person: &Person, dice: &mut Dice) -> Vec<Order> {
    let (first, end) = (person.joined.max(0), person.fate.end(world));
    if world.segments[person.segment].buys_once() {
        let day = if person.joined >= 0 { person.joined } else { dice.between(0, i64::from(end) - 1) as Day };
        return vec![order(world, person, day, Cause::Own, dice)];
    }
    let mut days = days(world, person, first, end, dice);
    if person.joined >= 0 {
        days.insert(0, first);
    }
    let caused = |day, dice: &mut Dice| world.advertising.cause(day, dice).map_or(Cause::Own, Cause::Medium);
    days.into_iter()
        .take(WALK_IN as usize / 2)
        .map(|day| {
            let cause = caused(day, dice);
            order(world, person, day, cause, dice)
        })
        .collect()
}

/// Thinning: candidates come at the greatest density there is, and each is kept as its own day is busy.
fn days(world: &World, person: &Person, first: Day, end: Day, dice: &mut Dice) -> Vec<Day> {
    let segment = &world.segments[person.segment];
    let pull = if segment.waits_for_sales() { SALE_PULL } else { [1.0, 1.0] };
    let most = world.busiest * pull[1];
    let rate = segment.rate * person.vigour / DAYS_A_MONTH * most;
    let (mut days, mut time) = (Vec::new(), f64::from(first));
    loop {
        time += dice.wait() / rate;
        if time >= f64::from(end) {
            return days;
        }
        let day = time as Day;
        let density = world.calendar.busy(day) * (1.0 + world.advertising.lift(day));
        if dice.chance(density * pull[usize::from(world.calendar.on_sale(day))] / most) {
            days.push(day);
        }
    }
}

/// One order of that day.
pub fn order(world: &World, person: &Person, day: Day, cause: Cause, dice: &mut Dice) -> Order {
    let place = place(world, person, dice);
    let (open, close) = if matches!(place, Place::Store(_)) { (10, 22) } else { (7, 24) };
    let known = match place {
        Place::Web => person.keys.web.is_some() && dice.chance(0.95),
        Place::App => true,
        Place::Store(_) => person.keys.member.is_some() && dice.chance(0.85),
    };
    let cancelled = !matches!(place, Place::Store(_)) && dice.chance(0.015);
    Order {
        ordinal: 0,
        at: moment(world.calendar.date(day), open, close, dice),
        day,
        place,
        cause,
        status: if cancelled { Status::Cancelled } else { Status::Completed },
        lines: basket(world, person, day, place, dice),
        offer: None,
        known,
    }
}

/// Where they buy: as their segment likes, among what they have an account for. Some buy in the web shop without one.
fn place(world: &World, person: &Person, dice: &mut Dice) -> Place {
    let [web, app, store] = world.segments[person.segment].mix;
    let web = if person.keys.web.is_some() { web } else { 0.03 };
    let app = if person.keys.app.is_some() { app } else { 0.0 };
    match dice.weighted(&[web, app, store]) {
        0 => Place::Web,
        1 => Place::App,
        // Travellers buy in another city now and then.
        _ if dice.chance(0.03) => Place::Store(dice.place(STORES.len())),
        _ => Place::Store(person.region.min(STORES.len() - 1)),
    }
}

fn basket(world: &World, person: &Person, day: Day, place: Place, dice: &mut Dice) -> Vec<Line> {
    let segment = &world.segments[person.segment];
    let month = world.calendar.month_of(world.calendar.date(day));
    let online = !matches!(place, Place::Store(_));
    let sale = if online && world.calendar.on_sale(day) { SALE } else { 0.0 };
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..=dice.count(segment.basket - 1.0) {
        let product = choose(world, segment.bargain, segment.premium, day, dice);
        if lines.iter().any(|line| line.product == product) {
            continue;
        }
        let price = world.catalogue.price_on(product, month);
        let quantity = 1 + i64::from(dice.chance(0.18)) + 2 * i64::from(dice.chance(0.04));
        let off = (world.catalogue.depth(product, day) + sale).min(0.5);
        lines.push(Line { product, quantity, price, discount: price.each(quantity).times(off) });
    }
    lines
}

/// A product, or the dearer of two for those who like the best.
fn choose(world: &World, pull: f64, premium: f64, day: Day, dice: &mut Dice) -> usize {
    let one = world.catalogue.draw(day, pull, dice);
    if !dice.chance(premium) {
        return one;
    }
    let other = world.catalogue.draw(day, pull, dice);
    let price = |product: usize| world.catalogue.products[product].price;
    if price(other) > price(one) { other } else { one }
}

/// What comes back some days later: one line of a completed order.
pub fn returned(world: &World, order: &Order, dice: &mut Dice) -> Option<Order> {
    if order.status != Status::Completed || !dice.chance(0.035) {
        return None;
    }
    let day = order.day + dice.between(2, 14) as Day;
    let line = dice.pick(&order.lines).filter(|_| day < world.calendar.days)?;
    Some(Order {
        at: moment(world.calendar.date(day), 10, 21, dice),
        day,
        status: Status::Returned,
        lines: vec![Line { quantity: -line.quantity, discount: -line.discount, ..line.clone() }],
        offer: None,
        ..order.clone()
    })
}

/// A customer of whom nothing is known: somebody walks in and pays cash. Belongs to nobody, even in truth.
pub fn walk_in(world: &World, person: &Person, dice: &mut Dice) -> Option<Order> {
    let walks_in = dice.chance(0.45 * f64::from(world.calendar.months) / 18.0);
    let day = dice.between(0, i64::from(world.calendar.days) - 1) as Day;
    let busy_enough = dice.chance(world.calendar.busy(day));
    (walks_in && busy_enough).then(|| Order {
        ordinal: WALK_IN,
        at: moment(world.calendar.date(day), 10, 22, dice),
        place: Place::Store(person.region),
        status: Status::Completed,
        lines: basket(world, person, day, Place::Store(person.region), dice),
        known: false,
        ..order(world, person, day, Cause::Own, dice)
    })
}
