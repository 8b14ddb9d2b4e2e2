//! What was told already, so that it is told once.

use std::collections::{BTreeMap, BTreeSet};

/// What was wrong when it was last asked.
#[derive(Default)]
pub(super) struct Told {
    pub late: Known,
    pub failed: Known,
    pub unread: Unread,
}

/// What was said of sources that could not be read, and of the backup that could not be made.
#[derive(Default)]
pub(in crate::service) struct Unread(BTreeMap<String, String>);

impl Unread {
    /// Takes what is said of a source now, or that it was read; comes back with what was not said before.
    pub fn renew(&mut self, source: &str, message: Option<String>) -> Option<String> {
        match message {
            Some(message) => {
                let before = self.0.insert(source.to_owned(), message.clone());
                (before.as_ref() != Some(&message)).then_some(message)
            }
            None => {
                self.0.remove(source);
                None
            }
        }
    }
}

#[derive(Default)]
pub(super) struct Known(BTreeSet<String>);

impl Known {
    /// Takes what is wrong now; what was not so before comes back.
    pub fn renew(&mut self, now: BTreeSet<String>) -> Vec<String> {
        let new = now.difference(&self.0).cloned().collect();
        self.0 = now;
        new
    }
}
