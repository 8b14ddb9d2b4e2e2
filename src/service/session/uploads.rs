//! Files that a client is sending, until each is whole and its request can be answered.

use super::Session;
use crate::service::server::House;
use crate::service::upload::{Begun, Upload};
use crate::service::{Fault, Request, Ticket};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a client that is let go may take to read why.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// What it sends meanwhile is dropped in pieces of so many bytes.
const DROPPED: usize = 1 << 16;

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

    /// What a client is told that has sent nothing of them for so long.
    fn overdue(&self, seconds: NonZeroU32) -> Fault {
        let names = self.0.values().map(|upload| upload.name.as_str()).collect::<Vec<_>>().join(", ");
        let what =
            format!("nothing has come of {names} for {seconds} s: it was not taken in, and this client is let go");
        let hint = "send it again, and let it run until it has been sent; an administrator sets upload_silence_seconds \
                    in access.toml";
        Fault::let_go(what, hint)
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

    /// Tells a client that is silent amid files why it is let go, and waits until it has been told: the line ends with that.
    /// What it still sends is dropped.
    pub(super) fn dismiss(&self, house: &House, uploads: Uploads, stream: &mut impl Read) -> io::Result<()> {
        let fault = uploads.overdue(house.local.config().access.upload_silence_seconds);
        drop(uploads);
        tracing::info!(user = self.peer.user, %fault, "a client was silent");
        self.outbox.farewell(fault);
        self.stream.set_read_timeout(Some(LAST_WORDS))?;
        let until = Instant::now() + LAST_WORDS;
        let mut dropped = vec![0; DROPPED];
        while Instant::now() < until && stream.read(&mut dropped)? > 0 {}
        Ok(())
    }
}
