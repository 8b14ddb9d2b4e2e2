use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One value of a table or of a parameter, as plain as the data has it: no unit, no rounding, no language.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Cell {
    #[default]
    Null,
    Flag(bool),
    Integer(i64),
    Decimal(Decimal),
    Float(#[serde(with = "any_float")] f64),
    Text(String),
    Date(Date),
    Time(DateTime),
    List(Vec<Cell>),
}

/// JSON has no number that is infinite or none; as texts they arrive as they were.
mod any_float {
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Float {
        Number(f64),
        Text(String),
    }

    pub fn serialize<S: Serializer>(x: &f64, to: S) -> Result<S::Ok, S::Error> {
        if x.is_finite() { to.serialize_f64(*x) } else { to.collect_str(x) }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        match Float::deserialize(from)? {
            Float::Number(x) => Ok(x),
            Float::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

impl Cell {
    pub fn is_null(&self) -> bool {
        matches!(self, Cell::Null)
    }

    /// The value as a number, where it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Cell::Integer(n) => Some(*n as f64),
            Cell::Decimal(d) => d.to_f64(),
            Cell::Float(x) => Some(*x),
            Cell::Flag(b) => Some(f64::from(u8::from(*b))),
            _ => None,
        }
    }

    pub fn integer(&self) -> Option<i64> {
        match self {
            Cell::Integer(n) => Some(*n),
            Cell::Decimal(d) => d.to_i64(),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn date(&self) -> Option<Date> {
        match self {
            Cell::Date(date) => Some(*date),
            Cell::Time(time) => Some(time.date()),
            _ => None,
        }
    }

    /// The numbers of a list, gaps as NaN: what a sparkline draws.
    pub fn numbers(&self) -> Vec<f64> {
        match self {
            Cell::List(cells) => cells.iter().map(|cell| cell.number().unwrap_or(f64::NAN)).collect(),
            _ => Vec::new(),
        }
    }
}

/// As scripts read it: ISO dates, a point for decimals, nothing for null, a list in brackets.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Null => Ok(()),
            Cell::Flag(flag) => write!(f, "{flag}"),
            Cell::Integer(n) => write!(f, "{n}"),
            Cell::Decimal(d) => write!(f, "{d}"),
            Cell::Float(x) => write!(f, "{x}"),
            Cell::Text(text) => f.write_str(text),
            Cell::Date(date) => write!(f, "{date}"),
            Cell::Time(time) => write!(f, "{} {}", time.date(), time.time()),
            Cell::List(cells) => {
                f.write_str("[")?;
                for (at, cell) in cells.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{cell}")?;
                }
                f.write_str("]")
            }
        }
    }
}

impl Cell {
    /// The value as JSON has it; decimals become numbers.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Cell::Null => serde_json::Value::Null,
            Cell::Flag(flag) => (*flag).into(),
            Cell::Integer(n) => (*n).into(),
            Cell::Decimal(_) | Cell::Float(_) => self
                .number()
                .and_then(serde_json::Number::from_f64)
                .map_or(serde_json::Value::Null, serde_json::Value::Number),
            Cell::List(cells) => cells.iter().map(Cell::to_json).collect(),
            Cell::Text(_) | Cell::Date(_) | Cell::Time(_) => self.to_string().into(),
        }
    }
}

macro_rules! cell_from {
    ($($type:ty => $variant:ident),* $(,)?) => {
        $(impl From<$type> for Cell {
            fn from(value: $type) -> Cell {
                Cell::$variant(value.into())
            }
        })*
    };
}

cell_from! {
    bool => Flag, i64 => Integer, i32 => Integer, u32 => Integer, u8 => Integer, f64 => Float,
    Decimal => Decimal, String => Text, &str => Text, Date => Date, DateTime => Time,
}

impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        Cell::Text(text.clone())
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Cell {
        i64::try_from(n).map_or_else(|_| Cell::Decimal(n.into()), Cell::Integer)
    }
}

impl From<usize> for Cell {
    fn from(n: usize) -> Cell {
        (n as u64).into()
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Null, Into::into)
    }
}
