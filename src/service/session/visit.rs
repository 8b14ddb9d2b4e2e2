//! As whom the client is seen, and whether personal data is shown to it.

use super::Session;
use crate::service::access::{Visitor, event_without_quotes};
use crate::service::server::House;
use crate::service::{Event, Fault, Request, Response, traces};
use crate::sync::locked;
use std::borrow::Cow;
use std::sync::MutexGuard;
use std::time::{Duration, Instant};

impl Session {
    /// Who the client is, and what they may now.
    pub(super) fn visitor(&self, house: &House) -> Result<Visitor, Fault> {
        let is_unmasked = self.unmasked().is_some_and(|until| Instant::now() < until);
        house.door.visitor(house.owner, &self.peer, &house.local.config().access, is_unmasked)
    }

    /// Shows personal data to the client for a while. The reason is on record before anything is shown.
    pub(super) fn unmask(&self, house: &House, visitor: &Visitor, request: Request) -> Result<Response, Fault> {
        let minutes = house.local.config().access.unmask_minutes;
        if matches!(&request, Request::Unmask { reason } if reason.trim().is_empty()) {
            let what = "personal data is shown for a reason, and none was given";
            return Err(Fault::usage(what, "say why you have to see it"));
        }
        if let Some(trace) = traces::of(&request) {
            house.local.trace(visitor, trace, Ok(Response::Unmasked { minutes }))?;
        }
        let until = Instant::now() + Duration::from_secs(60 * u64::from(minutes));
        *self.unmasked() = Some(until);
        tracing::info!(user = self.peer.user, minutes, "personal data is shown");
        Ok(Response::Unmasked { minutes })
    }

    /// Has what is on the screen asked for again where the time is over in which personal data was shown.
    pub fn mask_again(&self) {
        if self.unmasked().take_if(|until| *until <= Instant::now()).is_some() {
            self.outbox.event(&Event::Changed);
        }
    }

    fn unmasked(&self) -> MutexGuard<'_, Option<Instant>> {
        locked(&self.unmasked)
    }
}

/// An event as a client may hear of it.
pub(in crate::service) fn told<'a>(visitor: &Visitor, event: &'a Event) -> Cow<'a, Event> {
    if visitor.is_masked() { event_without_quotes(event) } else { Cow::Borrowed(event) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::peer::Peer;
    use crate::service::wire::Tell;
    use std::os::unix::net::UnixStream;

    #[test]
    fn who_saw_personal_data_asks_again_when_the_time_is_over() {
        let peer = Peer { uid: 1_000, user: "mei".into(), groups: Vec::new(), process: None };
        let session = Session::new(UnixStream::pair().unwrap().0, peer);
        let waiting = |session: &Session| {
            session.farewell(Fault::failed("the end"));
            session.outbox.next().map(|(tell, _)| tell)
        };
        *session.unmasked() = Some(Instant::now());
        session.mask_again();
        assert_eq!(*session.unmasked(), None);
        assert_eq!(waiting(&session), Some(Tell::Event(Event::Changed)));
        session.mask_again();
        assert!(matches!(waiting(&session), Some(Tell::Event(Event::Gone(_)))), "it is said once");
    }
}
