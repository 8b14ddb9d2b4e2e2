//! The dirt of real life. All of it is added to rows that are right, so that what is true stays known: a row with a
//! flaw is a copy, a void, or a gift beside the good one, and each is counted by file in `truth/dirt.csv`.

use super::dice::Dice;

/// What can be wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// The same row once more.
    Repeated,
    /// No key: can not be mapped.
    NoKey,
    /// A date that is none: can not be mapped.
    BadDate,
    /// A quantity that is none: can not be mapped.
    BadNumber,
    /// A quantity of 9999, taken back by the next row.
    HugeQuantity,
    /// A price of 0.
    ZeroPrice,
}

impl Flaw {
    pub fn word(self) -> &'static str {
        match self {
            Flaw::Repeated => "repeated row",
            Flaw::NoKey => "no key",
            Flaw::BadDate => "bad date",
            Flaw::BadNumber => "bad number",
            Flaw::HugeQuantity => "huge quantity",
            Flaw::ZeroPrice => "zero price",
        }
    }

    /// Whether an importer has to refuse the row.
    pub fn unmappable(self) -> bool {
        matches!(self, Flaw::NoKey | Flaw::BadDate | Flaw::BadNumber)
    }

    /// What, if anything, goes wrong beside a row.
    pub fn strike(dice: &mut Dice) -> Option<Flaw> {
        const EACH: [(Flaw, f64); 6] = [
            (Flaw::Repeated, 0.004),
            (Flaw::NoKey, 0.0006),
            (Flaw::BadDate, 0.0006),
            (Flaw::BadNumber, 0.0006),
            (Flaw::HugeQuantity, 0.0003),
            (Flaw::ZeroPrice, 0.0015),
        ];
        let mut left = dice.unit();
        EACH.into_iter().find_map(|(flaw, chance)| {
            left -= chance;
            (left < 0.0).then_some(flaw)
        })
    }
}

/// A phone number as people write it: with spaces or hyphens, the country's code, or full-width digits.
pub fn phone(number: &str, dice: &mut Dice) -> String {
    let (head, rest) = number.split_at(3.min(number.len()));
    let (middle, tail) = rest.split_at(4.min(rest.len()));
    match dice.weighted(&[0.7, 0.08, 0.07, 0.08, 0.04, 0.03]) {
        0 => number.to_owned(),
        1 => format!("{head} {middle} {tail}"),
        2 => format!("{head}-{middle}-{tail}"),
        3 => format!("+86 {number}"),
        4 => format!("+86{head} {middle} {tail}"),
        _ => number.chars().map(full_width).collect(),
    }
}

fn full_width(character: char) -> char {
    let shifted = u32::from(character) + 0xFEE0;
    if character.is_ascii_digit() { char::from_u32(shifted).unwrap_or(character) } else { character }
}

/// An address as people type it: some shout.
pub fn email(address: &str, dice: &mut Dice) -> String {
    match dice.weighted(&[0.9, 0.05, 0.05]) {
        0 => address.to_owned(),
        1 => address.to_uppercase(),
        _ => format!(" {address} "),
    }
}

/// Two neighbours change places, as under quick fingers. The first character stays, as people see that one.
pub fn typo(text: &str, dice: &mut Dice) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    if characters.len() > 2 {
        let place = 1 + dice.place(characters.len() - 2);
        characters.swap(place, place + 1);
    }
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::dice::Purpose;

    #[test]
    fn phones_keep_their_digits() {
        let mut dice = Dice::new(1, Purpose::Members, 0);
        for _ in 0..200 {
            let written = phone("13812345678", &mut dice);
            let digits: String = written
                .chars()
                .map(|c| char::from_u32(u32::from(c).wrapping_sub(0xFEE0)).filter(char::is_ascii_digit).unwrap_or(c))
                .filter(char::is_ascii_digit)
                .collect();
            assert!(digits.ends_with("13812345678"), "{written}");
        }
    }
}
