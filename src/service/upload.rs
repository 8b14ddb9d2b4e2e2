//! A file that comes over the line, until it is whole and its request can be answered.

use super::access::Visitor;
use super::staging::{Staged, unwritable};
use super::{Fault, InputFile, Local, Request, Response, Ticket};
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

/// What becomes of a request whose file is to be sent.
#[derive(Debug)]
pub(super) enum Begun {
    Upload(Box<Upload>),
    /// The file's name alone told the answer: its bytes are not needed.
    Answered(Response),
}

#[derive(Debug)]
pub(super) struct Upload {
    /// The service's own number for the call.
    pub ours: Ticket,
    request: Request,
    pub name: String,
    staged: Arc<Staged>,
    file: File,
    /// Bytes that have not come yet.
    left: u64,
}

impl Upload {
    /// Judges whether a user may send a file for this, and makes room for it: before its first byte.
    pub fn begin(local: &Local, visitor: &Visitor, ours: Ticket, mut request: Request) -> Result<Begun, Fault> {
        local.judge(visitor, &request)?;
        let Some(InputFile::Sent(sent)) = request.input() else {
            return Err(Fault::usage("this is about no file that could be sent", "please report this message"));
        };
        let (name, left) = (sent.name.clone(), sent.bytes);
        fits(&name, left, local.config().access.upload_bytes())?;
        if let Some(response) = local.claimed(&request)? {
            return Ok(Begun::Answered(response));
        }
        let (staged, file) = local.staging.place(&visitor.user, &name)?;
        Ok(Begun::Upload(Box::new(Upload { ours, request, name, staged, file, left })))
    }

    /// Takes in bytes that have come.
    ///
    /// # Errors
    /// They could not be kept, or there are more than were announced.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let left = self.left.checked_sub(bytes.len() as u64);
        self.left = left.ok_or_else(|| {
            let what = format!("more bytes came of {} than it has", self.name);
            Fault::usage(what, "please report this message")
        })?;
        self.file.write_all(bytes).map_err(|error| unwritable(&self.name, &error))
    }

    pub fn is_whole(&self) -> bool {
        self.left == 0
    }

    /// The request, with the file that it is about.
    pub fn into_request(mut self) -> Request {
        if let Some(InputFile::Sent(sent)) = self.request.input() {
            sent.keep_at(self.staged);
        }
        self.request
    }
}

fn fits(name: &str, bytes: u64, most: u64) -> Result<(), Fault> {
    if bytes <= most {
        return Ok(());
    }
    // Rounded up, so that it is never said to have no more than it may.
    let (has, may) = (bytes.div_ceil(1 << 20), most >> 20);
    let hint =
        "send it in parts, or have its owner put it into inbox/; an administrator sets upload_megabytes in access.toml";
    Err(Fault::usage(format!("{name} has {has} MB, and at most {may} MB are taken"), hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::input::Sent;
    use crate::service::staging::Staging;

    fn upload(dir: &tempfile::TempDir, left: u64) -> Upload {
        let (staged, file) = Staging::open(dir.path().join(".uploads")).place("mei", "a.csv").unwrap();
        let sent = InputFile::Sent(Sent::new("a.csv".into(), left));
        let request = Request::ImportFile { file: sent, source: "a".into() };
        Upload { ours: 1, request, name: "a.csv".into(), staged, file, left }
    }

    #[test]
    fn it_is_whole_when_all_has_come() {
        let dir = tempfile::tempdir().unwrap();
        let mut upload = upload(&dir, 5);
        upload.take(b"a,b").unwrap();
        assert!(!upload.is_whole());
        upload.take(b"\n1").unwrap();
        assert!(upload.is_whole());
        assert!(upload.take(b"2").unwrap_err().message.contains("more bytes"));
        let Request::ImportFile { file: InputFile::Sent(sent), .. } = upload.into_request() else { panic!("no file") };
        assert_eq!(std::fs::read(sent.staged().unwrap().path()).unwrap(), b"a,b\n1");
    }

    #[test]
    fn a_full_disk_is_told_and_nothing_stays() {
        let dir = tempfile::tempdir().unwrap();
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut upload = Upload { file: full, ..upload(&dir, 5) };
        let fault = upload.take(b"a,b\n1").unwrap_err();
        assert!(fault.message.contains("could not take in a.csv: No space left"), "{fault}");
        let path = upload.staged.path();
        drop(upload);
        assert!(!path.exists());
    }

    #[test]
    fn what_is_too_large_is_refused_in_words() {
        assert_eq!(fits("a.csv", 1 << 20, 1 << 20), Ok(()));
        let fault = fits("a.csv", (1 << 20) + 1, 1 << 20).unwrap_err();
        assert_eq!(fault.message, "a.csv has 2 MB, and at most 1 MB are taken");
    }
}
