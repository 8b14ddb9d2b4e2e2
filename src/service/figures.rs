//! What many look at is worked out once: who asks what someone is asking already waits for that answer, and it is given again
//! until something changes that it stands on.

use super::Fault;
use super::catalogue::lineage;
use crate::sync::locked;
use crate::value::{Args, Page, Table};
use crate::warehouse::Versions;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

/// So many answers are kept.
const ANSWERS: usize = 500;

/// Of at most so many rows each.
const ROWS: usize = 1_000;

/// What is asked, told apart from all else that could be.
pub(super) struct Question {
    text: String,
    /// What its answer stands on.
    tables: BTreeSet<String>,
}

impl Question {
    pub fn of(text: String, tables: BTreeSet<String>) -> Question {
        Question { text, tables }
    }
}

struct Answer {
    table: Table,
    /// The tables that it stands on, as they were written before it was worked out.
    stands_on: BTreeMap<String, Option<i64>>,
}

impl Answer {
    fn stands(&self, now: &Versions) -> bool {
        self.stands_on.iter().all(|(table, version)| now.get(table).copied() == *version)
    }
}

/// The answer to one question, held by who works it out.
type Place = Arc<Mutex<Option<Answer>>>;

#[derive(Default)]
pub(super) struct Figures(Mutex<BTreeMap<String, Place>>);

impl Figures {
    /// The answer to a question, which `work` gives where it is not known. Should that fail or be cancelled, whoever waits
    /// next works it out.
    pub fn answer(
        &self,
        question: Question,
        versions: impl FnOnce() -> Result<Versions, Fault>,
        work: impl FnOnce() -> Result<Table, Fault>,
    ) -> Result<Table, Fault> {
        let place = self.place(question.text);
        let mut known = locked(&place);
        if let Some(answer) = &*known {
            return Ok(answer.table.clone());
        }
        let versions = versions()?;
        let version = |table: String| (table.clone(), versions.get(&table).copied());
        let stands_on = question.tables.into_iter().map(version).collect();
        let table = work()?;
        if table.rows.len() <= ROWS {
            *known = Some(Answer { table: table.clone(), stands_on });
        }
        Ok(table)
    }

    /// A run has ended: what stands on tables that it has not written is still good. What is being worked out still goes to
    /// who waits for it, and to nobody who asks later.
    pub fn keep_standing(&self, now: &Versions) {
        let stands = |place: &Place| place.try_lock().is_ok_and(|it| it.as_ref().is_some_and(|it| it.stands(now)));
        locked(&self.0).retain(|_, place| stands(place));
    }

    /// Something else has changed.
    pub fn expire(&self) {
        locked(&self.0).clear();
    }

    fn place(&self, question: String) -> Place {
        let mut places = locked(&self.0);
        if places.len() >= ANSWERS {
            places.clear();
        }
        Arc::clone(places.entry(question).or_default())
    }
}

/// A query as a question; none where its answer depends on the time of day, or on what is written down while nobody is told of
/// a change.
pub(super) fn question(sql: &str, args: &Args, page: &Page, is_masked: bool) -> Option<Question> {
    let bound: BTreeMap<&str, _> = parameters(sql).filter_map(|name| Some((name, args.get(name)?))).collect();
    let mut tables = lineage(sql).into_owned().tables;
    // Behind ops.current_run it tells which results hold; what writes them says so itself.
    if !sql.contains("ops.job_run") {
        tables.remove("ops.job_run");
    }
    let is_data = |table: &String| table.starts_with("core.") || table.starts_with("mart.");
    if bound.contains_key("now") || !tables.iter().all(is_data) {
        return None;
    }
    // Whose a fact is follows from it, and is no change of the fact's table.
    tables.insert("core.customer_key".to_owned());
    let text = serde_json::to_string(&(is_masked, sql, bound, page)).ok()?;
    Some(Question { text, tables })
}

/// The names that a query binds.
pub(super) fn parameters(sql: &str) -> impl Iterator<Item = &str> {
    sql.split('$').skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn of(rows: usize) -> Table {
        Table { rows: vec![Vec::new(); rows], total: rows as u64, ..Table::default() }
    }

    fn asked(sql: &str, args: &Args) -> Option<String> {
        question(sql, args, &Page::default(), false).map(|question| question.text)
    }

    /// Asks for sales, which are worked out as so many rows while their table is at a version.
    fn ask(figures: &Figures, version: i64, work: impl FnOnce() -> Result<Table, Fault>) -> Result<usize, Fault> {
        let question = question("FROM core.sales_order", &Args::new(), &Page::default(), false).unwrap();
        figures.answer(question, || Ok(at(version)), work).map(|table| table.rows.len())
    }

    fn at(version: i64) -> Versions {
        [("core.sales_order".to_owned(), version)].into()
    }

    #[test]
    fn many_who_ask_at_once_wait_for_one_answer() {
        let (figures, works) = (Figures::default(), AtomicUsize::new(0));
        let slow = || {
            works.fetch_add(1, Ordering::Relaxed);
            std::thread::yield_now();
            Ok(of(3))
        };
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..32).map(|_| scope.spawn(|| ask(&figures, 1, slow))).collect();
            assert!(all.into_iter().all(|asking| asking.join().unwrap().unwrap() == 3));
        });
        assert_eq!(works.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn an_answer_is_good_until_a_table_is_written_that_it_stands_on() {
        let figures = Figures::default();
        assert_eq!(ask(&figures, 1, || Ok(of(1))).unwrap(), 1);
        figures.keep_standing(&[at(1), [("mart.rfm".to_owned(), 7)].into()].into_iter().flatten().collect());
        assert_eq!(ask(&figures, 1, || Ok(of(2))).unwrap(), 1, "segments have changed, and sales have not");
        figures.keep_standing(&at(2));
        assert_eq!(ask(&figures, 2, || Ok(of(2))).unwrap(), 2);
        figures.expire();
        assert_eq!(ask(&figures, 2, || Ok(of(3))).unwrap(), 3);
    }

    #[test]
    fn whose_the_sales_are_is_told_by_the_customers_keys() {
        let figures = Figures::default();
        ask(&figures, 1, || Ok(of(1))).unwrap();
        figures.keep_standing(&[at(1), [("core.customer_key".to_owned(), 1)].into()].into_iter().flatten().collect());
        assert_eq!(ask(&figures, 1, || Ok(of(2))).unwrap(), 2);
    }

    #[test]
    fn a_table_that_was_never_written_before_is_noticed() {
        let figures = Figures::default();
        let question = || question("FROM mart.rfm", &Args::new(), &Page::default(), false).unwrap();
        figures.answer(question(), || Ok(Versions::new()), || Ok(of(0))).unwrap();
        figures.keep_standing(&[("mart.rfm".to_owned(), 1)].into());
        assert_eq!(figures.answer(question(), || Ok(Versions::new()), || Ok(of(9))).unwrap().rows.len(), 9);
    }

    #[test]
    fn neither_a_failure_nor_a_long_answer_is_kept() {
        let figures = Figures::default();
        ask(&figures, 1, || Err(Fault::failed("cancelled"))).unwrap_err();
        assert_eq!(ask(&figures, 1, || Ok(of(ROWS + 1))).unwrap(), ROWS + 1);
        assert_eq!(ask(&figures, 1, || Ok(of(1))).unwrap(), 1);
    }

    #[test]
    fn what_was_begun_before_a_change_is_nobodys_answer_who_asks_after_it() {
        let figures = Figures::default();
        let before = ask(&figures, 1, || {
            figures.keep_standing(&at(1));
            Ok(of(1))
        });
        assert_eq!(before.unwrap(), 1);
        assert_eq!(ask(&figures, 1, || Ok(of(2))).unwrap(), 2);
    }

    #[test]
    fn questions_differ_in_what_they_bind_and_in_who_is_shown_masks() {
        let (sql, may, june) =
            ("FROM core.sales_order WHERE day >= $from", args![from => "may"], args![from => "june"]);
        assert_ne!(asked(sql, &may), asked(sql, &june));
        let masked = question(sql, &may, &Page::default(), true).map(|question| question.text);
        assert_ne!(asked(sql, &may), masked);
        let beside = args![from => "may", now => "12:30"];
        assert_eq!(asked(sql, &may), asked(sql, &beside), "what it does not bind tells it from nothing");
    }

    #[test]
    fn what_goes_by_the_clock_or_is_written_down_quietly_is_asked_each_time() {
        assert_eq!(asked("FROM core.sales_order WHERE day > $now", &args![now => "12:30"]), None);
        assert_eq!(asked("FROM ops.job_run", &Args::new()), None);
        assert!(asked("FROM mart.rfm JOIN ops.current_run USING (run_id)", &Args::new()).is_some());
    }
}
