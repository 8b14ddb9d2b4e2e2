use crate::config::UnitRule;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::str::FromStr;

/// Measures as one unit.
pub struct Units {
    to: String,
    /// How many of `to` one of each unit is.
    sizes: BTreeMap<String, Decimal>,
}

/// Units of one quantity, each with all its names and its size in the first one. The mainland's 斤 and 两 are meant; Taiwan's
/// differ and can be stated. Pounds, ounces, inches and feet are as the International Yard and Pound Agreement (1959) has them.
type Quantity = &'static [(&'static [&'static str], &'static str)];

const QUANTITIES: [Quantity; 4] = [
    &[
        (&["g", "gram", "grams", "克", "公克"], "1"),
        (&["mg", "毫克"], "0.001"),
        (&["kg", "kilogram", "kilograms", "千克", "公斤"], "1000"),
        (&["t", "ton", "tons", "吨", "噸", "公吨", "公噸"], "1000000"),
        (&["斤", "市斤"], "500"),
        (&["两", "市两"], "50"),
        (&["台斤"], "600"),
        (&["lb", "lbs", "pound", "pounds", "磅"], "453.59237"),
        (&["oz", "ounce", "ounces", "盎司"], "28.349523125"),
    ],
    &[
        (&["ml", "毫升"], "1"),
        (&["cl", "厘升"], "10"),
        (&["dl", "分升"], "100"),
        (&["l", "litre", "litres", "liter", "liters", "升", "公升"], "1000"),
    ],
    &[
        (&["mm", "毫米", "公厘"], "1"),
        (&["cm", "厘米", "公分"], "10"),
        (&["m", "米", "公尺"], "1000"),
        (&["km", "千米", "公里"], "1000000"),
        (&["in", "inch", "inches", "英寸", "吋"], "25.4"),
        (&["ft", "foot", "feet", "英尺", "呎"], "304.8"),
    ],
    &[
        (&["s", "sec", "second", "seconds", "秒"], "1"),
        (&["min", "mins", "minute", "minutes", "分钟", "分鐘"], "60"),
        (&["h", "hr", "hrs", "hour", "hours", "小时", "小時"], "3600"),
        (&["d", "day", "days", "天", "日"], "86400"),
    ],
];

/// Places behind the point; more come from pounds and inches only.
const PLACES: u32 = 6;

impl Units {
    pub fn of(rule: &UnitRule) -> Units {
        let mut sizes = BTreeMap::from([(rule.to.to_lowercase(), Decimal::ONE)]);
        for (name, size) in QUANTITIES.iter().filter_map(|quantity| in_terms_of(quantity, &rule.to)).flatten() {
            sizes.insert(name.to_owned(), size);
        }
        let stated =
            rule.sizes.iter().filter_map(|(name, size)| Some((name.to_lowercase(), Decimal::try_from(*size).ok()?)));
        sizes.extend(stated);
        Units { to: rule.to.clone(), sizes }
    }

    /// `500g` as `0.5 kg`; none where it is no measure, or of another quantity.
    pub fn converted(&self, text: &str) -> Option<String> {
        let text = super::text::trimmed(&super::text::half_width(text)).to_lowercase().replace(',', "");
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let size = self.sizes.get(unit.trim())?;
        let converted = Decimal::from_str(number).ok()?.checked_mul(*size)?.round_dp(PLACES).normalize();
        Some(format!("{converted} {}", self.to))
    }
}

/// The quantity's units in terms of one of them; none where that is of another quantity.
fn in_terms_of(quantity: Quantity, unit: &str) -> Option<Vec<(&'static str, Decimal)>> {
    let size = |text: &str| Decimal::from_str(text).unwrap_or_default();
    let (_, base) = quantity.iter().find(|(names, _)| names.contains(&unit.to_lowercase().as_str()))?;
    let base = size(base);
    let of = |(names, one): &(&'static [&'static str], &'static str)| {
        let one = size(one) / base;
        names.iter().map(move |name| (*name, one)).collect::<Vec<_>>()
    };
    Some(quantity.iter().flat_map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(to: &str, sizes: &[(&str, f64)]) -> Units {
        let sizes = sizes.iter().map(|(name, size)| ((*name).to_owned(), *size)).collect();
        Units::of(&UnitRule { to: to.to_owned(), sizes })
    }

    #[test]
    fn measures_become_one_unit() {
        let mass = units("kg", &[]);
        for (text, expected) in [
            ("500g", "0.5 kg"),
            ("0.5 公斤", "0.5 kg"),
            ("１斤", "0.5 kg"),
            ("2両", ""),
            ("1,250 G", "1.25 kg"),
            ("㎏", ""),
            ("1㎏", "1 kg"),
            ("10 lb", "4.535924 kg"),
            ("0.5 kg", "0.5 kg"),
            ("500ml", ""),
            ("500", ""),
            ("-2 kg", "-2 kg"),
        ] {
            assert_eq!(mass.converted(text).unwrap_or_default(), expected, "{text}");
        }
        assert_eq!(units("ml", &[]).converted("1.5L").as_deref(), Some("1500 ml"));
        assert_eq!(units("cm", &[]).converted("6 吋").as_deref(), Some("15.24 cm"));
    }

    #[test]
    fn other_sizes_can_be_stated() {
        assert_eq!(units("kg", &[("斤", 0.6)]).converted("2斤").as_deref(), Some("1.2 kg"));
        assert_eq!(units("瓶", &[("箱", 12.0)]).converted("3 箱").as_deref(), Some("36 瓶"));
    }
}
