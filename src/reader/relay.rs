//! Pages from a thread of their own, for sources that borrow from what they read: a workbook's cells, a database's rows.
//!
//! The channel holds two pages, so that a large file streams; a reader that goes away stops the thread at its next page; and
//! a library that panics on a damaged file ends its thread, not the program.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::ReadError;

const PAGES: usize = 2;

pub(super) struct Relay<T> {
    pages: Receiver<Result<T, ReadError>>,
    thread: Option<JoinHandle<()>>,
}

/// Where the thread puts its pages.
pub(super) struct Sender<T>(SyncSender<Result<T, ReadError>>);

/// Nobody reads any further.
pub(super) struct Abandoned;

/// What has come within a time.
pub(super) enum News<T> {
    Page(T),
    NothingYet,
    End,
}

impl<T> Sender<T> {
    pub(super) fn send(&self, page: T) -> Result<(), Abandoned> {
        self.0.send(Ok(page)).map_err(|_| Abandoned)
    }
}

impl<T: Send + 'static> Relay<T> {
    /// `work` sends pages until it is done, or until `send` says that nobody wants them.
    pub(super) fn start(work: impl FnOnce(&Sender<T>) -> Result<(), ReadError> + Send + 'static) -> Self {
        let (sender, pages) = sync_channel(PAGES);
        let sender = Sender(sender);
        let thread = thread::spawn(move || {
            if let Err(error) = work(&sender) {
                // Whoever went away needs no error either.
                sender.0.send(Err(error)).unwrap_or_default();
            }
        });
        Self { pages, thread: Some(thread) }
    }

    /// The next page; None at the end. `broken` is the error when the thread panicked.
    pub(super) fn next(&mut self, broken: impl FnOnce() -> ReadError) -> Result<Option<T>, ReadError> {
        match self.pages.recv() {
            Ok(page) => page.map(Some),
            Err(_) => self.ended(broken).map(|()| None),
        }
    }

    /// The next page, if it comes within a time.
    pub(super) fn next_within(
        &mut self,
        time: Duration,
        broken: impl FnOnce() -> ReadError,
    ) -> Result<News<T>, ReadError> {
        match self.pages.recv_timeout(time) {
            Ok(page) => page.map(News::Page),
            Err(RecvTimeoutError::Timeout) => Ok(News::NothingYet),
            Err(RecvTimeoutError::Disconnected) => self.ended(broken).map(|()| News::End),
        }
    }

    fn ended(&mut self, broken: impl FnOnce() -> ReadError) -> Result<(), ReadError> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Err(_)) => Err(broken()),
            Some(Ok(())) | None => Ok(()),
        }
    }
}
