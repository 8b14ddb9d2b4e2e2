use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "quality.scores", sql: include_str!("sql/scores.sql") },
    View { name: "quality.checks", sql: include_str!("sql/checks.sql") },
    // Binds `$check`, a check's name; without one the failures of all are listed.
    View { name: "quality.failures", sql: include_str!("sql/failures.sql") },
];
