//! Where the next record of delimited text ends, and where its fields lie.
//!
//! Ours rather than the `csv` crate's, for what an import owes its user: the line of a record wherever lines end in LF,
//! CRLF or CR, a fault's text as it stands in the file, and a word when a quote never closes, which `csv` takes for the end
//! of the field.

use std::borrow::Cow;
use std::ops::Range;

use super::super::text::line_ends;

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub delimiter: u8,
    pub quote: Option<u8>,
}

/// Where the fields of one record lie in its text; kept from record to record for its memory.
#[derive(Debug, Default)]
pub(super) struct Fields {
    spans: Vec<Span>,
    count: usize,
}

#[derive(Debug, Clone)]
struct Span {
    range: Range<usize>,
    /// Quotes within stand for less than themselves.
    escaped: bool,
}

/// Fields past this are counted, but not kept: no file has so many columns.
const KEPT: usize = super::super::names::MAX_COLUMNS + 1;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scan {
    /// A record of so many bytes, `next` with its line end; it holds so many line ends within quotes.
    Record { len: usize, next: usize, lines: u64 },
    /// An empty line.
    Blank { next: usize },
    /// The text ends before the record does.
    Partial { lines: u64, quoted: bool },
    /// There is no more text.
    End,
}

enum Quoted {
    Closed { at: usize, doubled: bool },
    Open,
}

impl Dialect {
    /// Looks for one record at the beginning of `text`; `whole` says that no more text will follow.
    pub(super) fn scan(self, text: &[u8], whole: bool, fields: &mut Fields) -> Scan {
        fields.clear();
        if text.is_empty() {
            return if whole { Scan::End } else { Scan::Partial { lines: 0, quoted: false } };
        }
        let (mut at, mut lines) = (0, 0);
        loop {
            let start = at;
            let mut doubled = false;
            let quoted = self.quote.is_some_and(|quote| text.get(at) == Some(&quote));
            if quoted {
                let quoted = self.skip_quoted(text, at);
                lines += line_ends(&text[start..quoted.end(text)]);
                match quoted {
                    Quoted::Open => return Scan::Partial { lines, quoted: true },
                    Quoted::Closed { at: end, doubled: found } => (at, doubled) = (end, found),
                }
            }
            let closed = at;
            at += text[at..].iter().position(|byte| self.ends_field(*byte)).unwrap_or(text.len() - at);
            if at == text.len() && !whole {
                return Scan::Partial { lines, quoted: false };
            }
            fields.push(match quoted {
                true if closed == at && !doubled => Span { range: start + 1..at - 1, escaped: false },
                _ => Span { range: start..at, escaped: quoted },
            });
            if text.get(at) != Some(&self.delimiter) {
                return finish(text, whole, at, lines);
            }
            at += 1;
        }
    }

    fn ends_field(self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }

    /// From an opening quote to behind the closing one; a doubled quote stands for itself.
    fn skip_quoted(self, text: &[u8], open: usize) -> Quoted {
        let mut at = open + 1;
        let mut doubled = false;
        while let Some(found) = text[at..].iter().position(|byte| Some(*byte) == self.quote) {
            at += found + 1;
            if text.get(at).copied() != self.quote {
                return Quoted::Closed { at, doubled };
            }
            doubled = true;
            at += 1;
        }
        Quoted::Open
    }

    /// A field's text, without the quotes that say how it is written.
    pub(super) fn value<'a>(self, record: &'a str, fields: &Fields, index: usize) -> Option<Cow<'a, str>> {
        let span = fields.spans.get(index)?;
        let text = record.get(span.range.clone())?;
        match self.quote {
            Some(quote) if span.escaped => Some(Cow::Owned(unquote(text, char::from(quote)))),
            _ => Some(Cow::Borrowed(text)),
        }
    }
}

impl Quoted {
    fn end(&self, text: &[u8]) -> usize {
        match self {
            Self::Closed { at, .. } => *at,
            Self::Open => text.len(),
        }
    }
}

impl Fields {
    pub(super) fn count(&self) -> usize {
        self.count
    }

    fn clear(&mut self) {
        self.spans.clear();
        self.count = 0;
    }

    fn push(&mut self, span: Span) {
        self.count += 1;
        if self.spans.len() < KEPT {
            self.spans.push(span);
        }
    }
}

/// The record ends at `at`, before a line end or at the end of the text.
fn finish(text: &[u8], whole: bool, at: usize, lines: u64) -> Scan {
    let line_end = match (text.get(at), text.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        // A line feed may follow in what has not been read yet.
        (Some(b'\r'), None) if !whole => return Scan::Partial { lines, quoted: false },
        (Some(_), _) => 1,
        (None, _) => 0,
    };
    let next = at + line_end;
    if text[..at].iter().all(|byte| *byte == b' ') {
        Scan::Blank { next }
    } else {
        Scan::Record { len: at, next, lines }
    }
}

/// What stands behind a closing quote is kept as it is: some programs write `"Smith" & Sons`.
fn unquote(text: &str, quote: char) -> String {
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars().skip(1).peekable();
    while let Some(c) = characters.next() {
        if c != quote {
            value.push(c);
        } else if characters.next_if_eq(&quote).is_some() {
            value.push(quote);
        } else {
            break;
        }
    }
    value.extend(characters);
    value
}
