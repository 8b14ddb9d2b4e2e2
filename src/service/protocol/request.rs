//! Everything that can be asked, and what an editor had seen of what they change.

use super::{ExportFormat, Relation};
use crate::config::Database;
use crate::crm::NewInteraction;
use crate::identity::{Party, Verdict};
use crate::jobs::RunId;
use crate::quality::Description;
use crate::service::InputFile;
use crate::service::origin::Walk;
use crate::sources::{Mending, MendingRule, Texts, WriteKey};
use crate::value::{Args, Cell, Grain, Page, Scope};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

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
        database: Database,
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
        grain: Grain,
        period: Date,
        target: Option<Decimal>,
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
    Target(Cell),
    /// Texts of a record's columns, and its state where it was looked at.
    Record { state: Option<String>, texts: Texts },
    /// What the dictionary said of a column, in the workspace's language.
    Meaning(Option<String>),
    /// The part of `sources.toml` about a source.
    Source(Option<String>),
}
