//! Clusters of rows around centroids: Lloyd's k-means (IEEE Transactions on Information Theory 28, 1982, p. 129) from
//! k-means++ starts (Arthur and Vassilvitskii, SODA 2007, p. 1027), by linfa.

use super::{AnalysisError, check};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans, KMeansInit};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;
use std::cmp::Ordering;

const METHOD: &str = "k-means";

/// Of the centroids' way between two passes, in units of the rows: below it they stand still.
const TOLERANCE: f64 = 1e-4;

/// A partition of rows. Clusters are numbered from 0, the largest first; those of the same size by their centroids.
#[derive(Debug, Clone, PartialEq)]
pub struct Clustering {
    /// k × d, in the units of the rows.
    pub centroids: Array2<f64>,
    /// Each row's cluster.
    pub members: Vec<usize>,
    /// How many rows each cluster has; none has none.
    pub sizes: Vec<usize>,
    /// The sum over rows of the squared distance to their centroid.
    pub inertia: f64,
}

/// Splits `rows` (n × d) into at most `clusters` clusters, the best of `runs` starts drawn from `seed`.
///
/// # Errors
/// [`AnalysisError::TooFew`] where there are fewer different rows than clusters.
pub fn fit(rows: ArrayView2<'_, f64>, clusters: usize, runs: usize, seed: u64) -> Result<Clustering, AnalysisError> {
    check(METHOD, rows, clusters)?;
    let found = distinct(rows, clusters);
    if found < clusters {
        return Err(AnalysisError::TooFew { method: METHOD, needed: clusters, found });
    }
    let model = KMeans::params_with_rng(clusters, Xoshiro256Plus::seed_from_u64(seed))
        .n_runs(runs)
        .tolerance(TOLERANCE)
        .fit(&DatasetBase::from(rows))
        .map_err(failed)?;
    Ok(Clustering::of(rows, model.centroids()))
}

/// Moves centroids that were fitted to a sample until they stand still on all `rows`, at most `passes` times.
///
/// `before` is called before each pass with its number from 0, and ends the work with its error.
pub fn refine<E: From<AnalysisError>>(
    rows: ArrayView2<'_, f64>,
    centroids: &Array2<f64>,
    passes: usize,
    mut before: impl FnMut(usize) -> Result<(), E>,
) -> Result<Clustering, E> {
    check(METHOD, rows, 1)?;
    let records = DatasetBase::from(rows);
    let mut centroids = centroids.clone();
    for pass in 0..passes {
        before(pass)?;
        let next = moved(&records, &centroids)?;
        let way = (&next - &centroids).mapv(|x| x * x).sum().sqrt();
        centroids = next;
        if way < TOLERANCE {
            break;
        }
    }
    Ok(Clustering::of(rows, &centroids))
}

/// One pass of Lloyd's: every row to its nearest centroid, every centroid to the middle of its rows.
fn moved<T>(rows: &DatasetBase<ArrayView2<'_, f64>, T>, centroids: &Array2<f64>) -> Result<Array2<f64>, AnalysisError> {
    let model = KMeans::params_with_rng(centroids.nrows(), Xoshiro256Plus::seed_from_u64(0))
        .init_method(KMeansInit::Precomputed(centroids.clone()))
        .n_runs(1)
        .max_n_iterations(1)
        .fit(rows)
        .map_err(failed)?;
    Ok(model.centroids().clone())
}

fn failed(error: impl std::fmt::Display) -> AnalysisError {
    AnalysisError::Failed { method: METHOD, what: error.to_string() }
}

impl Clustering {
    fn of(rows: ArrayView2<'_, f64>, centroids: &Array2<f64>) -> Clustering {
        let mut inertia = 0.0;
        let mut sizes = vec![0; centroids.nrows()];
        let mut members: Vec<usize> = Vec::with_capacity(rows.nrows());
        for row in rows.axis_iter(Axis(0)) {
            let (cluster, apart) = nearest(row, centroids);
            inertia += apart;
            sizes[cluster] += 1;
            members.push(cluster);
        }
        let mut order: Vec<usize> = (0..sizes.len()).filter(|cluster| sizes[*cluster] > 0).collect();
        order.sort_by(|a, b| sizes[*b].cmp(&sizes[*a]).then_with(|| compare(centroids.row(*a), centroids.row(*b))));
        let mut number = vec![0; sizes.len()];
        order.iter().enumerate().for_each(|(new, old)| number[*old] = new);
        members.iter_mut().for_each(|cluster| *cluster = number[*cluster]);
        let sizes = order.iter().map(|old| sizes[*old]).collect();
        Clustering { centroids: centroids.select(Axis(0), &order), members, sizes, inertia }
    }
}

/// The nearest centroid, the first of several, and the squared distance to it.
fn nearest(row: ArrayView1<'_, f64>, centroids: &Array2<f64>) -> (usize, f64) {
    let apart = |centroid: ArrayView1<'_, f64>| row.iter().zip(centroid).map(|(a, b)| (a - b) * (a - b)).sum();
    let distances = centroids.axis_iter(Axis(0)).map(apart).enumerate();
    distances.fold((0, f64::INFINITY), |best, next| if next.1 < best.1 { next } else { best })
}

fn compare(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> Ordering {
    a.iter().zip(b).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// How many different rows there are, counted no further than to `enough`.
fn distinct(rows: ArrayView2<'_, f64>, enough: usize) -> usize {
    let mut seen: Vec<ArrayView1<'_, f64>> = Vec::new();
    for row in rows.axis_iter(Axis(0)) {
        if seen.len() == enough {
            break;
        }
        if seen.iter().all(|other| compare(*other, row).is_ne()) {
            seen.push(row);
        }
    }
    seen.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn three_groups() -> Array2<f64> {
        array![[9.0, 9.0], [0.0, 0.1], [5.0, 0.0], [0.1, 0.0], [5.1, 0.0], [0.0, 0.0]]
    }

    #[test]
    fn groups_far_apart_are_found_the_largest_first() {
        let found = fit(three_groups().view(), 3, 10, 4).unwrap();
        assert_eq!(found.members, [2, 0, 1, 0, 1, 0]);
        assert_eq!(found.sizes, [3, 2, 1]);
        assert!(found.inertia < 0.05);
    }

    #[test]
    fn the_same_seed_gives_the_same_clusters() {
        let rows = three_groups();
        assert_eq!(fit(rows.view(), 2, 5, 4).unwrap(), fit(rows.view(), 2, 5, 4).unwrap());
    }

    #[test]
    fn refining_moves_a_samples_centroids_to_all_rows() {
        let rows = three_groups();
        let sample = rows.select(Axis(0), &[0, 1, 2]);
        let rough = fit(sample.view(), 3, 5, 4).unwrap();
        let found = refine::<AnalysisError>(rows.view(), &rough.centroids, 100, |_| Ok(())).unwrap();
        assert_eq!(found.sizes, [3, 2, 1]);
        assert!((found.centroids[[0, 0]] - 0.1 / 3.0).abs() < 1e-3);
    }

    #[test]
    fn refining_stops_where_the_caller_says() {
        let rows = three_groups();
        let stop = || AnalysisError::Failed { method: "caller", what: "enough".into() };
        let ended = refine(rows.view(), &rows, 100, |pass| if pass == 0 { Err(stop()) } else { Ok(()) });
        assert_eq!(ended, Err(stop()));
    }

    #[test]
    fn more_clusters_than_different_rows_are_refused() {
        let rows = array![[1.0], [1.0], [2.0], [2.0]];
        assert_eq!(fit(rows.view(), 3, 1, 4), Err(AnalysisError::TooFew { method: METHOD, needed: 3, found: 2 }));
    }
}
