//! Which values an axis goes over, and where its ticks stand.

/// The finite values' least and greatest.
pub fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let widen = |extent: Option<(f64, f64)>, x: f64| match extent {
        Some((low, high)) => Some((low.min(x), high.max(x))),
        None => Some((x, x)),
    };
    values.filter(|x| x.is_finite()).fold(None, widen).filter(|(low, high)| (high - low).is_finite())
}

/// An axis whose ticks are round numbers: multiples of 1, 2 or 5 times a power of ten.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    step: f64,
    first: i64,
    last: i64,
}

impl Scale {
    /// An axis over the values with at most `most` ticks, at least two. It begins at zero where the least value is less
    /// than half of the greatest, so that small differences are seen and large ones are not overdrawn.
    pub fn over((low, high): (f64, f64), most: usize) -> Scale {
        let from_zero = |near: f64, far: f64| near == far || near.abs() < far.abs() / 2.0;
        let (low, high) = match (low, high) {
            (l, h) if l >= 0.0 && from_zero(l, h) => (0.0, h),
            (l, h) if h <= 0.0 && from_zero(h, l) => (l, 0.0),
            both => both,
        };
        let high = if low == high { low + 1.0 } else { high };
        let most = most.max(2);
        let mut power = 10f64.powf(((high - low) / most as f64).log10().floor());
        loop {
            for factor in [1.0, 2.0, 5.0] {
                let step = factor * power;
                let scale =
                    Scale { step, first: (low / step).floor() as i64, last: (high / step - 1e-9).ceil() as i64 };
                if scale.last - scale.first < most as i64 {
                    return scale;
                }
            }
            power *= 10.0;
        }
    }

    pub fn ticks(&self) -> impl Iterator<Item = f64> + use<> {
        let step = self.step;
        (self.first..=self.last).map(move |at| at as f64 * step)
    }

    /// Where a value stands: 0 at the axis's least value, 1 at its greatest.
    pub fn place(&self, value: f64) -> f64 {
        let (first, last) = (self.first as f64, self.last as f64);
        ((value / self.step - first) / (last - first)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(low: f64, high: f64, most: usize) -> Vec<f64> {
        Scale::over((low, high), most).ticks().collect()
    }

    #[test]
    fn ticks_are_round_and_hold_all_values() {
        assert_eq!(ticks(3.0, 97.0, 6), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(940.0, 1010.0, 5), [940.0, 960.0, 980.0, 1000.0, 1020.0]);
        assert_eq!(ticks(-30.0, 20.0, 4), [-40.0, -20.0, 0.0, 20.0]);
        assert_eq!(ticks(-9.0, -1.0, 3), [-10.0, -5.0, 0.0]);
    }

    #[test]
    fn one_value_has_an_axis_too() {
        assert_eq!(ticks(0.0, 0.0, 3), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(7.0, 7.0, 3), [0.0, 5.0, 10.0]);
        assert_eq!(ticks(-7.0, -7.0, 3), [-10.0, -5.0, 0.0]);
    }

    #[test]
    fn values_that_are_not_finite_have_no_extent() {
        assert_eq!(extent([f64::NAN, f64::INFINITY].into_iter()), None);
        assert_eq!(extent([f64::NAN, 2.0, -1.0].into_iter()), Some((-1.0, 2.0)));
        assert_eq!(extent([f64::MAX, f64::MIN].into_iter()), None);
    }
}
