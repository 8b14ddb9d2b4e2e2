//! What many look at is worked out once: who asks what someone is asking already waits for that answer, and it is given again
//! until something changes.

use super::Fault;
use crate::value::{Args, Page, Table};
use crate::warehouse::Lineage;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many answers are kept.
const ANSWERS: usize = 500;

/// Of at most so many rows each.
const ROWS: usize = 1_000;

/// A question, written out.
type Question = String;

/// The answer to one question, held by who works it out.
type Place = Arc<Mutex<Option<Table>>>;

#[derive(Default)]
pub(super) struct Figures(Mutex<BTreeMap<Question, Place>>);

impl Figures {
    /// The answer to a question, which `work` gives where it is not known. Should that fail or be cancelled, whoever waits
    /// next works it out.
    pub fn answer(&self, question: Question, work: impl FnOnce() -> Result<Table, Fault>) -> Result<Table, Fault> {
        let place = self.place(question);
        let mut known = locked(&place);
        if let Some(table) = &*known {
            return Ok(table.clone());
        }
        let table = work()?;
        if table.rows.len() <= ROWS {
            *known = Some(table.clone());
        }
        Ok(table)
    }

    /// Something has changed. What is being worked out still goes to who waits for it, and to nobody who asks later.
    pub fn expire(&self) {
        locked(&self.0).clear();
    }

    fn place(&self, question: Question) -> Place {
        let mut places = locked(&self.0);
        if places.len() >= ANSWERS {
            places.clear();
        }
        Arc::clone(places.entry(question).or_default())
    }
}

/// What tells a query's answer from all others; none where it depends on the time of day, or on what is written down while
/// nobody is told of a change.
pub(super) fn question(sql: &str, args: &Args, page: &Page, is_masked: bool) -> Option<Question> {
    let bound: BTreeMap<&str, _> = parameters(sql).filter_map(|name| Some((name, args.get(name)?))).collect();
    let is_data = |table: &String| {
        // Behind ops.current_run it tells which results hold, and changes with the end of a run.
        let tells_results = table == "ops.job_run" && !sql.contains(table.as_str());
        tells_results || ["core.", "mart.", "landing."].iter().any(|schema| table.starts_with(schema))
    };
    if bound.contains_key("now") || !Lineage::of(sql).tables.iter().all(is_data) {
        return None;
    }
    serde_json::to_string(&(is_masked, sql, bound, page)).ok()
}

/// The names that a query binds.
pub(super) fn parameters(sql: &str) -> impl Iterator<Item = &str> {
    sql.split('$').skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        Some(&rest[..end]).filter(|name| !name.is_empty())
    })
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn of(rows: usize) -> Table {
        Table { rows: vec![Vec::new(); rows], total: rows as u64, ..Table::default() }
    }

    fn asked(sql: &str, args: &Args) -> Option<Question> {
        question(sql, args, &Page::default(), false)
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
            let all: Vec<_> = (0..32).map(|_| scope.spawn(|| figures.answer("sales".into(), slow))).collect();
            assert!(all.into_iter().all(|asking| asking.join().unwrap().unwrap().rows.len() == 3));
        });
        assert_eq!(works.load(Ordering::Relaxed), 1);
        figures.expire();
        figures.answer("sales".into(), slow).unwrap();
        assert_eq!(works.load(Ordering::Relaxed), 2, "after a change it is worked out again");
    }

    #[test]
    fn neither_a_failure_nor_a_long_answer_is_kept() {
        let figures = Figures::default();
        figures.answer("sales".into(), || Err(Fault::failed("cancelled"))).unwrap_err();
        assert_eq!(figures.answer("sales".into(), || Ok(of(ROWS + 1))).unwrap().rows.len(), ROWS + 1);
        assert_eq!(figures.answer("sales".into(), || Ok(of(1))).unwrap().rows.len(), 1);
    }

    #[test]
    fn what_was_begun_before_a_change_is_nobodys_answer_who_asks_after_it() {
        let figures = Figures::default();
        let before = figures.answer("sales".into(), || {
            figures.expire();
            Ok(of(1))
        });
        assert_eq!(before.unwrap().rows.len(), 1);
        assert_eq!(figures.answer("sales".into(), || Ok(of(2))).unwrap().rows.len(), 2);
    }

    #[test]
    fn questions_differ_in_what_they_bind_and_in_who_is_shown_masks() {
        let (sql, may, june) = ("FROM core.sale WHERE day >= $from", args![from => "may"], args![from => "june"]);
        assert_ne!(asked(sql, &may), asked(sql, &june));
        assert_ne!(asked(sql, &may), question(sql, &may, &Page::default(), true));
        let beside = args![from => "may", now => "12:30"];
        assert_eq!(asked(sql, &may), asked(sql, &beside), "what it does not bind tells it from nothing");
    }

    #[test]
    fn what_goes_by_the_clock_or_is_written_down_quietly_is_asked_each_time() {
        assert_eq!(asked("FROM core.sale WHERE day > $now", &args![now => "12:30"]), None);
        assert_eq!(asked("FROM ops.job_run", &Args::new()), None);
        assert!(asked("FROM mart.rfm JOIN ops.current_run USING (run_id)", &Args::new()).is_some());
    }
}
