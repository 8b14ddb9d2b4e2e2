//! The planted segments: how each kind of customer behaves. See `words/segments.toml`.

use super::{GenerateError, words};
use serde::Deserialize;

#[derive(Deserialize)]
struct Words {
    segment: Vec<Segment>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Segment {
    pub id: String,
    pub share: f64,
    pub rate: f64,
    pub basket: f64,
    pub premium: f64,
    pub bargain: f64,
    pub mix: [f64; 3],
    pub hazard: f64,
}

impl Segment {
    /// Buys once, and is not seen again.
    pub fn buys_once(&self) -> bool {
        self.rate == 0.0
    }

    /// Waits for discounts.
    pub fn waits_for_sales(&self) -> bool {
        self.bargain > 2.0
    }
}

/// The name of those who were something else, and left.
pub const LAPSED: &str = "lapsed";

pub fn read() -> Result<Vec<Segment>, GenerateError> {
    let words: Words = words::read("segments.toml", include_str!("words/segments.toml"))?;
    Ok(words.segment)
}
