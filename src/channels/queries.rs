use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "channels.performance", sql: include_str!("sql/performance.sql") },
    View { name: "channels.rows", sql: include_str!("sql/rows.sql") },
    View { name: "channels.daily", sql: include_str!("sql/daily.sql") },
    View { name: "channels.attribution", sql: include_str!("sql/attribution.sql") },
    View { name: "channels.flow", sql: include_str!("sql/flow.sql") },
    View { name: "channels.paths", sql: include_str!("sql/paths.sql") },
];
