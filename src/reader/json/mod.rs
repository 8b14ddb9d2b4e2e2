//! JSON and NDJSON: lists of objects, and objects one after another.
//!
//! Columns are the names that the first thousand objects have. An object may bring a name later on; a file of more objects
//! than were looked at therefore has a column `_more`, which takes such members as JSON, so that nothing is lost. Where columns
//! are stated, each is the way to a value, however deep: `context.page.url`, or `context` for the whole of it.

mod elements;
mod record;
mod scan;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::chunk::{Chunk, FaultReason, Place};
use super::encoding::{self, Detected};
use super::names::{check_width, column_names};
use super::{Format, Hints, ReadError, Reader, Shape};
use elements::{Element, Elements, Layout};
use record::{Depth, Member, flatten, object_of, text_of};

const SURVEYED: usize = 1_000;
const MORE: &str = "_more";

pub(super) struct Json {
    elements: Elements,
    shape: Shape,
    /// Where the values of a name go.
    places: HashMap<String, usize>,
    depth: Depth,
    /// The column for members whose name has none.
    more: Option<usize>,
    record: u64,
}

/// What the first objects of a file hold.
struct Survey {
    layout: Layout,
    names: Vec<String>,
    is_whole_file: bool,
}

impl Json {
    pub(super) fn open(path: &Path, detected: Detected, hints: &Hints) -> Result<Self, ReadError> {
        let stated = stated_layout(path, hints);
        let survey = Survey::of(path, detected, stated)?;
        let names = hints.columns.clone().unwrap_or(survey.names);
        let has_more = hints.columns.is_some() || !survey.is_whole_file;
        let more = has_more.then_some(names.len());
        let headers = names.iter().map(String::as_str).chain(has_more.then_some(MORE));
        let columns = column_names(headers);
        check_width(path, columns.len())?;
        Ok(Self {
            elements: Elements::open(path, detected, Some(survey.layout))?,
            shape: shape(survey.layout, detected, columns),
            places: names.into_iter().enumerate().map(|(at, name)| (name, at)).collect(),
            depth: hints.columns.as_deref().map_or(Depth::First, Depth::of),
            more,
            record: 0,
        })
    }

    fn take(&mut self, element: &Element, chunk: &mut Chunk) {
        self.record += 1;
        let place = Place { record: self.record, line: element.line };
        let bytes = self.elements.bytes(element);
        if let Err(reason) = self.row(bytes, place, chunk) {
            chunk.fault(place, reason, bytes);
        }
    }

    fn row(&self, bytes: &[u8], place: Place, chunk: &mut Chunk) -> Result<(), FaultReason> {
        let text = self.text_of(bytes)?;
        let members = flatten(text, &self.depth).map_err(FaultReason::BadJson)?;
        let mut values: Vec<Option<Cow<'_, str>>> = vec![None; self.shape.columns.len()];
        let mut others: Vec<&Member<'_>> = Vec::new();
        for member in &members {
            match self.places.get(&member.name) {
                Some(at) => values[*at] = text_of(member.raw).map_err(FaultReason::BadJson)?,
                None if member.is_told => {}
                None => others.push(member),
            }
        }
        if let Some(at) = self.more
            && !others.is_empty()
        {
            values[at] = Some(Cow::Owned(object_of(others)));
        }
        chunk.row(place, values);
        Ok(())
    }

    fn text_of<'a>(&self, bytes: &'a [u8]) -> Result<&'a str, FaultReason> {
        let text = std::str::from_utf8(bytes).map_err(|_| FaultReason::NotUtf8)?;
        match self.shape.encoding {
            Some(encoding) if self.elements.text().flaws().replaced && text.contains('\u{fffd}') => {
                Err(FaultReason::Undecodable { encoding })
            }
            _ => Ok(text),
        }
    }
}

impl Reader for Json {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn read(&mut self, chunk: &mut Chunk, max_rows: usize) -> Result<bool, ReadError> {
        chunk.clear();
        while chunk.has_room(max_rows) {
            let Some(element) = self.elements.next()? else { break };
            self.take(&element, chunk);
        }
        Ok(chunk.records() > 0)
    }

    fn consumed(&self) -> u64 {
        self.elements.text().consumed()
    }
}

impl Survey {
    fn of(path: &Path, detected: Detected, stated: Option<Layout>) -> Result<Self, ReadError> {
        let mut elements = Elements::open(path, detected, stated)?;
        let mut names = Names::default();
        let (mut seen, mut objects, mut first_fault) = (0, 0, None);
        while seen < SURVEYED
            && let Some(element) = elements.next()?
        {
            seen += 1;
            let text = std::str::from_utf8(elements.bytes(&element)).map_err(|error| error.to_string());
            match text.and_then(|text| flatten(text, &Depth::First)) {
                Ok(members) => {
                    objects += 1;
                    members.into_iter().for_each(|member| names.add(member.name));
                }
                Err(reason) => first_fault = first_fault.or(Some(reason)),
            }
        }
        let path: PathBuf = path.into();
        match first_fault {
            None if seen == 0 => Err(ReadError::Empty { path }),
            Some(found) if objects == 0 => Err(ReadError::JsonNotRecords { path, found }),
            _ => Ok(Self { layout: elements.layout(), names: names.in_order, is_whole_file: seen < SURVEYED }),
        }
    }
}

/// Names in the order in which they first came.
#[derive(Default)]
struct Names {
    known: std::collections::HashSet<String>,
    in_order: Vec<String>,
}

impl Names {
    fn add(&mut self, name: String) {
        if !self.known.contains(&name) {
            self.known.insert(name.clone());
            self.in_order.push(name);
        }
    }
}

/// Only NDJSON is a layout by itself; what is called JSON may be any.
fn stated_layout(path: &Path, hints: &Hints) -> Option<Layout> {
    let is_lines = match hints.format {
        Some(format) => format == Format::Ndjson,
        None => path.extension().is_some_and(|name| name == "ndjson" || name == "jsonl"),
    };
    is_lines.then_some(Layout::Lines)
}

fn shape(layout: Layout, detected: Detected, columns: Vec<String>) -> Shape {
    Shape {
        format: layout.format(),
        encoding: Some(encoding::name(detected.encoding)),
        delimiter: None,
        quote: None,
        header: true,
        columns,
        sheet: None,
    }
}
