//! UTF-16 without a byte-order mark, as some spreadsheet exports are.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Which of the two byte orders makes plausible text of these bytes, if one does.
pub(super) fn detect(bytes: &[u8]) -> Option<&'static Encoding> {
    let whole = &bytes[..bytes.len() & !1];
    [UTF_16LE, UTF_16BE]
        .into_iter()
        .map(|encoding| (share_of_plausible(encoding, whole), encoding))
        .filter(|(share, _)| *share > 0.9)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, encoding)| encoding)
}

fn share_of_plausible(encoding: &'static Encoding, bytes: &[u8]) -> f64 {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let plausible = text.chars().filter(|c| is_plausible(*c)).count();
    plausible as f64 / text.chars().count().max(1) as f64
}

/// ASCII, Latin, Chinese and its punctuation. In the wrong byte order ASCII becomes characters of many scripts.
fn is_plausible(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{ff}' | '\u{2010}'..='\u{203b}'
        | '\u{3000}'..='\u{3011}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'
    ) && !has_empty_low_byte(c)
}

/// `,` and line breaks in the wrong byte order: U+2C00, U+0A00, and for digits U+3000 to U+3900.
fn has_empty_low_byte(c: char) -> bool {
    u32::from(c) & 0xff == 0 && c != '\u{3000}' && c != '\u{4e00}'
}
