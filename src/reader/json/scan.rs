//! Where JSON values begin and end, found without building them.
//!
//! A record keeps each value as it is written, so that `1.10` stays `1.10` and a number beyond 64 bits loses no digit. Whether
//! the text is JSON at all is for serde_json to say; what is found here is trusted only after that.

use std::ops::Range;

/// Where the value that begins at `start` ends; None if the text ends first.
pub(super) fn value_end(text: &[u8], start: usize) -> Option<usize> {
    match text.get(start)? {
        b'"' => string_end(text, start),
        b'{' | b'[' => nest_end(text, start),
        _ => text[start..].iter().position(|byte| ends_scalar(*byte)).map(|length| start + length),
    }
}

fn ends_scalar(byte: u8) -> bool {
    matches!(byte, b',' | b']' | b'}' | b':') || byte.is_ascii_whitespace()
}

fn string_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

fn nest_end(text: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match text.get(at)? {
            b'"' => {
                at = string_end(text, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// The first place from `at` on that is neither white space nor one of `extra`.
pub(super) fn skip(text: &[u8], at: usize, extra: &[u8]) -> usize {
    let is_skipped = |byte: &u8| byte.is_ascii_whitespace() || extra.contains(byte);
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !is_skipped(byte)).unwrap_or(rest.len())
}

/// The members of an object that is known to be valid: where the key is written, and where the value is.
pub(super) fn members(object: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let text = object.as_bytes();
    let mut at = skip(text, 0, b"{");
    std::iter::from_fn(move || {
        let key = (text.get(at) == Some(&b'"')).then_some(at)?..value_end(text, at)?;
        let start = skip(text, key.end, b":");
        let value = start..value_end(text, start)?;
        at = skip(text, value.end, b",");
        Some((key, value))
    })
}
