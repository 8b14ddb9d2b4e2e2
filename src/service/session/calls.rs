//! What a client asks: each is answered on a thread of its own, and can be stopped until then.

use super::Session;
use super::answers::Answer;
use crate::service::server::House;
use crate::service::{Fault, Request, Service, Ticket};
use crate::sync::locked;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard};

/// So many calls of a client may be under way, or answered and not yet read.
const CALLS: usize = 32;

type Act = fn(&Arc<Session>, &House, Ticket, Request) -> Answer;

pub(super) struct Call {
    /// The service's own number for it: clients number theirs as they like.
    pub ours: Ticket,
    is_cancelled: bool,
}

impl Session {
    pub(super) fn take(self: &Arc<Session>, house: &Arc<House>, theirs: Ticket, act: Act, request: Request) {
        if let Some(ours) = self.admit(house, theirs, &request) {
            self.answer_apart(house, theirs, ours, act, request);
        }
    }

    /// The service's own number for a call; none where the client has too many.
    pub(super) fn admit(&self, house: &House, theirs: Ticket, request: &Request) -> Option<Ticket> {
        self.has_asked.store(true, Ordering::Relaxed);
        if !matches!(request, Request::Status) {
            self.is_at_work.store(true, Ordering::Relaxed);
            house.has_worked.store(true, Ordering::Relaxed);
        }
        let ours = house.ticket();
        let mut calls = self.calls();
        if calls.len() >= CALLS {
            let what = format!("a client may ask {CALLS} things at a time; this one asks more, and is let go");
            self.outbox.farewell(Fault::let_go(what, "wait for answers before you ask more"));
            return None;
        }
        calls.insert(theirs, Call { ours, is_cancelled: false });
        Some(ours)
    }

    pub(super) fn answer_apart(
        self: &Arc<Session>,
        house: &Arc<House>,
        theirs: Ticket,
        ours: Ticket,
        act: Act,
        request: Request,
    ) {
        let (session, house) = (Arc::clone(self), Arc::clone(house));
        let is_stop = matches!(request, Request::Stop);
        std::thread::spawn(move || {
            let answer = catch_unwind(AssertUnwindSafe(|| act(&session, &house, ours, request)));
            let broken =
                |_| Err(Fault::failed("the service could not answer, by a mistake of its own; its log says more"));
            let answer = answer.unwrap_or_else(broken);
            let is_over = is_stop && answer.is_ok();
            match answer {
                Ok((response, Some(file))) => session.outbox.file(theirs, response, file),
                Ok((response, None)) => session.outbox.answer(theirs, Ok(response)),
                Err(fault) => session.outbox.answer(theirs, Err(fault)),
            }
            // Whoever ends the service is answered before all are told that it ends.
            if is_over {
                house.stop(&session.peer.user);
            }
        });
    }

    pub(super) fn cancel(&self, house: &House, ticket: Ticket) {
        if let Some(call) = self.calls().get_mut(&ticket) {
            call.is_cancelled = true;
            house.local.cancel(call.ours);
        }
    }

    /// Stops calls again that were to be stopped: a query that had not begun when it was has not noticed.
    pub fn insist(&self, house: &House) {
        self.calls().values().filter(|call| call.is_cancelled).for_each(|call| house.local.cancel(call.ours));
    }

    pub(super) fn calls(&self) -> MutexGuard<'_, BTreeMap<Ticket, Call>> {
        locked(&self.calls)
    }
}
