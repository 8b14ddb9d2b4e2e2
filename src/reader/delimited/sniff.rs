//! Tells how delimited text is written: its delimiter, its quote, and whether its records are all of one width.

use std::path::Path;

use super::super::{Format, Hints, NO_QUOTE, ReadError};
use super::scan::{Dialect, Fields, Scan};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const SAMPLE_BYTES: usize = 64 * 1024;
const SAMPLE_RECORDS: usize = 1_000;

/// The first records of a file, read in one dialect.
pub(super) struct Preview {
    pub dialect: Dialect,
    pub rows: Vec<Vec<String>>,
}

/// Reads the beginning of a file in every dialect that is not ruled out by what is stated, and keeps the best.
pub(super) fn preview(path: &Path, text: &[u8], whole: bool, hints: &Hints) -> Result<Preview, ReadError> {
    let whole = whole && text.len() <= SAMPLE_BYTES;
    let text = &text[..text.len().min(SAMPLE_BYTES)];
    let stated = stated_delimiter(path, hints)?;
    let quote = match hints.quote {
        Some(NO_QUOTE) => None,
        Some(quote) => Some(ascii(path, "quote", quote)?),
        None => Some(b'"'),
    };
    if quote.is_some() && quote == stated {
        return Err(bad_hint(path, "`delimiter` and `quote` are the same character; state two different ones"));
    }
    let best = DELIMITERS
        .into_iter()
        .filter(|delimiter| stated.is_none_or(|stated| stated == *delimiter))
        .chain(stated.filter(|stated| !DELIMITERS.contains(stated)))
        .filter(|delimiter| quote != Some(*delimiter))
        .map(|delimiter| Preview::read(Dialect { delimiter, quote }, text, whole))
        .reduce(|best, next| if next.fit() > best.fit() { next } else { best })
        .unwrap_or_else(|| Preview::read(Dialect { delimiter: b',', quote }, text, whole));
    Ok(match hints.quote {
        None if best.is_in_apostrophes() => Preview::read(Dialect { quote: Some(b'\''), ..best.dialect }, text, whole),
        _ => best,
    })
}

fn stated_delimiter(path: &Path, hints: &Hints) -> Result<Option<u8>, ReadError> {
    match (hints.delimiter, hints.format) {
        (Some(delimiter), _) => ascii(path, "delimiter", delimiter).map(Some),
        (None, Some(Format::Tsv)) => Ok(Some(b'\t')),
        (None, _) => Ok(None),
    }
}

fn ascii(path: &Path, key: &str, character: char) -> Result<u8, ReadError> {
    match u8::try_from(character) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | 0) => Ok(byte),
        _ => {
            Err(bad_hint(path, &format!("`{key}` is {character:?}; expected one ASCII character, such as `,` or `;`")))
        }
    }
}

fn bad_hint(path: &Path, what: &str) -> ReadError {
    ReadError::BadHint { path: path.into(), what: what.into() }
}

impl Preview {
    fn read(dialect: Dialect, text: &[u8], whole: bool) -> Self {
        let mut rows = Vec::new();
        let mut fields = Fields::default();
        let mut at = 0;
        while rows.len() < SAMPLE_RECORDS {
            match dialect.scan(&text[at..], whole, &mut fields) {
                Scan::Record { len, next, .. } => {
                    rows.push(texts(dialect, &text[at..at + len], &fields));
                    at += next;
                }
                Scan::Blank { next } => at += next,
                Scan::Partial { .. } | Scan::End => break,
            }
        }
        Self { dialect, rows }
    }

    /// How well the records agree on a number of fields, and how many that is.
    fn fit(&self) -> (u32, usize) {
        let width = self.usual_width();
        let agreeing = self.rows.iter().filter(|row| row.len() == width).count();
        if width > 1 {
            return (1_000 + share(agreeing, self.rows.len()), width);
        }
        let divided = self.rows.iter().filter(|row| row.len() > 1).count();
        if self.is_list() { (share(divided, self.rows.len()), 1) } else { (0, 1) }
    }

    /// Records that are lists, each as long as it happens to be: most are divided, the first among them.
    fn is_list(&self) -> bool {
        let divided = self.rows.iter().filter(|row| row.len() > 1).count();
        self.rows.first().is_some_and(|row| row.len() > 1) && divided * 2 > self.rows.len()
    }

    pub(super) fn usual_width(&self) -> usize {
        let mut widths: Vec<usize> = self.rows.iter().map(Vec::len).collect();
        widths.sort_unstable();
        widths.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), same[0])).map_or(1, |same| same[0])
    }

    fn is_in_apostrophes(&self) -> bool {
        let is_quoted = |field: &&String| field.len() > 1 && field.starts_with('\'') && field.ends_with('\'');
        let fields = || self.rows.iter().flatten().filter(|field| !field.is_empty());
        let quoted = fields().filter(is_quoted).count();
        quoted > 1 && quoted * 4 >= fields().count()
    }
}

fn texts(dialect: Dialect, record: &[u8], fields: &Fields) -> Vec<String> {
    match std::str::from_utf8(record) {
        Ok(record) => (0..fields.count())
            .map_while(|index| dialect.value(record, fields, index))
            .map(|value| value.into_owned())
            .collect(),
        // The width of a record does not depend on its being decodable.
        Err(_) => vec![String::new(); fields.count()],
    }
}

/// In thousandths, so that fits can be compared exactly.
fn share(part: usize, whole: usize) -> u32 {
    (part * 1_000 / whole.max(1)) as u32
}
