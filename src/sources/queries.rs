use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "sources.list", sql: include_str!("sql/list.sql") },
    View { name: "sources.batches", sql: include_str!("sql/batches.sql") },
    View { name: "sources.rejects", sql: include_str!("sql/rejects.sql") },
    View { name: "sources.drift", sql: include_str!("sql/drift.sql") },
    View { name: "sources.mending_rules", sql: include_str!("sql/rules.sql") },
    View { name: "sources.mapping", sql: include_str!("sql/mapping.sql") },
];
