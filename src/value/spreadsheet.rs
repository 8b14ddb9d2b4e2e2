//! What goes into a CSV file may be opened in a spreadsheet, which takes some texts for formulas.

use super::Cell;
use std::borrow::Cow;

/// A cell as it stands in a CSV file.
pub fn csv_field(cell: &Cell) -> String {
    if let Cell::Text(text) = cell { csv_text(text).into_owned() } else { cell.to_string() }
}

/// A text that a spreadsheet would run gets an apostrophe, so that it stays a text (OWASP, CSV Injection). Phones and
/// numbers keep their signs: nothing in them can be run.
pub fn csv_text(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn is_formula(text: &str) -> bool {
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " ().,-*".contains(c));
    // A phone may have an extension behind it, as RFC 3966 has it.
    let is_figure = |rest: &str| {
        let (number, extension) = rest.split_once(";ext=").unwrap_or((rest, ""));
        is_number(number) && is_number(extension)
    };
    match text.as_bytes() {
        [b'=' | b'@' | b'\t' | b'\r' | b'\n', ..] => true,
        [b'+' | b'-', ..] => !is_figure(&text[1..]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_run_stays_a_text_and_figures_stay_as_they_are() {
        for text in ["=1+1", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3*A1", "\t=1", "\r=1"] {
            assert_eq!(csv_text(text), format!("'{text}"));
        }
        for text in [
            "+8613800138000",
            "+861062345678;ext=801",
            "+86138****8000",
            "-12.50",
            "+86 (10) 1234-5678",
            "",
            "a=1",
            "陈",
        ] {
            assert_eq!(csv_text(text), text);
        }
        assert_eq!(csv_field(&Cell::Float(-0.5)), "-0.5");
    }
}
