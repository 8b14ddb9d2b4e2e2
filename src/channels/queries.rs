use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "channels.performance", sql: include_str!("sql/performance.sql") },
    View { name: "channels.rows", sql: include_str!("sql/rows.sql") },
    View { name: "channels.daily", sql: include_str!("sql/daily.sql") },
    View { name: "channels.attribution", sql: include_str!("sql/attribution.sql") },
    View { name: "channels.flow", sql: include_str!("sql/flow.sql") },
    View { name: "channels.paths", sql: include_str!("sql/paths.sql") },
    View { name: "channels.topics", sql: include_str!("sql/topics.sql") },
    View { name: "channels.topic_series", sql: include_str!("sql/topic_series.sql") },
    View { name: "channels.topic_posts", sql: include_str!("sql/topic_posts.sql") },
];
