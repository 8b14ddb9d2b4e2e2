//! Whether an .xls is whole and no larger than the old format can be, found out before anything is made of it.
//!
//! What reads it follows a chain of sectors that turns back into itself for ever, and makes room for as many cells as a damaged
//! record says that there are.

use std::io::{self, Read, Seek};

use super::archive::{u16_at, u32_at};

/// Where the sheets are, since 1997 and before.
const STREAMS: [&str; 2] = ["/Workbook", "/Book"];

/// As many cells as a sheet of the old format has.
const CELLS: u64 = 65_536 * 256;

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const ENCRYPTED: u16 = 0x002F;
const SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
const SEVERAL_NUMBERS: u16 = 0x00BD;

/// Records that begin with a cell's row and column.
const CELL: [u16; 7] = [0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];

/// # Errors
/// What is wrong with the file, as invalid data.
pub(super) fn check(file: impl Read + Seek) -> io::Result<()> {
    let mut compound = cfb::CompoundFile::open(file)?;
    let Some(name) = STREAMS.into_iter().find(|name| compound.is_stream(name)) else { return Ok(()) };
    let mut stream = Vec::new();
    compound.open_stream(name)?.read_to_end(&mut stream)?;
    if sheets(&stream).into_iter().all(|at| fits(stream.get(at as usize..).unwrap_or_default())) {
        Ok(())
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "a sheet has cells past the last column or row"))
    }
}

/// Where each sheet begins; none where the sheets are encrypted, as nothing can be said of these.
fn sheets(stream: &[u8]) -> Vec<u32> {
    let mut sheets = Vec::new();
    for (kind, data) in (Records { rest: stream }).take_while(|(kind, _)| *kind != END) {
        match kind {
            ENCRYPTED => return Vec::new(),
            SHEET => sheets.extend(u32_at(data, 0)),
            _ => {}
        }
    }
    sheets
}

fn fits(sheet: &[u8]) -> bool {
    let (mut rows, mut columns, mut depth) = (0, 0, 0_u32);
    for (kind, data) in (Records { rest: sheet }) {
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => break,
            END => depth -= 1,
            _ => {}
        }
        let Some((row, column)) = corner(kind, data) else { continue };
        (rows, columns) = (row.max(rows), column.max(columns));
    }
    rows.saturating_mul(columns) <= CELLS
}

/// Up to which row and column, counted from one, a record has cells.
fn corner(kind: u16, data: &[u8]) -> Option<(u64, u64)> {
    let short = |at| u16_at(data, at).map(u64::from);
    let long = |at| u32_at(data, at).map(u64::from);
    match kind {
        DIMENSIONS => {
            let wide = data.len() > 10;
            let (first, last) = if wide { (long(0)?, long(4)?) } else { (short(0)?, short(2)?) };
            let columns = short(if wide { 10 } else { 6 })?;
            Some(if first > last { (u64::MAX, u64::MAX) } else { (last, columns) })
        }
        SEVERAL_NUMBERS => Some((short(0)? + 1, short(data.len().checked_sub(2)?)? + 1)),
        _ if CELL.contains(&kind) => Some((short(0)? + 1, short(2)? + 1)),
        _ => None,
    }
}

/// The records of a stream, each its kind and its data, up to the first that is not whole.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.rest, 0)?;
        let end = 4 + usize::from(u16_at(self.rest, 2)?);
        let data = self.rest.get(4..end)?;
        self.rest = &self.rest[end..];
        Some((kind, data))
    }
}
