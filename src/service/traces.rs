//! What of a request is put on record, decided here for all of them.
//!
//! What changes, exports, decides, runs or forgets something is, and what looks into a file or a database that is not the
//! workspace's yet; what only looks is not, but for queries of the console, whose text is not kept: it may name people. No
//! value of personal data comes into the record, as it could never be taken out.

use super::access::Visitor;
use super::{Fault, Local, Relation, Request, Response};
use crate::identity::{Party, Verdict};
use crate::jobs::RunId;
use crate::sources::Mending;
use crate::value::Args;
use crate::warehouse::{Entry, Lineage, Warehouse};
use serde_json::{Value, json};

/// What is put on record, but for who asked and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trace {
    pub action: &'static str,
    pub subject: String,
    pub detail: Value,
}

impl Trace {
    fn new(action: &'static str, subject: impl Into<String>, detail: Value) -> Trace {
        Trace { action, subject: subject.into(), detail }
    }
}

/// What is recorded of a request; none of one that only looks.
pub(super) fn of(request: &Request) -> Option<Trace> {
    let of_customer = |customer: i64| format!("customer {customer}");
    Some(match request {
        Request::Rows { relation, page, .. } if relation.is_console() && page.offset == 0 => {
            Trace::new("query", "sql", query(relation))
        }
        Request::Overview
        | Request::Rows { .. }
        | Request::Explain { .. }
        | Request::Origin(_)
        | Request::Jobs
        | Request::Record { .. }
        | Request::Message { .. }
        | Request::Doctor
        | Request::Watch
        | Request::Retention
        | Request::Verify
        | Request::Backups
        | Request::Status => return None,
        Request::Export { relation, path, format, .. } => {
            let file = file_name(&path.to_string_lossy());
            // One that is sent to the client is kept under a name that only the client knows.
            let mut detail = json!({ "file": Some(file).filter(|file| !file.starts_with('.')), "format": format });
            if relation.is_console() {
                detail["query"] = query(relation);
            }
            Trace::new("export", relation.subject(), detail)
        }
        Request::Person { customer } => Trace::new("customer.export", of_customer(*customer), json!({})),
        Request::Run { job, args } => Trace::new("run", job, json!({ "args": plain(args) })),
        Request::Cancel { run } => Trace::new("cancel", format!("run {run}"), json!({})),
        Request::Refresh => Trace::new("refresh", "jobs", json!({})),
        Request::Import { source } => Trace::new("import", source.as_deref().unwrap_or("all sources"), json!({})),
        Request::ImportFile { file, source } => Trace::new("import", source, json!({ "file": file.name() })),
        Request::Propose { file, .. } => Trace::new("propose", "source", json!({ "file": file.name() })),
        Request::ProposeTable { database, .. } => Trace::new("propose", "source", json!({ "table": database.table })),
        Request::AcceptSource { name, .. } => Trace::new("source", name, json!({})),
        Request::AddWriteKey(wanted) => {
            Trace::new("write_key", &wanted.source, json!({ "fingerprint": wanted.fingerprint }))
        }
        Request::Remap { source, old_column, new_column } => {
            Trace::new("remap", source, json!({ "from": old_column, "to": new_column }))
        }
        Request::Mend { batch, record, mending } => {
            Trace::new("mend", format!("record {batch}/{record}"), mended(mending))
        }
        Request::ApplyRule(rule) => Trace::new("mend", &rule.source, json!({ "as": "before", "column": rule.column })),
        Request::Identify { left, right, verdict } => {
            let detail = json!({ "verdict": decided(*verdict), "left": party(left), "right": party(right) });
            Trace::new("identify", "customers", detail)
        }
        Request::AddInteraction(note) => {
            Trace::new("note", of_customer(note.customer), json!({ "kind": note.kind, "channel": note.channel }))
        }
        Request::SetTarget { kpi, grain, period, target } => Trace::new(
            "target",
            kpi,
            json!({ "grain": grain.name(), "period": period.to_string(), "target": target.map(|it| it.to_string()) }),
        ),
        Request::Describe(said) => Trace::new("describe", format!("{}.{}", said.table, said.column), json!({})),
        Request::SwitchRule { rule, enabled, .. } => {
            Trace::new("rule", rule.as_deref().unwrap_or("all rules"), json!({ "enabled": enabled }))
        }
        Request::Change { change, .. } => return of(change),
        // The reason is the one text of its asker's own that is kept: it is what the record is for.
        Request::Unmask { reason } => Trace::new("unmask", "personal data", json!({ "reason": reason.trim() })),
        Request::Reload => Trace::new("reload", "configuration", json!({})),
        Request::Stop => Trace::new("stop", "service", json!({})),
    })
}

/// Puts on record what the watch over the inbox does by itself.
pub(super) fn watched(warehouse: &Warehouse, by: &str, job: &str, args: &Args, run: RunId) {
    let detail = json!({ "args": plain(args), "runs": [run], "watch": true });
    let at = crate::jobs::now();
    let entry = Entry { at, by, action: "run", subject: job, detail: &detail, outcome: "done" };
    if let Err(error) = warehouse.record(&entry) {
        tracing::error!(run, %error, "what the watch does could not be put on record");
    }
}

/// A query of the reader's own, told apart from others and by what it reads, without its text.
fn query(relation: &Relation) -> Value {
    match relation {
        Relation::Console { sql } => {
            let fingerprint = blake3::hash(sql.trim().as_bytes()).to_hex()[..16].to_owned();
            json!({ "fingerprint": fingerprint, "tables": Lineage::of(sql).tables })
        }
        Relation::Frequency { of, .. } => query(of),
        _ => Value::Null,
    }
}

/// A run's parameters as far as they are numbers or words such as the configuration's names: of any other text only that there
/// was one, as it may name people.
fn plain(args: &Args) -> Value {
    let plain = args.iter().map(|(name, cell)| {
        let value = match cell.text() {
            Some(path) if name == "file" => file_name(path).into(),
            Some(text) if !is_name(text) => "***".into(),
            _ => cell.to_json(),
        };
        (name.clone(), value)
    });
    Value::Object(plain.collect())
}

fn is_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.,:".contains(c))
}

fn file_name(path: &str) -> String {
    std::path::Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Which columns were changed, not to what.
fn mended(mending: &Mending) -> Value {
    match mending {
        Mending::Repair { changed } => json!({ "as": "repair", "columns": changed.keys().collect::<Vec<_>>() }),
        Mending::GiveUp { .. } => json!({ "as": "give_up" }),
        Mending::Reopen => json!({ "as": "reopen" }),
    }
}

fn decided(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Never => "never",
        Verdict::Reopen => "reopen",
    }
}

/// A customer's number; of a record the system only, as its key may name someone.
fn party(party: &Party) -> String {
    match party {
        Party::Customer(customer) => format!("customer {customer}"),
        Party::Key { system, .. } => format!("a record of {system}"),
    }
}

/// What came of it: the numbers of runs and rows.
fn outcome(trace: &mut Trace, answer: &Result<Response, Fault>) -> &'static str {
    match answer {
        Ok(Response::Exported { rows, withdrawn, .. }) => {
            trace.detail["rows"] = (*rows).into();
            if *withdrawn > 0 {
                trace.detail["withdrawn"] = (*withdrawn).into();
            }
            "done"
        }
        Ok(Response::Queued(runs)) => {
            trace.detail["runs"] = runs.clone().into();
            "done"
        }
        Ok(_) => "done",
        Err(fault) => fault.code.name(),
    }
}

impl Local {
    /// Puts a request on record with what came of it.
    ///
    /// # Errors
    /// What cannot be put on record is not answered.
    pub(super) fn trace(
        &self,
        by: &Visitor,
        mut trace: Trace,
        answer: Result<Response, Fault>,
    ) -> Result<Response, Fault> {
        let outcome = outcome(&mut trace, &answer);
        // As it is now: roles are given and taken.
        let role = by.role_names();
        if !role.is_empty() {
            trace.detail["role"] = role.into();
        }
        let entry = Entry {
            at: crate::jobs::now(),
            by: &by.user,
            action: trace.action,
            subject: &trace.subject,
            detail: &trace.detail,
            outcome,
        };
        match self.warehouse.record(&entry) {
            Err(error) if answer.is_ok() => {
                let fault = Fault::from(error);
                let message = format!("what was asked may be done, but could not be put on record: {}", fault.message);
                Err(Fault { message, ..fault })
            }
            Err(error) => {
                tracing::error!(action = trace.action, %error, "what failed could not be put on record");
                answer
            }
            Ok(()) => answer,
        }
    }

    /// Puts on record that someone was not let do what they asked.
    pub(super) fn refused(&self, by: &Visitor, request: Option<&Request>, fault: Fault) -> Fault {
        let attach = || Some(Trace::new("attach", "service", json!({})));
        let trace = request.map_or_else(attach, of);
        let Some(trace) = trace else { return fault };
        match self.trace(by, trace, Err(fault)) {
            Err(fault) => fault,
            Ok(_) => Fault::failed("the service answered out of turn"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::NewInteraction;
    use crate::value::{Page, Scope};

    fn text(request: &Request) -> String {
        let trace = of(request).expect("a trace");
        format!("{} {} {}", trace.action, trace.subject, trace.detail)
    }

    #[test]
    fn what_only_looks_leaves_no_trace() {
        let rows = |relation| Request::Rows { relation, scope: Scope::default(), page: Page::all() };
        assert_eq!(of(&rows(Relation::view("crm.search"))), None);
        assert_eq!(of(&Request::Overview), None);
    }

    #[test]
    fn nothing_that_names_a_person_is_kept() {
        let sql = "SELECT * FROM core.customer WHERE name = 'Ada Lovelace'".to_owned();
        let query = Request::Rows { relation: Relation::Console { sql }, scope: Scope::default(), page: Page::all() };
        let note = Request::AddInteraction(NewInteraction {
            customer: 12,
            kind: "call".into(),
            channel: None,
            subject: "Ada Lovelace rang".into(),
            body: "her number is 13800001111".into(),
        });
        let left = Party::Key { system: "web".into(), customer_key: "ada@example.com".into() };
        let identify = Request::Identify { left, right: Party::Customer(7), verdict: Verdict::Same };
        let mend = Request::Mend {
            batch: 1,
            record: 2,
            mending: Mending::Repair { changed: [("name".to_owned(), Some("Ada Lovelace".to_owned()))].into() },
        };
        for request in [query, note, identify, mend] {
            let kept = text(&request);
            assert!(["Ada", "ada@", "13800001111"].iter().all(|name| !kept.contains(name)), "{kept}");
        }
    }

    #[test]
    fn a_change_that_looks_first_is_told_as_the_change() {
        let target = Request::SetTarget {
            kpi: "revenue".into(),
            grain: crate::value::Grain::Month,
            period: jiff::civil::date(2026, 7, 1),
            target: None,
        };
        let seen = super::super::Seen::Target(crate::value::Cell::Null);
        assert_eq!(of(&target.clone().seen(seen)), of(&target));
    }
}
