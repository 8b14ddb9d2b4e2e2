//! Live events: what sites and apps send over HTTP is on disk before it is answered, and then goes the way of all data.
//!
//! The API is that of Segment's tracking (`/v1/track`, `/v1/batch` and so on), so that the libraries which sites and apps
//! have already can send here. A message becomes a line of a file under `collector/SOURCE/`; files that are complete are
//! imported as those of any source, and so have mapping, rejects, lineage and undo. A message that is sent twice counts
//! once, as its `messageId` is the key of its row. Nothing here knows the warehouse.
//!
//! One thread writes: whoever waits for the disk waits for the same sync as all others, and more than the disk can take
//! is answered with 503 and not held in memory.

mod answer;
mod call;
mod clock;
mod file;
mod keys;
mod message;
mod server;
mod spool;
mod standing;
#[cfg(test)]
mod tests;

pub use keys::fingerprint;
pub use spool::Spooled;
pub use standing::Standing;

use crate::config;
use crate::value::token;
use jiff::tz::TimeZone;
use keys::Keys;
use message::Ids;
use spool::Spool;
use standing::Tally;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Why it does not listen.
#[derive(Debug, thiserror::Error)]
pub enum CollectorError {
    #[error("the collector cannot listen on {address}: {source}")]
    Bind { address: SocketAddr, source: io::Error },
    #[error("the collector cannot write to {path}: {source}", path = path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("the collector cannot run: {0}")]
    Thread(io::Error),
}

impl CollectorError {
    /// What would be right.
    pub fn hint(&self) -> &'static str {
        match self {
            CollectorError::Bind { .. } => "end what listens there, or state another port in collector.toml",
            CollectorError::Folder { .. } => "check that the folder is there, may be written to, and has room",
            CollectorError::Thread(_) => "end what else the machine runs",
        }
    }
}

/// A collector that listens, until it is dropped: then what was acknowledged is stored, and the port is free.
pub struct Collector {
    address: SocketAddr,
    tally: Arc<Tally>,
    /// Taken when it ends; the thread that writes ends after the last who has it.
    spool: Option<Arc<Spool>>,
    stop: Option<oneshot::Sender<()>>,
    listening: Option<JoinHandle<()>>,
}

impl Collector {
    /// Takes up what a crash has left, and listens. Files for which `is_imported` holds wait for nothing any more.
    pub fn start(
        listen: SocketAddr,
        settings: &config::Collector,
        folder: &Path,
        zone: TimeZone,
        is_imported: impl Fn(&Path) -> bool,
    ) -> Result<Collector, CollectorError> {
        let cannot_write = |source| CollectorError::Folder { path: folder.to_owned(), source };
        let spool = Spool::open(folder, settings.import_seconds, is_imported).map_err(cannot_write)?;
        let spool = Arc::new(spool);
        let cannot_listen = |source| CollectorError::Bind { address: listen, source };
        let listener = std::net::TcpListener::bind(listen).map_err(cannot_listen)?;
        listener.set_nonblocking(true).map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;
        let tally = Arc::new(Tally::default());
        let desk = answer::Desk {
            keys: Keys::of(&settings.keys),
            zone,
            spool: Arc::clone(&spool),
            tally: Arc::clone(&tally),
            ids: Ids::beginning(token().map_err(CollectorError::Thread)?),
            room: answer::room(),
        };
        let (stop, stopped) = oneshot::channel();
        let listening = server::start(listener, desk, stopped).map_err(CollectorError::Thread)?;
        tracing::info!(%address, "the collector listens");
        Ok(Collector { address, tally, spool: Some(spool), stop: Some(stop), listening: Some(listening) })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn standing(&self) -> Standing {
        let waiting = self.spool.as_ref().map_or(0, |spool| spool.waiting());
        self.tally.standing(self.address, waiting)
    }

    /// Files that are complete and wait to be imported, the oldest first.
    pub fn complete(&self) -> Vec<Spooled> {
        self.spool.as_ref().map_or_else(Vec::new, |spool| spool.complete())
    }

    /// A file has been imported, and waits no longer.
    pub fn imported(&self, file: &Path) {
        self.spool.iter().for_each(|spool| spool.imported(file));
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        // Whoever asks is answered before the last word is written.
        self.stop = None;
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
        self.spool = None;
        tracing::info!(address = %self.address, "the collector has ended");
    }
}
