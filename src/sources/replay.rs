//! Taking the step from landing to the model again: after a batch was undone, or a mapping has changed.
//!
//! A row may have its fields from several sources, each newer batch's in the place of older ones, and nothing tells what it
//! was in between. So its sources are mapped again from their first batches on, with all sources whose rows theirs may meet.

use super::batch;
use super::mapping::Arrival;
use crate::config::{Entity, Source};
use crate::jobs::{JobError, Run};
use crate::value::Args;
use crate::warehouse::quoted;
use std::collections::BTreeMap;

/// Makes the rows of all entities that a source feeds again, from all sources that are related to it.
pub(super) fn replay(run: &Run<'_>, name: &str) -> Result<(), JobError> {
    replay_all(run, [name])
}

/// The same of several sources, each family of them once. One that `sources.toml` no longer has cannot be mapped again.
pub fn replay_all<'n>(run: &Run<'_>, names: impl IntoIterator<Item = &'n str>) -> Result<(), JobError> {
    let mut done: BTreeMap<&str, &Source> = BTreeMap::new();
    for name in names {
        if !done.contains_key(name) {
            let family = family(run, name);
            map_again(run, &family)?;
            done.extend(family);
        }
    }
    Ok(())
}

fn map_again(run: &Run<'_>, family: &BTreeMap<&str, &Source>) -> Result<(), JobError> {
    for (name, source) in family {
        clear(run, name, source)?;
    }
    let batches = run.session.query(include_str!("sql/imported.sql"), &Args::new())?;
    for row in 0..batches.rows.len() {
        if let Some((name, source)) = family.get_key_value(batches.text(row, "source")) {
            let batch = batches.cell(row, "batch_id").integer().unwrap_or_default();
            batch::map_again(&Arrival {
                session: run.session,
                model: &run.config.model,
                name,
                source,
                batch,
                file: batches.text(row, "file"),
                content_hash: batches.text(row, "content_hash"),
                seen: None,
                has_forgotten: false,
            })?;
        }
        run.progress(row as f64 / batches.rows.len() as f64)?;
    }
    Ok(())
}

/// A source with those that it is related to, their relatives included: what is cleared of one is made again from all.
fn family<'a>(run: &Run<'a>, name: &str) -> BTreeMap<&'a str, &'a Source> {
    let sources = &run.config.sources.sources;
    let mut family = BTreeMap::new();
    let mut found: Vec<(&str, &Source)> =
        sources.get_key_value(name).map(|(name, it)| (name.as_str(), it)).into_iter().collect();
    while let Some((name, source)) = found.pop() {
        family.insert(name, source);
        let others = sources.iter().filter(|(other, _)| !family.contains_key(other.as_str()));
        let related = others.filter(|(other_name, other)| are_related(run, (name, source), (other_name, other)));
        found.extend(related.map(|(name, source)| (name.as_str(), source)));
    }
    family
}

/// Whether the rows of two sources can stand in one place: they feed a common entity, under common keys.
fn are_related(run: &Run<'_>, (one_name, one): (&str, &Source), (other_name, other): (&str, &Source)) -> bool {
    one.feeds.keys().filter(|entity| other.feeds.contains_key(*entity)).any(|entity| {
        let is_per_system = run.config.model.entities.get(entity).is_some_and(Entity::is_per_system);
        !is_per_system || one.system(one_name) == other.system(other_name)
    })
}

fn clear(run: &Run<'_>, name: &str, source: &Source) -> Result<(), JobError> {
    for entity_name in source.feeds.keys() {
        if let Some(entity) = run.config.model.entities.get(entity_name) {
            let (schema, table) = ("core", entity.table.as_deref().unwrap_or(entity_name));
            let sql = format!("DELETE FROM {schema}.{} WHERE source = $source", quoted(table));
            run.session.execute(&sql, &crate::args![source => name])?;
            run.session.touch(&entity.table(entity_name))?;
        }
    }
    Ok(())
}
