//! Two edits of one thing: the second is made only if the thing still is as its editor saw it. Otherwise it is refused, and
//! who made it is shown what the thing is now.

use super::{Fault, Local, Request, Seen};
use crate::quality::Description;
use crate::sources::{Record, Texts};
use crate::value::Cell;
use crate::warehouse::Session;
use crate::{kpi, sources};

/// Whether a request looks at something and then changes it, so that another must not come between.
pub(super) fn is_edit(request: &Request) -> bool {
    matches!(
        request,
        Request::Change { .. }
            | Request::SetTarget { .. }
            | Request::Mend { .. }
            | Request::ApplyRule(_)
            | Request::Describe(_)
            | Request::SwitchRule { .. }
            | Request::AcceptSource { .. }
            | Request::AddWriteKey(_)
            | Request::Remap { .. }
            | Request::Identify { .. }
            | Request::Reload
    )
}

/// Compares what a change would alter with what its editor saw of it.
///
/// # Errors
/// A conflict that says what it is now; or wrong usage, where something else was seen than is to be changed.
pub(super) fn unchanged(local: &Local, session: &Session, change: &Request, seen: &Seen) -> Result<(), Fault> {
    match (change, seen) {
        (Request::SetTarget { kpi, grain, period, .. }, Seen::Target(seen)) => {
            let now = kpi::aim(session, kpi, *grain, *period)?;
            let named = format!("the target of {kpi} for {}", grain.named(grain.start_of(*period)));
            same(seen.number() == now.target.number(), || {
                let value = if now.target.is_null() { "taken back".into() } else { now.target.to_string() };
                format!("{named} is {value} by now{}", by(&now.decided_by))
            })
        }
        (Request::Mend { batch, record, .. }, Seen::Record { state, texts }) => {
            let now = sources::record(session, *batch, *record)?;
            let is_same = texts.iter().all(|(column, text)| now.texts.get(column) == Some(text));
            let is_same = is_same && state.as_ref().is_none_or(|state| *state == now.state);
            same(is_same, || record_now(&now, texts, *batch))
        }
        (Request::Describe(said), Seen::Meaning(seen)) => {
            let now = meaning(local, said);
            same(*seen == now, || {
                let now = now.unwrap_or_else(|| "not described".into());
                format!("{}.{} is described otherwise by now: {now}", said.table, said.column)
            })
        }
        (Request::AcceptSource { name, .. }, Seen::Source(seen)) => {
            let now = sources::source_text(&local.workspace, name)?;
            same(*seen == now, || match now {
                Some(text) => format!("sources.toml has another [source.{name}] by now:\n{}", text.trim_end()),
                None => format!("sources.toml has no [source.{name}] any more"),
            })
        }
        _ => Err(Fault::usage("what was seen is not what is to be changed", "please report this message")),
    }
}

fn same(is_same: bool, now: impl FnOnce() -> String) -> Result<(), Fault> {
    if is_same { Ok(()) } else { Err(Fault::conflict(now())) }
}

fn by(who: &Cell) -> String {
    who.text().map_or_else(String::new, |who| format!(", by {who}"))
}

/// A record's state and the columns that are no longer as they were seen.
fn record_now(now: &Record, seen: &Texts, batch: i64) -> String {
    let differ = now.texts.iter().filter(|(column, text)| seen.get(*column).is_some_and(|seen| seen != *text));
    let differ: Vec<String> =
        differ.map(|(column, text)| format!("{column}: {}", text.as_deref().unwrap_or_default())).collect();
    let texts = if differ.is_empty() { String::new() } else { format!(", with {}", differ.join("; ")) };
    format!("record {} of batch {batch} is {} by now{texts}", now.record, now.state.replace('_', " "))
}

/// What the dictionary says of a column, in the workspace's language.
fn meaning(local: &Local, said: &Description) -> Option<String> {
    let config = local.config();
    let (schema, table) = said.table.split_once('.')?;
    config.dictionary.find(schema, table, &said.column)?.said(config.settings.language).map(str::to_owned)
}
