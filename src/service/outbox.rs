use super::wire::{BYTES, Tell, first_rows};
use super::{Event, Fault, Response, Ticket};
use crate::sync::locked;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What waits to be sent to a client. Nobody who fills it ever waits for the client, and it stays small although the client
/// may not read: of each run only the latest news is kept, that data changed is said once, and a client for whom more
/// than [`EVENTS`] wait is let go. Answers are never dropped; how many there can be is bounded by the calls that a
/// client may have under way.
#[derive(Default)]
pub(super) struct Outbox {
    queue: Mutex<Queue>,
    filled: Condvar,
}

/// So many events may wait for a client.
const EVENTS: usize = 1_000;

#[derive(Default)]
struct Queue {
    events: VecDeque<Event>,
    answers: VecDeque<Answering>,
    /// The last that is said, after all else.
    farewell: Option<Fault>,
    is_closed: bool,
}

/// An answer, and the file that goes before it where there is one.
struct Answering {
    ticket: Ticket,
    answer: Result<Response, Fault>,
    file: Option<File>,
}

impl Outbox {
    /// False where the client has left or is let go.
    pub fn event(&self, event: &Event) -> bool {
        let mut queue = self.queue();
        if queue.is_closed || queue.farewell.is_some() {
            return false;
        }
        queue.take_in(event);
        if queue.events.len() > EVENTS {
            queue.events.clear();
            let what = format!("this client has not read {EVENTS} events, and is let go");
            queue.farewell = Some(Fault::let_go(
                what,
                "the line or the terminal took nothing in; the workbench attaches again by itself",
            ));
        }
        self.filled.notify_one();
        true
    }

    pub fn answer(&self, ticket: Ticket, answer: Result<Response, Fault>) {
        self.push(Answering { ticket, answer, file: None });
    }

    /// An answer after the bytes of a file.
    pub fn file(&self, ticket: Ticket, answer: Response, file: File) {
        self.push(Answering { ticket, answer: Ok(answer), file: Some(file) });
    }

    fn push(&self, answering: Answering) {
        self.queue().answers.push_back(answering);
        self.filled.notify_one();
    }

    /// Says why there will be no more.
    pub fn farewell(&self, fault: Fault) {
        self.queue().farewell.get_or_insert(fault);
        self.filled.notify_one();
    }

    /// Nobody reads any more.
    pub fn close(&self) {
        self.queue().is_closed = true;
        self.filled.notify_one();
    }

    /// Waits for the next to send, with the bytes that follow it; none after the last. Events go first, and parts of long
    /// answers take turns.
    pub fn next(&self) -> Option<(Tell, Vec<u8>)> {
        let mut queue = self.queue();
        loop {
            if queue.is_closed {
                return None;
            }
            if let Some(event) = queue.events.pop_front() {
                return Some((Tell::Event(event), Vec::new()));
            }
            if let Some(answering) = queue.answers.pop_front() {
                drop(queue);
                return Some(self.part_of(answering));
            }
            if let Some(fault) = queue.farewell.take() {
                queue.is_closed = true;
                return Some((Tell::Event(Event::Gone(fault)), Vec::new()));
            }
            queue = self.filled.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next part of an answer; what is left of it waits behind the others.
    fn part_of(&self, mut answering: Answering) -> (Tell, Vec<u8>) {
        let ticket = answering.ticket;
        match answering.file.as_mut().map(next_bytes) {
            Some(Ok(bytes)) if !bytes.is_empty() => {
                self.push(answering);
                return (Tell::Bytes { ticket, length: bytes.len() }, bytes);
            }
            Some(Err(error)) => answering.answer = Err(Fault::failed(format!("the file could not be sent: {error}"))),
            Some(Ok(_)) | None => {}
        }
        if let Some(rows) = first_rows(&mut answering.answer) {
            self.push(answering);
            return (Tell::Rows { ticket, rows }, Vec::new());
        }
        (Tell::Answer { ticket, answer: answering.answer }, Vec::new())
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        locked(&self.queue)
    }
}

impl Queue {
    /// What an event says over again, it takes the place of.
    fn take_in(&mut self, event: &Event) {
        let before = match event {
            Event::Job(news) => {
                self.events.iter().position(|known| matches!(known, Event::Job(known) if known.run == news.run))
            }
            Event::Changed => self.events.iter().position(|known| *known == Event::Changed),
            Event::News(_) | Event::Sending(_) | Event::Gone(_) => None,
        };
        before.and_then(|at| self.events.remove(at));
        self.events.push_back(event.clone());
    }
}

fn next_bytes(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(BYTES as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::{JobEvent, Progress};
    use crate::service::News;
    use crate::value::Table;

    fn running(run: i64, done: f64) -> Event {
        Event::Job(JobEvent { run, job: "kpi.compute".into(), progress: Progress::Running { done } })
    }

    fn waiting(outbox: &Outbox) -> Vec<Tell> {
        outbox.farewell(Fault::failed("the end"));
        std::iter::from_fn(|| outbox.next()).map(|(tell, _)| tell).collect()
    }

    #[test]
    fn only_the_latest_news_of_a_run_waits() {
        let outbox = Outbox::default();
        for done in 0..100_000 {
            outbox.event(&running(1, f64::from(done)));
            outbox.event(&running(2, f64::from(done)));
            outbox.event(&Event::Changed);
        }
        let told = waiting(&outbox);
        let expected = [running(1, 99_999.0), running(2, 99_999.0), Event::Changed].map(Tell::Event);
        assert_eq!(told[..3], expected);
        assert_eq!(told.len(), 4);
    }

    #[test]
    fn a_client_that_does_not_read_is_let_go_in_words() {
        let outbox = Outbox::default();
        let news = Event::News(News::Unclaimed { file: "letter.txt".into() });
        let taken = (0..2 * EVENTS).filter(|_| outbox.event(&news)).count();
        assert_eq!(taken, EVENTS + 1);
        let Some((Tell::Event(Event::Gone(fault)), _)) = outbox.next() else { panic!("nothing is said") };
        assert!(fault.message.contains("has not read"));
        assert_eq!(outbox.next(), None);
    }

    #[test]
    fn short_answers_and_events_pass_between_the_parts_of_a_long_one() {
        let outbox = Outbox::default();
        let rows = vec![vec![1.into()]; 5_000];
        outbox.answer(1, Ok(Response::Rows(Table { rows, ..Table::default() })));
        outbox.answer(2, Ok(Response::Done));
        let mut order = vec![outbox.next().unwrap().0];
        outbox.event(&Event::Changed);
        order.extend(waiting(&outbox));
        let name = |tell: &Tell| match tell {
            Tell::Rows { ticket, rows } => format!("{} rows of {ticket}", rows.len()),
            Tell::Answer { ticket, .. } => format!("answer {ticket}"),
            Tell::Event(Event::Changed) => "changed".into(),
            _ => "farewell".into(),
        };
        let order: Vec<String> = order.iter().map(name).collect();
        assert_eq!(order, ["2000 rows of 1", "changed", "answer 2", "2000 rows of 1", "answer 1", "farewell"]);
    }
}
