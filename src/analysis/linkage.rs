//! Record linkage without labels: how much each field's agreement tells whether two records are of one entity.
//!
//! The weights are those of Fellegi and Sunter (Journal of the American Statistical Association 64, 1969, pp. 1183–1210),
//! learnt by expectation maximisation over counts of agreement patterns, with missing values left out (Enamorado, Fifield
//! and Imai, American Political Science Review 113, 2019, pp. 353–371). In which value two records agree counts too: its
//! rarity stands in place of the chance of agreement, as Fellegi and Sunter's frequencies do.
//!
//! Two steps are this program's own. What agrees within pairs of one entity is learnt only from pairs that another
//! field's equal key holds together, or fields that depend on one another would vouch for each other. And what agrees
//! by chance is counted among all pairs, not among the candidates, which were chosen for agreeing.

/// Levels that a field may have beside "missing", which is level 0.
pub const MOST_LEVELS: usize = 7;

/// Imagined pairs of one entity behind each field's defaults.
const IMAGINED_MATCHES: f64 = 10.0;
/// Imagined pairs of two entities behind each field's defaults.
const IMAGINED_OTHERS: f64 = 10_000.0;
/// Imagined pairs of which one is of one entity.
const IMAGINED_PAIRS: f64 = 1_000.0;
const MOST_TURNS: usize = 200;
/// Chances and, relatively, the share of matches that move less than this between two turns stand still.
const TOLERANCE: f64 = 1e-5;
/// Bits beyond which a posterior is 0 or 1.
const CERTAIN: f64 = 60.0;

/// A number for each level, from "missing" on.
pub type Levels = [f64; MOST_LEVELS + 1];

/// What is known of a field before anything is learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The chance of each level from 1 on, among pairs of one entity; the last level is equality.
    pub same: Vec<f64>,
    /// The same among pairs of two.
    pub different: Vec<f64>,
    /// Levels at which the value's rarity stands for the chance among pairs of two.
    pub by_rarity: Vec<u8>,
    /// Whether equality holds a pair together well enough to learn the other fields from it.
    pub is_anchor: bool,
}

/// How often a pattern of agreement was found among the candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// Of each field, 0 where it is missing.
    pub levels: Vec<u8>,
    /// In bits, of the values in which the pair agrees.
    pub rarity: f64,
    pub pairs: f64,
}

/// How many of all pairs of records are at each level of a field, and how finely that was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    pub pairs: Levels,
    pub grain: Levels,
}

/// What was learnt: bits for and against.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// The log odds, to base 2, that two records drawn at random are of one entity.
    pub prior: f64,
    /// What each level of each field adds; "missing" adds nothing.
    pub fields: Vec<Levels>,
}

impl Weights {
    /// The log odds, to base 2, that a pair with these levels is of one entity.
    pub fn bits(&self, levels: &[u8], rarity: f64) -> f64 {
        let agreement: f64 = self.fields.iter().zip(levels).map(|(field, level)| field[usize::from(*level)]).sum();
        self.prior + rarity + agreement
    }
}

/// The probability that log odds to base 2 stand for.
pub fn posterior(bits: f64) -> f64 {
    1.0 / (1.0 + (-bits.clamp(-CERTAIN, CERTAIN)).exp2())
}

/// Learns the weights of `fields` from the candidates' `patterns` and from the tallies of all pairs of `records`, one a
/// field. Without any pair the defaults stand.
pub fn fit(fields: &[Field], patterns: &[Pattern], every: &[Tally], records: u64) -> Weights {
    let total = pairs_of(records);
    let mut same: Vec<Levels> = fields.iter().map(|field| levels(&field.same)).collect();
    let mut different: Vec<Levels> =
        fields.iter().zip(every).map(|(field, tally)| chances(field, &tally.pairs, &tally.grain)).collect();
    let mut share = (records as f64 / 2.0 / (total + IMAGINED_PAIRS)).clamp(f64::MIN_POSITIVE, 0.5);
    for _ in 0..MOST_TURNS {
        let seen = Expected::of(fields, patterns, &weights(fields, &same, &different, share));
        let before = (std::mem::take(&mut same), share);
        for (at, field) in fields.iter().enumerate() {
            same.push(learnt(field, &seen.held[at]));
            let mut others = [0.0; MOST_LEVELS + 1];
            for (level, pairs) in others.iter_mut().enumerate() {
                *pairs = (every[at].pairs[level] - seen.matching[at][level]).max(seen.other[at][level]);
            }
            different[at] = chances(field, &others, &every[at].grain);
        }
        share = (seen.matches + 1.0) / (total + IMAGINED_PAIRS);
        if (share / before.1 - 1.0).abs() < TOLERANCE && moved(&before.0, &same) < TOLERANCE {
            break;
        }
    }
    weights(fields, &same, &different, share)
}

fn pairs_of(records: u64) -> f64 {
    let records = records as f64;
    records * (records - 1.0).max(0.0) / 2.0
}

/// What the pairs come to under some weights, by field and level.
struct Expected {
    matches: f64,
    matching: Vec<Levels>,
    other: Vec<Levels>,
    /// The matching pairs that an anchor other than the field itself holds together.
    held: Vec<Levels>,
}

impl Expected {
    fn of(fields: &[Field], patterns: &[Pattern], weights: &Weights) -> Expected {
        let none = vec![[0.0; MOST_LEVELS + 1]; fields.len()];
        let mut seen = Expected { matches: 0.0, matching: none.clone(), other: none.clone(), held: none };
        for pattern in patterns {
            let matching = pattern.pairs * posterior(weights.bits(&pattern.levels, pattern.rarity));
            seen.matches += matching;
            let equal = |(field, level): &(&Field, &u8)| field.is_anchor && usize::from(**level) == field.same.len();
            let anchors = fields.iter().zip(&pattern.levels).filter(equal).count();
            for (at, level) in pattern.levels.iter().enumerate() {
                let own = usize::from(equal(&(&fields[at], level)));
                let level = usize::from(*level);
                seen.matching[at][level] += matching;
                seen.other[at][level] += pattern.pairs - matching;
                if anchors > own {
                    seen.held[at][level] += matching;
                }
            }
        }
        seen
    }
}

fn learnt(field: &Field, held: &Levels) -> Levels {
    let total: f64 = held[1..=field.same.len()].iter().sum();
    let chance = |level: usize| (held[level] + IMAGINED_MATCHES * field.same[level - 1]) / (total + IMAGINED_MATCHES);
    filled(field, chance)
}

fn chances(field: &Field, pairs: &Levels, grain: &Levels) -> Levels {
    let counted = |level: usize| pairs[level] + grain[level] + IMAGINED_OTHERS * field.different[level - 1];
    let total: f64 = (1..=field.different.len()).map(counted).sum();
    filled(field, |level| counted(level) / total)
}

fn weights(fields: &[Field], same: &[Levels], different: &[Levels], share: f64) -> Weights {
    let bits = |at: usize, field: &Field| {
        let by_chance =
            |level: usize| if field.by_rarity.contains(&(level as u8)) { 1.0 } else { different[at][level] };
        filled(field, |level| (same[at][level] / by_chance(level)).log2())
    };
    let fields = fields.iter().enumerate().map(|(at, field)| bits(at, field)).collect();
    Weights { prior: (share / (1.0 - share)).log2(), fields }
}

fn filled(field: &Field, of: impl Fn(usize) -> f64) -> Levels {
    let mut all = [0.0; MOST_LEVELS + 1];
    (1..=field.same.len()).for_each(|level| all[level] = of(level));
    all
}

fn levels(chances: &[f64]) -> Levels {
    let mut all = [0.0; MOST_LEVELS + 1];
    all[1..=chances.len()].copy_from_slice(chances);
    all
}

fn moved(before: &[Levels], after: &[Levels]) -> f64 {
    before.iter().flatten().zip(after.iter().flatten()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field() -> Field {
        Field { same: vec![0.1, 0.9], different: vec![0.99, 0.01], by_rarity: Vec::new(), is_anchor: true }
    }

    /// 1,000 records of 900 people: 100 pairs of one person agree in three fields but for one in ten of each, and chance
    /// agrees once in a hundred.
    fn planted() -> (Vec<Field>, Vec<Pattern>, Vec<Tally>) {
        let mut patterns = Vec::new();
        let total = pairs_of(1_000) - 100.0;
        for code in 0..8_u8 {
            let levels: Vec<u8> = (0..3).map(|at| 1 + ((code >> at) & 1)).collect();
            let chance =
                |agrees: f64| levels.iter().map(|l| if *l == 2 { agrees } else { 1.0 - agrees }).product::<f64>();
            let pairs = 100.0 * chance(0.9) + total * chance(0.01);
            patterns.push(Pattern { levels, rarity: 0.0, pairs });
        }
        let mut tally = Tally::default();
        patterns.iter().for_each(|pattern| tally.pairs[usize::from(pattern.levels[0])] += pattern.pairs);
        (vec![field(), field(), field()], patterns, vec![tally; 3])
    }

    #[test]
    fn planted_chances_are_found() {
        let (fields, patterns, every) = planted();
        let weights = fit(&fields, &patterns, &every, 1_000);
        let expected = (100.0 / pairs_of(1_000)).log2();
        assert!((weights.prior - expected).abs() < 0.2, "{} {expected}", weights.prior);
        for field in &weights.fields {
            assert!((field[2] - (0.9_f64 / 0.01).log2()).abs() < 0.5, "{field:?}");
            assert!((field[1] - (0.1_f64 / 0.99).log2()).abs() < 0.5, "{field:?}");
            assert_eq!(field[0], 0.0);
        }
        assert!(weights.bits(&[2, 2, 2], 0.0) > 0.0 && weights.bits(&[2, 1, 1], 0.0) < 0.0);
    }

    #[test]
    fn without_pairs_the_defaults_stand() {
        let weights = fit(&[field()], &[], &[Tally::default()], 0);
        assert!((weights.fields[0][2] - 90.0_f64.log2()).abs() < 1e-9);
        assert!(weights.prior.is_finite());
    }

    #[test]
    fn a_rare_value_tells_more_than_a_common_one() {
        let weights = Weights { prior: -10.0, fields: vec![[0.0; MOST_LEVELS + 1]] };
        assert!(posterior(weights.bits(&[1], 12.0)) > 0.5 && posterior(weights.bits(&[1], 3.0)) < 0.5);
    }
}
