//! A file that a request is about: one of the service's machine, or one that a client sends.

use super::staging::Staged;
use super::{Fault, Request};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum InputFile {
    /// One that the service's own user reads where it is.
    Here(PathBuf),
    /// One whose bytes come over the line, as only the client can read it.
    Sent(Sent),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Its own name: nothing else is said of where it is.
    pub name: String,
    pub bytes: u64,
    /// Where the service keeps it meanwhile. It does not cross the line, so that no client can name a place.
    #[serde(skip)]
    staged: Option<Arc<Staged>>,
}

impl<P: Into<PathBuf>> From<P> for InputFile {
    fn from(path: P) -> InputFile {
        InputFile::Here(path.into())
    }
}

impl InputFile {
    /// What it is called, wherever it is.
    pub(super) fn name(&self) -> String {
        match self {
            InputFile::Here(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            InputFile::Sent(sent) => sent.name.clone(),
        }
    }
}

impl Sent {
    pub(super) fn new(name: String, bytes: u64) -> Sent {
        Sent { name, bytes, staged: None }
    }

    pub(super) fn keep_at(&mut self, staged: Arc<Staged>) {
        self.staged = Some(staged);
    }

    /// # Errors
    /// Who asks has sent no bytes.
    pub(super) fn staged(&self) -> Result<&Arc<Staged>, Fault> {
        let what = || format!("{} was named and not sent", self.name);
        self.staged.as_ref().ok_or_else(|| Fault::usage(what(), "send it, as this program does"))
    }
}

impl Request {
    /// The file that it is about, if it is about one.
    pub fn input(&mut self) -> Option<&mut InputFile> {
        match self {
            Request::Propose { file, .. } | Request::ImportFile { file, .. } => Some(file),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::staging::Staging;

    #[test]
    fn where_a_file_is_kept_never_crosses_the_line() {
        let dir = tempfile::tempdir().unwrap();
        let staging = Staging::open(dir.path().join("uploads"));
        let (staged, _) = staging.place("mei", "orders.csv").unwrap();
        let mut sent = Sent::new("orders.csv".into(), 7);
        sent.keep_at(staged);
        let text = serde_json::to_string(&sent).unwrap();
        assert_eq!(text, r#"{"name":"orders.csv","bytes":7}"#);
        let said: Sent = serde_json::from_str(r#"{"name":"a","bytes":1,"staged":{"number":1}}"#).unwrap();
        assert!(said.staged().unwrap_err().message.contains("named and not sent"));
    }
}
