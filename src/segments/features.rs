//! What customers are compared by, from `mart.customer_feature` into an array.

use crate::analysis::scale::moments;
use crate::jobs::{JobError, Run};
use crate::value::Cell;
use ndarray::{Array2, Axis};

/// A column of `mart.customer_feature`; its words are `value.NAME` in the locales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Feature {
    pub name: &'static str,
    /// Whether it spans orders of magnitude, and is compared by its logarithm.
    pub is_skewed: bool,
}

/// In the order of `sql/read.sql`, after the customer's id.
const FEATURES: [Feature; 9] = [
    Feature { name: "recency_days", is_skewed: true },
    Feature { name: "frequency", is_skewed: true },
    Feature { name: "monetary", is_skewed: true },
    Feature { name: "average_order", is_skewed: true },
    Feature { name: "discount_share", is_skewed: false },
    Feature { name: "online_share", is_skewed: false },
    Feature { name: "categories", is_skewed: true },
    Feature { name: "tenure_days", is_skewed: false },
    Feature { name: "touchpoints", is_skewed: true },
];

/// How often a long loop says how far it is, and looks whether it was cancelled.
pub(super) const STRIDE: usize = 20_000;

/// All customers who have bought, and the features that differ among them.
pub(super) struct Customers {
    pub ids: Vec<i64>,
    pub features: Vec<Feature>,
    /// Customers × features, in the features' own units.
    pub rows: Array2<f64>,
}

impl Customers {
    /// Makes the features of this run, and reads them; progress goes from 0 to `share`.
    pub fn read(run: &Run<'_>, share: f64) -> Result<Customers, JobError> {
        let args = run.query_args();
        let count = run.session.execute(include_str!("sql/features.sql"), &args)? as usize;
        run.progress(share / 2.0)?;
        let mut ids: Vec<i64> = Vec::with_capacity(count);
        let mut values: Vec<f64> = Vec::with_capacity(count * FEATURES.len());
        run.session.stream(include_str!("sql/read.sql"), &args, |row: &[Cell]| -> Result<(), JobError> {
            if ids.len().is_multiple_of(STRIDE) {
                run.progress(share / 2.0 * (1.0 + ids.len() as f64 / count as f64))?;
            }
            ids.extend(row.first().and_then(Cell::integer));
            values.extend(row.iter().skip(1).map(|cell| cell.number().unwrap_or(0.0)));
            Ok(())
        })?;
        let rows = Array2::from_shape_vec((ids.len(), FEATURES.len()), values);
        let rows = rows.map_err(|error| unreadable(&error))?;
        Ok(Customers { ids, features: FEATURES.to_vec(), rows }.without_constants())
    }

    /// A feature that is the same for all, such as a discount that the data does not have, tells nobody apart.
    fn without_constants(self) -> Customers {
        let varies = |column: &usize| {
            let column = self.rows.column(*column);
            column.iter().any(|x| *x != column[0])
        };
        let kept: Vec<usize> = (0..self.features.len()).filter(varies).collect();
        let features = kept.iter().map(|column| self.features[*column]).collect();
        Customers { ids: self.ids, features, rows: self.rows.select(Axis(1), &kept) }
    }

    /// Each feature's mean and standard deviation over all customers.
    pub fn moments(&self) -> Vec<(f64, f64)> {
        self.rows.axis_iter(Axis(1)).map(|column| moments(&column.to_vec())).collect()
    }

    /// Each cluster's mean of each feature: clusters × features.
    pub fn means(&self, members: &[usize], sizes: &[usize]) -> Array2<f64> {
        let mut means = Array2::zeros((sizes.len(), self.features.len()));
        for (row, cluster) in self.rows.axis_iter(Axis(0)).zip(members) {
            let mut sum = means.row_mut(*cluster);
            sum += &row;
        }
        for (mut sum, size) in means.axis_iter_mut(Axis(0)).zip(sizes) {
            sum /= *size as f64;
        }
        means
    }
}

fn unreadable(error: &impl std::fmt::Display) -> JobError {
    let hint = "run the job again; if it happens again, report the message";
    JobError::Unfit { what: format!("the customers' features could not be read: {error}"), hint: hint.into() }
}
