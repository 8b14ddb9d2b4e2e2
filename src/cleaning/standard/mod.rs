//! How one text is written in one form: plain functions of texts. None of them guesses: what cannot be read stays.

mod phone;
mod script;
mod text;
mod unit;

use crate::config::{LetterCase, Treatment};
use phone::Phones;
use script::Converter;
use unit::Units;

/// A treatment of texts, made ready.
pub(super) enum Standard {
    Trim,
    Width,
    Case(LetterCase),
    Script(Converter),
    Phone(Phones),
    Email,
    Unit(Units),
    Name,
    Address,
}

impl Standard {
    /// None where SQL does it.
    pub fn of(treatment: &Treatment) -> Option<Standard> {
        Some(match treatment {
            Treatment::Trim => Standard::Trim,
            Treatment::Width(_) => Standard::Width,
            Treatment::Case(case) => Standard::Case(*case),
            Treatment::Script(script) => Standard::Script(Converter::to(*script)),
            Treatment::Phone { region } => Standard::Phone(Phones::of(region)),
            Treatment::Email => Standard::Email,
            Treatment::Unit(unit) => Standard::Unit(Units::of(unit)),
            Treatment::Name => Standard::Name,
            Treatment::Address => Standard::Address,
            Treatment::Date { .. } | Treatment::Money | Treatment::Fill(_) | Treatment::Outlier(_) => return None,
        })
    }

    /// The text in its form; none where it cannot be read.
    pub fn apply(&self, text: &str) -> Option<String> {
        match self {
            Standard::Trim => Some(text::trimmed(text)),
            Standard::Width => Some(text::half_width(text)),
            Standard::Case(case) => Some(text::cased(text, *case)),
            Standard::Script(converter) => Some(converter.convert(text)),
            Standard::Phone(phones) => phones.e164(text),
            Standard::Email => text::email(text),
            Standard::Unit(units) => units.converted(text),
            Standard::Name => Some(text::name(text)),
            Standard::Address => Some(text::address(text)),
        }
    }

    /// SQL over `text`: where it does not hold, the text is in its form already.
    pub fn concerns(&self) -> &'static str {
        const HAS_WIDE: &str = "strlen(text) > length(text)";
        match self {
            Standard::Width | Standard::Script(_) => HAS_WIDE,
            Standard::Trim => {
                "strlen(text) > length(text) OR text <> trim(text) OR regexp_matches(text, '[\\x00-\\x1f]|  ')"
            }
            _ => "TRUE",
        }
    }
}
