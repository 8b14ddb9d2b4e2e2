//! What has come, on disk before it is acknowledged: one thread appends to one file a source, and whoever waits meanwhile
//! is written and synced together with all others.

use super::file::{OpenFile, make_folder, take_up};
use crate::sync::locked;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Requests that may wait for the disk.
const WAITING: usize = 4_096;

/// Bytes that are written together.
const TOGETHER: usize = 8 << 20;

/// A file of so many bytes is complete.
const FILE: u64 = 64 << 20;

/// A file that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spooled {
    pub source: String,
    pub path: PathBuf,
    /// Lines, each a message.
    pub records: u64,
}

/// Why something was not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unstored {
    /// More waits for the disk than may.
    Busy,
    /// The disk is full or broken.
    Failed,
}

/// Lines on their way to a file of a source.
struct Parcel {
    source: Arc<str>,
    lines: Vec<u8>,
    records: u64,
    stored: oneshot::Sender<Result<(), Unstored>>,
}

pub(super) struct Spool {
    /// Taken when it ends.
    parcels: Option<SyncSender<Parcel>>,
    shelf: Arc<Shelf>,
    thread: Option<JoinHandle<()>>,
}

/// The files that wait, and how many lines are in those that are not complete.
#[derive(Default)]
struct Shelf(Mutex<Stock>);

#[derive(Default)]
struct Stock {
    complete: BTreeMap<PathBuf, Spooled>,
    open: u64,
}

impl Shelf {
    fn stock(&self) -> MutexGuard<'_, Stock> {
        locked(&self.0)
    }
}

impl Spool {
    /// Takes up what is in the folder, and begins to write. A file is complete after so many seconds.
    pub fn open(folder: &Path, seconds: u32, is_imported: impl Fn(&Path) -> bool) -> io::Result<Spool> {
        make_folder(folder)?;
        let shelf = Arc::new(Shelf::default());
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let Some(source) = path.file_name().and_then(|name| name.to_str()).filter(|_| path.is_dir()) else {
                continue;
            };
            let found = take_up(&path, source, |file| !is_imported(file))?;
            shelf.stock().complete.extend(found.into_iter().map(|it| (it.path.clone(), it)));
        }
        let (parcels, coming) = sync_channel(WAITING);
        let writer = Writer {
            folder: folder.to_owned(),
            every: Duration::from_secs(seconds.into()),
            files: BTreeMap::new(),
            shelf: Arc::clone(&shelf),
            is_failing: false,
        };
        let thread = std::thread::Builder::new().name("collector-spool".into()).spawn(move || writer.run(&coming))?;
        Ok(Spool { parcels: Some(parcels), shelf, thread: Some(thread) })
    }

    /// Comes back when the lines are on disk.
    pub async fn store(&self, source: Arc<str>, lines: Vec<u8>, records: u64) -> Result<(), Unstored> {
        let (stored, answer) = oneshot::channel();
        let sent = self.parcels.as_ref().ok_or(Unstored::Failed)?.try_send(Parcel { source, lines, records, stored });
        sent.map_err(|error| match error {
            TrySendError::Full(_) => Unstored::Busy,
            TrySendError::Disconnected(_) => Unstored::Failed,
        })?;
        answer.await.unwrap_or(Err(Unstored::Failed))
    }

    /// Lines that are on disk and not imported.
    pub fn waiting(&self) -> u64 {
        let stock = self.shelf.stock();
        stock.open + stock.complete.values().map(|it| it.records).sum::<u64>()
    }

    pub fn complete(&self) -> Vec<Spooled> {
        self.shelf.stock().complete.values().cloned().collect()
    }

    pub fn imported(&self, file: &Path) {
        self.shelf.stock().complete.remove(file);
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.parcels = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The thread that writes.
struct Writer {
    folder: PathBuf,
    every: Duration,
    files: BTreeMap<Arc<str>, OpenFile>,
    shelf: Arc<Shelf>,
    /// Whether the last that was to be written could not be: it is told once.
    is_failing: bool,
}

impl Writer {
    fn run(mut self, coming: &Receiver<Parcel>) {
        loop {
            match coming.recv_timeout(self.rest()) {
                Ok(first) => self.take(first, coming),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            self.complete(|file, every| file.bytes >= FILE || file.since.elapsed() >= every);
        }
        self.complete(|_, _| true);
    }

    /// How long nothing has to be done if nothing comes.
    fn rest(&self) -> Duration {
        let oldest = self.files.values().map(|file| file.since).min();
        oldest.map_or(self.every, |since| (since + self.every).saturating_duration_since(Instant::now()))
    }

    /// Writes what has come by now, and answers everyone.
    fn take(&mut self, first: Parcel, coming: &Receiver<Parcel>) {
        let mut bytes = first.lines.len();
        let mut parcels: BTreeMap<Arc<str>, Vec<Parcel>> = BTreeMap::new();
        parcels.entry(Arc::clone(&first.source)).or_default().push(first);
        while bytes < TOGETHER
            && let Ok(parcel) = coming.try_recv()
        {
            bytes += parcel.lines.len();
            parcels.entry(Arc::clone(&parcel.source)).or_default().push(parcel);
        }
        for (source, parcels) in parcels {
            let stored = self.append(&source, &parcels);
            if let Err(error) = &stored
                && !self.is_failing
            {
                tracing::error!(%error, "events cannot be stored, and are refused until they can");
            }
            self.is_failing = stored.is_err();
            let answer = stored.map_err(|_| Unstored::Failed);
            // Who has hung up meanwhile sends it again, or knows why not.
            parcels.into_iter().for_each(|parcel| parcel.stored.send(answer).unwrap_or_default());
        }
    }

    fn append(&mut self, source: &Arc<str>, parcels: &[Parcel]) -> io::Result<()> {
        let lines = parcels.iter().map(|parcel| parcel.lines.as_slice()).collect::<Vec<_>>().concat();
        let records = parcels.iter().map(|parcel| parcel.records).sum();
        if !self.files.contains_key(source) {
            self.files.insert(Arc::clone(source), OpenFile::create(&self.folder, source)?);
        }
        let Some(file) = self.files.get_mut(source) else { return Ok(()) };
        let appended = file.append(&lines, records);
        match &appended {
            Ok(()) => self.shelf.stock().open += records,
            // What a disk has not taken once is not asked of the same file again.
            Err(_) => self.hand_over(&Arc::clone(source)),
        }
        appended
    }

    /// Hands over the files of which it is time.
    fn complete(&mut self, is_time: impl Fn(&OpenFile, Duration) -> bool) {
        let every = self.every;
        let of_time = self.files.iter().filter(|(_, file)| is_time(file, every)).map(|(source, _)| Arc::clone(source));
        of_time.collect::<Vec<_>>().iter().for_each(|source| self.hand_over(source));
    }

    fn hand_over(&mut self, source: &Arc<str>) {
        let Some(file) = self.files.remove(source) else { return };
        let records = file.records;
        match file.complete() {
            Ok(spooled) => {
                let mut stock = self.shelf.stock();
                stock.open -= records;
                stock.complete.extend(spooled.map(|it| (it.path.clone(), it)));
            }
            // It is taken up when the collector starts again.
            Err(error) => tracing::error!(%error, source = &**source, "a file of events could not be completed"),
        }
    }
}
