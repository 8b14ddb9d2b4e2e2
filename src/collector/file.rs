//! One file of events: appended to until it is complete, and then handed over under its lasting name.

use super::spool::Spooled;
use jiff::Timestamp;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The ending of a file that is still appended to; no source's pattern has it.
const OPEN: &str = "open";
const COMPLETE: &str = "ndjson";

pub(super) struct OpenFile {
    file: File,
    path: PathBuf,
    source: String,
    /// Bytes and lines that are surely on disk.
    pub bytes: u64,
    pub records: u64,
    pub since: Instant,
}

impl OpenFile {
    /// Begins a file of a source, in its own folder.
    pub fn create(folder: &Path, source: &str) -> io::Result<OpenFile> {
        let folder = folder.join(source);
        make_folder(&folder)?;
        let name = Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ").to_string();
        for number in 1.. {
            let name = if number == 1 { name.clone() } else { format!("{name}-{number}") };
            let path = folder.join(format!("{name}.{OPEN}"));
            if folder.join(format!("{name}.{COMPLETE}")).exists() {
                continue;
            }
            match OpenOptions::new().append(true).create_new(true).mode(0o600).open(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => {
                    let file = opened?;
                    sync_folder(&folder)?;
                    let source = source.to_owned();
                    return Ok(OpenFile { file, path, source, bytes: 0, records: 0, since: Instant::now() });
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Brings lines to the disk. Where that fails, nothing of them stays.
    pub fn append(&mut self, lines: &[u8], records: u64) -> io::Result<()> {
        let written = self.file.write_all(lines).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // Should this fail, too, a torn line is taken away when the file is taken up.
            let _ = self.file.set_len(self.bytes);
            return Err(error);
        }
        self.bytes += lines.len() as u64;
        self.records += records;
        Ok(())
    }

    /// Hands the file over; none where it has no line.
    pub fn complete(self) -> io::Result<Option<Spooled>> {
        completed(&self.path, &self.source, self.records)
    }
}

/// Takes up the files of a source's folder: those that a crash has left open are cut to their last whole line, as what was
/// not whole was not acknowledged, and all those that are wanted are counted.
pub(super) fn take_up(folder: &Path, source: &str, is_wanted: impl Fn(&Path) -> bool) -> io::Result<Vec<Spooled>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.extension().and_then(|ending| ending.to_str()) {
            Some(OPEN) => {
                let records = cut(&path)?;
                found.extend(completed(&path, source, records)?);
            }
            Some(COMPLETE) if is_wanted(&path) => {
                let (records, _) = lines(&File::open(&path)?)?;
                found.push(Spooled { source: source.to_owned(), path, records });
            }
            _ => {}
        }
    }
    Ok(found)
}

fn completed(path: &Path, source: &str, records: u64) -> io::Result<Option<Spooled>> {
    if records == 0 {
        fs::remove_file(path)?;
        return Ok(None);
    }
    let place = path.with_extension(COMPLETE);
    fs::rename(path, &place)?;
    path.parent().map_or(Ok(()), sync_folder)?;
    Ok(Some(Spooled { source: source.to_owned(), path: place, records }))
}

/// Cuts a file to its last whole line; says how many lines are left.
fn cut(path: &Path) -> io::Result<u64> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let (records, whole) = lines(&file)?;
    if whole < file.seek(SeekFrom::End(0))? {
        tracing::warn!(file = %path.display(), "a line that was not written to its end was taken away");
        file.set_len(whole)?;
    }
    file.sync_all()?;
    Ok(records)
}

/// How many whole lines a file has, and how many bytes they take.
fn lines(mut file: &File) -> io::Result<(u64, u64)> {
    let (mut records, mut whole, mut read_so_far) = (0, 0, 0_u64);
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((records, whole));
        }
        for (at, _) in buffer[..read].iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            records += 1;
            whole = read_so_far + at as u64 + 1;
        }
        read_so_far += read as u64;
    }
}

/// Makes a folder that only its owner sees.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    folder.parent().map_or(Ok(()), sync_folder)
}

/// What a folder lists is as lasting as what its files hold.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
