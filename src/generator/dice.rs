//! Chance that can be repeated: every customer, and every purpose, has dice of its own, derived from the plan's seed.
//!
//! Nobody's dice depend on how often another's were thrown, so a customer's life is the same in a plan of two thousand
//! as in one of ten million, and the dirt in a file changes nothing that is true.

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Poisson, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What dice are thrown for. The numbers are part of the output: change one, and other files come out.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    Keys = 1,
    Prices = 2,
    Promotions = 3,
    Ads = 4,
    Campaigns = 5,
    Person = 6,
    Life = 7,
    Messages = 8,
    WalkIns = 9,
    Social = 10,
    Stock = 11,
    Market = 12,
    Members = 20,
    Web = 21,
    App = 22,
    Stores = 23,
    Leads = 24,
    Calls = 25,
    Survey = 26,
    Events = 27,
}

pub struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub fn new(seed: u64, purpose: Purpose, index: u64) -> Dice {
        Dice(Xoshiro256PlusPlus::seed_from_u64(mix(mix(mix(seed) ^ purpose as u64) ^ index)))
    }

    /// Between 0 and 1.
    pub fn unit(&mut self) -> f64 {
        self.0.gen_range(0.0..1.0)
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// From `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.gen_range(least..=most.max(least))
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0.gen_range(0..end.max(1))
    }

    /// A place in a list of `length`.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.place(list.len()))
    }

    /// The place of one of `weights`, as likely as it weighs.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }

    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    /// A factor around 1, wider with `sigma`.
    pub fn spread(&mut self, sigma: f64) -> f64 {
        (self.normal() * sigma).exp()
    }

    /// How long one waits for something that happens once in a unit.
    pub fn wait(&mut self) -> f64 {
        -(1.0 - self.unit()).ln()
    }

    pub fn count(&mut self, mean: f64) -> u64 {
        Poisson::new(mean).map_or(0, |poisson| poisson.sample(&mut self.0) as u64)
    }
}

/// A one-to-one shuffle of the numbers below `size`: keys made with it are unique, say nothing of their order, and need
/// no memory of those that were given before.
#[derive(Debug, Clone, Copy)]
pub struct Shuffle {
    size: u64,
    step: u64,
    start: u64,
}

impl Shuffle {
    pub fn new(size: u64, seed: u64, which: u64) -> Shuffle {
        let mut dice = Dice::new(seed, Purpose::Keys, which);
        let start = dice.below(size);
        let mut step = dice.below(size) | 1;
        while common_divisor(step, size) > 1 {
            step += 2;
        }
        Shuffle { size, step, start }
    }

    pub fn of(&self, number: u64) -> u64 {
        let spread = u128::from(number) * u128::from(self.step) + u128::from(self.start);
        u64::try_from(spread % u128::from(self.size)).unwrap_or(0)
    }
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// Spreads the bits of a number over all of its 64, so that neighbours get dice that have nothing in common.
fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_shuffle_gives_each_number_once() {
        let shuffle = Shuffle::new(1000, 4, 1);
        let given: HashSet<u64> = (0..1000).map(|number| shuffle.of(number)).collect();
        assert_eq!(given.len(), 1000);
        assert!(given.iter().all(|&number| number < 1000));
    }

    #[test]
    fn dice_repeat_and_differ_by_purpose() {
        let throw = |purpose| Dice::new(4, purpose, 7).unit();
        assert_eq!(throw(Purpose::Web), throw(Purpose::Web));
        assert_ne!(throw(Purpose::Web), throw(Purpose::App));
    }
}
