//! The keys that each system gives a customer and an order: unique, and telling nothing of who or when.

use super::dice::Shuffle;

/// As many customers as keys can be made for.
pub const MOST_CUSTOMERS: u64 = 40_000_000;
/// As many orders as a customer may have; those that walked in count from [`WALK_IN`].
pub const ORDERS: u64 = 1024;
pub const WALK_IN: u64 = 1000;
const EVENTS: u64 = 8192;

const MOBILES: u64 = 1_600_000_000;
const PREFIXES: [u64; 16] = [134, 135, 136, 137, 138, 139, 150, 151, 152, 157, 158, 159, 178, 182, 187, 188];

/// A customer's keys in the systems that know them.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    pub member: Option<String>,
    /// A second card of the same person, taken years later.
    pub second_member: Option<String>,
    pub web: Option<String>,
    pub app: Option<String>,
    pub lead: Option<String>,
    pub caller: Option<String>,
    pub visitor: String,
}

impl Keys {
    /// Each key with the system that it is a key of.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("member", &self.member),
            ("member", &self.second_member),
            ("web", &self.web),
            ("app", &self.app),
            ("leads", &self.lead),
            ("calls", &self.caller),
        ]
        .into_iter()
        .filter_map(|(system, key)| Some((system, key.as_deref()?)))
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Keyring {
    members: Shuffle,
    web: Shuffle,
    app: Shuffle,
    leads: Shuffle,
    callers: Shuffle,
    visitors: Shuffle,
    orders: Shuffle,
    events: Shuffle,
    phones: Shuffle,
}

impl Keyring {
    pub fn new(seed: u64) -> Keyring {
        let shuffle = |which, size| Shuffle::new(size, seed, which);
        Keyring {
            members: shuffle(1, 100_000_000),
            web: shuffle(2, 100_000_000),
            app: shuffle(3, 1 << 36),
            leads: shuffle(4, 100_000_000),
            callers: shuffle(5, 100_000_000),
            visitors: shuffle(6, 1 << 40),
            orders: shuffle(7, 100_000_000_000),
            events: shuffle(9, 1_000_000_000_000),
            phones: shuffle(8, MOBILES),
        }
    }

    pub fn member(&self, number: u64) -> String {
        format!("M{:08}", self.members.of(number * 2))
    }

    pub fn second_member(&self, number: u64) -> String {
        format!("M{:08}", self.members.of(number * 2 + 1))
    }

    pub fn web(&self, number: u64) -> String {
        format!("U{:08}", self.web.of(number))
    }

    pub fn app(&self, number: u64) -> String {
        format!("a{:09x}", self.app.of(number))
    }

    pub fn lead(&self, number: u64) -> String {
        format!("EX{:08}", self.leads.of(number))
    }

    pub fn caller(&self, number: u64) -> String {
        format!("C{:08}", self.callers.of(number))
    }

    pub fn visitor(&self, number: u64) -> String {
        format!("v{:010x}", self.visitors.of(number))
    }

    /// The key of what customer `number` did for the `ordinal`th time, where the counters saw it.
    pub fn event(&self, number: u64, ordinal: u64) -> String {
        format!("e{:012}", self.events.of(number * EVENTS + ordinal.min(EVENTS - 1)))
    }

    /// The number of an order (or a call, or an answer) with that prefix; `ordinal` counts those of customer `number`.
    pub fn order(&self, prefix: &str, number: u64, ordinal: u64) -> String {
        format!("{prefix}{:011}", self.orders.of(number * ORDERS + ordinal))
    }

    pub fn phone(&self, number: u64) -> String {
        let drawn = self.phones.of(number);
        let prefix = PREFIXES.get((drawn / 100_000_000) as usize).unwrap_or(&PREFIXES[0]);
        format!("{prefix}{:08}", drawn % 100_000_000)
    }
}
