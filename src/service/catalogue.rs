//! All that the capabilities offer.

use crate::jobs::Job;
use crate::quality::Use;
use crate::warehouse::{Lineage, View};
use crate::{campaigns, channels, cleaning, crm, identity, kpi, privacy, quality, segments, sources};
use std::sync::LazyLock;

/// Every job, in the order of the loop.
pub fn jobs() -> &'static [Job] {
    static JOBS: LazyLock<Vec<Job>> = LazyLock::new(|| {
        [
            sources::jobs::JOBS,
            cleaning::jobs::JOBS,
            identity::jobs::JOBS,
            quality::jobs::JOBS,
            segments::jobs::JOBS,
            kpi::jobs::JOBS,
            channels::jobs::JOBS,
            campaigns::jobs::JOBS,
            privacy::jobs::JOBS,
            super::backups::JOBS,
        ]
        .concat()
    });
    &JOBS
}

/// Every view, by name.
pub fn views() -> impl Iterator<Item = &'static View> {
    [
        sources::queries::VIEWS,
        cleaning::queries::VIEWS,
        identity::queries::VIEWS,
        quality::queries::VIEWS,
        kpi::queries::VIEWS,
        segments::queries::VIEWS,
        channels::queries::VIEWS,
        crm::queries::VIEWS,
        campaigns::queries::VIEWS,
        privacy::queries::VIEWS,
        super::overview::VIEWS,
    ]
    .into_iter()
    .flatten()
}

/// The view that holds the rows which one row of another sums up.
#[derive(Debug, Clone, Copy)]
pub struct Drill {
    pub of: &'static str,
    pub rows: &'static str,
    /// Which argument comes from which column of the row.
    pub bind: &'static [(&'static str, &'static str)],
}

const DRILLS: &[Drill] = &[
    Drill { of: "sources.list", rows: "sources.rejects", bind: &[("source", "source")] },
    Drill { of: "quality.checks", rows: "quality.failures", bind: &[("check", "check_name")] },
    Drill { of: "kpi.board", rows: "kpi.rows", bind: &[("kpi", "kpi")] },
    Drill { of: "kpi.series", rows: "kpi.rows", bind: &[("kpi", "kpi")] },
    Drill { of: "channels.performance", rows: "channels.rows", bind: &[("channel_id", "channel_id")] },
    Drill { of: "channels.topics", rows: "channels.topic_posts", bind: &[("topic", "topic")] },
    Drill { of: "segments.list", rows: "segments.members", bind: &[("segment", "segment")] },
    Drill { of: "segments.clusters", rows: "segments.cluster_members", bind: &[("cluster", "cluster")] },
];

/// The rows behind a view's rows, where there are any.
pub fn drill(view: &str) -> Option<&'static Drill> {
    DRILLS.iter().find(|drill| drill.of == view)
}

/// Which views and jobs read each table, told from their queries and declarations.
pub(super) fn uses() -> Vec<Use> {
    let views = views().flat_map(|view| {
        let tables = Lineage::of(view.sql).tables.into_iter();
        tables.map(|table| Use { table, kind: "view", name: view.name })
    });
    let jobs = jobs()
        .iter()
        .flat_map(|job| job.reads.iter().map(|table| Use { table: (*table).to_owned(), kind: "job", name: job.name }));
    views.chain(jobs).collect()
}
