//! A database's table, read batch after batch.
//!
//! Each batch is landed, mapped and committed with the mark that it ends at, so that what breaks off goes on from there. A
//! fetch begins with rows that have come already, and leaves out those that stand as they stood: nothing that has come
//! beside them is lost.

use super::batch::{self, Counts};
use super::drift;
use super::forgotten;
use super::landing;
use super::mapping::Arrival;
use super::marks::{Ahead, Marks};
use crate::args;
use crate::config::{Database, Source};
use crate::jobs::{JobError, Run};
use crate::reader::{Address, Range, ReadError, Reader, Rows, Secret, Start, Survey, Table, Until};
use crate::value;
use crate::warehouse::{literal, quoted};
use jiff::tz::TimeZone;
use std::path::Path;

/// What a fetch has brought.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    pub batches: u64,
    pub counts: Counts,
}

/// Reads what a source's table has beyond what has been read.
///
/// # Errors
/// What was committed before stays.
pub(super) fn fetch(run: &Run<'_>, name: &str, source: &Source, database: &Database) -> Result<Fetched, JobError> {
    let table = table(database, run.workspace.dir(), &run.config.settings.time_zone)?;
    let mut marks = Marks::of(run.session, name, database)?;
    let start = marks.start(database.lookback)?;
    let has_come = run.session.scalar(include_str!("sql/newest_content.sql"), &args![source => name])?.text().is_some();
    let survey: Survey = table.survey(&start, || run.progress(0.0))?;
    all_are_marked(name, database, &survey)?;
    let mut fetch = Fetch {
        run,
        name,
        source,
        database,
        table: &table,
        is_again: has_come && !database.watermark.is_empty(),
        total: survey.rows,
        read: 0,
        fetched: Fetched::default(),
    };
    if database.watermark.is_empty() {
        fetch.whole()?;
    } else if let Some(horizon) = survey.horizon {
        fetch.batches(&mut marks, start, &horizon)?;
    }
    Ok(fetch.fetched)
}

/// The table that a source names, with its password.
pub(super) fn table(database: &Database, folder: &Path, time_zone: &str) -> Result<Table, JobError> {
    let address = Address::parse(&database.url).map_err(|error| JobError::unfit(error.what, error.right))?;
    Ok(Table {
        address: address.from_folder(folder),
        password: password(database, folder)?,
        relation: database.relation(),
        watermark: database.watermark.clone(),
        zone: TimeZone::get(time_zone).unwrap_or(TimeZone::UTC),
    })
}

fn password(database: &Database, folder: &Path) -> Result<Option<Secret>, JobError> {
    if let Some(variable) = &database.password_env {
        let text = std::env::var(variable).map_err(|_| {
            let what = format!("the password of {database} is to stand in {variable}, which is not set");
            JobError::unfit(what, "set it in the environment that foureye is started in")
        })?;
        return Ok(Some(text.into()));
    }
    let Some(file) = &database.password_file else { return Ok(None) };
    let path = folder.join(file);
    let failed = |source| JobError::File { path: path.clone(), source };
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).map_err(failed)?.permissions());
    if mode & 0o007 != 0 {
        let what = format!("{} holds a password, and everyone may read it", path.display());
        return Err(JobError::unfit(what, format!("chmod 600 {}", path.display())));
    }
    let text = std::fs::read_to_string(&path).map_err(failed)?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned().into()))
}

fn all_are_marked(name: &str, database: &Database, survey: &Survey) -> Result<(), JobError> {
    if survey.unmarked == 0 {
        return Ok(());
    }
    let marks = database.watermark.join(" or ");
    let what = format!(
        "source {name}: {} rows of {} have no {marks}, and would never be read",
        survey.unmarked,
        database.what()
    );
    let first = &database.watermark[0];
    Err(JobError::unfit(
        what,
        format!("take columns that are always filled, or a query with coalesce({first}, ...) AS {first}"),
    ))
}

/// A fetch under way.
struct Fetch<'a> {
    run: &'a Run<'a>,
    name: &'a str,
    source: &'a Source,
    database: &'a Database,
    table: &'a Table,
    /// Whether rows may come that have come already.
    is_again: bool,
    total: u64,
    read: u64,
    fetched: Fetched,
}

impl Fetch<'_> {
    /// A table without a watermark is one batch, if it is another than the last time.
    fn whole(&mut self) -> Result<(), JobError> {
        self.take(self.table.read(Range { start: Start::Beginning, until: Until::End })?)?;
        Ok(())
    }

    fn batches(&mut self, marks: &mut Marks<'_>, mut start: Start, horizon: &str) -> Result<(), JobError> {
        loop {
            let ahead = marks.ahead();
            let rows = self.table.read(Range { start: start.clone(), until: self.until(ahead.as_ref(), horizon) })?;
            let (batch, rows) = self.take(rows)?;
            let last = rows.reached().cloned();
            let Some(end) = ahead.as_ref().map(|ahead| ahead.mark.clone()).or(last) else { return Ok(()) };
            marks.reach(batch, &end, ahead.as_ref())?;
            self.run.checkpoint()?;
            let next = Start::After(end);
            // A mark that its column rounds would be reached for ever.
            let is_last = rows.consumed() < u64::from(self.database.batch_rows) || next == start;
            if ahead.is_none() && is_last {
                return Ok(());
            }
            start = next;
        }
    }

    fn until(&self, ahead: Option<&Ahead>, horizon: &str) -> Until {
        match ahead {
            Some(ahead) => Until::Mark(ahead.mark.clone()),
            None => Until::Rows { rows: self.database.batch_rows, horizon: horizon.to_owned() },
        }
    }

    /// Lands and maps a stretch, and gives it back with its batch; none where it has nothing new.
    fn take(&mut self, rows: Rows) -> Result<(Option<i64>, Rows), JobError> {
        let run = self.run;
        let batch = run.session.scalar("SELECT nextval('ops.batch_ids')", &args![])?.integer().unwrap_or_default();
        let file = format!("{}@{}", self.database.what(), self.table.address.name());
        let arrival = Arrival {
            session: run.session,
            model: &run.config.model,
            name: self.name,
            source: self.source,
            batch,
            file: &file,
            content_hash: "",
            seen: None,
            has_forgotten: false,
        };
        let progress = |read: u64| run.progress((self.read + read) as f64 / self.total.max(1) as f64);
        // What was seen is left, as some of the records are taken out and the others numbered anew below.
        let rows = batch::land(&arrival, rows, None, &progress)?.reader;
        self.read += rows.consumed();
        forgotten::keep_out_unnumbered(run.session, &run.config.model, self.name, self.source, batch)?;
        let columns = rows.shape().columns.clone();
        run.session.batch(&self.filled(include_str!("sql/fresh.sql"), batch, &columns))?;
        let Some(content) = self.content(batch, &columns)? else { return Ok((None, rows)) };
        let records = records_of(&content);
        let content_hash = content.text(0, "content_hash");
        let file = named(file.clone(), content.text(0, "first_mark"), content.text(0, "last_mark"));
        let renamed = args![file => &file, batch_id => batch];
        run.session.execute("UPDATE ops.reject SET file = $file WHERE batch_id = $batch_id", &renamed)?;
        let arrival = Arrival { file: &file, content_hash, ..arrival };
        batch::record(run, &arrival, rows.shape(), 0, records)?;
        let drifted = drift::watch(&arrival, &columns, Some(rows.looks()))?;
        self.fetched.counts += Counts { records, drifted, failed: batch::map(&arrival)? };
        self.fetched.batches += 1;
        Ok((Some(batch), rows))
    }

    /// What a batch is of; none, and nothing is kept of it, where it has no records or a whole table is what it was.
    fn content(&self, batch: i64, columns: &[String]) -> Result<Option<value::Table>, JobError> {
        let session = self.run.session;
        let sql = self.filled(include_str!("sql/content.sql"), batch, columns);
        let content = session.query(&sql, &args![])?;
        let newest = session.scalar(include_str!("sql/newest_content.sql"), &args![source => self.name])?;
        let is_known = self.database.watermark.is_empty() && newest.text() == Some(content.text(0, "content_hash"));
        if records_of(&content) > 0 && !is_known {
            return Ok(Some(content));
        }
        landing::remove(session, self.name, batch)?;
        session.execute("DELETE FROM ops.reject WHERE batch_id = $batch", &args![batch => batch])?;
        Ok(None)
    }

    fn filled(&self, template: &str, batch: i64, columns: &[String]) -> String {
        let names = |columns: &[String]| columns.iter().map(|column| quoted(column)).collect::<Vec<_>>();
        let marks =
            if self.database.watermark.is_empty() { vec!["NULL".into()] } else { names(&self.database.watermark) };
        template
            .replace("/*columns*/", &names(columns).join(", "))
            .replace("/*landing*/", &landing::table(self.name))
            .replace("/*marks*/", &marks.join(", "))
            .replace("/*mark*/", &marks[0])
            .replace("/*is_again*/", if self.is_again { "TRUE" } else { "FALSE" })
            .replace("/*source*/", &literal(self.name))
            .replace("/*batch*/", &batch.to_string())
    }
}

fn records_of(content: &value::Table) -> u64 {
    content.cell(0, "records").integer().unwrap_or_default().unsigned_abs()
}

/// A batch's name: the table, and from where to where it was read.
fn named(table: String, first: &str, last: &str) -> String {
    match (first, last) {
        ("", _) => table,
        (first, last) if first == last => format!("{table} {first}"),
        (first, last) => format!("{table} {first} … {last}"),
    }
}

/// A look at a table: its columns with what they look like, and its first rows.
pub(super) fn sample(table: &Table, rows: u32) -> Result<Rows, ReadError> {
    table.read(Range { start: Start::Beginning, until: Until::Sample(rows) })
}
