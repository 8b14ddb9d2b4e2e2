//! The records of a JSON text, one after another, whichever of three ways they are laid out.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::super::encoding::Detected;
use super::super::text::{Text, line_ends};
use super::super::{Format, ReadError};
use super::scan::{skip, value_end};

const MIB: usize = 1024 * 1024;
const RECORD_MIB: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// `[{...}, {...}]`
    List,
    /// `{...}` on each line, so that a broken line spoils no other.
    Lines,
    /// `{...} {...}`, each over as many lines as it likes.
    Stream,
}

impl Layout {
    pub(super) fn format(self) -> Format {
        match self {
            Self::Lines => Format::Ndjson,
            Self::List | Self::Stream => Format::Json,
        }
    }
}

pub(super) struct Elements {
    path: PathBuf,
    text: Text,
    layout: Layout,
    line: u64,
    /// The part of the window that the last element took, to be passed before the next.
    taken: usize,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    BeforeList,
    BeforeFirst,
    BeforeNext,
    Ended,
}

/// One element in the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub range: Range<usize>,
    pub line: u64,
}

impl Elements {
    pub(super) fn open(path: &Path, detected: Detected, layout: Option<Layout>) -> Result<Self, ReadError> {
        let mut text = Text::open(path, detected)?;
        text.fill()?;
        let layout = layout.unwrap_or_else(|| layout_of(text.window()));
        Ok(Self {
            path: path.into(),
            text,
            layout,
            line: 1,
            taken: 0,
            state: if layout == Layout::List { State::BeforeList } else { State::BeforeNext },
        })
    }

    pub(super) fn layout(&self) -> Layout {
        self.layout
    }

    pub(super) fn text(&self) -> &Text {
        &self.text
    }

    pub(super) fn bytes(&self, element: &Element) -> &[u8] {
        &self.text.window()[element.range.clone()]
    }

    pub(super) fn next(&mut self) -> Result<Option<Element>, ReadError> {
        self.pass(self.taken);
        match self.layout {
            Layout::Lines => self.next_line(),
            Layout::Stream => self.next_value(),
            Layout::List => self.next_item(),
        }
    }

    fn next_line(&mut self) -> Result<Option<Element>, ReadError> {
        self.skip_white()?;
        let end = loop {
            match self.text.window().iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                Some(end) => break end,
                None if self.text.ended() => break self.text.window().len(),
                None => self.read_on()?,
            }
        };
        Ok((end > 0).then(|| self.element(end)))
    }

    fn next_value(&mut self) -> Result<Option<Element>, ReadError> {
        self.skip_white()?;
        loop {
            let window = self.text.window();
            match value_end(window, 0) {
                // A stray bracket or comma is an element of its own, and a faulty one.
                Some(end) => return Ok(Some(self.element(end.max(1)))),
                None if window.is_empty() => return Ok(None),
                None if self.text.ended() && !matches!(window[0], b'{' | b'[' | b'"') => {
                    return Ok(Some(self.element(self.text.window().len())));
                }
                None if self.text.ended() => return Err(self.broken("the file ends within an object that begins here")),
                None => self.read_on()?,
            }
        }
    }

    fn next_item(&mut self) -> Result<Option<Element>, ReadError> {
        loop {
            self.skip_white()?;
            let sign = self.text.window().first().copied();
            self.state = match (self.state, sign) {
                (State::Ended, None) => return Ok(None),
                (State::Ended, Some(_)) => return Err(self.broken("there is more text after the list")),
                (_, None) => return Err(self.broken("the file ends before its list does: it was cut short")),
                (State::BeforeList, Some(b'[')) => State::BeforeFirst,
                (State::BeforeList, Some(_)) => return Err(self.broken("no list begins here")),
                (_, Some(b']')) => State::Ended,
                (State::BeforeNext, Some(b',')) => State::BeforeFirst,
                (State::BeforeNext, Some(_)) => return Err(self.broken("a comma is missing before this object")),
                (State::BeforeFirst, Some(_)) => {
                    self.state = State::BeforeNext;
                    return self.next_value();
                }
            };
            self.pass(1);
        }
    }

    fn element(&mut self, end: usize) -> Element {
        self.taken = end;
        Element { range: 0..end, line: self.line }
    }

    fn skip_white(&mut self) -> Result<(), ReadError> {
        loop {
            let white = skip(self.text.window(), 0, b"");
            let done = white < self.text.window().len() || self.text.ended();
            self.pass(white);
            if done {
                return Ok(());
            }
            self.text.fill()?;
        }
    }

    fn pass(&mut self, bytes: usize) {
        self.line += line_ends(&self.text.window()[..bytes]);
        self.text.advance(bytes);
        self.taken = 0;
    }

    fn read_on(&mut self) -> Result<(), ReadError> {
        if self.text.window().len() > RECORD_MIB * MIB {
            return Err(ReadError::RecordTooLong { path: self.path.clone(), line: self.line, limit: RECORD_MIB });
        }
        self.text.fill()
    }

    fn broken(&self, reason: &str) -> ReadError {
        ReadError::BadJson { path: self.path.clone(), line: self.line, reason: reason.into() }
    }
}

/// A list says so. Otherwise a whole object on the first line means that every line holds one.
fn layout_of(text: &[u8]) -> Layout {
    let start = skip(text, 0, b"");
    if text.get(start) == Some(&b'[') {
        return Layout::List;
    }
    let first = text[start..].split(|byte| *byte == b'\n').next().unwrap_or_default();
    match serde_json::from_slice::<serde::de::IgnoredAny>(first) {
        Ok(_) => Layout::Lines,
        Err(_) => Layout::Stream,
    }
}
