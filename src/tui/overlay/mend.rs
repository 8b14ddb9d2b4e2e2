//! A record that failed, mended where it stands: its columns as a text to edit, or the reason for which it is given up.

use super::form::{Form, Wrong};
use super::waiting::Waiting;
use crate::service::{Request, Response, Seen};
use crate::sources::{Mending, Record, Texts};
use crate::tui::text;
use crate::tui::world::{Cx, World};

/// Where a record stands: its batch, and its number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub batch: i64,
    pub record: u64,
}

impl At {
    /// `seen` is the record as it stood when it was looked at.
    fn decide(self, mending: Mending, seen: &Record, cx: &mut Cx<'_>) {
        let said = cx.text("mend.decided");
        let seen = Seen::Record { state: Some(seen.state.clone()), texts: seen.texts.clone() };
        cx.order(Request::Mend { batch: self.batch, record: self.record, mending }.seen(seen), said);
    }
}

/// Fetches the record, and then opens it as a text.
pub fn mend(at: At, cx: &mut Cx<'_>) {
    fetched(at, cx, |at, record, cx| {
        let form = form(at, record, cx.world);
        cx.open(form);
    });
}

/// Asks why the record is given up.
pub fn give_up(at: At, cx: &mut Cx<'_>) {
    fetched(at, cx, |at, record, cx| {
        let missing = cx.text("mend.no_reason");
        let form = Form::new(cx.text("mend.give_up"), move |form, cx| {
            let note = form.given("reason").ok_or_else(|| Wrong::new("reason", missing.clone()))?;
            at.decide(Mending::GiveUp { note }, &record, cx);
            Ok(())
        });
        cx.open(form.text("reason", cx.text("mend.reason"), "", cx.text("mend.reason_help")));
    });
}

/// Takes back what was decided.
pub fn reopen(at: At, cx: &mut Cx<'_>) {
    fetched(at, cx, |at, record, cx| at.decide(Mending::Reopen, &record, cx));
}

fn fetched(at: At, cx: &mut Cx<'_>, then: impl Fn(At, Record, &mut Cx<'_>) + 'static) {
    let request = Request::Record { batch: at.batch, record: at.record };
    cx.open(Waiting::new("mend.title", "mend.fetching", request, move |response, cx| {
        if let Response::Record(record) = response {
            then(at, *record, cx);
        }
    }));
}

fn form(at: At, record: Record, world: &World) -> Form {
    let place = format!("{}:{}", record.file, record.line);
    let reason = record.reason.clone().unwrap_or_else(|| world.look.words.value(&record.state));
    let about = [Some(place), Some(reason), record.raw.clone()].into_iter().flatten();
    let written = written(&record.texts);
    let unchanged = world.say("mend.unchanged");
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let read = read(&form.value("record"), &record.texts).map_err(|line| Wrong::new("record", line))?;
        if read.is_empty() && record.raw.is_none() {
            return Err(Wrong::new("record", unchanged.clone()));
        }
        at.decide(Mending::Repair { changed: read }, &record, cx);
        Ok(())
    };
    Form::new(world.say("mend.title"), submit).about(about).area(
        "record",
        world.say("mend.record"),
        &written,
        world.say("mend.help"),
    )
}

/// A line a column; a line break within a text stands as `\n`.
fn written(texts: &Texts) -> String {
    let line = |(column, value): (&String, &Option<String>)| {
        let value = value.as_deref().unwrap_or_default().replace('\\', "\\\\").replace('\n', "\\n");
        format!("{column}: {}", text::clean(&value))
    };
    texts.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The columns whose texts differ from those that were; the line that names no column, if there is one.
fn read(edited: &str, texts: &Texts) -> Result<Texts, String> {
    let mut changed = Texts::new();
    for line in edited.lines().filter(|line| !line.trim().is_empty()) {
        // A column's name may have a colon in it: the longest that the line begins with is meant.
        let known = texts.keys().filter(|column| line.strip_prefix(*column).is_some_and(|rest| rest.starts_with(':')));
        let Some(column) = known.max_by_key(|column| column.len()) else { return Err(line.to_owned()) };
        let value = line[column.len() + 1..].trim();
        let value = value.replace("\\n", "\n").replace("\\\\", "\\");
        let value = Some(value).filter(|value| !value.is_empty());
        if texts[column].as_deref().map(str::trim).filter(|text| !text.is_empty()) != value.as_deref() {
            changed.insert(column.clone(), value);
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        let texts = [("order", Some("7")), ("order: note", Some("a\nb")), ("quantity", None)];
        texts.map(|(column, text)| (column.to_owned(), text.map(str::to_owned))).into_iter().collect()
    }

    #[test]
    fn what_is_written_reads_as_unchanged() {
        assert_eq!(written(&texts()), "order: 7\norder: note: a\\nb\nquantity: ");
        assert_eq!(read(&written(&texts()), &texts()), Ok(Texts::new()));
    }

    #[test]
    fn a_changed_line_changes_its_column() {
        let changed = read("order: 7\norder: note: c\nquantity: 2", &texts()).unwrap();
        assert_eq!(
            changed,
            Texts::from([("order: note".into(), Some("c".into())), ("quantity".into(), Some("2".into()))])
        );
        assert_eq!(read("order:", &texts()).unwrap(), Texts::from([("order".into(), None)]));
    }

    #[test]
    fn a_line_of_no_column_is_named() {
        assert_eq!(read("amount: 3", &texts()), Err("amount: 3".into()));
    }
}
