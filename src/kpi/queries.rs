use crate::warehouse::View;

/// All of them bind the scope's grain and days; those but the board bind `$kpi`, a KPI's name.
pub const VIEWS: &[View] = &[
    View { name: "kpi.board", sql: include_str!("sql/board.sql") },
    View { name: "kpi.series", sql: include_str!("sql/series.sql") },
    View { name: "kpi.by_channel", sql: include_str!("sql/by_channel.sql") },
    View { name: "kpi.by_store", sql: include_str!("sql/by_store.sql") },
    View { name: "kpi.by_segment", sql: include_str!("sql/by_segment.sql") },
    View { name: "kpi.rows", sql: include_str!("sql/rows.sql") },
];
