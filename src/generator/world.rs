//! All that is the same for every customer. It is made once, is small, and never changes while lives are drawn.

use super::advertising::Advertising;
use super::calendar::Calendar;
use super::campaigns::Campaigns;
use super::catalogue::Catalogue;
use super::dice::{Dice, Purpose};
use super::keys::Keyring;
use super::people::Census;
use super::segments::{self, Segment};
use super::texts::Texts;
use super::{GenerateError, Plan};

/// A shop with a till. Its place in [`STORES`] is what orders refer to.
pub struct Store {
    pub id: &'static str,
    pub prefix: &'static str,
    pub name: &'static str,
    pub city: &'static str,
    pub kind: &'static str,
    pub opened_on: &'static str,
}

/// In the order of the regions in `words/names.toml`: each region has its own.
pub const STORES: [Store; 3] = [
    Store {
        id: "NJ01",
        prefix: "NJ",
        name: "南京新街口店",
        city: "Nanjing",
        kind: "flagship",
        opened_on: "2016-09-17",
    },
    Store {
        id: "TP01", prefix: "TP", name: "臺北大安門市", city: "Taipei", kind: "street", opened_on: "2019-05-04"
    },
    Store {
        id: "SG01",
        prefix: "SG",
        name: "Tiong Bahru Store",
        city: "Singapore",
        kind: "mall",
        opened_on: "2022-11-12",
    },
];

pub struct World {
    pub plan: Plan,
    pub calendar: Calendar,
    pub catalogue: Catalogue,
    pub advertising: Advertising,
    pub campaigns: Campaigns,
    pub segments: Vec<Segment>,
    pub census: Census,
    pub texts: Texts,
    pub keyring: Keyring,
    /// No day is busier than this, advertising counted in.
    pub busiest: f64,
}

impl World {
    pub fn new(plan: &Plan) -> Result<World, GenerateError> {
        let calendar = Calendar::new(plan)?;
        let advertising = Advertising::new(plan, &calendar)?;
        Ok(World {
            catalogue: Catalogue::new(plan, &calendar)?,
            campaigns: Campaigns::new(&calendar)?,
            segments: segments::read()?,
            census: Census::read()?,
            texts: Texts::read()?,
            keyring: Keyring::new(plan.seed),
            busiest: calendar.busiest() * (1.0 + advertising.greatest_lift(calendar.days)),
            plan: plan.clone(),
            calendar,
            advertising,
        })
    }

    pub fn dice(&self, purpose: Purpose, index: u64) -> Dice {
        Dice::new(self.plan.seed, purpose, index)
    }
}
