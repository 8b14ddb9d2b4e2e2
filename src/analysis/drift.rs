//! How far a distribution has moved between two groups of rows.

/// The population stability index of two groups' counts by bin: the sum over the bins of (q − p)·ln(q ∕ p), p and q being
/// the bin's shares of the earlier and of the later group. None where a group is empty.
///
/// It is Kullback and Leibler's divergence taken both ways (Annals of Mathematical Statistics 22, 1951, p. 79); as a rule of
/// thumb a value below 0.1 is no change and one above 0.25 a large one (N. Siddiqi, Credit Risk Scorecards, Wiley 2006).
/// A bin that is empty in one group counts as half a row there, as the logarithm of nothing has no value.
pub fn stability_index(before: &[u64], after: &[u64]) -> Option<f64> {
    let (all_before, all_after) = (total(before)?, total(after)?);
    let bins = before.iter().zip(after).filter(|(before, after)| **before + **after > 0);
    Some(
        bins.map(|(before, after)| {
            let share = |rows: u64, all: f64| if rows == 0 { 0.5 / all } else { rows as f64 / all };
            let (p, q) = (share(*before, all_before), share(*after, all_after));
            (q - p) * (q / p).ln()
        })
        .sum(),
    )
}

fn total(rows: &[u64]) -> Option<f64> {
    let all: u64 = rows.iter().sum();
    (all > 0).then_some(all as f64)
}

/// What the test of Kolmogorov and Smirnov says of two samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KolmogorovSmirnov {
    /// The largest distance between the two cumulative distributions, 0 to 1.
    pub distance: f64,
    /// How probable so large a distance is where both samples are of one distribution.
    pub probability: f64,
}

/// The two-sample test, from the values' counts in either sample in the order of the values. None where a sample is empty.
///
/// N. Smirnov, Annals of Mathematical Statistics 19, 1948, p. 279; for finite samples with M. Stephens's correction, Journal
/// of the Royal Statistical Society B 32, 1970, p. 115. Where values repeat, the probability is an upper bound.
pub fn kolmogorov_smirnov(counts: &[(u64, u64)]) -> Option<KolmogorovSmirnov> {
    let before = total(&counts.iter().map(|(before, _)| *before).collect::<Vec<_>>())?;
    let after = total(&counts.iter().map(|(_, after)| *after).collect::<Vec<_>>())?;
    let (mut seen_before, mut seen_after, mut distance) = (0, 0, 0.0_f64);
    for (rows_before, rows_after) in counts {
        seen_before += rows_before;
        seen_after += rows_after;
        distance = distance.max((seen_before as f64 / before - seen_after as f64 / after).abs());
    }
    let root = (before * after / (before + after)).sqrt();
    Some(KolmogorovSmirnov { distance, probability: smirnov((root + 0.12 + 0.11 / root) * distance) })
}

/// Smirnov's limiting distribution: how probable it is that the scaled distance is at least `scaled`.
fn smirnov(scaled: f64) -> f64 {
    // Below it the probability differs from 1 by less than 1e-6, and the series converges slowly.
    if scaled < 0.27 {
        return 1.0;
    }
    let term = |at: i32| {
        let sign = if at % 2 == 1 { 1.0 } else { -1.0 };
        sign * (-2.0 * f64::from(at * at) * scaled * scaled).exp()
    };
    (2.0 * (1..=100).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(actual: f64, expected: f64, within: f64) {
        assert!((actual - expected).abs() <= within, "{actual} is not {expected}");
    }

    #[test]
    fn the_same_shares_are_stable_whatever_the_number_of_rows() {
        assert_eq!(stability_index(&[10, 30, 60], &[100, 300, 600]), Some(0.0));
    }

    #[test]
    fn a_tenth_that_moves_between_two_halves_is_as_worked_out_by_hand() {
        // (0.6 − 0.5) ln 1.2 + (0.4 − 0.5) ln 0.8 = 0.1 ln 1.5
        near(stability_index(&[50, 50], &[60, 40]).unwrap(), 0.1 * 1.5_f64.ln(), 1e-15);
        near(0.1 * 1.5_f64.ln(), 0.040_546_5, 1e-7);
    }

    #[test]
    fn it_is_the_same_both_ways() {
        let (one, other) = ([5, 15, 80], [20, 20, 60]);
        near(stability_index(&one, &other).unwrap(), stability_index(&other, &one).unwrap(), 1e-15);
    }

    #[test]
    fn a_bin_that_is_empty_on_one_side_counts_half_a_row_and_one_that_is_empty_on_both_nothing() {
        let expected = (0.1 - 0.005) * 20.0_f64.ln() + (0.9 - 1.0) * 0.9_f64.ln();
        near(stability_index(&[100, 0, 0], &[90, 10, 0]).unwrap(), expected, 1e-12);
        assert_eq!(stability_index(&[0, 0], &[1, 2]), None);
    }

    #[test]
    fn the_distance_is_the_widest_gap_of_the_cumulative_shares() {
        // 1 2 3 4 against 3 4 5 6: after 2, half of the first sample is seen and nothing of the second
        let counts = [(1, 0), (1, 0), (1, 1), (1, 1), (0, 1), (0, 1)];
        assert_eq!(kolmogorov_smirnov(&counts).unwrap().distance, 0.5);
        assert_eq!(kolmogorov_smirnov(&[(3, 3), (2, 2)]).unwrap().distance, 0.0);
        assert_eq!(kolmogorov_smirnov(&[(3, 0)]), None);
    }

    #[test]
    fn the_limiting_distribution_has_the_critical_values_of_the_tables() {
        near(smirnov(1.2238), 0.10, 3e-5);
        near(smirnov(1.3581), 0.05, 1e-5);
        near(smirnov(1.6276), 0.01, 1e-5);
        near(smirnov(0.28), 1.0, 1e-5);
    }

    #[test]
    fn what_chance_brings_about_is_told_from_a_shift() {
        let same = kolmogorov_smirnov(&[(500, 520), (500, 480)]).unwrap();
        assert!(same.probability > 0.5, "{same:?}");
        let moved = kolmogorov_smirnov(&[(500, 300), (500, 700)]).unwrap();
        near(moved.distance, 0.2, 1e-12);
        assert!(moved.probability < 1e-9, "{moved:?}");
    }
}
