//! What earlier campaigns let one expect of the next one.

use crate::value::Table;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

/// Earlier messages to the chosen segment count alone from so many on; below that, the whole channel's are taken.
const ENOUGH_MESSAGES: i64 = 200;

/// Earlier messages, how many of them were answered, and what the answers brought.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Past {
    campaigns: i64,
    messages: i64,
    responses: i64,
    /// The answers' amounts; none where no answer states one.
    revenue: Option<Decimal>,
    /// The ends of the 95 % interval of answers a message.
    interval: (f64, f64),
}

/// The response that is expected of so many messages.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expectation {
    /// `segment`, `channel` or `nothing`.
    pub based_on: &'static str,
    pub campaigns: i64,
    pub messages: i64,
    pub responses: i64,
    /// Answers a message: the rate, and the ends of its 95 % interval.
    pub rate: Option<(f64, f64, f64)>,
    pub expected_responses: Option<f64>,
    pub expected_revenue: Option<Decimal>,
}

impl Expectation {
    /// From the rows of `past_of_channel.sql`: one of the whole channel, one of the segment in it.
    pub(super) fn of(past: &Table, recipients: i64) -> Expectation {
        let of = |name: &str| (0..past.rows.len()).find(|row| past.text(*row, "based_on") == name);
        let segment = of("segment").map(|row| row_of(past, row)).filter(|past| past.messages >= ENOUGH_MESSAGES);
        let channel = of("channel").map(|row| row_of(past, row)).filter(|past| past.messages > 0);
        match (segment, channel) {
            (Some(past), _) => expect("segment", past, recipients),
            (None, Some(past)) => expect("channel", past, recipients),
            (None, None) => Expectation {
                based_on: "nothing",
                campaigns: 0,
                messages: 0,
                responses: 0,
                rate: None,
                expected_responses: None,
                expected_revenue: None,
            },
        }
    }
}

fn row_of(table: &Table, row: usize) -> Past {
    let count = |name: &str| table.cell(row, name).integer().unwrap_or_default();
    let revenue = match table.cell(row, "revenue") {
        crate::value::Cell::Decimal(revenue) => Some(*revenue),
        _ => None,
    };
    let end = |name: &str| table.number(row, name).unwrap_or_default();
    Past {
        campaigns: count("campaigns"),
        messages: count("messages"),
        responses: count("responses"),
        revenue,
        interval: (end("lowest_rate"), end("highest_rate")),
    }
}

fn expect(based_on: &'static str, past: Past, recipients: i64) -> Expectation {
    let rate = past.responses as f64 / past.messages as f64;
    let (low, high) = past.interval;
    let share = Decimal::from_i64(recipients).zip(Decimal::from_i64(past.messages)).map(|(now, then)| now / then);
    Expectation {
        based_on,
        campaigns: past.campaigns,
        messages: past.messages,
        responses: past.responses,
        rate: Some((rate, low, high)),
        expected_responses: Some(rate * recipients as f64),
        expected_revenue: past.revenue.zip(share).map(|(revenue, share)| (revenue * share).round_dp(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revenue_scales_with_those_who_are_written_to() {
        let (revenue, interval) = (Some(Decimal::new(100_000, 2)), (0.03, 0.08));
        let past = Past { campaigns: 2, messages: 400, responses: 20, revenue, interval };
        let expected = expect("channel", past, 100);
        assert_eq!(expected.expected_responses, Some(5.0));
        assert_eq!(expected.expected_revenue, Some(Decimal::new(25_000, 2)));
    }
}
