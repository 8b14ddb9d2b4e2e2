use super::access::You;
use super::origin::{Node, Steps, Walk};
use super::{Fault, InputFile};
use crate::collector::Standing;
use crate::config::Words;
use crate::crm::NewInteraction;
use crate::identity::{Party, Verdict};
use crate::jobs::{JobEvent, ParamKind, RunId, State};
use crate::quality::Description;
use crate::sources::{Mending, MendingRule, WriteKey};
use crate::value::{Args, Filter, Page, Scope, Table};
use crate::warehouse::Soundness;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A caller's number for one call.
pub type Ticket = u64;

/// What rows are wanted of: a view by name, a table or a part of it, SQL of the console's, or the values of a column of one
/// of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Relation {
    /// `args` are the view's own parameters; the scope's are bound by the service.
    View {
        name: String,
        args: Args,
    },
    /// All rows of a table, as `schema.table`.
    Table {
        name: String,
    },
    /// Those rows of a table that belong to a batch, a record, a customer, or a row that they name.
    Part {
        table: String,
        of: Box<Node>,
    },
    Console {
        sql: String,
    },
    /// What the rules of cleaning.toml would change now: the rules in their order, or the cells of one of them, before and
    /// after.
    Cleaning {
        rule: Option<String>,
    },
    /// How often each value of a column stands in the rows of another relation, under the same scope: in those that pass
    /// all filters and have the text in them.
    Frequency {
        of: Box<Relation>,
        column: String,
        filters: Vec<Filter>,
        search: Option<String>,
    },
}

impl Relation {
    pub fn view(name: &str) -> Relation {
        Relation::View { name: name.to_owned(), args: Args::new() }
    }

    /// How often each value of a column stands in all rows of a relation.
    pub fn frequency(of: Relation, column: &str) -> Relation {
        Relation::Frequency { of: Box::new(of), column: column.to_owned(), filters: Vec::new(), search: None }
    }

    /// The name that its exports are found by.
    pub fn subject(&self) -> &str {
        match self {
            Relation::View { name, .. } | Relation::Table { name } | Relation::Part { table: name, .. } => name,
            Relation::Frequency { of, .. } => of.subject(),
            Relation::Cleaning { .. } => "cleaning",
            Relation::Console { .. } => "sql",
        }
    }

    /// Whether the reader wrote its query, and not the program.
    pub fn is_console(&self) -> bool {
        match self {
            Relation::Console { .. } => true,
            Relation::Frequency { of, .. } => of.is_console(),
            Relation::View { .. } | Relation::Table { .. } | Relation::Part { .. } | Relation::Cleaning { .. } => false,
        }
    }
}

/// Everything that can be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// What the header shows.
    Overview,
    /// A page of rows.
    Rows {
        relation: Relation,
        scope: Scope,
        page: Page,
    },
    /// Where a view's figures come from.
    Explain {
        relation: Relation,
        scope: Scope,
    },
    /// One step back from a figure to the file that it comes from, or forward to what a file, a batch or a row has touched.
    Origin(Box<Walk>),
    /// The same rows as a file; a path that is not absolute is under `exports/`.
    Export {
        relation: Relation,
        scope: Scope,
        page: Page,
        path: PathBuf,
        format: ExportFormat,
    },
    /// All jobs, with their states.
    Jobs,
    /// Queues a run.
    Run {
        job: String,
        args: Args,
    },
    Cancel {
        run: RunId,
    },
    /// Queues all that is stale, in order.
    Refresh,
    /// What a file holds, and how it would be mapped; of one that is sent, the source that it is of by its name, if there
    /// is one.
    Propose {
        file: InputFile,
        entity: Option<String>,
    },
    /// What a database's table holds, and how it would be mapped.
    ProposeTable {
        database: crate::config::Database,
        entity: Option<String>,
    },
    /// Reads one source, or all: files, and databases a run each.
    Import {
        source: Option<String>,
    },
    /// Reads one file of a source.
    ImportFile {
        file: InputFile,
        source: String,
    },
    /// Takes a proposed mapping into `sources.toml`, as its text stands.
    AcceptSource {
        name: String,
        toml: String,
    },
    /// Lets whoever has a write key send events to a source, which is added where there is none of that name.
    AddWriteKey(WriteKey),
    /// Begins to watch the inbox, unless it is watched already.
    Watch,
    /// Maps what came from one column of a source from another one too, as it goes by another name in newer files.
    Remap {
        source: String,
        old_column: String,
        new_column: String,
    },
    /// A record of a batch, with what is wrong with it.
    Record {
        batch: i64,
        record: u64,
    },
    /// Mends a record, gives it up, or takes that back; its source is then mapped again.
    Mend {
        batch: i64,
        record: u64,
        mending: Mending,
    },
    /// Mends all open rejects as others were.
    ApplyRule(MendingRule),
    /// Decides whether two records, or all of two customers, are one customer: a decision is on record at once, and the
    /// next run of `identity.unify` applies all that there are.
    Identify {
        left: Party,
        right: Party,
        verdict: Verdict,
    },
    AddInteraction(NewInteraction),
    /// Sets a KPI's target for one period; none takes it back.
    SetTarget {
        kpi: String,
        grain: crate::value::Grain,
        period: Date,
        target: Option<rust_decimal::Decimal>,
    },
    /// A campaign's message as one customer would read it.
    Message {
        template: String,
        customer: i64,
    },
    /// Says what a column means, in the workspace's dictionary.
    Describe(Description),
    /// Switches a cleaning rule on or off, or all of them; where `run` says so the cleaning follows at once, which undoes
    /// what is off.
    SwitchRule {
        rule: Option<String>,
        enabled: bool,
        run: bool,
    },
    /// A change that is made only if what it changes still is as its editor saw it.
    Change {
        seen: Seen,
        change: Box<Request>,
    },
    /// Shows personal data to who asks, for a while and in this session alone: the reason goes on record.
    Unmask {
        reason: String,
    },
    /// All that the data has of a customer, for that customer.
    Person {
        customer: i64,
    },
    /// What has been kept for long enough, place by place.
    Retention,
    /// Looks for an entry of the audit that was changed, is missing or has been moved.
    Verify,
    /// The backups, with what is known of each.
    Backups,
    /// Checks that the file, its tables and its chain of origin are whole.
    Doctor,
    /// Reads the configuration again.
    Reload,
    /// Who is attached to the service, and what runs.
    Status,
    /// Ends the service, whatever runs.
    Stop,
}

impl Request {
    /// The same change, made only if what it changes still is as it was seen.
    pub fn seen(self, seen: Seen) -> Request {
        Request::Change { seen, change: Box::new(self) }
    }
}

/// What an editor saw of a thing before they changed it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Seen {
    /// A KPI's target in force; null where there was none.
    Target(crate::value::Cell),
    /// Texts of a record's columns, and its state where it was looked at.
    Record { state: Option<String>, texts: crate::sources::Texts },
    /// What the dictionary said of a column, in the workspace's language.
    Meaning(Option<String>),
    /// The part of `sources.toml` about a source.
    Source(Option<String>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    Overview(Box<Overview>),
    Rows(Table),
    Explanation(Box<Explanation>),
    Origin(Box<Steps>),
    /// The file that was written, and how many rows are in it.
    Exported {
        path: PathBuf,
        rows: u64,
        /// Members of a campaign who are not in it, as they have withdrawn their consent since the preview.
        withdrawn: u64,
    },
    Jobs(Vec<JobInfo>),
    Queued(Vec<RunId>),
    Proposal(Box<crate::sources::Proposal>),
    /// The file needs no proposal: it is of a source already.
    Claimed {
        source: String,
    },
    Record(Box<crate::sources::Record>),
    /// A text, such as a message.
    Text(String),
    Audit(Soundness),
    Status(Box<Status>),
    /// Personal data is shown for so long.
    Unmasked {
        minutes: u32,
    },
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    Csv,
    Json,
    Xlsx,
}

/// What happened, whoever caused it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    Job(JobEvent),
    /// What has come to pass in the inbox.
    News(News),
    /// Data or configuration changed: what is shown may be out of date.
    Changed,
    /// The service is no longer there, and why: the last event.
    Gone(Fault),
}

/// The service, who is attached to it, and what it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub version: String,
    pub process: u32,
    pub user: String,
    /// In UTC.
    pub since: DateTime,
    pub socket: PathBuf,
    pub clients: Vec<Attached>,
    /// The latest news of each run that has not ended.
    pub runs: Vec<JobEvent>,
    /// None where live events are not collected.
    pub collector: Option<Standing>,
}

/// A client of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// What it is: `workbench`, or a command's name.
    pub client: String,
    pub user: String,
    pub process: Option<i32>,
    pub since: DateTime,
}

/// What a person should know of the deliveries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "news")]
pub enum News {
    Arrived {
        file: String,
        source: String,
        accepted: u64,
        rejected: u64,
    },
    /// The file's columns differ from those of the source's file before.
    Drifted {
        source: String,
        columns: u64,
    },
    /// No source's pattern fits it.
    Unclaimed {
        file: String,
    },
    Failed {
        what: String,
        message: String,
    },
    /// No file has come for longer than the source's `every_days`.
    Late {
        source: String,
    },
    CheckFailed {
        check: String,
    },
}

impl News {
    /// Whether someone should do something about it.
    pub fn is_bad(&self) -> bool {
        !matches!(self, News::Arrived { .. })
    }

    /// For people, in their language.
    pub fn said(&self, words: &Words) -> String {
        match self {
            News::Arrived { file, source, accepted, rejected } => words.say(
                "news.arrived",
                &[("file", file), ("source", source), ("accepted", accepted), ("rejected", rejected)],
            ),
            News::Drifted { source, columns } => words.say("news.drifted", &[("source", source), ("columns", columns)]),
            News::Unclaimed { file } => words.say("news.unclaimed", &[("file", file)]),
            News::Failed { what, message } => words.say("news.failed", &[("what", what), ("message", message)]),
            News::Late { source } => words.say("news.late", &[("source", source)]),
            News::CheckFailed { check } => words.say("news.check_failed", &[("check", &words.value(check))]),
        }
    }
}

/// For logs and scripts.
impl std::fmt::Display for News {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            News::Arrived { file, source, accepted, rejected } => {
                write!(f, "{file} was imported as {source}: {accepted} accepted, {rejected} rejected")
            }
            News::Drifted { source, columns } => write!(f, "{source} has drifted in {columns} columns"),
            News::Unclaimed { file } => write!(f, "{file} fits no source"),
            News::Failed { what, message } => write!(f, "{what}: {message}"),
            News::Late { source } => write!(f, "{source} is late"),
            News::CheckFailed { check } => write!(f, "the check {check} failed"),
        }
    }
}

/// The workspace at a glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub workspace: String,
    /// Who asks, and what they may.
    pub you: You,
    pub as_of: Date,
    pub currency: String,
    /// The four stages of the loop, in order.
    pub stages: Vec<Stage>,
    /// First and last day of the data.
    pub first_day: Option<Date>,
    pub last_day: Option<Date>,
    pub channels: Vec<String>,
    pub stores: Vec<String>,
    pub segments: Vec<String>,
    pub templates: Vec<String>,
    /// None where live events are not collected.
    pub collector: Option<Standing>,
}

/// One stage of the 4I loop: when it last moved, and how many of its jobs wait to be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// `information`, `intelligence`, `insight` or `individualization`.
    pub name: String,
    /// In UTC.
    pub moved_at: Option<DateTime>,
    pub stale: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobInfo {
    pub name: String,
    pub state: State,
    /// When its newest good run ended, in UTC.
    pub ended_at: Option<DateTime>,
    pub params: Vec<ParamInfo>,
    pub reads: Vec<String>,
    pub writes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParamInfo {
    pub name: String,
    pub default: String,
    pub expected: Expected,
}

/// What a parameter's value has to be. Bounds are included; a whole number without an upper bound has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    Text,
    Integer { min: i64, max: Option<i64> },
    Number { min: f64, max: f64 },
    Date,
    Choice(Vec<String>),
}

impl Expected {
    /// The values to choose from, where they are few and known.
    pub fn choices(&self) -> &[String] {
        if let Expected::Choice(choices) = self { choices } else { &[] }
    }

    /// For who is asked for the value.
    pub fn said(&self, words: &Words) -> String {
        match self {
            Expected::Text => words.text("expected.text").to_owned(),
            Expected::Integer { min, max: Some(max) } => words.say("expected.integer", &[("min", min), ("max", max)]),
            Expected::Integer { min, max: None } => words.say("expected.integer_from", &[("min", min)]),
            Expected::Number { min, max } => words.say("expected.number", &[("min", min), ("max", max)]),
            Expected::Date => words.text("expected.date").to_owned(),
            Expected::Choice(choices) => words.say("expected.choice", &[("choices", &choices.join(", "))]),
        }
    }
}

impl From<ParamKind> for Expected {
    fn from(kind: ParamKind) -> Expected {
        match kind {
            ParamKind::Text => Expected::Text,
            ParamKind::Integer { min, max } => Expected::Integer { min, max: Some(max).filter(|max| *max < i64::MAX) },
            ParamKind::Number { min, max } => Expected::Number { min, max },
            ParamKind::Flag => Expected::Choice(vec!["true".to_owned(), "false".to_owned()]),
            ParamKind::Date => Expected::Date,
            ParamKind::Choice(choices) => Expected::Choice(choices.iter().map(|choice| (*choice).to_owned()).collect()),
        }
    }
}

/// Where figures come from: what one reads who has to defend them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    pub relation: Relation,
    /// How the configuration defines the figure, where it is one of those that it defines.
    pub definition: Option<String>,
    pub sql: String,
    /// The views and macros that the query stands on, each as the statement that makes it.
    pub definitions: Vec<String>,
    /// The values that were bound.
    pub args: Args,
    /// The tables that the query reads, with rows and the sources' batches behind each.
    pub tables: Table,
    /// The runs that made the derived tables among them: job, run, parameters, when, by which version.
    pub runs: Table,
    /// The batches that the data came in: source, file, when, records.
    pub batches: Table,
}
