use super::BackupError;
use crate::value::keep;
use crate::warehouse::encryption::Sealed;
use jiff::civil::DateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io;
use std::path::Path;

const MANIFEST: &str = "manifest.json";
const VERDICT: &str = "verdict.json";

/// What a backup holds, and how to tell that it still does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// In UTC.
    pub made_at: DateTime,
    /// The program's version.
    pub program: String,
    /// The schema's version, which the tables are those of.
    pub schema: u32,
    /// DuckDB's version: only the same is sure to work out the same checksums.
    pub engine: String,
    /// The run of `ops.job_run` that made it.
    pub run: i64,
    /// What the tables' files are encrypted with; none where they are plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Sealed>,
    pub tables: Vec<TableCopy>,
    /// Each sequence that was used, as `schema.name`, with the last number that it gave.
    pub sequences: Vec<(String, i64)>,
    /// The workspace's configuration.
    pub files: Vec<FileCopy>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCopy {
    pub schema: String,
    pub name: String,
    pub rows: u64,
    /// The sum of the rows' hashes: the same in any order of rows.
    pub checksum: String,
    /// In their order, each with its SQL type.
    pub columns: Vec<(String, String)>,
    #[serde(flatten)]
    pub copy: FileCopy,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCopy {
    /// From the backup's folder.
    pub file: String,
    pub bytes: u64,
    pub blake3: String,
}

/// What came of reading a backup back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "verdict")]
pub enum Verdict {
    /// All of it is there, as it was in the database. The moment is in UTC.
    Verified {
        at: DateTime,
    },
    Damaged {
        at: DateTime,
        what: String,
    },
}

impl Manifest {
    pub fn read(dir: &Path) -> Result<Manifest, BackupError> {
        read(&dir.join(MANIFEST)).map_err(|error| BackupError::Damaged {
            name: dir.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            what: format!("{MANIFEST} cannot be read: {error}"),
        })
    }

    pub(super) fn write(&self, dir: &Path) -> Result<(), BackupError> {
        write(&dir.join(MANIFEST), self)
    }

    /// Every file of the backup but the manifest.
    pub fn copies(&self) -> impl Iterator<Item = &FileCopy> {
        self.tables.iter().map(|table| &table.copy).chain(&self.files)
    }
}

impl Verdict {
    /// None where the backup was not read back yet, or where it is not known what came of it.
    pub(super) fn read(dir: &Path) -> Option<Verdict> {
        read(&dir.join(VERDICT)).ok()
    }

    pub(super) fn write(&self, dir: &Path) -> Result<(), BackupError> {
        write(&dir.join(VERDICT), self)
    }
}

impl FileCopy {
    /// What a file of a backup's folder holds now.
    pub(super) fn of(dir: &Path, file: &str) -> io::Result<FileCopy> {
        let path = dir.join(file);
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(&path)?)?;
        let bytes = path.metadata()?.len();
        Ok(FileCopy { file: file.to_owned(), bytes, blake3: hasher.finalize().to_hex().to_string() })
    }
}

impl TableCopy {
    /// As `schema.name`.
    pub fn title(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    Ok(serde_json::from_slice(&std::fs::read(path)?)?)
}

/// Writes a whole file or none, and has it on the disk before it returns.
fn write(path: &Path, value: &impl Serialize) -> Result<(), BackupError> {
    let written = serde_json::to_vec_pretty(value).map_err(io::Error::from).and_then(|text| keep(path, &text));
    written.map_err(|error| BackupError::file(path, error))
}
