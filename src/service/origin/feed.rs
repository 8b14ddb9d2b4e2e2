//! Records and rows that meet under one key: a row stands as the last record of its key, and earlier ones have fed it too.
//!
//! Keys are followed where the mapping takes them from one column as it is; where SQL makes them, nothing is claimed.

use super::shape::name;
use super::{Fault, Guide, Node, Step};
use crate::args;
use crate::config::{Entity, Feed, FieldMap, FieldType, Source};
use crate::sources::Texts;
use crate::value::{Args, Cell};
use crate::warehouse::quoted;

/// Records of one key that are listed; the others can be searched for in what landed.
const SHOWN: usize = 50;

impl Guide<'_> {
    /// Rows that a record has fed and that stand as a later record of the same key.
    pub fn overtaken(&self, became: &[Step], record: &Node, source: &str, texts: &Texts) -> Result<Vec<Step>, Fault> {
        let config = self.local.config();
        let Some(described) = config.sources.sources.get(source) else { return Ok(Vec::new()) };
        let mut steps = Vec::new();
        for (entity_name, feed) in &described.feeds {
            let Some(entity) = config.model.entities.get(entity_name) else { continue };
            let Some(key) = key_in(entity, feed, described.system(source), texts) else { continue };
            let to = Node::Row { table: entity.table(entity_name), key };
            let is_known = became.iter().any(|step| step.to == to);
            if let Node::Row { table, key } = &to
                && !is_known
                && let Some(standing) = self.standing(table, key)?
                && standing != *record
            {
                steps.push(Step::new("overtaken", to.clone()).named(standing.to_string()));
            }
        }
        Ok(steps)
    }

    /// The record that a row stands as.
    fn standing(&self, table: &str, key: &[String]) -> Result<Option<Node>, Fault> {
        let row = self.row(table, key)?;
        let id = |column: &str| row.cell(0, column).integer();
        let place = id("batch_id").zip(id("record").and_then(|record| u64::try_from(record).ok()));
        Ok(place.map(|(batch, record)| Node::Record { batch, record }))
    }

    /// The other records that have landed under a row's key, the newest first.
    pub fn also_came_as(&self, table: &str, key: &[String]) -> Result<Vec<Step>, Fault> {
        let standing = self.standing(table, key)?;
        let config = self.local.config();
        let mut steps = Vec::new();
        for (entity_name, entity) in config.model.entities.iter().filter(|(name, entity)| entity.table(name) == table) {
            for (source, described) in &config.sources.sources {
                let Some(feed) = described.feeds.get(entity_name) else { continue };
                if let Some((condition, args)) = self.key_landed(entity, feed, described, source, key) {
                    steps.extend(self.landed(source, &condition, &args)?);
                }
            }
        }
        steps.retain(|step| Some(&step.to) != standing.as_ref());
        steps.truncate(SHOWN);
        Ok(steps)
    }

    fn landed(&self, source: &str, condition: &str, args: &Args) -> Result<Vec<Step>, Fault> {
        let sql = include_str!("../sql/origin/landed_under.sql")
            .replace("/*landing*/", &name(&format!("landing.{source}")))
            .replace("/*condition*/", condition);
        let mut bound = args![shown => SHOWN + 1];
        bound.extend(args.clone());
        let found = self.session.query(&sql, &bound)?;
        let step = |row: usize| {
            let (batch, record) = (found.cell(row, "_batch").integer()?, found.cell(row, "_record").integer()?);
            let to = Node::Record { batch, record: u64::try_from(record).ok()? };
            Some(Step::new("also_came_as", to).named(source))
        };
        Ok((0..found.rows.len()).filter_map(step).collect())
    }

    /// The condition under which a record of a source has a key.
    fn key_landed(
        &self,
        entity: &Entity,
        feed: &Feed,
        described: &Source,
        source: &str,
        key: &[String],
    ) -> Option<(String, Args)> {
        let landing = format!("landing.{source}");
        let mut conditions = Vec::new();
        let mut args = Args::new();
        for (at, (part, value)) in entity.key.iter().zip(key).enumerate() {
            if part == "system" {
                (described.system(source) == value).then_some(())?;
                continue;
            }
            let column = plain(entity, feed, part)?;
            self.shape.has(&landing, column).then_some(())?;
            // What has the key's text in it at all is found much faster than what reads as the key.
            let quoted = quoted(column);
            conditions.push(format!("contains({quoted}, $key_{at}) AND core.read_key({quoted}) = $key_{at}"));
            args.insert(format!("key_{at}"), Cell::from(value));
        }
        (!conditions.is_empty()).then(|| (conditions.join(" AND "), args))
    }
}

/// The column that a key's text is taken from as it is.
fn plain<'a>(entity: &Entity, feed: &'a Feed, field: &str) -> Option<&'a str> {
    let kind = entity.fields.get(field)?.kind;
    match feed.fields.get(field)? {
        FieldMap::Column(column) if matches!(kind, FieldType::Key | FieldType::Text) => Some(column),
        _ => None,
    }
}

/// The key that a record states.
fn key_in(entity: &Entity, feed: &Feed, system: &str, texts: &Texts) -> Option<Vec<String>> {
    let part = |part: &String| {
        if part == "system" {
            return Some(system.to_owned());
        }
        let text = texts.get(plain(entity, feed, part)?)?.as_deref()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    entity.key.iter().map(part).collect()
}
