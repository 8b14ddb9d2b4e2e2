//! Parts of a set whose pairs are for or against being one: average linkage from the bottom up, as long as it is for.
//!
//! Of the family of correlation clustering's heuristics (compare Keuper et al., arXiv 1505.06973, 2015, who join by the
//! sum where this joins by the mean). It is the guard against chains: A like B and B like C do not make A and C one if
//! they contradict each other.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};

/// Two members, and what is for (above 0) or against (below 0) their being one. Negative infinity keeps them apart.
pub type Pair = (u32, u32, f64);

/// The parts that `pairs` fall into, each sorted, by their first member: of all parts the two with the greatest mean over
/// the pairs between them become one, until no mean is above 0. A pair that is not given is neither for nor against.
/// Ties are broken by the parts' first members. Time is O(pairs × log pairs) for each join, so it is for small sets.
pub fn parts(pairs: &[Pair]) -> Vec<Vec<u32>> {
    let mut state = State::of(pairs);
    while let Some(next) = state.joins.pop() {
        let is_current = |(part, size): (u32, usize)| state.members.get(&part).is_some_and(|of| of.len() == size);
        if is_current(next.left) && is_current(next.right) {
            state.join(next.left.0, next.right.0);
        }
    }
    let mut parts: Vec<Vec<u32>> = state.members.into_values().collect();
    parts.iter_mut().for_each(|part| part.sort_unstable());
    parts.sort_unstable();
    parts
}

struct State {
    /// Each part by its smallest member.
    members: BTreeMap<u32, Vec<u32>>,
    /// The sum over the pairs between two parts.
    between: BTreeMap<u32, BTreeMap<u32, f64>>,
    joins: BinaryHeap<Join>,
}

impl State {
    fn of(pairs: &[Pair]) -> State {
        let mut state = State { members: BTreeMap::new(), between: BTreeMap::new(), joins: BinaryHeap::new() };
        for (a, b, weight) in pairs {
            for (one, other) in [(*a, *b), (*b, *a)] {
                state.members.entry(one).or_insert_with(|| vec![one]);
                *state.between.entry(one).or_default().entry(other).or_default() += weight;
            }
        }
        let parts: Vec<u32> = state.members.keys().copied().collect();
        parts.into_iter().for_each(|part| state.propose(part, |other| other > part));
        state
    }

    fn join(&mut self, left: u32, right: u32) {
        for (other, weight) in self.between.remove(&right).unwrap_or_default() {
            if let Some(of) = self.between.get_mut(&other) {
                of.remove(&right);
            }
            if other != left {
                *self.between.entry(left).or_default().entry(other).or_default() += weight;
                *self.between.entry(other).or_default().entry(left).or_default() += weight;
            }
        }
        let joined = self.members.remove(&right).unwrap_or_default();
        self.members.entry(left).or_default().extend(joined);
        self.propose(left, |_| true);
    }

    fn propose(&mut self, part: u32, with: impl Fn(u32) -> bool) {
        let Some(others) = self.between.get(&part) else { return };
        for (other, weight) in others.iter().filter(|(other, weight)| **weight > 0.0 && with(**other)) {
            let (left, right) = (part.min(*other), part.max(*other));
            let size = |part: u32| self.members.get(&part).map_or(0, Vec::len);
            let (left, right) = ((left, size(left)), (right, size(right)));
            self.joins.push(Join { mean: weight / (left.1 * right.1) as f64, left, right });
        }
    }
}

/// Two parts, each with the size that it had when the mean was taken.
struct Join {
    mean: f64,
    left: (u32, usize),
    right: (u32, usize),
}

impl Ord for Join {
    fn cmp(&self, other: &Join) -> Ordering {
        let tie = (Reverse(self.left), Reverse(self.right)).cmp(&(Reverse(other.left), Reverse(other.right)));
        self.mean.total_cmp(&other.mean).then(tie)
    }
}

impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Join) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Join {
    fn eq(&self, other: &Join) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Join {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_breaks_where_its_ends_contradict_each_other() {
        assert_eq!(parts(&[(0, 1, 9.0), (1, 2, 4.0), (0, 2, -12.0)]), [vec![0, 1], vec![2]]);
        assert_eq!(parts(&[(0, 1, 9.0), (1, 2, 4.0), (0, 2, -2.0)]), [vec![0, 1, 2]]);
    }

    #[test]
    fn what_is_kept_apart_is_never_together() {
        let never = f64::NEG_INFINITY;
        assert_eq!(parts(&[(0, 1, 1e9), (1, 2, 1e6), (0, 2, never)]), [vec![0, 1], vec![2]]);
        assert_eq!(parts(&[(0, 1, never)]), [vec![0], vec![1]]);
    }

    #[test]
    fn pairs_that_are_not_given_dilute_the_mean() {
        assert_eq!(parts(&[(0, 1, 3.0), (2, 3, 3.0), (1, 2, 1.0)]), [vec![0, 1, 2, 3]]);
    }
}
