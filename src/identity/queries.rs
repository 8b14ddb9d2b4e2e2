use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "identity.summary", sql: include_str!("sql/summary.sql") },
    View { name: "identity.rules", sql: include_str!("sql/rules.sql") },
    View { name: "identity.keys", sql: include_str!("sql/keys.sql") },
    View { name: "identity.shared", sql: include_str!("sql/shared.sql") },
];
