use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "segments.list", sql: include_str!("sql/list.sql") },
    View { name: "segments.members", sql: include_str!("sql/members.sql") },
    View { name: "segments.clusters", sql: include_str!("sql/clusters.sql") },
    View { name: "segments.profile", sql: include_str!("sql/profile.sql") },
    View { name: "segments.scatter", sql: include_str!("sql/scatter.sql") },
    View { name: "segments.cluster_members", sql: include_str!("sql/cluster_members.sql") },
    View { name: "segments.choice", sql: include_str!("sql/choice.sql") },
];
