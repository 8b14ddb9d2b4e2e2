//! Bringing features of different units onto one scale, so that a distance weighs them alike.

use super::{AnalysisError, check};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// What stands for a column's middle and its spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scaling {
    /// Mean and sample standard deviation.
    #[default]
    Standard,
    /// Median and interquartile range, which outliers do not move; the range is divided by 1.349, twice the
    /// normal distribution's upper quartile, so that on normal data it equals the standard deviation.
    Robust,
}

/// Of a normal distribution, the interquartile range in standard deviations.
const NORMAL_QUARTILES: f64 = 1.349;

/// A fitted scale: one for each column, in the columns' order.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    columns: Vec<Column>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Column {
    is_skewed: bool,
    middle: f64,
    spread: f64,
}

impl Scale {
    /// Fits a scale to `rows` (n × d). Where `skewed[j]` is true, column j is taken as sign(x)·ln(1 + |x|) first.
    ///
    /// A robust spread of 0, as of a column that is mostly zeros, falls back to the standard deviation; a column that
    /// does not vary at all becomes 0 everywhere.
    ///
    /// # Errors
    /// [`AnalysisError::TooFew`] under two rows; [`AnalysisError::Failed`] for a number that is not finite, or where
    /// `skewed` does not have one entry for each column.
    pub fn fit(rows: ArrayView2<'_, f64>, skewed: &[bool], scaling: Scaling) -> Result<Scale, AnalysisError> {
        check("scaling", rows, 2)?;
        if skewed.len() != rows.ncols() {
            let what = format!("{} columns, but {} entries say whether they are skewed", rows.ncols(), skewed.len());
            return Err(AnalysisError::Failed { method: "scaling", what });
        }
        let columns =
            rows.axis_iter(Axis(1)).zip(skewed).map(|(column, is_skewed)| Column::fit(column, *is_skewed, scaling));
        Ok(Scale { columns: columns.collect() })
    }

    /// The scaled rows; as many columns as were fitted.
    pub fn apply(&self, rows: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut scaled = rows.to_owned();
        for (mut values, column) in scaled.axis_iter_mut(Axis(1)).zip(&self.columns) {
            values.mapv_inplace(|x| (unskewed(x, column.is_skewed) - column.middle) / column.spread);
        }
        scaled
    }
}

impl Column {
    fn fit(values: ArrayView1<'_, f64>, is_skewed: bool, scaling: Scaling) -> Column {
        let values: Vec<f64> = values.iter().map(|x| unskewed(*x, is_skewed)).collect();
        let (mean, deviation) = moments(&values);
        let (middle, spread) = match scaling {
            Scaling::Standard => (mean, deviation),
            Scaling::Robust => {
                let [lower, median, upper] = quartiles(values);
                let range = (upper - lower) / NORMAL_QUARTILES;
                (median, if range > 0.0 { range } else { deviation })
            }
        };
        Column { is_skewed, middle, spread: if spread > 0.0 { spread } else { 1.0 } }
    }
}

fn unskewed(x: f64, is_skewed: bool) -> f64 {
    if is_skewed { x.signum() * x.abs().ln_1p() } else { x }
}

/// Mean and sample standard deviation (n − 1), by Welford's update (Technometrics 4, 1962, p. 419); of fewer than two
/// values the deviation is 0.
pub fn moments(values: &[f64]) -> (f64, f64) {
    let (mut mean, mut squares) = (0.0, 0.0);
    for (seen, x) in values.iter().enumerate() {
        let before = x - mean;
        mean += before / (seen + 1) as f64;
        squares += before * (x - mean);
    }
    if values.len() < 2 { (mean, 0.0) } else { (mean, (squares / (values.len() - 1) as f64).sqrt()) }
}

/// Quartiles by linear interpolation (type 7 of Hyndman and Fan, The American Statistician 50, 1996, p. 363).
fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_unstable_by(f64::total_cmp);
    [0.25, 0.5, 0.75].map(|share| {
        let place = share * (values.len() - 1) as f64;
        let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
        below + (above - below) * place.fract()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn standard_columns_have_mean_zero_and_deviation_one() {
        let rows = array![[1.0, 10.0], [2.0, 20.0], [3.0, 60.0]];
        let scaled = Scale::fit(rows.view(), &[false, false], Scaling::Standard).unwrap().apply(rows.view());
        assert_eq!(scaled.column(0).to_vec(), [-1.0, 0.0, 1.0]);
        let (mean, deviation) = moments(&scaled.column(1).to_vec());
        assert!(mean.abs() < 1e-15 && (deviation - 1.0).abs() < 1e-15);
    }

    #[test]
    fn an_outlier_does_not_move_a_robust_scale() {
        let usual = array![[1.0], [2.0], [3.0], [4.0], [5.0]];
        let struck = array![[1.0], [2.0], [3.0], [4.0], [5e9]];
        let fit = |rows: &Array2<f64>| Scale::fit(rows.view(), &[false], Scaling::Robust).unwrap();
        assert_eq!(fit(&usual), fit(&struck));
    }

    #[test]
    fn skewed_columns_are_logged_with_their_sign() {
        let rows = array![[-99.0], [0.0], [99.0]];
        let scaled = Scale::fit(rows.view(), &[true], Scaling::Standard).unwrap().apply(rows.view());
        assert_eq!(scaled.column(0).to_vec(), [-1.0, 0.0, 1.0]);
    }

    #[test]
    fn a_column_that_does_not_vary_becomes_zero() {
        let rows = array![[7.0], [7.0], [7.0]];
        for scaling in [Scaling::Standard, Scaling::Robust] {
            let scaled = Scale::fit(rows.view(), &[false], scaling).unwrap().apply(rows.view());
            assert_eq!(scaled.column(0).to_vec(), [0.0, 0.0, 0.0]);
        }
    }

    #[test]
    fn what_cannot_be_scaled_is_refused() {
        let one = array![[1.0]];
        assert!(matches!(
            Scale::fit(one.view(), &[false], Scaling::Standard),
            Err(AnalysisError::TooFew { found: 1, .. })
        ));
        let broken = array![[1.0], [f64::NAN]];
        assert!(matches!(Scale::fit(broken.view(), &[false], Scaling::Standard), Err(AnalysisError::Failed { .. })));
    }
}
