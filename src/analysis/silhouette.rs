//! How well a partition fits its rows: Rousseeuw's silhouette (Journal of Computational and Applied Mathematics 20,
//! 1987, p. 53).
//!
//! Exact, and so quadratic in the rows: give it a [`sample`] of some thousands.

use super::{AnalysisError, check};
use ndarray::ArrayView2;
use rand::SeedableRng;
use rand::seq::index;
use rand_xoshiro::Xoshiro256Plus;

/// The mean silhouette of `rows` (n × d), whose clusters are `members`, numbered from 0: from −1 (every row would be
/// better off in another cluster) to 1 (tight and far apart). A row alone in its cluster counts 0, as does a partition
/// into one cluster. Distances are Euclidean; memory is O(clusters).
///
/// # Errors
/// [`AnalysisError::TooFew`] under two rows.
pub fn mean(rows: ArrayView2<'_, f64>, members: &[usize]) -> Result<f64, AnalysisError> {
    check("silhouette", rows, 2)?;
    if members.len() != rows.nrows() {
        let what = format!("{} rows, but {} of them have a cluster", rows.nrows(), members.len());
        return Err(AnalysisError::Failed { method: "silhouette", what });
    }
    let rows = rows.as_standard_layout();
    let flat: Vec<f64> = rows.iter().copied().collect();
    let rows: Vec<&[f64]> = flat.chunks_exact(rows.ncols()).collect();
    let mut sizes = vec![0_usize; members.iter().max().map_or(0, |last| last + 1)];
    members.iter().for_each(|cluster| sizes[*cluster] += 1);
    let mut sums = vec![0.0; sizes.len()];
    let mut total = 0.0;
    for (row, own) in rows.iter().zip(members) {
        sums.fill(0.0);
        for (other, cluster) in rows.iter().zip(members) {
            sums[*cluster] += distance(row, other);
        }
        total += of_row(*own, &sums, &sizes);
    }
    Ok(total / members.len() as f64)
}

/// One row's silhouette from its summed distances to each cluster (a distance to itself is 0, and does no harm).
fn of_row(own: usize, sums: &[f64], sizes: &[usize]) -> f64 {
    if sizes[own] < 2 {
        return 0.0;
    }
    let within = sums[own] / (sizes[own] - 1) as f64;
    let others = sums.iter().zip(sizes).enumerate().filter(|(cluster, (_, size))| *cluster != own && **size > 0);
    let nearest = others.map(|(_, (sum, size))| sum / *size as f64).fold(f64::INFINITY, f64::min);
    let scale = within.max(nearest);
    if nearest.is_finite() && scale > 0.0 { (nearest - within) / scale } else { 0.0 }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (a, b) in a.iter().zip(b) {
        sum += (a - b) * (a - b);
    }
    sum.sqrt()
}

/// At most `wanted` of `count` places, in rising order: all of them, or as many drawn from `seed` without replacement.
pub fn sample(count: usize, wanted: usize, seed: u64) -> Vec<usize> {
    if count <= wanted {
        return (0..count).collect();
    }
    let mut drawn = index::sample(&mut Xoshiro256Plus::seed_from_u64(seed), count, wanted).into_vec();
    drawn.sort_unstable();
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    #[test]
    fn it_is_what_one_works_out_by_hand() {
        // Two pairs on a line, 1 apart within and 10 between: a = 1; b = 10.5 for the outer rows, 9.5 for the inner.
        let rows = array![[0.0], [1.0], [10.0], [11.0]];
        let by_hand = ((10.5 - 1.0) / 10.5 + (9.5 - 1.0) / 9.5) / 2.0;
        assert!((mean(rows.view(), &[0, 0, 1, 1]).unwrap() - by_hand).abs() < 1e-15);
    }

    #[test]
    fn rows_alone_and_a_single_cluster_count_nothing() {
        let rows = array![[0.0], [1.0], [10.0]];
        assert_eq!(mean(rows.view(), &[0, 1, 2]).unwrap(), 0.0);
        assert_eq!(mean(rows.view(), &[0, 0, 0]).unwrap(), 0.0);
    }

    #[test]
    fn a_sample_is_seeded_distinct_and_in_order() {
        let drawn = sample(1_000_000, 50, 4);
        assert_eq!(drawn, sample(1_000_000, 50, 4));
        assert_ne!(drawn, sample(1_000_000, 50, 5));
        assert!(drawn.len() == 50 && drawn.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(sample(3, 50, 4), [0, 1, 2]);
    }

    proptest! {
        #[test]
        fn it_lies_between_minus_one_and_one(
            values in prop::collection::vec(-1e6..1e6_f64, 8..60),
            members in prop::collection::vec(0..5_usize, 30),
        ) {
            let count = values.len() / 2;
            let rows = Array2::from_shape_vec((count, 2), values[..2 * count].to_vec()).unwrap();
            let found = mean(rows.view(), &members[..count]).unwrap();
            prop_assert!((-1.0..=1.0).contains(&found));
        }
    }
}
