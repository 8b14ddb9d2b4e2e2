use super::batch::{self, Counts};
use super::delivery::Delivery;
use super::fetch::{self, Fetched};
use super::mapping::Failed;
use super::{forgotten, marks, replay};
use crate::args;
use crate::config::{Source, Sources};
use crate::jobs::{After, Job, JobError, Outcome, Param, ParamKind, Run};
use crate::value::{self, Args};
use std::cell::Cell;
use std::path::{Path, PathBuf};

pub const JOBS: &[Job] = &[
    Job {
        name: "sources.import",
        params: &[
            // One source's name; all of them, if none is given.
            Param { name: "source", kind: ParamKind::Text, default: "" },
            // One file of that source's; all that match its pattern, if none is given.
            Param { name: "file", kind: ParamKind::Text, default: "" },
            // The number of what a client has sent; none, if the file lies where the source has its files.
            Param { name: "upload", kind: ParamKind::Text, default: "" },
            // Whether files of the inbox are moved aside when they have been imported.
            Param { name: "aside", kind: ParamKind::Flag, default: "false" },
        ],
        reads: &[],
        writes: &["ops.batch", "ops.reject"],
        version: 1,
        refreshed: false,
        run: import,
    },
    Job {
        name: "sources.fetch",
        // A source that reads a database.
        params: &[Param { name: "source", kind: ParamKind::Text, default: "" }],
        reads: &[],
        writes: &["ops.batch", "ops.reject", "ops.watermark"],
        version: 1,
        refreshed: false,
        run: fetched,
    },
    Job {
        name: "sources.undo",
        params: &[Param { name: "batch", kind: ParamKind::Integer { min: 1, max: i64::MAX }, default: "" }],
        reads: &[],
        writes: &["ops.batch", "ops.reject"],
        version: 1,
        refreshed: false,
        run: undo,
    },
    Job {
        name: "sources.replay",
        params: &[Param { name: "source", kind: ParamKind::Text, default: "" }],
        reads: &[],
        writes: &["ops.batch", "ops.reject"],
        version: 1,
        refreshed: false,
        run: replayed,
    },
];

/// The jobs that read one source, or all, with what they are to be given.
pub fn imports(sources: &Sources, source: Option<&str>) -> Vec<(&'static str, Args)> {
    if let Some(name) = source {
        return vec![import_of(sources, name)];
    }
    let (databases, files): (Vec<_>, Vec<_>) =
        sources.sources.iter().partition(|(_, source)| source.database.is_some());
    let all_files = (!files.is_empty() || databases.is_empty()).then(|| ("sources.import", Args::new()));
    all_files.into_iter().chain(databases.into_iter().map(|(name, _)| import_of(sources, name))).collect()
}

/// The job that reads one source.
pub fn import_of(sources: &Sources, name: &str) -> (&'static str, Args) {
    let has_database = sources.sources.get(name).is_some_and(|source| source.database.is_some());
    (if has_database { "sources.fetch" } else { "sources.import" }, args![source => name])
}

fn import(run: &Run<'_>) -> Result<Outcome, JobError> {
    let files = match (run.text("source"), run.text("upload")) {
        (Some(name), Some(upload)) => vec![sent(run, name, upload)?],
        (Some(name), None) => files_of(run, name, source(run, name)?)?,
        (None, _) => all_files(run)?,
    };
    let total: u64 = files.iter().map(Delivery::bytes).sum();
    let done = Cell::new(0);
    let (mut imported, mut known, mut sum) = (0u64, 0u64, Counts::default());
    let mut kept = Vec::new();
    for file in &files {
        let progress = |read: u64| run.progress((done.get() + read) as f64 / total.max(1) as f64);
        match batch::import(run, file, &progress).map_err(|error| file.told(error))? {
            Some(counts) => {
                imported += 1;
                sum += counts;
                kept.extend(file.kept(true));
            }
            None => {
                known += 1;
                file.renamed(run)?;
                kept.extend(file.kept(false));
            }
        }
        done.set(done.get() + file.bytes());
    }
    let unwanted = forgotten::copies(run, files.into_iter().map(|file| file.path))?;
    let outcome = Outcome::rows(sum.accepted()).with("files", imported).with("known_files", known);
    // What is not to be kept is gone before it would be.
    Ok(told(outcome, sum).then_all(unwanted.into_iter().map(After::Remove)).then_all(kept))
}

/// Reads on in a source's database.
fn fetched(run: &Run<'_>) -> Result<Outcome, JobError> {
    let source = |hint: String| JobError::unfit("no source that reads a database was named", hint);
    let databases = || {
        let sources = run.config.sources.sources.iter().filter(|(_, source)| source.database.is_some());
        sources.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let Some((name, found)) = run.text("source").and_then(|name| run.config.sources.sources.get_key_value(name)) else {
        return Err(source(format!("those are {}", databases())));
    };
    let Some(database) = &found.database else {
        return Err(source(format!("{name} has files; those are {}", databases())));
    };
    let Fetched { batches, counts } = fetch::fetch(run, name, found, database)?;
    Ok(told(Outcome::rows(counts.accepted()).with("batches", batches), counts))
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Counts) {
        self.records += more.records;
        self.drifted += more.drifted;
        self.failed.rejected += more.failed.rejected;
        self.failed.repaired += more.failed.repaired;
        self.failed.given_up += more.failed.given_up;
        self.failed.forgotten += more.failed.forgotten;
    }
}

/// What became of records, as far as there is something to tell.
fn told(outcome: Outcome, sum: Counts) -> Outcome {
    let outcome =
        outcome.with("records", sum.records).with("accepted", sum.accepted()).with("rejected", sum.failed.rejected);
    let outcome = if sum.drifted > 0 { outcome.with("drifted_columns", sum.drifted) } else { outcome };
    let outcome = if sum.failed.forgotten > 0 { outcome.with("forgotten", sum.failed.forgotten) } else { outcome };
    // Only records that have come before can have been decided about.
    match sum.failed {
        Failed { repaired: 0, given_up: 0, .. } => outcome,
        Failed { repaired, given_up, .. } => outcome.with("repaired", repaired).with("given_up", given_up),
    }
}

/// A file that a client has sent.
fn sent<'a>(run: &Run<'a>, name: &'a str, upload: &str) -> Result<Delivery<'a>, JobError> {
    let source = source(run, name)?;
    has_files(name, source)?;
    Delivery::sent(run, name, source, upload, run.text("file").unwrap_or_default())
}

fn has_files(name: &str, source: &Source) -> Result<(), JobError> {
    if source.files.is_some() {
        return Ok(());
    }
    let what = format!("source {name} reads a database, and has no files");
    Err(JobError::unfit(what, format!("`foureye import {name}` reads on in it")))
}

/// Every source's files; a source without files is left for later, as most will come.
fn all_files<'a>(run: &Run<'a>) -> Result<Vec<Delivery<'a>>, JobError> {
    let mut files = Vec::new();
    for (name, source) in &run.config.sources.sources {
        files.extend(matching(run, name, source)?);
    }
    Ok(files)
}

fn files_of<'a>(run: &Run<'a>, name: &'a str, source: &'a Source) -> Result<Vec<Delivery<'a>>, JobError> {
    let files = matching(run, name, source)?;
    has_files(name, source)?;
    if files.is_empty() {
        let what = format!("source {name} has no files: nothing matches {}", source.origin());
        return Err(JobError::unfit(what, "put its files there, or correct `files` in sources.toml"));
    }
    Ok(files)
}

/// A source's files, in the order of their names.
fn matching<'a>(run: &Run<'_>, name: &'a str, source: &'a Source) -> Result<Vec<Delivery<'a>>, JobError> {
    let Some(files) = &source.files else { return Ok(Vec::new()) };
    let pattern = run.workspace.dir().join(files).display().to_string();
    let found = glob::glob(&pattern).map_err(|error| JobError::Unfit {
        what: format!("source {name}: {pattern} is no pattern for files: {error}"),
        hint: "correct `files` in sources.toml".into(),
    })?;
    let is_meant = |path: &PathBuf| run.text("file").is_none_or(|file| path.as_path() == Path::new(file));
    let mut files: Vec<PathBuf> = found.flatten().filter(|path| path.is_file() && is_meant(path)).collect();
    files.sort();
    let inbox = (run.args.get("aside") == Some(&value::Cell::Flag(true))).then(|| run.workspace.inbox());
    let delivery = |file| match &inbox {
        Some(inbox) => Delivery::aside(name, source, file, inbox),
        None => Delivery::found(name, source, file),
    };
    Ok(files.into_iter().map(delivery).collect())
}

fn source<'a>(run: &Run<'a>, name: &str) -> Result<&'a Source, JobError> {
    run.config.sources.sources.get(name).ok_or_else(|| {
        let known: Vec<&str> = run.config.sources.sources.keys().map(String::as_str).collect();
        JobError::Unfit {
            what: format!("there is no source {name:?} in sources.toml"),
            hint: if known.is_empty() {
                "it has none yet; `foureye import FILE` adds one".into()
            } else {
                format!("it has {}", known.join(", "))
            },
        }
    })
}

/// Takes a batch out again: afterwards everything is as if it had never come.
fn undo(run: &Run<'_>) -> Result<Outcome, JobError> {
    let unknown = |what: String| JobError::Unfit { what, hint: "`foureye sources batches` lists them".into() };
    let batch = run.integer("batch").ok_or_else(|| unknown("no batch was named".into()))?;
    let row = run.session.query(include_str!("sql/batch_by_id.sql"), &args![batch_id => batch])?;
    if row.is_empty() {
        return Err(unknown(format!("there is no imported batch {batch}")));
    }
    let name = row.text(0, "source");
    source(run, name)?;
    batch::remove(run.session, name, batch)?;
    marks::set_back(run.session, name, batch)?;
    replay::replay(run, name)?;
    Ok(Outcome::rows(row.cell(0, "records").integer().unwrap_or(0).unsigned_abs()))
}

/// Maps what has landed of a source again, as `sources.toml` says now.
fn replayed(run: &Run<'_>) -> Result<Outcome, JobError> {
    let names: Vec<&str> = match run.text("source") {
        Some(name) => {
            source(run, name)?;
            vec![name]
        }
        None => run.config.sources.sources.keys().map(String::as_str).collect(),
    };
    replay::replay_all(run, names.iter().copied())?;
    Ok(Outcome::rows(names.len() as u64))
}
