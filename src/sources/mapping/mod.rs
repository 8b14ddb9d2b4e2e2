//! From a batch's records to rows of the model: SQL put together from the mapping, and run where the data is.
//!
//! The record is the unit. One that cannot make a row of an entity which it should feed is a reject, once, and feeds no
//! other entity either. A later row replaces an earlier one of the same key, field by field as far as it is mapped, so
//! that sources which know different things of one product or customer complete each other.

mod feed;

pub(super) use feed::expression;

use super::landing::{self, Seen};
use crate::args;
use crate::config::{Model, Source};
use crate::jobs::JobError;
use crate::value::{Args, Cell};
use crate::warehouse::{Session, literal, quoted};
use feed::{LentCounts, Mapped};
use std::sync::Arc;

/// A batch that is to be mapped.
pub(super) struct Arrival<'a> {
    pub session: &'a Session,
    pub model: &'a Model,
    pub name: &'a str,
    pub source: &'a Source,
    pub batch: i64,
    pub file: &'a str,
    /// By which people's decisions about the file's records are found.
    pub content_hash: &'a str,
    /// What was seen of its records while they landed, where they are mapped then and as they came.
    pub seen: Option<&'a Seen>,
    /// Whether any of its records are of people who are forgotten.
    pub has_forgotten: bool,
}

/// What became of the records that did not come through as they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Failed {
    pub rejected: u64,
    pub repaired: u64,
    pub given_up: u64,
    /// Records of forgotten people that were removed.
    pub forgotten: u64,
}

impl Arrival<'_> {
    /// Writes the batch's rows to the model and its rejects to `ops.reject`, as people have decided about them.
    pub fn map(&self) -> Result<Failed, JobError> {
        let landed = landing::columns(self.session, self.name)?;
        let is_decided = self.mend(&landed)?;
        self.refuse(&landed)?;
        let seen = self.seen.filter(|_| !is_decided);
        let lent = seen.and_then(|seen| self.lend(seen));
        let feeds: Vec<Mapped<'_>> = self
            .feeds()
            .map(|feed| Ok(feed.checked(&landed)?.relying_on(seen, lent.as_ref())))
            .collect::<Result<_, JobError>>()?;
        for feed in &feeds {
            self.run(include_str!("../sql/map.sql"), feed)?;
        }
        match &feeds[..] {
            [feed] if feed.is_one_row_each() => self.bring_and_look(feed)?,
            feeds => self.look_and_bring(feeds)?,
        }
        for feed in &feeds {
            self.session.touch(&feed.entity.table(feed.entity_name))?;
        }
        let failed = self.session.query(include_str!("../sql/failed.sql"), &self.decided())?;
        let count = |name: &str| failed.cell(0, name).integer().unwrap_or(0).unsigned_abs();
        Ok(Failed {
            rejected: count("rejected"),
            repaired: count("repaired"),
            given_up: count("given_up"),
            forgotten: count("forgotten"),
        })
    }

    /// Lends the occurrences that were counted. Where a forgotten person's records are left out, those after them are other ones.
    fn lend(&self, seen: &Seen) -> Option<LentCounts> {
        let counted = seen.occurrences.as_ref().filter(|_| !self.has_forgotten)?;
        Some(LentCounts { column: counted.column.clone(), lent: self.session.lend(Arc::clone(&counted.counts)) })
    }

    /// The column of whose texts the records are to be counted as they land.
    pub fn counted(&self) -> Option<&str> {
        self.feeds().find_map(|feed| feed.counted())
    }

    fn decided(&self) -> Args {
        let mut args = self.of_content();
        args.insert("batch_id".into(), self.batch.into());
        args
    }

    fn of_content(&self) -> Args {
        args![source => self.name, content_hash => self.content_hash]
    }

    /// Puts repaired records in the place of those that came, and leaves out those that were given up. Says whether people have
    /// decided about any.
    fn mend(&self, landed: &[String]) -> Result<bool, JobError> {
        let decided = self.session.scalar(include_str!("../sql/is_decided.sql"), &self.of_content())?;
        let is_decided = decided == Cell::Flag(true);
        let template = if is_decided { include_str!("../sql/arrive.sql") } else { include_str!("../sql/landed.sql") };
        let column = |name: &String| {
            let path = literal(&format!("$.\"{}\"", name.replace('"', "\\\"")));
            format!("fields ->> {path} AS {}", quoted(name))
        };
        let columns: Vec<String> = landed.iter().map(column).collect();
        let sql = template
            .replace("/*landing*/", &landing::table(self.name))
            .replace("/*batch*/", &self.batch.to_string())
            .replace("/*source*/", &literal(self.name))
            .replace("/*content_hash*/", &literal(self.content_hash))
            .replace("/*fields*/", &columns.join(",\n    "));
        self.session.batch(&sql)?;
        self.session.execute(include_str!("../sql/decided.sql"), &self.decided())?;
        self.session.execute(include_str!("../sql/give_up.sql"), &self.decided())?;
        Ok(is_decided)
    }

    /// Rejects what the source itself says is wrong.
    fn refuse(&self, landed: &[String]) -> Result<(), JobError> {
        let Some(column) = &self.source.fault else { return Ok(()) };
        if !landed.iter().any(|known| known.eq_ignore_ascii_case(column)) {
            return Err(JobError::unfit(
                format!("source {} is to say in {column:?} what is wrong, which its files do not have", self.name),
                format!("correct `fault` in sources.toml; the columns are {}", landed.join(", ")),
            ));
        }
        let entity = self.source.feeds.keys().next().map_or("", String::as_str);
        let sql = include_str!("../sql/refuse.sql")
            .replace("/*fault*/", &quoted(column))
            .replace("/*column*/", &literal(column))
            .replace("/*batch*/", &self.batch.to_string())
            .replace("/*source*/", &literal(self.name))
            .replace("/*file*/", &literal(self.file))
            .replace("/*entity*/", &literal(entity));
        Ok(self.session.batch(&sql)?)
    }

    /// Finds the rejects, and then brings all other records' rows to their tables: a record that cannot feed one entity feeds none.
    fn look_and_bring(&self, feeds: &[Mapped<'_>]) -> Result<(), JobError> {
        for feed in feeds {
            self.run(include_str!("../sql/reject.sql"), feed)?;
        }
        let accepted = self.accepted()?;
        for feed in feeds {
            self.settle(feed, &accepted)?;
        }
        Ok(())
    }

    /// The same the other way round, where a record is one row or none: if as many rows were added as records came, none is a
    /// reject, and nobody has to look.
    fn bring_and_look(&self, feed: &Mapped<'_>) -> Result<(), JobError> {
        let added = self.settle(feed, &self.accepted()?)?;
        let arrived = self.session.scalar("SELECT count(*) FROM arrived", &Args::new())?;
        if arrived.integer().is_some_and(|arrived| arrived.unsigned_abs() == added) {
            return Ok(());
        }
        self.run(include_str!("../sql/reject.sql"), feed)
    }

    /// Which records may feed anything: asked of every record only where some may not.
    fn accepted(&self) -> Result<String, JobError> {
        let has_failed = self.session.scalar(include_str!("../sql/has_failed.sql"), &args![batch_id => self.batch])?;
        Ok(match has_failed {
            Cell::Flag(true) => {
                include_str!("../sql/accepted.sql").trim_end().replace("/*batch*/", &self.batch.to_string())
            }
            _ => "TRUE".into(),
        })
    }

    /// Brings a feed's rows to their table, and says how many were added: none where some take the places of others. Rows of which
    /// the table has none yet, as most are, need no look at what they would replace, and no copy.
    fn settle(&self, feed: &Mapped<'_>, accepted: &str) -> Result<u64, JobError> {
        let taken = format!("_wrong_field IS NULL AND {accepted}");
        self.session.batch(&self.filled(include_str!("../sql/incoming.sql"), feed).replace("/*taken*/", &taken))?;
        let is_known = self.tells(include_str!("../sql/peers.sql"), feed)?
            && self.tells(include_str!("../sql/known.sql"), feed)?;
        if is_known {
            self.run(include_str!("../sql/settle.sql"), feed)?;
            return Ok(0);
        }
        Ok(self.session.execute(&self.filled(include_str!("../sql/add.sql"), feed), &Args::new())?)
    }

    fn feeds(&self) -> impl Iterator<Item = Mapped<'_>> {
        let known = |(entity_name, feed): (_, _)| {
            self.model.entities.get(entity_name).map(|entity| (entity_name, entity, feed))
        };
        self.source.feeds.iter().filter_map(known).enumerate().map(|(position, (entity_name, entity, feed))| Mapped {
            name: self.name,
            source: self.source,
            entity_name,
            entity,
            feed,
            position,
            trimmed: None,
            lookup: None,
        })
    }

    /// Runs a template's statements.
    fn run(&self, template: &str, feed: &Mapped<'_>) -> Result<(), JobError> {
        Ok(self.session.batch(&self.filled(template, feed))?)
    }

    /// Asks a template's question.
    fn tells(&self, template: &str, feed: &Mapped<'_>) -> Result<bool, JobError> {
        Ok(self.session.scalar(&self.filled(template, feed), &Args::new())? == Cell::Flag(true))
    }

    fn filled(&self, template: &str, feed: &Mapped<'_>) -> String {
        feed.marks(self)
            .into_iter()
            .fold(template.to_owned(), |sql, (mark, text)| sql.replace(&format!("/*{mark}*/"), &text))
    }
}
