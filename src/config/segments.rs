use serde::Deserialize;

/// `segments.toml`: which scores make which segment. Every combination of scores meets a rule; loading sees to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Rules")]
pub struct Segments {
    rules: Vec<Rule>,
}

/// The scores of a customer: recency, frequency and monetary value, each from 1 to 5.
pub type Scores = [u8; 3];

impl Segments {
    /// The segment of the first rule that the scores meet; none only for scores that are not from 1 to 5.
    pub fn of(&self, scores: Scores) -> Option<&str> {
        self.rules.iter().find(|rule| rule.holds(scores)).map(|rule| rule.segment.0.as_str())
    }

    /// Every combination of scores with its segment.
    pub fn all(&self) -> impl Iterator<Item = (Scores, &str)> {
        combinations().filter_map(|scores| Some((scores, self.of(scores)?)))
    }

    /// The segments' names, in the order of the rules.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for rule in &self.rules {
            if !names.contains(&rule.segment.0.as_str()) {
                names.push(&rule.segment.0);
            }
        }
        names
    }
}

fn combinations() -> impl Iterator<Item = Scores> {
    (1..=5).flat_map(|r| (1..=5).flat_map(move |f| (1..=5).map(move |m| [r, f, m])))
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    rule: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    segment: Name,
    #[serde(default)]
    recency: Range,
    #[serde(default)]
    frequency: Range,
    #[serde(default)]
    monetary: Range,
}

impl Rule {
    fn holds(&self, [recency, frequency, monetary]: Scores) -> bool {
        self.recency.has(recency) && self.frequency.has(frequency) && self.monetary.has(monetary)
    }
}

impl TryFrom<Rules> for Segments {
    type Error = String;

    fn try_from(Rules { rule: rules }: Rules) -> Result<Segments, String> {
        let segments = Segments { rules };
        match combinations().find(|scores| segments.of(*scores).is_none()) {
            Some([recency, frequency, monetary]) => Err(format!(
                "no rule takes recency {recency}, frequency {frequency}, monetary {monetary}, expected a rule for every \
                 combination of scores: let a last [[rule]] without ranges take the rest"
            )),
            None => Ok(segments),
        }
    }
}

/// A segment's name; its words are `value.NAME` in the locales, and where these have none it is shown as it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Name(String);

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(name: String) -> Result<Name, String> {
        if name.trim().is_empty() {
            Err("a segment has no name, expected one such as \"loyal\"".into())
        } else {
            Ok(Name(name))
        }
    }
}

/// Scores from the first to the second, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "[i64; 2]")]
struct Range {
    from: u8,
    to: u8,
}

impl Range {
    fn has(self, score: u8) -> bool {
        (self.from..=self.to).contains(&score)
    }
}

impl Default for Range {
    fn default() -> Range {
        Range { from: 1, to: 5 }
    }
}

impl TryFrom<[i64; 2]> for Range {
    type Error = String;

    fn try_from([from, to]: [i64; 2]) -> Result<Range, String> {
        match (u8::try_from(from), u8::try_from(to)) {
            (Ok(from), Ok(to)) if (1..=to).contains(&from) && to <= 5 => Ok(Range { from, to }),
            _ => Err(format!(
                "the range is [{from}, {to}], expected two scores from 1 to 5, the lower first, such as [4, 5]"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ConfigError, load};
    use std::path::Path;

    fn parsed(text: &str) -> Result<Segments, ConfigError> {
        load::parse(Path::new("segments.toml"), text)
    }

    #[test]
    fn the_default_rules_give_every_customer_a_segment() {
        let segments = parsed(include_str!("../../config/segments.toml")).unwrap();
        assert_eq!(segments.all().count(), 125);
        assert_eq!(segments.of([5, 5, 5]), Some("champions"));
        assert_eq!(segments.of([1, 5, 5]), Some("cant_lose"));
        assert_eq!(segments.of([1, 1, 1]), Some("lost"));
        assert!(
            segments.names().iter().all(|name| segments.all().any(|(_, found)| found == *name)),
            "a rule is never met"
        );
    }

    #[test]
    fn the_first_rule_that_holds_is_taken() {
        let text = "[[rule]]\nsegment = \"best\"\nrecency = [5, 5]\n[[rule]]\nsegment = \"rest\"\n";
        let segments = parsed(text).unwrap();
        assert_eq!([segments.of([5, 1, 1]), segments.of([4, 5, 5])], [Some("best"), Some("rest")]);
    }

    #[test]
    fn a_gap_in_the_rules_is_named() {
        let error = parsed("[[rule]]\nsegment = \"best\"\nrecency = [2, 5]\n").unwrap_err();
        assert!(error.to_string().contains("no rule takes recency 1, frequency 1, monetary 1"), "{error}");
        assert!(error.hint().unwrap().contains("a last [[rule]] without ranges"));
    }

    #[test]
    fn a_range_that_cannot_be_is_answered_with_its_line() {
        let error = parsed("[[rule]]\nsegment = \"best\"\nrecency = [5, 4]\n").unwrap_err();
        assert!(error.to_string().starts_with("segments.toml:3: the range is [5, 4]"), "{error}");
    }
}
