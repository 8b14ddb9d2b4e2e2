use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "identity.summary", sql: include_str!("sql/summary.sql") },
    View { name: "identity.rules", sql: include_str!("sql/rules.sql") },
    View { name: "identity.keys", sql: include_str!("sql/keys.sql") },
    View { name: "identity.shared", sql: include_str!("sql/shared.sql") },
    View { name: "identity.review", sql: include_str!("sql/queue.sql") },
    View { name: "identity.pair", sql: include_str!("sql/pair.sql") },
    View { name: "identity.pair_records", sql: include_str!("sql/pair_records.sql") },
    View { name: "identity.pair_survivors", sql: include_str!("sql/pair_survivors.sql") },
    View { name: "identity.decisions", sql: include_str!("sql/decided.sql") },
    View { name: "identity.accuracy", sql: include_str!("sql/accuracy.sql") },
    View { name: "identity.survivors", sql: include_str!("sql/survivors.sql") },
];
