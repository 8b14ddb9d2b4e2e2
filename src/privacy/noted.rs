//! What was noted line by line: the service's log, and what the console was asked.

use super::files::Known;
use super::receipt::{Fate, Receipt};
use crate::jobs::{After, JobError, Run};
use std::collections::BTreeSet;

const NOTED: [&str; 3] = ["service.log", "service.log.1", ".console_history"];

/// Parts of a name, and digits of a phone, that are long enough to tell whose they are.
const LETTERS: usize = 5;
const DIGITS: usize = 9;

/// Takes out the lines that mention any of the people; all others stay.
pub(super) fn of_people(run: &Run<'_>, receipt: &Receipt<'_>, known: &Known) -> Result<Vec<After>, JobError> {
    let marks = Marks::of(&known.texts);
    let mut all = Vec::new();
    for name in NOTED {
        let path = run.workspace.file(name);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let lines: Vec<&str> = text.lines().filter(|line| marks.stand_in(line)).collect();
        receipt.tell(name, Fate::Removed, lines.len() as u64)?;
        if !lines.is_empty() {
            all.push(After::TakeOut { path, lines: lines.into_iter().map(str::to_owned).collect() });
        }
    }
    Ok(all)
}

/// What people are known by, as others write it: in any case, a part of a name, a phone with other signs between its digits.
struct Marks {
    words: BTreeSet<String>,
    numbers: BTreeSet<String>,
}

impl Marks {
    fn of(texts: &BTreeSet<String>) -> Marks {
        let parts =
            texts.iter().flat_map(|text| text.split_whitespace().filter(|part| part.chars().count() >= LETTERS));
        let words = texts.iter().map(String::as_str).chain(parts).map(str::to_lowercase).collect();
        let numbers = texts.iter().map(|text| digits(text)).filter(|digits| digits.len() >= DIGITS);
        let ends = numbers.map(|digits| digits[digits.len() - DIGITS..].to_owned()).collect();
        Marks { words, numbers: ends }
    }

    fn stand_in(&self, line: &str) -> bool {
        let (text, number) = (line.to_lowercase(), digits(line));
        self.words.iter().any(|word| text.contains(word)) || self.numbers.iter().any(|known| number.contains(known))
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_theirs_however_they_are_written() {
        let marks =
            Marks::of(&["Quetzal Kanarie", "+8613977778888", "q.k@example.com", "陈伟"].map(str::to_owned).into());
        for line in ["name = 'quetzal'", "KANARIE", "call 139 7777-8888", "Q.K@EXAMPLE.com", "WHERE name = '陈伟'"] {
            assert!(marks.stand_in(line), "{line}");
        }
        for line in ["2026-11-26T22:30:23.070264Z INFO attached user=\"root\"", "name LIKE 'Q%'", "陈"] {
            assert!(!marks.stand_in(line), "{line}");
        }
    }
}
