//! Text that is measured in cells: a Chinese character takes two.

pub use crate::tui::text::{fit, width};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// The text at the left of a column of `cells`.
pub fn left(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    let gap = cells.saturating_sub(width(&text));
    text + &" ".repeat(gap)
}

/// The text at the right of a column of `cells`.
pub fn right(text: &str, cells: usize) -> String {
    let text = fit(text, cells);
    " ".repeat(cells.saturating_sub(width(&text))) + &text
}

/// A share as percent with one decimal.
pub fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1}%", share * 100.0) } else { "–".to_owned() }
}

/// Writes into a row of an area, and returns the column after the text; what does not fit is left out.
pub fn put(buffer: &mut Buffer, area: Rect, x: u16, y: u16, text: &str, style: Style) -> u16 {
    if y >= area.bottom() || x >= area.right() {
        return x;
    }
    buffer.set_stringn(x, y, text, usize::from(area.right() - x), style).0
}

/// Says how many stand before and after what is shown.
pub fn left_out(before: usize, after: usize) -> String {
    match (before, after) {
        (0, after) => format!("… +{after}"),
        (before, 0) => format!("↑ {before}"),
        (before, after) => format!("↑ {before} … +{after}"),
    }
}

/// A row of marks with their names, as many as fit; those left out are counted.
pub fn legend(buffer: &mut Buffer, area: Rect, y: u16, entries: &[(String, String, Style)], text: Style) {
    let mut x = area.left();
    for (at, (mark, name, style)) in entries.iter().enumerate() {
        let needed = width(mark) + 1 + width(name);
        let room = usize::from(area.right().saturating_sub(x));
        let more = format!("… +{}", entries.len() - at);
        let reserve = if at + 1 < entries.len() { width(&more) + 2 } else { 0 };
        if needed + reserve > room && (at > 0 || room < 8) {
            put(buffer, area, x, y, &more, text);
            return;
        }
        x = put(buffer, area, x, y, mark, *style) + 1;
        let room = usize::from(area.right().saturating_sub(x));
        x = put(buffer, area, x, y, &fit(name, room.saturating_sub(reserve)), text) + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_and_padded_by_cells() {
        assert_eq!(fit("retail", 6), "retail");
        assert_eq!(fit("retailer", 6), "retai…");
        assert_eq!(fit("上海门店", 6), "上海…");
        assert_eq!(fit("上海门店", 0), "");
        assert_eq!(left("陈", 4), "陈  ");
        assert_eq!(right("陈", 4), "  陈");
    }
}
