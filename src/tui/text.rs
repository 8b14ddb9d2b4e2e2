//! Text from the data, made fit for the screen: every string passes [`clean`] before it is drawn.

pub use crate::value::figure::plain as clean;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Cells that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text, its end replaced by `…` where it is wider than `cells`.
pub fn fit(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > cells {
            break;
        }
        kept.push(c);
    }
    if cells > 0 {
        kept.push('…');
    }
    kept
}

/// The text, its beginning replaced by `…` where it is wider than `cells`: for paths, which differ at their ends.
pub fn fit_end(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let turned: String = text.chars().rev().collect();
    fit(&turned, cells).chars().rev().collect()
}

/// Lines of at most `cells`, broken at spaces, or between Chinese characters where there are none.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(line, cells.max(2))).collect()
}

fn wrap_line(line: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for piece in pieces(line) {
        if !current.is_empty() && width(&current) + width(piece.trim_end()) > cells {
            lines.push(std::mem::take(&mut current).trim_end().to_owned());
        }
        current.push_str(piece);
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// A line in the pieces between which it may break: words with the spaces after them, single wide characters with the
/// punctuation after them.
fn pieces(line: &str) -> Vec<&str> {
    const CLOSING: &str = "，。、；：？！）》」』”’";
    let mut cuts = vec![0];
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        let is_wide = c.width() == Some(2);
        let after_wide = before.is_some_and(|b| b.width() == Some(2));
        let after_space = before == Some(' ') && c != ' ';
        if at > 0 && (after_space || ((is_wide || after_wide) && !CLOSING.contains(c) && c != ' ')) {
            cuts.push(at);
        }
        before = Some(c);
    }
    cuts.push(line.len());
    cuts.windows(2).map(|cut| &line[cut[0]..cut[1]]).collect()
}

/// The part of a text in which it differs from another, and the byte that it begins at: what is left between the characters
/// that both begin with and those that both end with.
pub fn changed_part<'a>(text: &'a str, other: &str) -> (usize, &'a str) {
    let alike = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
    };
    let start = alike(&mut text.chars().zip(other.chars()));
    let end = alike(&mut text[start..].chars().rev().zip(other[start..].chars().rev()));
    (start, &text[start..text.len() - end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_changed_lies_between_what_has_not() {
        assert_eq!(changed_part("上海 ", "上海"), (6, " "));
        assert_eq!(changed_part("上海", "上海 "), (6, ""));
        assert_eq!(changed_part("13800138000", "+8613800138000"), (0, ""));
        assert_eq!(changed_part("+8613800138000", "13800138000"), (0, "+86"));
        assert_eq!(changed_part("aXc", "aYc"), (1, "X"));
        assert_eq!(changed_part("same", "same"), (4, ""));
        assert_eq!(changed_part("aa", "aaa"), (2, ""));
    }

    #[test]
    fn a_path_keeps_its_end() {
        assert_eq!(fit_end("inbox/stores/nanjing-2026-05.csv", 16), "…ing-2026-05.csv");
        assert_eq!(fit_end("a.csv", 16), "a.csv");
    }

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("订单的金额，按月", 8), ["订单的金", "额，按月"]);
        assert_eq!(wrap("订单金额，按月", 8), ["订单金", "额，按月"]);
    }
}
