//! Files that a client is sending, until each is whole and its request can be answered.

use super::Session;
use crate::service::server::House;
use crate::service::upload::{Begun, Upload};
use crate::service::{Request, Ticket};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whatever ends this ends them, and removes what has come of them.
#[derive(Default)]
pub(super) struct Uploads(BTreeMap<Ticket, Box<Upload>>);

impl Uploads {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Stops a file; false where none comes under that number.
    pub fn stop(&mut self, theirs: Ticket) -> bool {
        self.0.remove(&theirs).is_some()
    }
}

impl Session {
    /// Lets a client begin to send a file, or tells them at once what would come of it.
    pub(super) fn begin(
        self: &Arc<Session>,
        house: &Arc<House>,
        uploads: &mut Uploads,
        theirs: Ticket,
        request: Request,
    ) {
        let Some(ours) = self.admit(house, theirs, &request) else { return };
        let begun = self.visitor(house).and_then(|visitor| Upload::begin(&house.local, &visitor, ours, request));
        match begun {
            Ok(Begun::Upload(upload)) => {
                uploads.0.insert(theirs, upload);
                self.go_on(house, uploads, theirs, &[]);
            }
            Ok(Begun::Answered(response)) => self.outbox.answer(theirs, Ok(response)),
            Err(fault) => self.outbox.answer(theirs, Err(fault)),
        }
    }

    /// Takes in bytes of a file; when it is whole, its request is answered. Those of one that has been answered are dropped.
    pub(super) fn go_on(self: &Arc<Session>, house: &Arc<House>, uploads: &mut Uploads, theirs: Ticket, bytes: &[u8]) {
        let Some(upload) = uploads.0.get_mut(&theirs) else { return };
        let taken = upload.take(bytes);
        if taken.is_ok() && !upload.is_whole() {
            return;
        }
        let Some(upload) = uploads.0.remove(&theirs) else { return };
        match taken {
            Ok(()) => {
                let ours = upload.ours;
                self.answer_apart(house, theirs, ours, Session::answer, upload.into_request());
            }
            Err(fault) => self.outbox.answer(theirs, Err(fault)),
        }
    }
}
