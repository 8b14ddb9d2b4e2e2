//! Which pair is looked at, what was decided of those before it, and what is still to be told to the service.

use crate::identity::{Party, Verdict};
use crate::value::{Args, Table};
use std::collections::VecDeque;

/// What names the two records of a pair.
const KEYS: [&str; 4] = ["left_system", "left_key", "right_system", "right_key"];

/// Two records that may be of one customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub left: Party,
    pub right: Party,
    /// The same as arguments of a view.
    pub keys: Args,
    /// Why a person is asked.
    pub reason: String,
    /// The probability that they are one.
    pub likeness: f64,
}

/// A decision, by the place of its pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub place: usize,
    pub left: Party,
    pub right: Party,
    pub verdict: Verdict,
}

/// The queue as it was when the review began: decided pairs keep their place, so that one can go back to them.
#[derive(Debug, Default)]
pub struct Queue {
    pairs: Vec<Pair>,
    /// How many pairs there are, those that were not fetched yet too.
    total: usize,
    at: usize,
    /// What was decided and not taken back, the last decision last.
    decided: Vec<(usize, Verdict)>,
    /// What the service does not know yet, in order: of one pair the last decision has to come last.
    unsaid: VecDeque<Decision>,
}

impl Queue {
    /// Takes more pairs to its end, as they stand in a page of the queue.
    pub fn take(&mut self, page: &Table) {
        let party = |row: usize, side: &str| Party::Key {
            system: page.text(row, &format!("{side}_system")).to_owned(),
            customer_key: page.text(row, &format!("{side}_key")).to_owned(),
        };
        let pairs = (0..page.rows.len()).map(|row| Pair {
            left: party(row, "left"),
            right: party(row, "right"),
            keys: KEYS.iter().map(|key| ((*key).to_owned(), page.cell(row, key).clone())).collect(),
            reason: page.text(row, "reason").to_owned(),
            likeness: page.number(row, "likeness_share").unwrap_or(f64::NAN),
        });
        let is_known = |pair: &Pair| self.pairs.iter().any(|known| known.keys == pair.keys);
        let fresh: Vec<Pair> = pairs.filter(|pair| !is_known(pair)).collect();
        self.pairs.extend(fresh);
        let left = page.total.saturating_sub(page.offset + page.rows.len() as u64);
        self.total = self.pairs.len() + usize::try_from(left).unwrap_or_default();
    }

    /// From which row of the queue on there are more pairs, where those at hand come to an end. Decided pairs are no longer
    /// in it.
    pub fn wants(&self) -> Option<u64> {
        let is_near_end = self.at + 2 >= self.pairs.len() && self.pairs.len() < self.total;
        let decided = (0..self.pairs.len()).filter(|place| self.verdict(*place).is_some()).count();
        is_near_end.then(|| (self.pairs.len() - decided) as u64)
    }

    pub fn at(&self) -> usize {
        self.at
    }

    pub fn total(&self) -> usize {
        self.total
    }

    pub fn pair(&self, place: usize) -> Option<&Pair> {
        self.pairs.get(place)
    }

    /// What holds of a pair, as far as it was decided here.
    pub fn verdict(&self, place: usize) -> Option<Verdict> {
        self.decided.iter().rfind(|(decided, _)| *decided == place).map(|(_, verdict)| *verdict)
    }

    pub fn decisions(&self) -> usize {
        self.decided.len()
    }

    pub fn skip(&mut self) {
        self.at = (self.at + 1).min(self.pairs.len());
    }

    pub fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    /// Decides the pair and goes on to the next one; false where there is none.
    pub fn decide(&mut self, verdict: Verdict) -> bool {
        if !self.say(self.at, verdict) {
            return false;
        }
        self.decided.push((self.at, verdict));
        self.skip();
        true
    }

    /// Takes the last decision back and goes to its pair; what was decided of it before holds again. False where nothing
    /// was decided.
    pub fn take_back(&mut self) -> bool {
        let Some((place, _)) = self.decided.pop() else { return false };
        self.at = place;
        self.say(place, self.verdict(place).unwrap_or(Verdict::Reopen))
    }

    fn say(&mut self, place: usize, verdict: Verdict) -> bool {
        let Some(pair) = self.pairs.get(place) else { return false };
        self.unsaid.push_back(Decision { place, left: pair.left.clone(), right: pair.right.clone(), verdict });
        true
    }

    /// What is to be told to the service next.
    pub fn next_unsaid(&self) -> Option<&Decision> {
        self.unsaid.front()
    }

    /// The service has it.
    pub fn said(&mut self) {
        self.unsaid.pop_front();
    }

    /// The service refused it: it does not hold.
    pub fn refused(&mut self) {
        let Some(refused) = self.unsaid.pop_front() else { return };
        let is_it = |(place, verdict): &(usize, Verdict)| *place == refused.place && *verdict == refused.verdict;
        if let Some(at) = self.decided.iter().rposition(is_it) {
            self.decided.remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Cell, Column, Kind};

    fn page(offset: u64, keys: &[&str], total: u64) -> Table {
        let columns = KEYS.map(|name| Column { name: name.into(), kind: Kind::Text }).to_vec();
        let row = |key: &&str| vec![Cell::from("pos"), Cell::from(*key), Cell::from("web"), Cell::from(*key)];
        Table { columns, rows: keys.iter().map(row).collect(), offset, total }
    }

    fn queue() -> Queue {
        let mut queue = Queue::default();
        queue.take(&page(0, &["a", "b", "c"], 5));
        queue
    }

    fn unsaid(queue: &mut Queue) -> Vec<(usize, Verdict)> {
        let mut all = Vec::new();
        while let Some(decision) = queue.next_unsaid() {
            all.push((decision.place, decision.verdict));
            queue.said();
        }
        all
    }

    #[test]
    fn a_decision_goes_on_and_is_told_in_order() {
        let mut queue = queue();
        assert!(queue.decide(Verdict::Same));
        queue.skip();
        queue.back();
        assert!(queue.decide(Verdict::Never));
        assert_eq!((queue.at(), queue.decisions()), (2, 2));
        assert_eq!(unsaid(&mut queue), [(0, Verdict::Same), (1, Verdict::Never)]);
    }

    #[test]
    fn what_is_taken_back_gives_way_to_what_was_decided_before() {
        let mut queue = queue();
        queue.decide(Verdict::Same);
        queue.back();
        queue.decide(Verdict::Never);
        assert!(queue.take_back());
        assert_eq!((queue.at(), queue.verdict(0)), (0, Some(Verdict::Same)));
        assert!(queue.take_back() && !queue.take_back());
        assert_eq!(queue.verdict(0), None);
        let told = [Verdict::Same, Verdict::Never, Verdict::Same, Verdict::Reopen].map(|verdict| (0, verdict));
        assert_eq!(unsaid(&mut queue), told);
    }

    #[test]
    fn more_pairs_come_before_those_at_hand_end_and_decided_ones_are_counted_out() {
        let mut queue = queue();
        assert_eq!(queue.wants(), None);
        queue.decide(Verdict::Same);
        assert_eq!(queue.wants(), Some(2), "of three, one has left the service's queue");
        queue.take(&page(2, &["c", "d", "e"], 4));
        assert_eq!((queue.total(), queue.wants()), (5, None), "each pair is there once");
        (0..9).for_each(|_| queue.skip());
        assert!(queue.at() == 5 && queue.pair(5).is_none() && !queue.decide(Verdict::Same));
    }

    #[test]
    fn what_the_service_refuses_does_not_hold() {
        let mut queue = queue();
        queue.decide(Verdict::Same);
        queue.refused();
        assert_eq!((queue.verdict(0), queue.decisions()), (None, 0));
    }
}
