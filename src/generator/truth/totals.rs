use crate::generator::campaigns::Arm;
use crate::generator::life::Life;
use crate::generator::money::Money;
use crate::generator::orders::{Cause, Order, Status};
use crate::generator::people::Person;
use crate::generator::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// What is counted while lives pass by: as large as the period, however many customers there are.
pub struct Totals {
    pub months: Vec<Month>,
    /// By the places of the world's media.
    pub media: Vec<Caused>,
    /// By the places of the world's campaigns.
    pub campaigns: Vec<Tried>,
    pub segments: BTreeMap<String, Kind>,
    pub left: u64,
    pub customers: u64,
}

/// Completed and returned sales of one month, walk-ins included.
#[derive(Debug, Clone, Default)]
pub struct Month {
    pub revenue: Money,
    pub orders: u64,
    pub active: u64,
    pub new_customers: u64,
    pub categories: Vec<Money>,
}

/// Orders that would not have come without it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Caused {
    pub orders: u64,
    pub revenue: Money,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Tried {
    pub sent: u64,
    pub holdout: u64,
    /// Who bought while it ran, of each.
    pub sent_buyers: u64,
    pub holdout_buyers: u64,
    pub caused: Caused,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Kind {
    pub customers: u64,
    pub orders: u64,
    pub revenue: Money,
}

impl Totals {
    pub fn new(world: &World) -> Totals {
        let month = Month { categories: vec![Money::default(); world.catalogue.categories.len()], ..Month::default() };
        Totals {
            months: vec![month; world.calendar.months as usize],
            media: vec![Caused::default(); world.advertising.media.len()],
            campaigns: vec![Tried::default(); world.campaigns.list.len()],
            segments: BTreeMap::new(),
            left: 0,
            customers: 0,
        }
    }

    pub fn add(&mut self, world: &World, person: &Person, life: &Life) {
        self.customers += 1;
        self.left += u64::from(person.fate.left.is_some());
        for order in life.orders.iter().chain(&life.walk_in).filter(|order| order.status != Status::Cancelled) {
            self.sold(world, order);
        }
        self.active(world, person, life);
        self.tried(world, life);
        let kind = self.segments.entry(person.segment_name(world).to_owned()).or_default();
        kind.customers += 1;
        kind.orders += life.orders.iter().filter(|order| order.status == Status::Completed).count() as u64;
        kind.revenue =
            kind.revenue + life.orders.iter().filter(|o| o.status != Status::Cancelled).map(Order::amount).sum();
    }

    fn sold(&mut self, world: &World, order: &Order) {
        let completed = u64::from(order.status == Status::Completed);
        let month = &mut self.months[world.calendar.month_of(order.at.date())];
        month.orders += completed;
        for line in &order.lines {
            let category = &mut month.categories[world.catalogue.products[line.product].category];
            *category = *category + line.amount();
        }
        month.revenue = month.revenue + order.amount();
        let caused = match order.cause {
            Cause::Own => return,
            Cause::Medium(place) => &mut self.media[place],
            Cause::Campaign(place) => &mut self.campaigns[place].caused,
        };
        caused.orders += completed;
        caused.revenue = caused.revenue + order.amount();
    }

    fn active(&mut self, world: &World, person: &Person, life: &Life) {
        let bought = life.orders.iter().filter(|order| order.status == Status::Completed && order.known);
        let months: BTreeSet<usize> = bought.map(|order| world.calendar.month_of(order.at.date())).collect();
        for month in months {
            self.months[month].active += 1;
        }
        if person.joined >= 0 {
            self.months[world.calendar.month_of(world.calendar.date(person.joined))].new_customers += 1;
        }
    }

    fn tried(&mut self, world: &World, life: &Life) {
        for contact in &life.contacts {
            let (campaign, seen) = (&world.campaigns.list[contact.campaign], &mut self.campaigns[contact.campaign]);
            let window = campaign.from + 2..=campaign.to;
            let buys = life.orders.iter().any(|order| order.status == Status::Completed && window.contains(&order.day));
            let (members, buyers) = match contact.arm {
                Arm::Sent => (&mut seen.sent, &mut seen.sent_buyers),
                Arm::Holdout => (&mut seen.holdout, &mut seen.holdout_buyers),
            };
            *members += 1;
            *buyers += u64::from(buys);
        }
    }
}
