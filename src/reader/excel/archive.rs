//! What an .xlsx promises to unpack to, read from its table of contents before anything is unpacked.
//!
//! A zip of a few kilobytes can unpack to gigabytes, and a workbook's shared texts must all be held at once.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";

/// The end record's length, and with the longest comment that may follow it.
const END_LENGTH: usize = 22;
const END_SEARCH: u64 = END_LENGTH as u64 + 65_535;
const ENTRY_LENGTH: usize = 46;

#[derive(Debug, Default)]
pub(super) struct Contents {
    pub names: Vec<String>,
    /// The sum of what the entries unpack to.
    pub unpacked: u64,
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
        // An entry too large for 32 bits says so with the largest number, which is past every limit as it is.
        contents.unpacked += u64::from(u32_at(rest, 24)?);
        let name = usize::from(u16_at(rest, 28)?);
        let extra = usize::from(u16_at(rest, 30)?);
        let comment = usize::from(u16_at(rest, 32)?);
        let text = rest.get(ENTRY_LENGTH..ENTRY_LENGTH + name)?;
        contents.names.push(String::from_utf8_lossy(text).into_owned());
        rest = rest.get(ENTRY_LENGTH + name + extra + comment..)?;
    }
    (!contents.names.is_empty()).then_some(contents)
}

fn read_at(file: &mut File, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(offset))?;
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}
