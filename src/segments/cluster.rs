//! Clusters of customers: features, scaled, and split by k-means into as many clusters as their silhouette favours.
//!
//! How many is decided on a sample, as a silhouette is quadratic in the rows; then the sample's centroids are moved over
//! all customers until they stand still.

use super::features::{Customers, STRIDE};
use crate::analysis::kmeans::{self, Clustering};
use crate::analysis::principal::Principal;
use crate::analysis::scale::{Scale, Scaling};
use crate::analysis::{AnalysisError, silhouette};
use crate::jobs::{JobError, Outcome, Run};
use crate::value::Cell;
use ndarray::{Array2, ArrayView2, Axis};

/// Fewer customers than this make no clusters that one could speak of.
const FEWEST: usize = 20;
/// Starts of k-means, of which the best is taken.
const STARTS: usize = 10;
/// Passes over all customers from the sample's centroids.
const PASSES: usize = 50;

/// How far the run is after each of its parts.
const READ: f64 = 0.3;
const CHOSEN: f64 = 0.6;
const REFINED: f64 = 0.8;

/// One number of clusters, on the sample.
struct Trial {
    silhouette: f64,
    found: Clustering,
}

pub(super) fn run(run: &Run<'_>) -> Result<Outcome, JobError> {
    let customers = Customers::read(run, READ)?;
    suits(&customers)?;
    let scaled = scaled(run, &customers)?;
    let trials = trials(run, scaled.view())?;
    let best = best(&trials);
    let Some(chosen) = trials.get(best) else {
        return Err(too_few("no number of clusters could be tried".into()));
    };
    let found = kmeans::refine(scaled.view(), &chosen.found.centroids, PASSES, |pass| {
        run.progress(CHOSEN + (REFINED - CHOSEN) * pass as f64 / PASSES as f64)
    })?;
    store_choice(run, &trials, best)?;
    store_profiles(run, &customers, &found)?;
    store_members(run, &customers, &found, scaled.view())?;
    Ok(Outcome::rows(customers.ids.len() as u64)
        .with("customers", customers.ids.len())
        .with("clusters", found.sizes.len())
        .with("silhouette", chosen.silhouette))
}

fn suits(customers: &Customers) -> Result<(), JobError> {
    let count = customers.ids.len();
    if count < FEWEST {
        return Err(too_few(format!("clusters need at least {FEWEST} customers with orders, and there are {count}")));
    }
    if customers.features.is_empty() {
        return Err(too_few(
            "all customers are alike in every feature, so that there are no clusters among them".into(),
        ));
    }
    Ok(())
}

fn too_few(what: String) -> JobError {
    JobError::TooFew { what, hint: "import more orders of known customers; segments.rfm needs no minimum".into() }
}

fn scaled(run: &Run<'_>, customers: &Customers) -> Result<Array2<f64>, JobError> {
    let scaling = if run.text("scaling") == Some("robust") { Scaling::Robust } else { Scaling::Standard };
    let skewed: Vec<bool> = customers.features.iter().map(|feature| feature.is_skewed).collect();
    Ok(Scale::fit(customers.rows.view(), &skewed, scaling)?.apply(customers.rows.view()))
}

/// Tries every number of clusters that is asked for, as far as there are enough different customers.
fn trials(run: &Run<'_>, scaled: ArrayView2<'_, f64>) -> Result<Vec<Trial>, JobError> {
    let asked =
        |name: &str, otherwise: usize| run.integer(name).and_then(|n| usize::try_from(n).ok()).unwrap_or(otherwise);
    let numbers = match asked("clusters", 0) {
        0 => 2..=asked("max_clusters", 8),
        clusters => clusters..=clusters,
    };
    let sample = scaled.select(Axis(0), &silhouette::sample(scaled.nrows(), asked("sample", 5000), run.seed));
    let (first, count) = (*numbers.start(), numbers.clone().count());
    let mut trials = Vec::with_capacity(count);
    for clusters in numbers {
        run.progress(READ + (CHOSEN - READ) * (clusters - first) as f64 / count as f64)?;
        match kmeans::fit(sample.view(), clusters, STARTS, run.seed) {
            Ok(found) => {
                let silhouette = silhouette::mean(sample.view(), &found.members)?;
                trials.push(Trial { silhouette, found });
            }
            Err(AnalysisError::TooFew { .. }) if !trials.is_empty() => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(trials)
}

/// The trial of the highest silhouette; of several the one with fewer clusters.
fn best(trials: &[Trial]) -> usize {
    let higher = |best: usize, next: usize| if trials[next].silhouette > trials[best].silhouette { next } else { best };
    (0..trials.len()).reduce(higher).unwrap_or(0)
}

fn store_choice(run: &Run<'_>, trials: &[Trial], best: usize) -> Result<(), JobError> {
    let row = |(at, trial): (usize, &Trial)| -> Vec<Cell> {
        let clusters = trial.found.sizes.len();
        vec![run.id.into(), clusters.into(), trial.silhouette.into(), trial.found.inertia.into(), (at == best).into()]
    };
    let rows: Vec<Vec<Cell>> = trials.iter().enumerate().map(row).collect();
    Ok(run.session.append_rows("mart", "cluster_choice", &rows)?)
}

fn store_profiles(run: &Run<'_>, customers: &Customers, found: &Clustering) -> Result<(), JobError> {
    let overall = customers.moments();
    let means = customers.means(&found.members, &found.sizes);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (cluster, means) in means.axis_iter(Axis(0)).enumerate() {
        for ((feature, mean), (overall, spread)) in customers.features.iter().zip(means).zip(&overall) {
            let number = (cluster + 1).into();
            rows.push(vec![
                run.id.into(),
                number,
                feature.name.into(),
                (*mean).into(),
                (*overall).into(),
                (*spread).into(),
            ]);
        }
    }
    Ok(run.session.append_rows("mart", "cluster", &rows)?)
}

fn store_members(
    run: &Run<'_>,
    customers: &Customers,
    found: &Clustering,
    scaled: ArrayView2<'_, f64>,
) -> Result<(), JobError> {
    let principal = Principal::fit(scaled)?;
    let count = customers.ids.len();
    for from in (0..count).step_by(STRIDE) {
        run.progress(REFINED + (1.0 - REFINED) * from as f64 / count as f64)?;
        let part = from..(from + STRIDE).min(count);
        let places = principal.project(scaled.slice_axis(Axis(0), part.clone().into()), 2);
        let row = |(at, place): (usize, ndarray::ArrayView1<'_, f64>)| -> Vec<Cell> {
            let place = |component: usize| Cell::from(place.get(component).copied().unwrap_or(0.0));
            vec![run.id.into(), customers.ids[at].into(), (found.members[at] + 1).into(), place(0), place(1)]
        };
        let rows: Vec<Vec<Cell>> = part.zip(places.axis_iter(Axis(0))).map(row).collect();
        run.session.append_rows("mart", "cluster_member", &rows)?;
    }
    Ok(())
}
