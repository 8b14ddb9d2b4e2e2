use super::{Job, JobError};
use crate::value::{Args, Cell};

/// A parameter: typed, with a default, bounds, and a line of help under `job.JOB.param.NAME` in the locales.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    pub name: &'static str,
    pub kind: ParamKind,
    /// As one would type it; empty is none. A number outside the bounds stands for what the job decides itself.
    pub default: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParamKind {
    Text,
    Integer { min: i64, max: i64 },
    Number { min: f64, max: f64 },
    Flag,
    Date,
    Choice(&'static [&'static str]),
}

impl Job {
    /// All parameters of a run: those given, checked, and the defaults of the others.
    pub fn args(&self, given: &Args) -> Result<Args, JobError> {
        for name in given.keys() {
            if !self.params.iter().any(|param| param.name == name) {
                let known: Vec<&str> = self.params.iter().map(|param| param.name).collect();
                return Err(JobError::NoParam { job: self.name, name: name.clone(), known: known.join(", ") });
            }
        }
        self.params.iter().map(|param| Ok((param.name.to_owned(), param.value(given.get(param.name))?))).collect()
    }
}

impl Param {
    fn value(&self, given: Option<&Cell>) -> Result<Cell, JobError> {
        let text = given.map_or_else(|| self.default.to_owned(), Cell::to_string);
        if text.is_empty() {
            return Ok(Cell::Null);
        }
        self.parse(&text).ok_or_else(|| JobError::BadParam { name: self.name, value: text, expected: self.expected() })
    }

    fn parse(&self, text: &str) -> Option<Cell> {
        match self.kind {
            ParamKind::Text => Some(text.into()),
            ParamKind::Integer { min, max } => {
                let fits = |n: &i64| (min..=max).contains(n) || text == self.default;
                text.parse().ok().filter(fits).map(Cell::Integer)
            }
            ParamKind::Number { min, max } => text.parse().ok().filter(|x| (min..=max).contains(x)).map(Cell::Float),
            ParamKind::Flag => text.parse().ok().map(Cell::Flag),
            ParamKind::Date => text.parse().ok().map(Cell::Date),
            ParamKind::Choice(choices) => choices.contains(&text).then(|| text.into()),
        }
    }

    /// What its value has to be, for the message that answers one that is not.
    fn expected(&self) -> String {
        let expected = self.kind.expected();
        match (self.kind, self.default.parse()) {
            (ParamKind::Integer { min, max }, Ok(default)) if !(min..=max).contains(&default) => {
                format!("{expected}, or {default}")
            }
            _ => expected,
        }
    }
}

impl ParamKind {
    /// What a value has to be, for the message that answers one that is not.
    pub fn expected(&self) -> String {
        match self {
            ParamKind::Text => "a text".into(),
            ParamKind::Integer { min, max } => format!("a whole number from {min} to {max}"),
            ParamKind::Number { min, max } => format!("a number from {min} to {max}"),
            ParamKind::Flag => "true or false".into(),
            ParamKind::Date => "a date such as 2026-06-30".into(),
            ParamKind::Choice(choices) => format!("one of {}", choices.join(", ")),
        }
    }
}
