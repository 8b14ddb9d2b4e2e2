//! A text file as a sliding window of UTF-8, whatever it is encoded in.
//!
//! The readers of CSV and JSON look for the next record in the window, and ask for more text when it is not all there. So a
//! record is always one slice, nothing but the window is held, and a file of any size streams.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{CoderResult, Decoder, UTF_8};

use super::ReadError;
use super::encoding::Detected;

const BLOCK: usize = 256 * 1024;

pub(super) struct Text {
    path: PathBuf,
    file: File,
    /// None for UTF-8, which needs no decoding.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    window: Vec<u8>,
    start: usize,
    consumed: u64,
    ended: bool,
    flaws: Flaws,
}

/// What has been met so far that a record may suffer from, so that good files are not searched for it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flaws {
    /// Some bytes were not of the encoding, and stand as U+FFFD.
    pub replaced: bool,
    /// The file ends within a character.
    pub truncated: bool,
    pub nul: bool,
}

impl Text {
    pub(super) fn open(path: &Path, detected: Detected) -> Result<Self, ReadError> {
        let io_error = |source| ReadError::Io { path: path.into(), source };
        let mut file = File::open(path).map_err(io_error)?;
        let mark = detected.mark as u64;
        io::copy(&mut file.by_ref().take(mark), &mut io::sink()).map_err(io_error)?;
        Ok(Self {
            path: path.into(),
            file,
            decoder: (detected.encoding != UTF_8).then(|| detected.encoding.new_decoder_without_bom_handling()),
            raw: Vec::new(),
            window: Vec::new(),
            start: 0,
            consumed: mark,
            ended: false,
            flaws: Flaws::default(),
        })
    }

    /// The text that has been read and not been passed yet.
    pub(super) fn window(&self) -> &[u8] {
        &self.window[self.start..]
    }

    /// Whether the window holds all that is left.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    pub(super) fn flaws(&self) -> Flaws {
        self.flaws
    }

    /// Bytes of the file that have been read.
    pub(super) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Passes over so many bytes of the window.
    pub(super) fn advance(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.window.len());
    }

    /// Reads on. The window at least doubles, so that looking at a long record again from its beginning stays cheap.
    pub(super) fn fill(&mut self) -> Result<(), ReadError> {
        self.window.drain(..self.start);
        self.start = 0;
        let known = self.window.len();
        let wanted = BLOCK.max(known) as u64;
        let filled = match self.decoder {
            None => self.fill_plain(wanted),
            Some(_) => self.fill_decoded(wanted),
        };
        filled.map_err(|source| ReadError::Io { path: self.path.clone(), source })?;
        self.flaws.nul |= self.window[known..].contains(&0);
        Ok(())
    }

    fn fill_plain(&mut self, wanted: u64) -> io::Result<()> {
        let got = self.file.by_ref().take(wanted).read_to_end(&mut self.window)? as u64;
        self.consumed += got;
        self.ended = got < wanted;
        Ok(())
    }

    fn fill_decoded(&mut self, wanted: u64) -> io::Result<()> {
        self.raw.clear();
        let got = self.file.by_ref().take(wanted).read_to_end(&mut self.raw)? as u64;
        self.consumed += got;
        self.ended = got < wanted;
        self.flaws.replaced |= self.decode(got as usize, false);
        if self.ended {
            self.flaws.truncated = self.decode(0, true);
            self.flaws.replaced |= self.flaws.truncated;
        }
        Ok(())
    }

    /// Decodes so many bytes of `raw` to the window's end, and says whether any of them were not of the encoding.
    fn decode(&mut self, bytes: usize, last: bool) -> bool {
        let Some(decoder) = &mut self.decoder else { return false };
        let mut rest = &self.raw[..bytes];
        let mut flawed = false;
        loop {
            let room = decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3) + 16;
            let end = self.window.len();
            self.window.resize(end + room, 0);
            let (result, read, written, replaced) = decoder.decode_to_utf8(rest, &mut self.window[end..], last);
            self.window.truncate(end + written);
            flawed |= replaced;
            rest = &rest[read..];
            if result == CoderResult::InputEmpty {
                return flawed;
            }
        }
    }
}

/// Counts LF, CRLF and CR, each once.
pub(super) fn line_ends(bytes: &[u8]) -> u64 {
    if !bytes.contains(&b'\n') && !bytes.contains(&b'\r') {
        return 0;
    }
    let after_return = |at: usize| at > 0 && bytes[at - 1] == b'\r';
    let ends = |(at, byte): (usize, &u8)| *byte == b'\r' || (*byte == b'\n' && !after_return(at));
    bytes.iter().enumerate().filter(|found| ends(*found)).count() as u64
}
