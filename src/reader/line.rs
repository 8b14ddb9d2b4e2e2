//! The lines of a text file as they stand in it: what a record is followed back to.

use super::encoding::{self, Sample};
use super::text::Text;
use super::{Hints, ReadError};
use std::path::Path;

/// The most of one line, in bytes of UTF-8, that anyone will want to look at.
const LONGEST: usize = 64 * 1024;

/// So many lines from the `first` on, which is counted from 1; fewer where the file ends. A line ends as the readers have
/// it: by LF, CRLF or CR.
pub fn lines(path: &Path, encoding: &str, first: u64, count: u64) -> Result<Vec<String>, ReadError> {
    let sample = Sample::of(path).map_err(|source| ReadError::Io { path: path.into(), source })?;
    let hints = Hints { encoding: Some(encoding.to_owned()), ..Hints::default() };
    let mut text = Text::open(path, encoding::detect(path, &sample, &hints)?)?;
    let mut lines = Vec::new();
    let mut number = 1;
    while number < first + count {
        let Some((end, next)) = end(text.window(), text.ended()) else {
            text.fill()?;
            continue;
        };
        if next == 0 {
            break;
        }
        if number >= first {
            let line = &text.window()[..end.min(LONGEST)];
            lines.push(String::from_utf8_lossy(line).into_owned());
        }
        text.advance(next);
        number += 1;
    }
    Ok(lines)
}

/// Where the window's first line ends and the next begins; none where that is not in the window yet.
fn end(window: &[u8], is_all: bool) -> Option<(usize, usize)> {
    let Some(at) = window.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
        return is_all.then_some((window.len(), window.len()));
    };
    match (window[at], window.get(at + 1)) {
        (b'\n', _) => Some((at, at + 1)),
        (_, Some(b'\n')) => Some((at, at + 2)),
        (_, None) if !is_all => None,
        (_, _) => Some((at, at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    #[test]
    fn lines_are_found_whatever_ends_them() {
        let mixed = file(b"a\nb\r\nc\rd");
        let of = |first, count| lines(mixed.path(), "UTF-8", first, count).unwrap();
        assert_eq!(of(1, 2), ["a", "b"]);
        assert_eq!(of(3, 9), ["c", "d"], "fewer, where the file ends");
        assert!(of(5, 1).is_empty());
    }

    #[test]
    fn a_line_is_decoded_as_its_file_was() {
        let (bytes, ..) = encoding_rs::GB18030.encode("单号,姓名\n1,张伟\n2,李娜\n");
        assert_eq!(lines(file(&bytes).path(), "GB18030", 3, 1).unwrap(), ["2,李娜"]);
        let wide: Vec<u8> = "\u{feff}a\nb\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(file(&wide).path(), "UTF-16LE", 2, 1).unwrap(), ["b"]);
    }
}
