use super::scale::extent;

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The last `width` values as one line of blocks, the least of them lowest and the greatest highest.
///
/// A gap (a value that is not finite) is a space, and values that are all the same stand in the middle.
pub fn sparkline(values: &[f64], width: usize) -> String {
    let shown = &values[values.len().saturating_sub(width)..];
    let Some((low, high)) = extent(shown.iter().copied()) else { return " ".repeat(shown.len()) };
    let level = |value: f64| match high - low {
        0.0 => LEVELS[3],
        span => LEVELS[((value - low) / span * 7.0).round().clamp(0.0, 7.0) as usize],
    };
    shown.iter().map(|value| if value.is_finite() { level(*value) } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn values_become_blocks_from_least_to_greatest() {
        assert_eq!(sparkline(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 8), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[-5.0, 0.0, 5.0], 8), "▁▅█");
    }

    #[test]
    fn a_narrow_line_keeps_the_last_values_and_their_own_range() {
        assert_eq!(sparkline(&[1000.0, 1.0, 2.0, 3.0], 3), "▁▅█");
        assert_eq!(sparkline(&[1.0, 2.0], 0), "");
    }

    #[test]
    fn gaps_are_spaces_and_equal_values_stand_in_the_middle() {
        assert_eq!(sparkline(&[1.0, f64::NAN, 2.0, f64::INFINITY], 8), "▁ █ ");
        assert_eq!(sparkline(&[4.0, 4.0, 4.0], 8), "▄▄▄");
        assert_eq!(sparkline(&[f64::NAN], 8), " ");
        assert_eq!(sparkline(&[], 8), "");
    }
}
