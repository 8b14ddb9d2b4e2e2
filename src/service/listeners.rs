use super::Event;
use crate::jobs::{JobEvent, RunId};
use crate::sync::locked;
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, MutexGuard};

/// Takes an event; false where nobody listens any more.
type Listener = Box<dyn Fn(&Event) -> bool + Send>;

/// Everyone who is told what happens. Who comes later is first told of the runs that are under way.
#[derive(Default)]
pub(super) struct Listeners(Mutex<Heard>);

#[derive(Default)]
struct Heard {
    listeners: Vec<Listener>,
    under_way: BTreeMap<RunId, JobEvent>,
}

impl Listeners {
    pub fn tell(&self, event: &Event) {
        let mut heard = self.heard();
        if let Event::Job(news) = event {
            if news.progress.has_ended() {
                heard.under_way.remove(&news.run);
            } else {
                heard.under_way.insert(news.run, news.clone());
            }
        }
        heard.listeners.retain(|listener| listener(event));
    }

    pub fn listen(&self, listener: impl Fn(&Event) -> bool + Send + 'static) {
        let mut heard = self.heard();
        if heard.under_way.values().all(|news| listener(&Event::Job(news.clone()))) {
            heard.listeners.push(Box::new(listener));
        }
    }

    /// The same as a channel.
    pub fn join(&self) -> Receiver<Event> {
        let (tell, events) = channel();
        self.listen(move |event| tell.send(event.clone()).is_ok());
        events
    }

    /// The latest news of each run that has not ended.
    pub fn under_way(&self) -> Vec<JobEvent> {
        self.heard().under_way.values().cloned().collect()
    }

    /// Tells the last that there is: their channels end with it.
    pub fn end(&self, event: &Event) {
        self.tell(event);
        *self.heard() = Heard::default();
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        locked(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::Progress;

    fn news(run: RunId, progress: Progress) -> Event {
        Event::Job(JobEvent { run, job: "kpi.compute".into(), progress })
    }

    #[test]
    fn who_comes_later_is_told_of_what_is_under_way() {
        let listeners = Listeners::default();
        listeners.tell(&news(1, Progress::Running { done: 0.5 }));
        listeners.tell(&news(2, Progress::Queued));
        listeners.tell(&news(1, Progress::Cancelled));
        let late = listeners.join();
        listeners.tell(&Event::Changed);
        assert_eq!(late.try_iter().collect::<Vec<_>>(), [news(2, Progress::Queued), Event::Changed]);
    }

    #[test]
    fn a_channel_ends_with_the_last_event() {
        let listeners = Listeners::default();
        let events = listeners.join();
        listeners.end(&Event::Changed);
        assert_eq!(events.iter().collect::<Vec<_>>(), [Event::Changed]);
    }
}
