//! The part of a file that its encoding is told from.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const HEAD: u64 = 256 * 1024;

/// How far into a file that begins in plain ASCII the first other character is looked for.
const SEARCH: u64 = 64 * 1024 * 1024;

pub(in super::super) struct Sample {
    pub head: Vec<u8>,
    later: Option<Later>,
}

/// Where a file that begins in ASCII first departs from it.
struct Later {
    bytes: Vec<u8>,
    lines_before: u64,
}

impl Sample {
    pub(in super::super) fn of(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head)?;
        let later = if head.is_ascii() && head.len() as u64 == HEAD && !head.contains(&0) {
            Later::find(&mut file, &head)?
        } else {
            None
        };
        Ok(Self { head, later })
    }

    /// The bytes that say most about the encoding.
    pub(super) fn telling(&self) -> &[u8] {
        let bytes = self.later.as_ref().map_or(&self.head, |later| &later.bytes);
        whole_lines(bytes)
    }

    pub(super) fn lines_before_telling(&self) -> u64 {
        self.later.as_ref().map_or(0, |later| later.lines_before)
    }
}

impl Later {
    fn find(file: &mut File, head: &[u8]) -> io::Result<Option<Self>> {
        let mut lines_before = line_ends(head);
        let mut bytes = Vec::new();
        let mut searched = 0;
        while searched < SEARCH {
            bytes.clear();
            searched += file.by_ref().take(HEAD).read_to_end(&mut bytes)? as u64;
            if bytes.is_empty() {
                return Ok(None);
            }
            if !bytes.is_ascii() {
                return Ok(Some(Self { bytes, lines_before }));
            }
            lines_before += line_ends(&bytes);
        }
        Ok(None)
    }
}

/// A full sample most likely ends within a line, and perhaps within a character.
fn whole_lines(bytes: &[u8]) -> &[u8] {
    match bytes.iter().rposition(|byte| *byte == b'\n') {
        Some(end) if bytes.len() as u64 == HEAD && !bytes[..end].is_ascii() => &bytes[..end],
        _ => bytes,
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
