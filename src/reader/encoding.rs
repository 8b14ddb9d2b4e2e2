//! Tells a file's encoding: by its byte-order mark, by what is stated, and by its bytes.
//!
//! Those who deliver to this program write UTF-8, GB18030 (with GBK and GB2312 within it), Big5, UTF-16 or windows-1252;
//! nothing else is guessed, because every further candidate makes short Chinese texts harder to tell.

mod chinese;
mod sample;
mod utf16;

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};

use super::{Hints, ReadError};
pub(super) use sample::Sample;

/// A UTF-8 file with a few broken records is still UTF-8: its faults are reported one by one. Text of another encoding
/// almost never holds so many valid sequences for each invalid one.
const VALID_PER_FLAW: usize = 10;

#[derive(Debug, Clone, Copy)]
pub(super) struct Detected {
    pub encoding: &'static Encoding,
    /// The length of the byte-order mark, which is no part of the text.
    pub mark: usize,
}

pub(super) fn detect(path: &Path, sample: &Sample, hints: &Hints) -> Result<Detected, ReadError> {
    if let Some((encoding, mark)) = Encoding::for_bom(&sample.head) {
        return Ok(Detected { encoding, mark });
    }
    let encoding = match &hints.encoding {
        Some(label) => stated(path, label, sample)?,
        None => sniff(path, sample)?,
    };
    Ok(Detected { encoding, mark: 0 })
}

/// The name under which an encoding is shown; GBK and GB18030 are read by one decoder.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 { "GB18030" } else { encoding.name() }
}

fn stated(path: &Path, label: &str, sample: &Sample) -> Result<&'static Encoding, ReadError> {
    let found = Encoding::for_label_no_replacement(label.as_bytes());
    let encoding = match found {
        Some(encoding) if encoding == GBK => GB18030,
        Some(encoding) => encoding,
        None => {
            return Err(ReadError::UnknownEncoding { path: path.into(), label: label.into() });
        }
    };
    match wrong_line(encoding, sample.telling()) {
        Some(line) => Err(ReadError::BadEncoding {
            path: path.into(),
            line: line + sample.lines_before_telling(),
            encoding: name(encoding),
        }),
        None => Ok(encoding),
    }
}

/// The first undecodable line, when so many are that the statement must be wrong, rather than a record here and there.
fn wrong_line(encoding: &'static Encoding, bytes: &[u8]) -> Option<u64> {
    if encoding != UTF_8 && !encoding.is_ascii_compatible() {
        return None;
    }
    let is_wrong = |line: &&[u8]| encoding.decode_without_bom_handling(line).1;
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let wrong = lines.clone().filter(is_wrong).count();
    if wrong <= 1 || wrong * 4 < lines.count() {
        return None;
    }
    let first = bytes.split(|byte| *byte == b'\n').position(|line| is_wrong(&line))?;
    Some(first as u64 + 1)
}

fn sniff(path: &Path, sample: &Sample) -> Result<&'static Encoding, ReadError> {
    if sample.head.contains(&0) {
        return utf16::detect(&sample.head).ok_or_else(|| binary(path));
    }
    if is_mostly_controls(&sample.head) {
        return Err(binary(path));
    }
    let bytes = sample.telling();
    Ok(if is_utf8(bytes) { UTF_8 } else { legacy(bytes) })
}

fn binary(path: &Path) -> ReadError {
    ReadError::Binary { path: path.into(), kind: "binary data" }
}

fn is_mostly_controls(bytes: &[u8]) -> bool {
    let is_odd = |byte: &&u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    bytes.iter().filter(is_odd).count() * 10 > bytes.len()
}

/// Whether the bytes are UTF-8, with a broken place here and there or a character cut off at the end.
fn is_utf8(bytes: &[u8]) -> bool {
    let (mut wide, mut flaws, mut cut) = (0, 0, false);
    for chunk in bytes.utf8_chunks() {
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        flaws += usize::from(!chunk.invalid().is_empty());
        cut = std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
    }
    let flaws = if cut && wide > 0 { flaws - 1 } else { flaws };
    flaws == 0 || wide >= flaws * VALID_PER_FLAW
}

fn legacy(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // Not "the last bytes": a character cut off at the end must not count against its encoding.
    detector.feed(bytes, false);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let verdict = chinese::weigh(bytes);
    if guess == GBK || guess == BIG5 || verdict.is_likely { verdict.encoding } else { WINDOWS_1252 }
}
