//! What customers say, in their own language. See `words/texts.toml`.

use super::dice::Dice;
use super::words::Language;
use super::{GenerateError, words};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Lists of texts by language, or by platform.
pub type Said = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
pub struct Texts {
    pub survey: Survey,
    pub inquiry: Said,
    pub complaint: Said,
    pub call: Said,
    pub social: Said,
}

#[derive(Deserialize)]
pub struct Survey {
    good: Said,
    fair: Said,
    poor: Said,
}

impl Survey {
    pub fn for_score(&self, score: i64) -> &Said {
        match score {
            4.. => &self.good,
            3 => &self.fair,
            _ => &self.poor,
        }
    }
}

impl Texts {
    pub fn read() -> Result<Texts, GenerateError> {
        words::read("texts.toml", include_str!("words/texts.toml"))
    }
}

/// One of the texts in a language, about a product.
pub fn say(said: &Said, language: Language, product: &str, dice: &mut Dice) -> String {
    about(said, language.tag(), product, dice)
}

/// One of the texts under `list`, about a product.
pub fn about(said: &Said, list: &str, product: &str, dice: &mut Dice) -> String {
    said.get(list).and_then(|texts| dice.pick(texts)).map(|text| text.replace("%s", product)).unwrap_or_default()
}
