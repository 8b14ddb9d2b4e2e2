//! What was seen of a batch's records as they passed, each once and in their order: the mapping then need not look for white
//! space where there is none, nor sort the records of orders that came one after another.
//!
//! It holds for the batch as it came. Who maps it again later, or with what people have mended, does without. Where people are
//! forgotten, texts are emptied or records removed: a column stays trimmed then, but occurrences no longer are what was counted.

use crate::warehouse::Lookup;
use duckdb::arrow::array::{StringArray, UInt64Array};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// So many records are counted, in 12 bytes each at most.
const MOST_RECORDS: usize = 16_000_000;

/// What the mapping may rely on.
#[derive(Default)]
pub(in crate::sources) struct Seen {
    /// The columns of which no text begins or ends with white space or is empty.
    pub trimmed: BTreeSet<String>,
    pub occurrences: Option<Occurrences>,
}

/// How many records up to each one have its text in a column, itself included.
pub(in crate::sources) struct Occurrences {
    pub column: String,
    pub counts: Arc<dyn Lookup>,
}

/// A column that is being watched.
pub(super) struct Watched {
    name: String,
    is_trimmed: bool,
    runs: Option<Runs>,
}

impl Watched {
    /// `is_counted`: whether to count the records of each of its texts.
    pub fn new(name: &str, is_counted: bool) -> Watched {
        Watched { name: name.to_owned(), is_trimmed: true, runs: is_counted.then(Runs::default) }
    }

    pub fn see(&mut self, records: &UInt64Array, texts: &StringArray) {
        self.is_trimmed = self.is_trimmed && texts.iter().flatten().all(is_trimmed);
        let goes_on = |runs: &mut Runs| self.is_trimmed && runs.go_on(records, texts);
        if !self.runs.as_mut().is_some_and(goes_on) {
            self.runs = None;
        }
    }
}

impl FromIterator<Watched> for Seen {
    fn from_iter<I: IntoIterator<Item = Watched>>(columns: I) -> Seen {
        let mut seen = Seen::default();
        for column in columns {
            if let Some(counts) = column.runs.and_then(Runs::counts) {
                seen.occurrences = Some(Occurrences { column: column.name.clone(), counts: Arc::new(counts) });
            }
            if column.is_trimmed {
                seen.trimmed.insert(column.name);
            }
        }
        seen
    }
}

/// A letter, digit or sign of ASCII is no white space; what else stands at an end is for the database to judge.
fn is_trimmed(text: &str) -> bool {
    let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
    first.is_some_and(u8::is_ascii_graphic) && last.is_some_and(u8::is_ascii_graphic)
}

/// Whether `core.read_key` gives a trimmed text back as it is: of `1.0` it makes `1`.
fn is_key(text: &str) -> bool {
    !text.ends_with(".0")
}

/// The records of one text after another, which are all of that text unless it comes back.
#[derive(Default)]
struct Runs {
    last: String,
    /// A hash for each text that has come, again if it has come back.
    came: Vec<u64>,
    hashes: RandomState,
    /// By the record's number.
    counts: Vec<u32>,
}

impl Runs {
    /// Says whether the records can still be counted: each must have its number and a text that is one key in one way only.
    fn go_on(&mut self, records: &UInt64Array, texts: &StringArray) -> bool {
        records.values().iter().zip(texts).all(|(record, text)| {
            let is_next = *record == self.counts.len() as u64 + 1 && self.counts.len() < MOST_RECORDS;
            let text = text.filter(|text| is_next && is_key(text));
            text.inspect(|text| self.count(text)).is_some()
        })
    }

    fn count(&mut self, text: &str) {
        match self.counts.last() {
            Some(count) if self.last == text => self.counts.push(count + 1),
            _ => {
                text.clone_into(&mut self.last);
                self.came.push(self.hashes.hash_one(text));
                self.counts.push(1);
            }
        }
    }

    /// None where a text has come back. Two texts of one hash are taken for one, which costs time only.
    fn counts(mut self) -> Option<Counts> {
        self.came.sort_unstable();
        self.came.is_sorted_by(|one, next| one < next).then_some(Counts(self.counts))
    }
}

struct Counts(Vec<u32>);

impl Lookup for Counts {
    fn of(&self, record: u64) -> Option<u64> {
        let at = usize::try_from(record).ok()?.checked_sub(1)?;
        self.0.get(at).map(|count| u64::from(*count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(texts: &[Option<&str>]) -> Seen {
        let mut column = Watched::new("order", true);
        let (one, other) = texts.split_at(texts.len() / 2);
        let mut first = 1;
        for texts in [one, other] {
            let records = UInt64Array::from_iter_values(first..first + texts.len() as u64);
            column.see(&records, &StringArray::from(texts.to_vec()));
            first += texts.len() as u64;
        }
        [column].into_iter().collect()
    }

    fn counts(texts: &[&str]) -> Option<Vec<u64>> {
        let texts: Vec<Option<&str>> = texts.iter().copied().map(Some).collect();
        let counts = seen(&texts).occurrences?.counts;
        assert_eq!((counts.of(0), counts.of(texts.len() as u64 + 1)), (None, None));
        (1..=texts.len() as u64).map(|record| counts.of(record)).collect()
    }

    #[test]
    fn records_of_one_order_that_come_together_are_counted() {
        assert_eq!(counts(&["a", "b", "b", "b", "c"]), Some(vec![1, 1, 2, 3, 1]));
    }

    #[test]
    fn orders_that_come_back_or_can_be_written_otherwise_are_not() {
        assert_eq!(counts(&["a", "b", "a"]), None);
        assert_eq!(counts(&["7", "7.0", "8"]), None);
        assert_eq!(counts(&["7", " 7", "8"]), None);
        assert!(seen(&[Some("a"), None, Some("b")]).occurrences.is_none());
    }

    #[test]
    fn a_record_that_could_not_be_read_leaves_its_number_out() {
        let mut column = Watched::new("order", true);
        column.see(&UInt64Array::from(vec![1, 3]), &StringArray::from(vec!["a", "a"]));
        assert!([column].into_iter().collect::<Seen>().occurrences.is_none());
    }

    #[test]
    fn a_column_is_trimmed_if_all_its_texts_are() {
        let is_trimmed = |texts: &[Option<&str>]| seen(texts).trimmed.contains("order");
        assert!(is_trimmed(&[Some("a b"), None, Some("7")]));
        for text in [" a", "a\u{3000}", "a\t", "", "\u{a0}a"] {
            assert!(!is_trimmed(&[Some("a"), Some(text)]), "{text:?}");
        }
    }
}
