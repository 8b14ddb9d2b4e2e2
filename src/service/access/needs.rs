//! What each request takes. The match has no wildcard, so that a request which is added has to be judged.

use crate::config::{FieldMap, Grant, Sensitivity, Sources};
use crate::service::catalogue::{Shows, shows};
use crate::service::origin::{Node, Walk};
use crate::service::{Fault, InputFile, Relation, Request};
use std::path::{Component, Path};

/// One thing that a request takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Need {
    Grant(Grant),
    /// To read this table by name, as `schema.table`.
    Table(String),
    /// That personal data is not masked.
    Plain,
    /// To be the workspace's owner: it names what the service's own user can reach.
    Owner,
}

pub(super) fn needs(request: &Request) -> Vec<Need> {
    let grant = |grant| vec![Need::Grant(grant)];
    match request {
        // Whoever has any role: what there is, and what goes on.
        Request::Overview | Request::Jobs | Request::Status => Vec::new(),
        // One's own runs; those of others are judged where it is known whose they are.
        Request::Cancel { .. } => Vec::new(),
        Request::Rows { relation, .. } => of_relation(relation),
        Request::Explain { relation, .. } => of_relation(relation),
        Request::Origin(walk) => of_walk(walk),
        Request::Export { relation, .. } => [vec![Need::Grant(Grant::Export)], of_relation(relation)].concat(),
        Request::Run { job, args } => {
            let owner = ["file", "upload"].iter().any(|name| args.contains_key(*name)).then_some(Need::Owner);
            owner.into_iter().chain([Need::Grant(of_job(job))]).collect()
        }
        Request::Refresh => grant(Grant::Jobs),
        Request::Propose { file, .. } | Request::ImportFile { file, .. } => match file {
            InputFile::Here(_) => vec![Need::Grant(Grant::Import), Need::Owner],
            InputFile::Sent(_) => grant(Grant::Import),
        },
        Request::ProposeTable { .. } | Request::AddWriteKey(_) => vec![Need::Owner],
        Request::Person { .. } => vec![Need::Grant(Grant::Admin), Need::Plain],
        Request::Retention | Request::Backups => grant(Grant::Tables),
        Request::Verify => grant(Grant::Audit),
        Request::Import { .. } | Request::AcceptSource { .. } | Request::Watch | Request::Remap { .. } => {
            grant(Grant::Import)
        }
        Request::Record { .. } => grant(Grant::People),
        Request::Mend { .. } | Request::ApplyRule(_) => vec![Need::Grant(Grant::Clean), Need::Plain],
        Request::SwitchRule { .. } => grant(Grant::Clean),
        Request::Identify { .. } => vec![Need::Grant(Grant::Merge), Need::Plain],
        Request::AddInteraction(_) => grant(Grant::Notes),
        Request::SetTarget { .. } => grant(Grant::Targets),
        Request::Message { .. } => grant(Grant::Preview),
        // Who says that a column is not personal shows it to everyone.
        Request::Describe(said) => match said.sensitivity {
            Some(Sensitivity::Open | Sensitivity::Internal) => grant(Grant::Admin),
            Some(Sensitivity::Personal) | None => grant(Grant::Describe),
        },
        Request::Change { change, .. } => needs(change),
        Request::Unmask { .. } => grant(Grant::Unmask),
        Request::Doctor => grant(Grant::Tables),
        Request::Reload | Request::Stop => grant(Grant::Admin),
    }
}

/// What running a job takes, told from its capability.
pub(super) fn of_job(job: &str) -> Grant {
    match (job, job.split('.').next().unwrap_or_default()) {
        ("campaigns.preview", _) => Grant::Preview,
        (_, "sources") => Grant::Import,
        (_, "cleaning") => Grant::Clean,
        (_, "identity" | "quality" | "kpi" | "channels") => Grant::Jobs,
        (_, "segments") => Grant::Segments,
        (_, "campaigns") => Grant::Campaigns,
        // What erases people or copies everything, and what is not known here.
        _ => Grant::Admin,
    }
}

fn of_relation(relation: &Relation) -> Vec<Need> {
    match relation {
        Relation::View { name, .. } => match shows(name) {
            Shows::People => vec![Need::Grant(Grant::Figures), Need::Grant(Grant::People)],
            Shows::Deeds => vec![Need::Grant(Grant::Audit)],
            Shows::Groups(_) | Shows::Things => vec![Need::Grant(Grant::Figures)],
        },
        Relation::Table { name } => vec![Need::Grant(Grant::Tables), Need::Table(name.clone())],
        Relation::Part { table, of } => {
            let whole = [Need::Grant(Grant::People), Need::Grant(Grant::Tables), Need::Table(table.clone())];
            whole.into_iter().chain(of_node(of)).collect()
        }
        Relation::Console { .. } => vec![Need::Grant(Grant::Console)],
        Relation::Cleaning { rule: None } => vec![Need::Grant(Grant::Clean)],
        Relation::Cleaning { rule: Some(_) } => vec![Need::Grant(Grant::Clean), Need::Plain],
        Relation::Frequency { of, .. } => of_relation(of),
    }
}

fn of_walk(walk: &Walk) -> Vec<Need> {
    [of_node(&walk.from), walk.figure.as_ref().map(of_relation).unwrap_or_default()].concat()
}

fn of_node(node: &Node) -> Vec<Need> {
    match node {
        Node::Figure { relation, .. } => of_relation(relation),
        Node::Run(_) | Node::Table(_) | Node::Batch(_) | Node::File(_) => vec![Need::Grant(Grant::Figures)],
        Node::Row { table, .. } => vec![Need::Grant(Grant::People), Need::Table(table.clone())],
        Node::Customer(_) | Node::Record { .. } | Node::Decision(_) => vec![Need::Grant(Grant::People)],
    }
}

/// Whether a mapping says nothing but which columns of files in the inbox feed what. SQL in it would run as the service, and
/// a path or an address would be read as the service's user.
pub(in crate::service) fn is_harmless(name: &str, toml: &str) -> Result<(), Fault> {
    // A text that does not parse is refused with its line by whoever takes it.
    let Ok(sources) = toml::from_str::<Sources>(toml) else { return Ok(()) };
    let denied = |what: &str| {
        let hint = "map columns of a file in inbox/ as they are; the workspace's owner may add the rest";
        Err(Fault::denied(format!("[source.{name}] has {what}, which only the workspace's owner may give"), hint))
    };
    for source in sources.sources.values() {
        if source.database.is_some() {
            return denied("a database");
        }
        if !source.files.as_deref().is_some_and(is_in_inbox) {
            return denied("files outside of inbox/");
        }
        let has_sql = |map: &FieldMap| matches!(map, FieldMap::Sql { .. });
        if source.feeds.values().any(|feed| feed.condition.is_some() || feed.fields.values().any(has_sql)) {
            return denied("SQL");
        }
    }
    Ok(())
}

fn is_in_inbox(files: &str) -> bool {
    let parts: Vec<Component<'_>> = Path::new(files).components().collect();
    parts.first() == Some(&Component::Normal("inbox".as_ref()))
        && parts.len() > 1
        && parts.iter().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_can_be_run_by_someone_who_is_no_administrator_but_what_erases_and_copies_everything() {
        let is_everyday = |name: &str| !name.starts_with("privacy.") && !name.starts_with("warehouse.");
        for job in crate::service::jobs().iter().filter(|job| is_everyday(job.name)) {
            assert_ne!(
                of_job(job.name),
                Grant::Admin,
                "{} takes an administrator: say in of_job what it takes",
                job.name
            );
        }
        assert_eq!(of_job("unheard.of"), Grant::Admin);
    }

    #[test]
    fn a_file_of_the_services_machine_is_its_owners_to_name() {
        let wanted = |file: &str| {
            let file: InputFile = serde_json::from_str(file).unwrap();
            let request = Request::ImportFile { file: file.clone(), source: "web".into() };
            assert_eq!(needs(&request), needs(&Request::Propose { file, entity: None }));
            needs(&request).contains(&Need::Owner)
        };
        assert!(wanted(r#"{"Here":"/etc/passwd"}"#));
        assert!(!wanted(r#"{"Sent":{"name":"orders.csv","bytes":1}}"#));
        for name in ["file", "upload"] {
            let args = [(name.to_owned(), "1".into())].into();
            assert!(needs(&Request::Run { job: "sources.import".into(), args }).contains(&Need::Owner));
        }
    }

    #[test]
    fn a_change_takes_what_its_change_takes() {
        let change = Request::Reload.seen(crate::service::Seen::Meaning(None));
        assert_eq!(needs(&change), needs(&Request::Reload));
    }

    #[test]
    fn a_mapping_may_not_reach_beyond_the_inbox() {
        let source = |lines: &str| format!("[source.a]\n{lines}\n[source.a.feeds.product]\nproduct_id = \"sku\"\n");
        assert_eq!(is_harmless("a", &source("files = \"inbox/a-*.csv\"")), Ok(()));
        for files in ["/etc/passwd", "inbox/../foureye.toml", "inbox", "exports/a.csv", "./inbox/a.csv"] {
            let fault = is_harmless("a", &source(&format!("files = \"{files}\""))).unwrap_err();
            assert!(fault.message.contains("files outside of inbox/"), "{files}: {fault}");
        }
        let sql = source("files = \"inbox/a.csv\"") + "name = { sql = \"(SELECT max(phone) FROM core.customer)\" }\n";
        assert!(is_harmless("a", &sql).unwrap_err().message.contains("has SQL"));
        let condition = source("files = \"inbox/a.csv\"") + "where = \"sku <> ''\"\n";
        assert!(is_harmless("a", &condition).unwrap_err().message.contains("has SQL"));
    }
}
