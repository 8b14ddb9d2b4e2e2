use super::sheet::{Field, Form, Sheet, Written};
use crate::generator::GenerateError;
use crate::generator::calendar::Calendar;
use crate::generator::dirt::Flaw;
use jiff::civil::{Date, DateTime};
use std::path::Path;

/// How much time one file of a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Quarter,
    Half,
}

impl Span {
    fn months(self) -> i8 {
        match self {
            Span::Quarter => 3,
            Span::Half => 6,
        }
    }

    /// The file that `date` belongs in: its place among all files since year 0, and its name's end, such as `2026q1`.
    fn part(self, date: Date) -> (i32, String) {
        let number = (date.month() - 1) / self.months();
        let letter = if self == Span::Quarter { 'q' } else { 'h' };
        (
            i32::from(date.year()) * i32::from(12 / self.months()) + i32::from(number),
            format!("{}{letter}{}", date.year(), number + 1),
        )
    }
}

/// A source's files, one after the other in time: `web/orders-2025h1.csv`, `web/orders-2025h2.csv`, ...
pub struct Book {
    span: Span,
    first: i32,
    sheets: Vec<Sheet>,
}

impl Book {
    /// `name` has a `*` where the time goes.
    pub fn create(
        folder: &Path,
        calendar: &Calendar,
        (name, span): (&str, Span),
        form: Form,
        columns: &[&'static str],
    ) -> Result<Book, GenerateError> {
        let mut parts: Vec<(i32, String)> =
            (0..calendar.months as usize).map(|month| span.part(calendar.month_start(month))).collect();
        parts.dedup();
        let sheets: Result<Vec<Sheet>, _> =
            parts.iter().map(|(_, part)| Sheet::create(folder, &name.replace('*', part), form, columns)).collect();
        Ok(Book { span, first: parts.first().map_or(0, |(place, _)| *place), sheets: sheets? })
    }

    pub fn push(&mut self, at: DateTime, row: Vec<Field>) -> Result<(), GenerateError> {
        self.sheet(at).map_or(Ok(()), |sheet| sheet.push(at, row))
    }

    pub fn soil(&mut self, at: DateTime, row: Vec<Field>, flaw: Flaw) -> Result<(), GenerateError> {
        self.sheet(at).map_or(Ok(()), |sheet| sheet.soil(at, row, flaw))
    }

    pub fn finish(self) -> Result<Vec<Written>, GenerateError> {
        self.sheets.into_iter().map(Sheet::finish).collect()
    }

    fn sheet(&mut self, at: DateTime) -> Option<&mut Sheet> {
        let place = self.span.part(at.date()).0 - self.first;
        usize::try_from(place).ok().and_then(|place| self.sheets.get_mut(place))
    }
}
