//! How the collector stands, for people.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

/// What has come since it began to listen, in messages; and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// None where it does not listen.
    pub address: Option<SocketAddr>,
    /// Messages of requests with a write key that is known.
    pub received: u64,
    /// Those that are on disk, and were acknowledged or kept as rejects.
    pub stored: u64,
    /// Those of the stored ones that are kept as rejects.
    pub faulty: u64,
    /// Requests that were refused: for their key, their form, or for want of room.
    pub refused: u64,
    /// Messages that are on disk, and not imported yet.
    pub waiting: u64,
    /// Why it does not listen although it should, and what to do.
    pub fault: Option<String>,
}

impl Standing {
    /// Of one that does not listen.
    pub fn silent(fault: String) -> Standing {
        Standing { address: None, received: 0, stored: 0, faulty: 0, refused: 0, waiting: 0, fault: Some(fault) }
    }
}

/// Counts while it listens.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub received: AtomicU64,
    pub stored: AtomicU64,
    pub faulty: AtomicU64,
    pub refused: AtomicU64,
}

impl Tally {
    pub fn add(count: &AtomicU64, more: u64) {
        count.fetch_add(more, Ordering::Relaxed);
    }

    pub fn standing(&self, address: SocketAddr, waiting: u64) -> Standing {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Standing {
            address: Some(address),
            received: of(&self.received),
            stored: of(&self.stored),
            faulty: of(&self.faulty),
            refused: of(&self.refused),
            waiting,
            fault: None,
        }
    }
}
