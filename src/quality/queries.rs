use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "quality.scores", sql: include_str!("sql/scores.sql") },
    View { name: "quality.scores_by_source", sql: include_str!("sql/scores_by_source.sql") },
    View { name: "quality.dimensions", sql: include_str!("sql/dimensions.sql") },
    // Binds `$table`, `$source` and `$dimension`; without them the scores of all are listed.
    View { name: "quality.history", sql: include_str!("sql/history.sql") },
    View { name: "quality.checks", sql: include_str!("sql/checks.sql") },
    // Binds `$check`, a check's name; without one the failures of all are listed.
    View { name: "quality.failures", sql: include_str!("sql/failures.sql") },
    // Binds `$table`, as `schema.table`; without one the columns of all are listed.
    View { name: "quality.profile", sql: include_str!("sql/profile.sql") },
    // Binds `$table`, as for the profile; `$view`, the name of a view, for the tables that it reads; and like every view may do
    // `$language`, a tag such as `zh-CN`.
    View { name: "quality.dictionary", sql: include_str!("sql/dictionary.sql") },
];
