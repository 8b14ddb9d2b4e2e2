use rust_decimal::Decimal;

const POINTS: [&str; 5] = ["pp", "个百分点", "個百分點", "%", "％"];

/// A figure as people type it, in its unit: `5,000`; a share as `12.5%`, or `0.125`, which is the same; percentage points
/// as `0.5 pp`, and never without their sign, as `0.5` alone might be half a point or fifty.
pub fn typed(text: &str, unit: &str) -> Option<Decimal> {
    let digits = text.replace([',', ' '], "").to_lowercase();
    let hundredths = |digits: &str| Some(digits.parse::<Decimal>().ok()? / Decimal::ONE_HUNDRED);
    match (unit, digits.strip_suffix(['%', '％'])) {
        ("points", _) => hundredths(POINTS.iter().find_map(|sign| digits.strip_suffix(sign))?),
        ("share", Some(percent)) => hundredths(percent),
        _ => digits.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_typed_as_people_write_it() {
        assert_eq!(typed("5,000", "money"), Some(Decimal::from(5000)));
        assert_eq!(typed("12.5%", "share"), Some(Decimal::new(125, 3)));
        assert_eq!(typed("0.125", "share"), Some(Decimal::new(125, 3)));
        assert_eq!(typed("12.5%", "money"), None);
        assert_eq!(typed("0.5 pp", "share"), None);
        assert_eq!(typed("much", "money"), None);
    }

    #[test]
    fn half_a_point_is_half_a_hundredth() {
        for text in ["0.5 pp", "+0.5 PP", "0.5%", "0.5 个百分点", "0.5 個百分點"] {
            assert_eq!(typed(text, "points"), Some(Decimal::new(5, 3)), "{text}");
        }
        assert_eq!(typed("-0.5 pp", "points"), Some(Decimal::new(-5, 3)));
        assert_eq!(typed("0 pp", "points"), Some(Decimal::ZERO));
        assert_eq!((typed("pp", "points"), typed("0.5", "points")), (None, None));
    }
}
