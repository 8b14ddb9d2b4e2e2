//! Campaigns with holdouts: who is in, who is kept out, and how many buy because of it.

use super::calendar::{Calendar, Day};
use super::dice::Dice;
use super::money::Money;
use super::{GenerateError, words};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How long a campaign works.
const LENGTH: Day = 14;

#[derive(Deserialize)]
struct Words {
    holdout: f64,
    audience: f64,
    weights: BTreeMap<String, f64>,
    campaign: Vec<Kind>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Kind {
    pub name: String,
    pub kind: String,
    pub channel: String,
    pub uplift: f64,
    pub price: f64,
    pub offer: Offer,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Offer {
    pub kind: String,
    pub value: i64,
}

pub struct Campaign {
    pub id: String,
    pub offer_id: String,
    pub kind: Kind,
    pub from: Day,
    pub to: Day,
}

pub struct Campaigns {
    pub list: Vec<Campaign>,
    pub holdout: f64,
    pub audience: f64,
    pub weights: BTreeMap<String, f64>,
}

/// Sent, or kept unsent to measure what the campaign does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arm {
    Sent,
    Holdout,
}

impl Arm {
    pub fn word(self) -> &'static str {
        match self {
            Arm::Sent => "sent",
            Arm::Holdout => "holdout",
        }
    }
}

impl Campaigns {
    pub fn new(calendar: &Calendar) -> Result<Campaigns, GenerateError> {
        let words: Words = words::read("campaigns.toml", include_str!("words/campaigns.toml"))?;
        let starts =
            (0..calendar.months as usize).step_by(2).map(|month| calendar.day(calendar.month_start(month)) + 9);
        let list = starts.zip(words.campaign.iter().cycle()).enumerate().map(|(number, (from, kind))| Campaign {
            id: format!("CP{:02}", number + 1),
            offer_id: format!("OF{:02}", number + 1),
            kind: kind.clone(),
            from,
            to: (from + LENGTH).min(calendar.days - 1),
        });
        Ok(Campaigns { list: list.collect(), holdout: words.holdout, audience: words.audience, weights: words.weights })
    }

    /// The chance that one of `segment` buys because a message of the campaign reached them.
    pub fn uplift(&self, campaign: &Campaign, segment: &str) -> f64 {
        campaign.kind.uplift * self.weights.get(segment).copied().unwrap_or(1.0)
    }

    /// Whether one who may be written to is in a campaign, and on which side.
    pub fn arm(&self, dice: &mut Dice) -> Option<Arm> {
        let (in_it, kept_out) = (dice.chance(self.audience), dice.chance(self.holdout));
        in_it.then_some(if kept_out { Arm::Holdout } else { Arm::Sent })
    }
}

impl Campaign {
    /// What sending it to `messages` people costs, with its making.
    pub fn cost(&self, messages: u64) -> Money {
        Money::of(500.0) + Money::of(self.kind.price * messages as f64)
    }
}
