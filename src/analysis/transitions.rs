//! How one channel leads to another: the moves of the paths, as a first-order Markov chain counts them (Anderl, Becker,
//! von Wangenheim and Schumann, International Journal of Research in Marketing 33, 2016, p. 457).

use std::collections::BTreeMap;

/// Before the first touch.
pub const START: &str = "(start)";
/// After the last touch of a path that led to an order.
pub const ORDER: &str = "(order)";
/// After the last touch of a path that led to none.
pub const NONE: &str = "(none)";

/// How often each channel followed each, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Transitions {
    moves: BTreeMap<(String, String), u64>,
}

impl Transitions {
    /// Adds a path that `converted` people took to an order and `lost` people took to none.
    pub fn add(&mut self, touches: &[String], converted: u64, lost: u64) {
        let (Some(first), Some(last)) = (touches.first(), touches.last()) else { return };
        self.count(START, first, converted + lost);
        for pair in touches.windows(2) {
            self.count(&pair[0], &pair[1], converted + lost);
        }
        self.count(last, ORDER, converted);
        self.count(last, NONE, lost);
    }

    fn count(&mut self, from: &str, to: &str, times: u64) {
        if times > 0 {
            *self.moves.entry((from.to_owned(), to.to_owned())).or_default() += times;
        }
    }

    pub fn moves(&self) -> &BTreeMap<(String, String), u64> {
        &self.moves
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn touches(channels: &[&str]) -> Vec<String> {
        channels.iter().map(|channel| (*channel).to_owned()).collect()
    }

    #[test]
    fn moves_are_counted_from_the_start_to_the_end() {
        let mut found = Transitions::default();
        found.add(&touches(&["email", "web"]), 2, 1);
        found.add(&touches(&["web"]), 0, 4);
        let of = |from: &str, to: &str| found.moves().get(&(from.to_owned(), to.to_owned())).copied();
        assert_eq!(of(START, "email"), Some(3));
        assert_eq!(of(START, "web"), Some(4));
        assert_eq!(of("email", "web"), Some(3));
        assert_eq!(of("web", ORDER), Some(2));
        assert_eq!(of("web", NONE), Some(5));
        assert_eq!(of("email", NONE), None);
    }

    proptest! {
        #[test]
        fn what_enters_a_channel_leaves_it(
            ways in prop::collection::vec((prop::collection::vec("[a-d]", 0..6), 0..9_u64, 0..9_u64), 0..20),
        ) {
            let mut found = Transitions::default();
            ways.iter().for_each(|(touches, converted, lost)| found.add(touches, *converted, *lost));
            for channel in ["a", "b", "c", "d"] {
                let entering: u64 = found.moves().iter().filter(|((_, to), _)| to == channel).map(|(_, n)| n).sum();
                let leaving: u64 = found.moves().iter().filter(|((from, _), _)| from == channel).map(|(_, n)| n).sum();
                prop_assert_eq!(entering, leaving);
            }
        }
    }
}
