//! What an .xlsx promises to unpack to, read from its table of contents before anything is unpacked, and whether it does.
//!
//! A zip of a few kilobytes can unpack to gigabytes, and a workbook's shared texts must all be held at once.

use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";

/// The end record's length, and with the longest comment that may follow it.
const END_LENGTH: usize = 22;
const END_SEARCH: u64 = END_LENGTH as u64 + 65_535;
const ENTRY_LENGTH: usize = 46;
const LOCAL_LENGTH: u64 = 30;

/// The only way of packing that a workbook's entries can be unpacked from.
const DEFLATE: u16 = 8;

#[derive(Debug, Default)]
pub(super) struct Contents {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    method: u16,
    packed: u64,
    /// What it says that it unpacks to.
    promised: u64,
    at: u64,
}

impl Contents {
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// The sum of what the entries say that they unpack to.
    pub fn unpacked(&self) -> u64 {
        self.entries.iter().map(|entry| entry.promised).sum()
    }

    /// Whether no entry unpacks to more than it says.
    pub fn is_honest(&self, file: &mut File) -> io::Result<bool> {
        let mut packed = self.entries.iter().filter(|entry| entry.method == DEFLATE);
        packed.try_fold(true, |honest, entry| Ok(honest && entry.is_honest(file)?))
    }
}

impl Entry {
    fn is_honest(&self, file: &mut File) -> io::Result<bool> {
        let header = read_at(file, self.at, LOCAL_LENGTH)?;
        let (Some(name), Some(extra)) = (u16_at(&header, 26), u16_at(&header, 28)) else { return Ok(false) };
        file.seek(SeekFrom::Start(self.at + LOCAL_LENGTH + u64::from(name) + u64::from(extra)))?;
        let mut unpacked = DeflateDecoder::new(file.take(self.packed)).take(self.promised + 1);
        // What cannot be unpacked to its end is told as damaged by who reads it.
        let mut block = [0; 64 * 1024];
        let mut length = 0;
        while let Ok(read @ 1..) = unpacked.read(&mut block) {
            length += read as u64;
        }
        Ok(length <= self.promised)
    }
}

/// The table of contents; None if there is no whole one, as in a file cut short.
pub(super) fn contents(file: &mut File) -> io::Result<Option<Contents>> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail = read_at(file, length.saturating_sub(END_SEARCH), END_SEARCH)?;
    let Some(end) = tail.windows(END.len()).rposition(|window| window == END) else { return Ok(None) };
    let (Some(size), Some(offset)) = (u32_at(&tail, end + 12), u32_at(&tail, end + 16)) else { return Ok(None) };
    let table = read_at(file, u64::from(offset), u64::from(size))?;
    Ok(entries(&table))
}

fn entries(table: &[u8]) -> Option<Contents> {
    let mut contents = Contents::default();
    let mut rest = table;
    while rest.starts_with(ENTRY) {
        let name = usize::from(u16_at(rest, 28)?);
        let extra = usize::from(u16_at(rest, 30)?);
        let comment = usize::from(u16_at(rest, 32)?);
        let text = rest.get(ENTRY_LENGTH..ENTRY_LENGTH + name)?;
        contents.entries.push(Entry {
            name: String::from_utf8_lossy(text).into_owned(),
            method: u16_at(rest, 10)?,
            packed: u32_at(rest, 20)?.into(),
            // One too large for 32 bits says so with the largest number, which is past every limit as it is.
            promised: u32_at(rest, 24)?.into(),
            at: u32_at(rest, 42)?.into(),
        });
        rest = rest.get(ENTRY_LENGTH + name + extra + comment..)?;
    }
    (!contents.entries.is_empty()).then_some(contents)
}

fn read_at(file: &mut File, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(offset))?;
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}
