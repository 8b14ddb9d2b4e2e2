//! All that the capabilities offer.

use super::Fault;
use crate::jobs::Job;
use crate::quality::Use;
use crate::warehouse::{Lineage, View};
use crate::{campaigns, channels, cleaning, crm, identity, kpi, privacy, quality, segments, sources};
use std::borrow::Cow;
use std::collections::HashMap;
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

/// A view by its name.
pub(super) fn view(name: &str) -> Result<&'static View, Fault> {
    views().find(|view| view.name == name).ok_or_else(|| {
        let known: Vec<&str> = views().map(|view| view.name).collect();
        Fault::usage(format!("there is no view {name:?}"), format!("expected one of {}", known.join(", ")))
    })
}

/// What a query stands on; of a view's own it is read once.
pub(super) fn lineage(sql: &str) -> Cow<'static, Lineage> {
    static KNOWN: LazyLock<HashMap<&str, Lineage>> =
        LazyLock::new(|| views().map(|view| (view.sql, Lineage::of(view.sql))).collect());
    KNOWN.get(sql).map_or_else(|| Cow::Owned(Lineage::of(sql)), Cow::Borrowed)
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

/// What a row of a view stands for, and so who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// A single person, or something that one has done.
    People,
    /// A group of people; SQL over the view's columns says how many, as far as they are known.
    Groups(&'static str),
    /// What someone did with the data.
    Deeds,
    /// Something that tells of no group of people.
    Things,
}

/// How many customers a figure of a KPI is about at the most: those who were active, and where it counts, what it counts.
macro_rules! kpi_people {
    ($figures:literal) => {
        concat!("least((", $figures, "), CASE WHEN unit = 'count' AND actual > 0 THEN actual END)")
    };
}

/// Every view, with what its rows stand for.
const SHOWN: &[(&str, Shows)] = &[
    ("audit.list", Shows::Deeds),
    ("campaigns.left_out", Shows::Groups("customers")),
    ("campaigns.left_out_members", Shows::People),
    ("campaigns.members", Shows::People),
    ("campaigns.past", Shows::Groups("coalesce(messages, members)")),
    ("campaigns.preview", Shows::Groups("considered")),
    ("channels.attribution", Shows::Groups("linear_conversions")),
    ("channels.daily", Shows::Groups("greatest(visits, conversions)")),
    ("channels.flow", Shows::Groups("moves")),
    ("channels.paths", Shows::Groups("conversions + lost")),
    ("channels.performance", Shows::Groups("greatest(visits, conversions)")),
    ("channels.rows", Shows::People),
    ("channels.topic_posts", Shows::Things),
    ("channels.topic_series", Shows::Things),
    ("channels.topics", Shows::Things),
    ("cleaning.cells", Shows::People),
    ("console.tables", Shows::Things),
    ("crm.interactions", Shows::People),
    ("crm.keys", Shows::People),
    ("crm.orders", Shows::People),
    ("crm.profile", Shows::People),
    ("crm.satisfaction", Shows::Groups("answers")),
    ("crm.search", Shows::People),
    ("crm.timeline", Shows::People),
    ("identity.accuracy", Shows::Things),
    ("identity.decisions", Shows::People),
    ("identity.keys", Shows::People),
    ("identity.pair", Shows::People),
    ("identity.pair_records", Shows::People),
    ("identity.pair_survivors", Shows::People),
    ("identity.review", Shows::People),
    ("identity.rules", Shows::Groups("customers")),
    ("identity.shared", Shows::People),
    ("identity.summary", Shows::Groups("customers")),
    ("identity.survivors", Shows::People),
    ("jobs.history", Shows::Things),
    (
        "kpi.board",
        Shows::Groups(kpi_people!(
            "SELECT value FROM mart.kpi_figure($grain, $channel, $store, $segment) AS active
            WHERE active.kpi = 'active_customers' AND active.period = shown.period"
        )),
    ),
    (
        "kpi.by_channel",
        Shows::Groups(kpi_people!(
            "SELECT active.actual FROM mart.kpi_by('active_customers', 'channel', $grain, $from, $to) AS active
            WHERE active.member = shown.channel_id"
        )),
    ),
    (
        "kpi.by_segment",
        Shows::Groups(kpi_people!(
            "SELECT active.actual FROM mart.kpi_by('active_customers', 'segment', $grain, $from, $to) AS active
            WHERE active.member = shown.segment"
        )),
    ),
    (
        "kpi.by_store",
        Shows::Groups(kpi_people!(
            "SELECT active.actual FROM mart.kpi_by('active_customers', 'store', $grain, $from, $to) AS active
            WHERE active.member = shown.store_id"
        )),
    ),
    ("kpi.rows", Shows::People),
    (
        "kpi.series",
        Shows::Groups(kpi_people!(
            "SELECT value FROM mart.kpi_figure($grain, $channel, $store, $segment) AS active
            WHERE active.kpi = 'active_customers' AND active.period = shown.period"
        )),
    ),
    ("privacy.receipt", Shows::People),
    ("privacy.receipts", Shows::People),
    ("quality.checks", Shows::Things),
    ("quality.dictionary", Shows::Things),
    ("quality.dimensions", Shows::Things),
    ("quality.failures", Shows::People),
    ("quality.history", Shows::Things),
    ("quality.profile", Shows::Things),
    ("quality.scores", Shows::Things),
    ("quality.scores_by_source", Shows::Things),
    ("segments.choice", Shows::Things),
    ("segments.cluster_members", Shows::People),
    ("segments.clusters", Shows::Groups("customers")),
    ("segments.list", Shows::Groups("customers")),
    ("segments.members", Shows::People),
    // Means of a cluster, which k-means makes of many; how many is told by segments.clusters.
    ("segments.profile", Shows::Things),
    ("segments.scatter", Shows::People),
    ("sources.batches", Shows::Things),
    ("sources.drift", Shows::Things),
    ("sources.list", Shows::Things),
    ("sources.mapping", Shows::Things),
    ("sources.mending_rules", Shows::People),
    ("sources.rejects", Shows::People),
];

/// What a view's rows stand for; people, where nothing is said of it.
pub(super) fn shows(view: &str) -> Shows {
    SHOWN.iter().find(|(name, _)| *name == view).map_or(Shows::People, |(_, shows)| *shows)
}

/// Which views and jobs read each table, told from their queries and declarations.
pub(super) fn uses() -> Vec<Use> {
    let views = views().flat_map(|view| {
        let tables = lineage(view.sql).into_owned().tables.into_iter();
        tables.map(|table| Use { table, kind: "view", name: view.name })
    });
    let jobs = jobs()
        .iter()
        .flat_map(|job| job.reads.iter().map(|table| Use { table: (*table).to_owned(), kind: "job", name: job.name }));
    views.chain(jobs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_of_every_view_whom_its_rows_stand_for() {
        for view in views() {
            let said = SHOWN.iter().filter(|(name, _)| *name == view.name).count();
            assert_eq!(said, 1, "{} stands {said} times in SHOWN", view.name);
        }
        assert_eq!(SHOWN.len(), views().count(), "SHOWN names a view that there is not");
    }
}
