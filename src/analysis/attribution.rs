//! How much of each order a channel is given, by the rule that one chooses: the first touch, the last, or every touch
//! alike (the heuristics that Kannan, Reinartz and Verhoef review, International Journal of Research in Marketing 33,
//! 2016, p. 449).
//!
//! Amounts are decimals: what the channels are given adds up to what there was to give.

use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A way that people took, and what came of it: `conversions` orders worth `value`, by all who took it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Path {
    /// Channels in the order of time; a path without any gives nothing to anyone.
    pub touches: Vec<String>,
    pub conversions: Decimal,
    pub value: Decimal,
}

/// Who is given the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    First,
    Last,
    /// Every touch the same part; a channel that is touched twice gets two.
    Linear,
}

impl Rule {
    pub const ALL: [Rule; 3] = [Rule::First, Rule::Last, Rule::Linear];

    pub fn name(self) -> &'static str {
        match self {
            Rule::First => "first",
            Rule::Last => "last",
            Rule::Linear => "linear",
        }
    }
}

/// What a channel was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Credit {
    pub conversions: Decimal,
    pub value: Decimal,
}

/// What each channel was given by one rule, in the order of the channels' ids. Paths are added one by one, so that any
/// number of them can stream through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credits {
    rule: Rule,
    channels: BTreeMap<String, Credit>,
}

impl Credits {
    pub fn new(rule: Rule) -> Credits {
        Credits { rule, channels: BTreeMap::new() }
    }

    /// The credits of all `paths`.
    pub fn of(rule: Rule, paths: &[Path]) -> Credits {
        let mut credits = Credits::new(rule);
        paths.iter().for_each(|path| credits.add(path));
        credits
    }

    pub fn add(&mut self, path: &Path) {
        match (self.rule, path.touches.as_slice()) {
            (_, []) => {}
            (Rule::First, [first, ..]) => self.give(first, path.conversions, path.value),
            (Rule::Last, [.., last]) => self.give(last, path.conversions, path.value),
            (Rule::Linear, touches) => {
                let parts = Decimal::from(touches.len());
                let (conversions, value) = (path.conversions / parts, path.value / parts);
                touches.iter().for_each(|channel| self.give(channel, conversions, value));
            }
        }
    }

    fn give(&mut self, channel: &str, conversions: Decimal, value: Decimal) {
        if !self.channels.contains_key(channel) {
            self.channels.insert(channel.to_owned(), Credit::default());
        }
        if let Some(credit) = self.channels.get_mut(channel) {
            credit.conversions += conversions;
            credit.value += value;
        }
    }

    pub fn rule(&self) -> Rule {
        self.rule
    }

    pub fn channels(&self) -> &BTreeMap<String, Credit> {
        &self.channels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::PathBuf;

    fn path(touches: &[&str], conversions: i64, value: i64) -> Path {
        let touches = touches.iter().map(|channel| (*channel).to_owned()).collect();
        Path { touches, conversions: conversions.into(), value: value.into() }
    }

    fn given(rule: Rule, paths: &[Path]) -> Vec<(String, String)> {
        let credits = Credits::of(rule, paths);
        credits
            .channels()
            .iter()
            .map(|(channel, credit)| (channel.clone(), credit.value.normalize().to_string()))
            .collect()
    }

    #[test]
    fn each_rule_gives_an_order_as_it_says() {
        let paths = [path(&["email", "web", "web", "store"], 1, 100)];
        let pair = |channel: &str, value: &str| (channel.to_owned(), value.to_owned());
        assert_eq!(given(Rule::First, &paths), [pair("email", "100")]);
        assert_eq!(given(Rule::Last, &paths), [pair("store", "100")]);
        assert_eq!(given(Rule::Linear, &paths), [pair("email", "25"), pair("store", "25"), pair("web", "50")]);
    }

    #[test]
    fn a_path_without_touches_gives_nothing() {
        assert!(Rule::ALL.into_iter().all(|rule| Credits::of(rule, &[path(&[], 1, 5)]).channels().is_empty()));
    }

    /// The reference data's folder, or none, which is said.
    fn reference(file: &str) -> Option<PathBuf> {
        let root = std::env::var_os("FOUREYE_REFERENCE_DATA")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
        let found = Some(root.join(file)).filter(|file| file.is_file());
        if found.is_none() {
            eprintln!("skipped: {file} is not in {}", root.display());
        }
        found
    }

    /// The figures of the R package ChannelAttribution's heuristic models on its own example data.
    #[test]
    fn ten_thousand_paths_agree_with_the_published_figures() {
        let Some(file) = reference("channel_attribution/PathData.csv") else { return };
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        let mut paths = Vec::new();
        for record in csv::Reader::from_path(file).unwrap().records() {
            let record = record.unwrap();
            let touches = record[0].split(" > ").map(str::to_owned).collect();
            paths.push(Path { touches, conversions: decimal(&record[1]), value: decimal(&record[2]) });
        }
        let expected = [
            (Rule::First, ["6308", "2831", "3164", "4606"]),
            (Rule::Last, ["8447", "989", "4167", "3355"]),
            (Rule::Linear, ["7574.7186", "2083.5001", "3539.9512", "3857.0962"]),
        ];
        for (rule, figures) in expected {
            let credits = Credits::of(rule, &paths);
            for (channel, figure) in ["alpha", "beta", "eta", "iota"].into_iter().zip(figures) {
                assert_eq!(credits.channels()[channel].conversions.round_dp(4), decimal(figure), "{rule:?} {channel}");
            }
            let (conversions, value): (Decimal, Decimal) = credits
                .channels()
                .values()
                .map(|credit| (credit.conversions, credit.value))
                .fold(Default::default(), |sum, credit| (sum.0 + credit.0, sum.1 + credit.1));
            assert_eq!(conversions.round_dp(4), decimal("19785"));
            assert_eq!(value.round_dp(2), decimal("74802.97"));
        }
    }

    proptest! {
        #[test]
        fn what_is_given_adds_up_to_what_there_was(
            ways in prop::collection::vec((prop::collection::vec("[a-e]", 1..7), 0..1000_i64, 0..1_000_000_i64), 0..30),
        ) {
            let paths: Vec<Path> = ways
                .into_iter()
                .map(|(touches, conversions, cents)| {
                    Path { touches, conversions: conversions.into(), value: Decimal::new(cents, 2) }
                })
                .collect();
            let whole: Decimal = paths.iter().map(|path| path.value).sum();
            for rule in Rule::ALL {
                let given: Decimal = Credits::of(rule, &paths).channels().values().map(|credit| credit.value).sum();
                prop_assert_eq!(given.round_dp(15), whole);
            }
        }
    }
}
