use super::{Cell, Kind};

const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What stands where a figure is missing.
pub const NONE: &str = "–";

/// A cell as people read it: grouped by thousands, rounded by its kind, shares as percent, lists as sparklines.
///
/// `unit` is that of the row, where the table has one (`money`, `count`, `share`, `points`, `number`, `score`, `days`); it decides
/// for cells of [`Kind::Number`]. Names of units and currencies are words, and are left to the caller.
pub fn figure(cell: &Cell, kind: Kind, unit: Option<&str>) -> String {
    let Some(number) = cell.number().filter(|_| kind.is_numeric()) else { return plain_cell(cell, kind) };
    match (kind, unit) {
        (Kind::Id, _) => cell.to_string(),
        (Kind::Count, _) | (Kind::Number, Some("count")) => grouped(number, 0),
        (Kind::Money, _) | (Kind::Number, Some("money" | "score")) => grouped(number, 2),
        (Kind::Share, _) | (Kind::Number, Some("share")) => percent(number),
        (Kind::Number, Some("points")) | (Kind::Change, Some("share" | "points")) => points(number),
        (Kind::Change, _) => change(number),
        (_, Some("days")) => grouped(number, 1),
        _ => trimmed(grouped(number, places(number))),
    }
}

/// Without the zeros at the end that say nothing of a plain number.
fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn plain_cell(cell: &Cell, kind: Kind) -> String {
    match cell {
        Cell::Null if kind.is_numeric() || kind == Kind::Trend => NONE.to_owned(),
        Cell::Time(time) => time.strftime("%Y-%m-%d %H:%M").to_string(),
        Cell::List(_) if kind == Kind::Trend => trend(&cell.numbers()),
        other => plain(&other.to_string()),
    }
}

/// A share of a whole as percent.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{}%", grouped(whole_only_if_whole(share * 100.0), 1)) } else { NONE.to_owned() }
}

/// All of it is said of nothing less: 99.96 % is 99.9 %.
pub fn whole_only_if_whole(percent: f64) -> f64 {
    if (99.9..100.0).contains(&percent) { 99.9 } else { percent }
}

/// A relative difference as percent, with its sign.
pub fn change(difference: f64) -> String {
    signed(difference, "%")
}

/// A difference of shares in percentage points, with its sign.
pub fn points(difference: f64) -> String {
    signed(difference, " pp")
}

/// In hundredths, with the sign that is left once it is rounded.
fn signed(difference: f64, unit: &str) -> String {
    if !difference.is_finite() {
        return NONE.to_owned();
    }
    let text = grouped(difference * 100.0, 1);
    let sign = if text == "0.0" || text.starts_with('-') { "" } else { "+" };
    format!("{sign}{text}{unit}")
}

/// A number with its thousands apart.
pub fn grouped(number: f64, places: usize) -> String {
    if !number.is_finite() {
        return NONE.to_owned();
    }
    let digits = format!("{:.places$}", number.abs());
    let (whole, fraction) = digits.split_once('.').map_or((digits.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::new();
    if number < 0.0 && digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.push('-');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// As many decimals as a plain number needs for three digits that count.
fn places(number: f64) -> usize {
    match number.abs() {
        whole if whole.fract() == 0.0 || whole >= 1000.0 => 0,
        large if large >= 1.0 => 2,
        _ => 4,
    }
}

/// The values as a line of blocks between the least and the greatest; a gap is a space.
pub fn trend(values: &[f64]) -> String {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let level = |value: f64| if high > low { ((value - low) / (high - low) * 7.0).round() as usize } else { 3 };
    values.iter().map(|value| if value.is_finite() { LEVELS[level(*value).min(7)] } else { ' ' }).collect()
}

/// A text of the data's as one line without control characters, so that it cannot steer the terminal, and without
/// the marks that turn a character into a wide picture, which terminals measure differently.
pub fn plain(text: &str) -> String {
    let kept = |c: char| match c {
        '\n' | '\r' | '\t' => Some(' '),
        '\u{fe0f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    };
    text.chars().filter_map(kept).collect()
}

/// A text of several lines that cannot steer the terminal either.
pub fn plain_lines(text: &str) -> String {
    text.split('\n').map(plain).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_and_grouped_by_their_kind() {
        let shown = |x: f64, kind| figure(&Cell::Float(x), kind, None);
        assert_eq!(shown(1_234_567.0, Kind::Count), "1,234,567");
        assert_eq!(shown(-1234.5, Kind::Money), "-1,234.50");
        assert_eq!(shown(0.4567, Kind::Share), "45.7%");
        assert_eq!(shown(0.9999, Kind::Share), "99.9%", "all of it is said of nothing less");
        assert_eq!(shown(0.031, Kind::Change), "+3.1%");
        assert_eq!(shown(-0.031, Kind::Change), "-3.1%");
        assert_eq!(shown(0.01234, Kind::Number), "0.0123");
        assert_eq!(shown(-0.001, Kind::Money), "0.00");
        assert_eq!(figure(&Cell::Integer(20_450), Kind::Id, None), "20450");
        assert_eq!(figure(&Cell::Null, Kind::Money, None), "–");
    }

    #[test]
    fn a_plain_number_takes_the_unit_of_its_row() {
        let shown = |unit| figure(&Cell::Float(1234.5), Kind::Number, Some(unit));
        assert_eq!(shown("money"), "1,234.50");
        assert_eq!(shown("days"), "1,234.5");
        assert_eq!(figure(&Cell::Float(0.5), Kind::Number, Some("share")), "50.0%");
    }

    #[test]
    fn a_difference_of_shares_is_in_points_and_so_is_its_change() {
        let shown = |x: f64, kind, unit| figure(&Cell::Float(x), kind, Some(unit));
        assert_eq!(shown(0.0024, Kind::Number, "points"), "+0.2 pp");
        assert_eq!(shown(-0.0024, Kind::Number, "points"), "-0.2 pp");
        assert_eq!(shown(0.0001, Kind::Number, "points"), "0.0 pp", "nothing has no sign");
        assert_eq!(shown(0.003, Kind::Change, "points"), "+0.3 pp");
        assert_eq!(shown(0.003, Kind::Change, "share"), "+0.3 pp");
    }

    #[test]
    fn texts_cannot_steer_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mred\nline"), "a[31mred line");
        assert_eq!(plain("陈❤\u{fe0f}"), "陈❤");
        assert_eq!(plain("a\u{9b}2Jb\u{202e}c"), "a2Jbc");
        assert_eq!(plain_lines("one\u{7}\ntwo\r\n"), "one\ntwo \n");
    }

    #[test]
    fn a_trend_is_drawn_from_least_to_greatest_with_its_gaps() {
        assert_eq!(trend(&[0.0, f64::NAN, 7.0]), "▁ █");
        assert_eq!(trend(&[2.0, 2.0]), "▄▄");
        assert_eq!(trend(&[]), "");
    }
}
