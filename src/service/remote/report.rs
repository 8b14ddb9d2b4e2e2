//! How far a file is on its way, as those who listen are told.

use crate::service::listeners::Listeners;
use crate::service::{Event, Sending, Ticket};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// What is told is drawn over slow lines: so often at most, and only what is new.
const EVERY: Duration = Duration::from_millis(250);

pub(super) struct Report<'a> {
    pub ticket: Ticket,
    listeners: &'a Listeners,
    file: String,
    bytes: u64,
    sent: Cell<u64>,
    /// What was told last, and when.
    told: Cell<Option<(u8, Instant)>>,
}

impl Report<'_> {
    pub fn new(listeners: &Listeners, ticket: Ticket, file: String, bytes: u64) -> Report<'_> {
        Report { ticket, listeners, file, bytes, sent: Cell::new(0), told: Cell::new(None) }
    }

    /// Bytes that have not gone out: of a file that grows meanwhile, those that it had are sent.
    pub fn left(&self) -> u64 {
        self.bytes - self.sent.get()
    }

    pub fn count(&self, bytes: usize) {
        self.sent.set(self.sent.get() + bytes as u64);
    }

    /// Tells how far it is, where that is worth telling.
    pub fn tell(&self, now: Instant) {
        let percent = self.percent();
        let is_due = |(told, then): (u8, Instant)| told != percent && (percent == 100 || now - then >= EVERY);
        if self.told.get().is_none_or(is_due) {
            self.told.set(Some((percent, now)));
            self.listeners.tell(&Event::Sending(Sending { ticket: self.ticket, file: self.file.clone(), percent }));
        }
    }

    /// Nothing is left of an empty file before its first byte.
    fn percent(&self) -> u8 {
        let share = (u128::from(self.sent.get()) * 100).checked_div(u128::from(self.bytes));
        share.and_then(|share| share.try_into().ok()).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The percents that are told of a file whose bytes go out one at a time, each so long after the one before.
    fn told(bytes: u64, pause: Duration) -> Vec<u8> {
        let listeners = Listeners::default();
        let events = listeners.join();
        let report = Report::new(&listeners, 7, "orders.csv".into(), bytes);
        let mut now = Instant::now();
        report.tell(now);
        while report.left() > 0 {
            now += pause;
            report.count(1);
            report.tell(now);
        }
        report.tell(now);
        let percent = |event| match event {
            Event::Sending(Sending { ticket: 7, file, percent }) if file == "orders.csv" => percent,
            other => panic!("{other:?}"),
        };
        events.try_iter().map(percent).collect()
    }

    #[test]
    fn it_is_told_some_times_a_second_and_to_the_end() {
        let percents = told(1_000, Duration::from_millis(2));
        assert_eq!(percents, [0, 12, 25, 37, 50, 62, 75, 87, 100], "two seconds");
        assert_eq!(told(1_000, Duration::ZERO), [0, 100]);
    }

    #[test]
    fn what_is_not_new_is_not_told() {
        let percents = told(1_000, Duration::from_secs(1));
        assert_eq!(percents, (0..=100).collect::<Vec<_>>());
    }

    #[test]
    fn an_empty_file_is_on_its_way_no_longer() {
        assert_eq!(told(0, Duration::ZERO), [100]);
        assert_eq!(told(1, Duration::ZERO), [0, 100]);
    }
}
