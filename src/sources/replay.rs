//! Taking the step from landing to the model again: after a batch was undone, or a mapping has changed.

use super::batch;
use super::mapping::Arrival;
use crate::config::Source;
use crate::jobs::{JobError, Run};
use crate::value::Args;
use crate::warehouse::quoted;

/// Makes the rows of all entities that a source feeds again, from all sources that feed them under the same keys.
pub(super) fn replay(run: &Run<'_>, name: &str, source: &Source) -> Result<(), JobError> {
    let related = related(run, name, source);
    for (related_name, related_source) in &related {
        clear(run, related_name, related_source)?;
    }
    let batches = run.session.query(include_str!("sql/imported.sql"), &Args::new())?;
    for row in 0..batches.rows.len() {
        let of = batches.text(row, "source");
        if let Some((name, source)) = related.iter().find(|(name, _)| *name == of) {
            let batch = batches.cell(row, "batch_id").integer().unwrap_or_default();
            batch::map_again(&Arrival {
                session: run.session,
                model: &run.config.model,
                name,
                source,
                batch,
                file: batches.text(row, "file"),
                content_hash: batches.text(row, "content_hash"),
                has_forgotten: false,
            })?;
        }
        run.progress(row as f64 / batches.rows.len() as f64)?;
    }
    Ok(())
}

/// The same of several sources by name; one that `sources.toml` no longer has cannot be mapped again.
pub fn replay_all(run: &Run<'_>, names: &[String]) -> Result<(), JobError> {
    for name in names {
        if let Some((name, source)) = run.config.sources.sources.get_key_value(name) {
            replay(run, name, source)?;
        }
    }
    Ok(())
}

/// The sources whose rows can stand in one place with this one's: they feed a common entity, under common keys.
fn related<'a>(run: &Run<'a>, name: &str, source: &Source) -> Vec<(&'a str, &'a Source)> {
    let meets = |other_name: &str, other: &Source| {
        other.feeds.keys().filter(|entity| source.feeds.contains_key(*entity)).any(|entity| {
            let is_per_system = run.config.model.entities.get(entity).is_some_and(crate::config::Entity::is_per_system);
            !is_per_system || other.system(other_name) == source.system(name)
        })
    };
    let config = run.config;
    config.sources.sources.iter().filter(|(n, s)| *n == name || meets(n, s)).map(|(n, s)| (n.as_str(), s)).collect()
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
