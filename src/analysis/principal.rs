//! The directions in which rows differ most: principal components (Jolliffe, Principal Component Analysis, 2nd ed.
//! 2002, ch. 1), by a dense symmetric eigen-decomposition of the covariance, which suits few columns and any rows.

use super::{AnalysisError, check};
use nalgebra::{DMatrix, SymmetricEigen};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use std::cmp::Ordering;

/// All components of a table with d columns, those of the greatest variance first.
#[derive(Debug, Clone, PartialEq)]
pub struct Principal {
    /// d × d: a component a row, of length 1; its loading of the greatest size is positive, so that its sign is fixed.
    pub components: Array2<f64>,
    /// Each component's share of the variance of all columns; they add up to 1, or are all 0 where nothing varies.
    pub explained: Vec<f64>,
    means: Array1<f64>,
}

impl Principal {
    /// Fits `rows` (n × d), which are centred here and not scaled.
    ///
    /// # Errors
    /// [`AnalysisError::TooFew`] under two rows; [`AnalysisError::Failed`] for a number that is not finite.
    pub fn fit(rows: ArrayView2<'_, f64>) -> Result<Principal, AnalysisError> {
        check("principal components", rows, 2)?;
        let means = rows.sum_axis(Axis(0)) / rows.nrows() as f64;
        let eigen = SymmetricEigen::new(covariance(rows, &means));
        let mut order: Vec<usize> = (0..rows.ncols()).collect();
        order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
        let variances: Vec<f64> = order.iter().map(|at| eigen.eigenvalues[*at].max(0.0)).collect();
        let whole: f64 = variances.iter().sum();
        let explained = variances.iter().map(|variance| if whole > 0.0 { variance / whole } else { 0.0 }).collect();
        let mut components = Array2::zeros((order.len(), order.len()));
        for (mut component, at) in components.axis_iter_mut(Axis(0)).zip(order) {
            let vector: Array1<f64> = eigen.eigenvectors.column(at).iter().copied().collect();
            component.assign(&(&vector * sign(vector.view())));
        }
        Ok(Principal { components, explained, means })
    }

    /// The rows' places on the first `count` components: n × count.
    pub fn project(&self, rows: ArrayView2<'_, f64>, count: usize) -> Array2<f64> {
        let count = count.min(self.components.nrows());
        let mut places = Array2::zeros((rows.nrows(), count));
        for (row, mut place) in rows.axis_iter(Axis(0)).zip(places.axis_iter_mut(Axis(0))) {
            for (component, place) in self.components.axis_iter(Axis(0)).zip(place.iter_mut()) {
                *place =
                    row.iter().zip(&self.means).zip(component).map(|((x, mean), loading)| (x - mean) * loading).sum();
            }
        }
        places
    }
}

fn covariance(rows: ArrayView2<'_, f64>, means: &Array1<f64>) -> DMatrix<f64> {
    let width = rows.ncols();
    let mut products = DMatrix::<f64>::zeros(width, width);
    let mut centred = vec![0.0; width];
    for row in rows.axis_iter(Axis(0)) {
        centred.iter_mut().zip(row.iter().zip(means)).for_each(|(centred, (x, mean))| *centred = x - mean);
        for i in 0..width {
            for j in 0..=i {
                products[(i, j)] += centred[i] * centred[j];
            }
        }
    }
    let degrees = (rows.nrows() - 1) as f64;
    DMatrix::from_fn(width, width, |i, j| products[(i.max(j), i.min(j))] / degrees)
}

/// −1 where the loading of the greatest size, the first of several, is negative.
fn sign(vector: ArrayView1<'_, f64>) -> f64 {
    let greater = |best: f64, next: &f64| match next.abs().total_cmp(&best.abs()) {
        Ordering::Greater => *next,
        _ => best,
    };
    if vector.iter().fold(0.0, greater) < 0.0 { -1.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    #[test]
    fn points_on_a_line_have_one_component() {
        let rows = array![[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]];
        let found = Principal::fit(rows.view()).unwrap();
        assert!((found.explained[0] - 1.0).abs() < 1e-12);
        assert!((found.components[[0, 0]] - 0.6).abs() < 1e-12 && (found.components[[0, 1]] - 0.8).abs() < 1e-12);
        let places = found.project(rows.view(), 1);
        assert!((places[[0, 0]] + 5.0).abs() < 1e-12 && (places[[2, 0]] - 5.0).abs() < 1e-12);
    }

    #[test]
    fn shares_are_of_all_variance_also_where_some_columns_do_not_vary() {
        let rows = array![[1.0, 0.0, 7.0], [-1.0, 0.0, 7.0], [0.0, 2.0, 7.0], [0.0, -2.0, 7.0]];
        let found = Principal::fit(rows.view()).unwrap();
        let shares = [0.8, 0.2, 0.0];
        assert!(found.explained.iter().zip(shares).all(|(found, share)| (found - share).abs() < 1e-12));
    }

    #[test]
    fn a_patterned_table_does_not_panic() {
        let rows = Array2::from_shape_fn((20_000, 6), |(i, j)| ((i * (j + 1)) % 7) as f64);
        assert!(Principal::fit(rows.view()).is_ok());
    }

    proptest! {
        #[test]
        fn components_are_orthonormal_and_shares_add_up(values in prop::collection::vec(-1e3..1e3_f64, 40)) {
            let rows = Array2::from_shape_vec((10, 4), values).unwrap();
            let found = Principal::fit(rows.view()).unwrap();
            let product = found.components.dot(&found.components.t());
            prop_assert!((product - Array2::<f64>::eye(4)).iter().all(|x| x.abs() < 1e-9));
            prop_assert!((found.explained.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(found.explained.windows(2).all(|pair| pair[0] >= pair[1]));
        }
    }
}
