//! Channels, what is spent on them by day, and what that truly does.
//!
//! Pressure builds up and fades (adstock), and has diminishing returns. `claim` is the trap: some channels are clicked
//! just before orders that would have come anyway, so that last touch praises what causes little.

use super::calendar::{Calendar, Day};
use super::dice::{Dice, Purpose};
use super::money::Money;
use super::{GenerateError, Plan, words};
use serde::Deserialize;

/// How many days of adstock from before the period are counted in.
const WARM_UP: Day = 30;

#[derive(Deserialize)]
struct Words {
    channel: Vec<Channel>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub ads: Option<Ads>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Ads {
    pub spend: f64,
    pub effect: f64,
    pub decay: f64,
    pub claim: f64,
    pub cpm: f64,
    pub ctr: f64,
}

/// One day of a paid channel.
#[derive(Debug, Clone, Copy)]
pub struct Bought {
    pub cost: Money,
    pub impressions: u64,
    pub reach: u64,
    pub clicks: u64,
}

/// A paid channel with its days.
pub struct Medium {
    pub id: String,
    pub ads: Ads,
    pub days: Vec<Bought>,
    /// The orders it adds, as a share of those that come anyway, by day.
    lift: Vec<f64>,
}

pub struct Advertising {
    pub channels: Vec<Channel>,
    pub media: Vec<Medium>,
    claims: Vec<f64>,
}

impl Advertising {
    pub fn new(plan: &Plan, calendar: &Calendar) -> Result<Advertising, GenerateError> {
        let words: Words = words::read("channels.toml", include_str!("words/channels.toml"))?;
        let paid = words.channel.iter().filter_map(|channel| Some((channel.id.clone(), channel.ads?)));
        let media: Vec<Medium> = paid
            .enumerate()
            .map(|(number, (id, ads))| {
                medium(plan, calendar, id, ads, Dice::new(plan.seed, Purpose::Ads, number as u64))
            })
            .collect();
        let claims = media.iter().map(|medium| medium.ads.claim).collect();
        Ok(Advertising { channels: words.channel, media, claims })
    }

    /// The share of orders that all media together add on a day.
    pub fn lift(&self, day: Day) -> f64 {
        self.media.iter().map(|medium| medium.lift[day.max(0) as usize]).sum()
    }

    pub fn greatest_lift(&self, days: Day) -> f64 {
        (0..days).map(|day| self.lift(day)).fold(0.0, f64::max)
    }

    /// Which medium caused an order of that day; none did, mostly.
    pub fn cause(&self, day: Day, dice: &mut Dice) -> Option<usize> {
        let mut left = dice.unit() * (1.0 + self.lift(day)) - 1.0;
        for (place, medium) in self.media.iter().enumerate() {
            if left < 0.0 {
                return None;
            }
            left -= medium.lift[day.max(0) as usize];
            if left < 0.0 {
                return Some(place);
            }
        }
        None
    }

    /// Which medium is clicked before an order that it did not cause.
    pub fn claimant(&self, dice: &mut Dice) -> Option<usize> {
        let mut left = dice.unit();
        self.claims.iter().position(|claim| {
            left -= claim;
            left < 0.0
        })
    }

    /// A medium as likely as it is seen.
    pub fn seen(&self, dice: &mut Dice) -> usize {
        let weights: Vec<f64> = self.media.iter().map(|medium| medium.ads.spend * medium.ads.ctr).collect();
        dice.weighted(&weights)
    }
}

fn medium(plan: &Plan, calendar: &Calendar, id: String, ads: Ads, mut dice: Dice) -> Medium {
    let usual = ads.spend * plan.customers as f64;
    let (mut days, mut lift) = (Vec::new(), Vec::new());
    let (mut flight, mut pressure) = (1.0, 1.0 / (1.0 - ads.decay));
    for day in -WARM_UP..calendar.days {
        if day.rem_euclid(7) == 0 {
            flight = if dice.chance(0.3) { 0.15 } else { 1.25 * dice.spread(0.3) };
        }
        let spend = flight * dice.spread(0.12) * calendar.busy(day).max(0.7).sqrt();
        pressure = spend + ads.decay * pressure;
        if day >= 0 {
            let saturation = pressure * (1.0 - ads.decay);
            lift.push(ads.effect * saturation / (1.0 + saturation));
            days.push(bought(Money::of(usual * spend), ads, &mut dice));
        }
    }
    Medium { id, ads, days, lift }
}

fn bought(cost: Money, ads: Ads, dice: &mut Dice) -> Bought {
    let impressions = cost.amount() / ads.cpm * 1000.0 * dice.spread(0.1);
    Bought {
        cost,
        impressions: impressions as u64,
        reach: (impressions * (0.5 + 0.2 * dice.unit())) as u64,
        clicks: (impressions * ads.ctr * dice.spread(0.15)) as u64,
    }
}
